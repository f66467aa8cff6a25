"""The texts of a ballot: hints for answers, and their faults."""

from ...core.text.languages import Language
from ..rules import Fault, Question, QuestionKind, Visibility


class BallotUiText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def fault(self, question: Question | None, fault: Fault) -> str:
        """The fault of an answer, in the words of the question's kind."""
        _ = self._language.gettext
        if question is None:
            return _("The ballot names a question or choice that is not part of this poll.")
        if question.kind is QuestionKind.RANKED and fault in _OF_RANKS:
            return self._fault_of_ranks(question, fault)
        if question.kind is QuestionKind.SCALE and fault in {Fault.MISSING, Fault.UNKNOWN}:
            ends = {"first": question.options[0].key, "last": question.options[-1].key}
            return _("Please choose a number from %(first)s to %(last)s.", **ends)
        sentences = {
            Fault.MISSING: self._missing(question),
            Fault.TOO_FEW: _("Please choose at least %(least)s answers.", least=question.least),
            Fault.TOO_MANY: self._too_many(question),
            Fault.UNKNOWN: _("Please choose from the answers that are offered."),
            Fault.REPEATED: _("Please give each rank and each answer only once."),
            Fault.OTHER_EMPTY: _("Please write your own answer, or choose another one."),
            Fault.OTHER_LONG: _("Your own answer is too long. At most 200 characters are allowed."),
        }
        return sentences[fault]

    def at_question(self, question: Question | None, sentence: str) -> str:
        """A fault with the question that has it, for a list of faults (WCAG 2.4.4)."""
        if question is None:
            return sentence
        return f"“{self._language.text(question.text)}”: {sentence}"

    def how_many(self, question: Question) -> str:
        """The form's hint about the number of choices."""
        _ = self._language.gettext
        if question.kind is QuestionKind.RANKED:
            return self._how_to_rank(question)
        if question.kind is not QuestionKind.MULTIPLE:
            return ""
        if question.least == question.most:
            return _("Choose %(count)s.", count=question.most)
        if question.least > 1:
            return _("Choose %(least)s to %(most)s.", least=question.least, most=question.most)
        return _("Choose at most %(most)s.", most=question.most)

    def shares(self, question: Question) -> str:
        """A note that the shares of a question can add up to more than 100 %; "" if they cannot."""
        if question.kind is not QuestionKind.MULTIPLE or question.most == 1:
            return ""
        return self._language.gettext(
            "A ballot can have several answers: the total can exceed %(whole)s.", whole=self.share(1)
        )

    def share(self, value: float) -> str:
        return self._language.percent(value)

    def receipt(self, visibility: Visibility) -> str:
        """The use of the receipt."""
        _ = self._language.gettext
        if visibility is Visibility.STAFF:
            return _(
                "Please write it down. The ballots of this poll are not published. With the receipt you can "
                "ask the office after the close whether your ballot is counted."
            )
        return _(
            "Please write it down. With it you can find your ballot in the list that is published with the "
            "results after the close. Nobody else can see whose ballot it is."
        )

    def _missing(self, question: Question) -> str:
        _ = self._language.gettext
        if question.kind is not QuestionKind.MULTIPLE:
            return _("Please choose an answer.")
        if question.least == 1:
            return _("Please choose at least one answer.")
        return _("Please choose at least %(least)s answers.", least=question.least)

    def _too_many(self, question: Question) -> str:
        _ = self._language.gettext
        if question.most == 1:
            return _("Please choose only one answer.")
        return _("Please choose at most %(most)s answers.", most=question.most)

    def _fault_of_ranks(self, question: Question, fault: Fault) -> str:
        _ = self._language.gettext
        if fault is Fault.UNKNOWN:
            return _("Please use ranks from 1 to %(last)s only.", last=len(question.options))
        if fault is Fault.TOO_MANY:
            return _("Please rank at most %(most)s choices.", most=question.most)
        if question.least > 1:
            return _("Please rank at least %(least)s choices.", least=question.least)
        return _("Please give at least your first choice the rank 1.")

    def _how_to_rank(self, question: Question) -> str:
        _ = self._language.gettext
        if question.least <= 1 and question.most == len(question.options):
            return _("Give 1 to your first choice, then 2, and so on. You may leave some without a number.")
        begin = _("Give 1 to your first choice, then 2, and so on.")
        if question.least == question.most:
            return f"{begin} {_('Rank %(count)s choices.', count=question.most)}"
        least = max(question.least, 1)
        return f"{begin} {_('Rank %(least)s to %(most)s choices.', least=least, most=question.most)}"


_OF_RANKS = {Fault.MISSING, Fault.TOO_FEW, Fault.TOO_MANY, Fault.UNKNOWN}
