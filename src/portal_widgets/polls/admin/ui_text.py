"""The texts of polls for the office: the form, the lists, and why an edit is refused."""

from ...core.forms import LONG
from ..definition import LONGEST_INTRO, LONGEST_TEXT, MOST_STEPS, find_same
from ..rules import QuestionKind, Visibility, Voters
from ..ui_text.poll import PollUiText
from .poll_form import INTROS
from .question_form import QuestionForm


class PollAdminUiText(PollUiText):
    """The texts for readers, and the texts for the office only."""

    def gettext(self, message: str, /, **values: object) -> str:
        return self._language.gettext(message, **values)

    def kind(self, kind: QuestionKind) -> str:
        _ = self._language.gettext
        return {
            QuestionKind.SINGLE: _("One answer"),
            QuestionKind.MULTIPLE: _("Several answers"),
            QuestionKind.SCALE: _("A number on a scale"),
            QuestionKind.RANKED: _("An order of preference"),
        }[kind]

    def voters(self, voters: Voters) -> str:
        _ = self._language.gettext
        return {
            Voters.BROWSER: _("their browser"),
            Voters.PERSON: _("their account on this site"),
            Voters.CODE: _("an invitation code"),
        }[voters]

    def choice(self, value: Visibility | Voters) -> str:
        """The text of a value of a term in the form."""
        return self.visibility(value) if isinstance(value, Visibility) else self.voters(value)

    def poll_fault(self, name: str, fault: str) -> str:
        """The fault of a field of the poll itself."""
        _ = self._language.gettext
        return {
            "slug": _("The address may contain only small letters a to z, digits and hyphens."),
            "title": _("Please give the poll a title."),
            "moment": _("Please give days and times. The end must be after the beginning."),
            "choice": _("Please choose one of the values that are offered."),
            LONG: self._long(LONGEST_INTRO if name in INTROS else LONGEST_TEXT),
        }[fault]

    def question_fault(self, number: int, fault: str, question: QuestionForm) -> str:
        """The fault of a field of a question, with the number of the question."""
        said = self._same(question) if fault == "same" else self._question_fault(fault)
        return f"{self._language.gettext('Question %(number)s', number=number)}: {said}"

    def question(self, action: str) -> tuple[str, str]:
        """The question before an action that cannot be undone, and the button that does it."""
        _ = self._language.gettext
        return {
            "publish": (_("Publish this poll?"), _("Publish")),
            "close": (_("Close this poll now?"), _("Close now")),
            "delete": (_("Delete this draft?"), _("Delete this draft")),
        }[action]

    def term(self, value: object) -> str:
        """The value of a term that is an instant or a choice."""
        if isinstance(value, Visibility | Voters):
            return self.choice(value)
        return self.moment(value) if isinstance(value, int) else "–"

    def _same(self, question: QuestionForm) -> str:
        rows = question.filled
        (one, first), (other, second) = (
            rows[at] for at in find_same([row.text for _, row in rows]) or (0, 0)
        )
        return self._language.gettext(
            "Answers %(one)s and %(other)s read the same: “%(first)s” and “%(second)s”.",
            one=one + 1,
            other=other + 1,
            first=" / ".join(first.text.values()),
            second=" / ".join(second.text.values()),
        )

    def _long(self, most: int) -> str:
        return self._language.gettext("This is too long. At most %(most)s characters are allowed.", most=most)

    def _question_fault(self, fault: str) -> str:
        _ = self._language.gettext
        return {
            LONG: self._long(LONGEST_TEXT),
            "kind": _("Please choose how the question is answered."),
            "unseen": _("One of the answers has no words that can be seen."),
            "text": _("Please write the question."),
            "options": _("A question needs 2 to 60 answers."),
            "row": _("A scale has whole numbers, such as 1 to 5. The last one is larger than the first one."),
            "steps": _("A scale has at most %(most)s numbers.", most=MOST_STEPS),
            "numbers": _("Please give the smallest and the largest number of choices."),
            "address": _("A link or picture begins with https:// or, on this site, with /."),
            "picture": _("A picture needs a text that describes it for people who cannot see it."),
        }[fault]

    def frozen(self, what: str) -> str:
        """Why an edit of a running poll is refused."""
        _ = self._language.gettext
        return {
            "visibility": _(
                "The poll promises that nobody sees results before the close. This cannot be changed."
            ),
            "end": _("The end cannot be in the past, and a poll that has closed stays closed."),
        }.get(
            what,
            _(
                "There are ballots already. Only the wording, the end and the visibility of results may "
                "change."
            ),
        )

    def reason(self, reason: str) -> str:
        """Why an attempt was refused, for the office."""
        _ = self._language.gettext
        return {
            "repeat": _("The voter had a ballot already"),
            "invalid": _("The ballot broke a rule of the poll"),
            "code": _("Not one of the invitation codes"),
            "person": _("Not signed in"),
            "often": _("Too many at once from one network"),
            "scheduled": _("Before the opening"),
            "closed": _("After the close"),
        }.get(reason, reason)
