"""The texts of polls for the office: the form, the lists, and why an edit is refused."""

from ..rules import QuestionKind, Visibility, Voters
from ..ui_text import PollUiText


class PollAdminUiText(PollUiText):
    """The texts for readers, and the texts for the office only."""

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

    def question(self, fault: str) -> str:
        """The fault of a question that the office wrote."""
        _ = self._language.gettext
        return {
            "text": _("Please write the question."),
            "options": _("A question needs 2 to 60 answers, one on each line."),
            "row": _("The answers of a scale are whole numbers in a row, such as 1, 2, 3, 4, 5."),
            "other": _("Only questions with a choice may have an answer in one's own words."),
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
