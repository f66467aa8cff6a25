"""The texts of polls for the office: its form, its lists, and why an edit came too late."""

from ..rules import QuestionKind, Visibility, Voters
from ..ui_text import PollUiText


class PollAdminUiText(PollUiText):
    """The texts for readers, and those for the office only."""

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
        """A value of a term, as the form offers it."""
        return self.visibility(value) if isinstance(value, Visibility) else self.voters(value)

    def question(self, fault: str) -> str:
        """The fault of a question that the office wrote."""
        _ = self._language.gettext
        return {
            "text": _("Please write the question."),
            "options": _("A question needs 2 to 60 answers, each on a line of its own."),
            "row": _("The answers of a scale are whole numbers in a row, such as 1, 2, 3, 4, 5."),
            "other": _("Only a choice may be answered in one's own words."),
            "numbers": _("Please give how many may be chosen: at least, and at most."),
            "address": _("A link or picture begins with https:// or, on this site, with /."),
            "picture": _("A picture needs a text that says what it shows, for who cannot see it."),
        }[fault]

    def frozen(self, what: str) -> str:
        """Why an edit came too late."""
        _ = self._language.gettext
        return {
            "visibility": _("It was promised that nobody sees results before the close; that stays."),
            "end": _("The end cannot be in the past, and a poll that has closed stays closed."),
        }.get(what, _("There are ballots already: only wording, the end and who sees results may change."))

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
