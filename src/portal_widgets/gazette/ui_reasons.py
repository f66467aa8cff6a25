"""The sentences that say why a document has its state."""

from collections.abc import Callable
from datetime import date, timedelta

from ..core.text.languages import Language
from .rules.effects import DayWording, RelationKind
from .rules.state import DOUBTS, Reason, ReasonKind
from .ui_relations import effect


class Sentences:
    """Writes the sentences in one language. `day` writes a day, also one that is not known."""

    def __init__(self, language: Language, day: Callable[[date | None], str]) -> None:
        self.language = language
        self._day = day

    def reason(self, reason: Reason) -> str:
        """The sentence that says why, without the act."""
        sentence = self._sentence(reason)
        part = reason.part
        if reason.kind in (ReasonKind.PART_FELL, ReasonKind.PART_ENDED) and not part:
            part = self.language.gettext("A part")
        return f"{part}: {sentence[:1].lower()}{sentence[1:]}" if part else sentence

    def _sentence(self, reason: Reason) -> str:
        """The sentence about the whole document; a part is named before it."""
        match reason.kind:
            case ReasonKind.ENDED | ReasonKind.PART_ENDED | ReasonKind.NEVER:
                return self._ended(reason)
            case ReasonKind.SUSPENDED | ReasonKind.PART_SUSPENDED:
                return self._suspended(reason)
            case kind if kind in DOUBTS:
                return self._doubt(reason)
        _, day = self.language.gettext, self._day(reason.on)
        begun, begins = _("In force since %(day)s.", day=day), _("Comes into force on %(day)s.", day=day)
        again = _("In force again since %(day)s.", day=day)
        fell = _(
            "Not in force from %(day)s, because the document that it guides is no longer in force.", day=day
        )
        return {
            ReasonKind.BEGUN: begun,
            ReasonKind.PART_BEGUN: begun,
            ReasonKind.BEGINS: begins,
            ReasonKind.PART_BEGINS: begins,
            ReasonKind.REVIVED: again,
            ReasonKind.PART_RESUMED: again,
            ReasonKind.FELL: fell,
            ReasonKind.PART_FELL: fell,
        }[reason.kind]

    def _ended(self, reason: Reason) -> str:
        _, relation, day = self.language.gettext, reason.relation, self._day(reason.on)
        causes = {
            RelationKind.REPLACES: _("it was replaced"),
            RelationKind.REPEALS: _("it was repealed"),
            RelationKind.ANNULS: _("it was annulled"),
        }
        cause = causes.get(
            relation.kind if relation is not None else RelationKind.EXPIRES, _("its term ended")
        )
        if reason.kind is ReasonKind.NEVER:
            return _("Never in force: %(cause)s on %(day)s, before it began.", cause=cause, day=day)
        if relation is not None and relation.wording is DayWording.THROUGH and reason.on is not None:
            last = self._day(reason.on - timedelta(days=1))
            return _("In force until the end of %(day)s: %(cause)s.", cause=cause, day=last)
        return _("Not in force from %(day)s: %(cause)s.", cause=cause, day=day)

    def _suspended(self, reason: Reason) -> str:
        _, day = self.language.gettext, self._day(reason.on)
        if reason.until is None:
            return _("Suspended from %(day)s. No day is set on which it resumes.", day=day)
        return _("Suspended from %(day)s. It resumes on %(until)s.", day=day, until=self._day(reason.until))

    def _doubt(self, reason: Reason) -> str:
        _ = self.language.gettext
        noun = effect(self.language, reason.relation.kind) if reason.relation is not None else ""
        return {
            ReasonKind.NO_BEGINNING: _("The day on which it comes into force is not recorded."),
            ReasonKind.TWO_BEGINNINGS: _("Different days are recorded on which it comes into force."),
            ReasonKind.NO_DAY: _("An effect is recorded without its day: %(effect)s.", effect=noun),
            ReasonKind.WRONG_DAYS: _("A suspension is recorded that ends before it begins."),
            ReasonKind.NOTHING_SUSPENDED: _("A resumption is recorded, but no suspension."),
            ReasonKind.NOTHING_ENDED: _("A revival is recorded, but no end."),
            ReasonKind.GUIDED_UNKNOWN: _(
                "The document that it guides has ended, but the day of the end is not recorded."
            ),
        }[reason.kind]
