"""The words of the gazette in one language: states with their reasons, relations, kinds and bodies."""

from datetime import date, timedelta

from ..core.text.languages import Language
from .rules.document import Document, FileForm, FileRole
from .rules.effects import DayWording, Relation, RelationKind
from .rules.register import BodyFacts, DocumentKind, Field
from .rules.state import DOUBTS, MainState, Reason, ReasonKind
from .ui_relations import active, effect, passive

_MEGABYTE, _KILOBYTE = 1024 * 1024, 1024


class GazetteUiText:
    """Our texts for one page."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def name(self, named: BodyFacts | DocumentKind | Field) -> str:
        """The name: the official English one on an English page, if there is one."""
        return named.name_en if named.name_en and self.language.code == "en" else named.name

    def lang(self, named: BodyFacts | DocumentKind | Field | None = None) -> str:
        """The language of a name or a document if it is not that of the page (WCAG 3.1.2); "" otherwise."""
        if self.language.code == "vi" or (named is not None and named.name_en and self.language.code == "en"):
            return ""
        return "vi"

    def day(self, day: date | None) -> str:
        return self.language.short_day(day) if day is not None else self.language.gettext("not known")

    def state(self, state: MainState) -> str:
        """The state as a reader names it."""
        _ = self.language.gettext
        return {
            MainState.UNKNOWN: _("State unknown"),
            MainState.ENDED: _("No longer in force"),
            MainState.NOT_YET: _("Not yet in force"),
            MainState.SUSPENDED: _("Suspended"),
            MainState.PARTLY_SUSPENDED: _("Partly suspended"),
            MainState.PARTLY_BEGUN: _("Only partly in force yet"),
            MainState.PARTLY_ENDED: _("Partly no longer in force"),
            MainState.IN_FORCE: _("In force"),
        }[state]

    def reason(self, reason: Reason) -> str:
        """The sentence that says why, without the act."""
        sentence = self._sentence(reason)
        part = reason.part
        if reason.kind in (ReasonKind.PART_FELL, ReasonKind.PART_ENDED) and not part:
            part = self.language.gettext("A part")
        return f"{part}: {sentence[:1].lower()}{sentence[1:]}" if part else sentence

    def effect(self, relation: Relation) -> str:
        """The relation as a noun, such as "repeal"."""
        return effect(self.language, relation.kind)

    def relation(self, kind: RelationKind, *, acting: bool) -> str:
        """The heading above the documents on the other end."""
        return (active if acting else passive)(self.language, kind)

    def form(self, form: FileForm) -> str:
        _ = self.language.gettext
        return {
            FileForm.TEXT: _("with text"),
            FileForm.SCAN: _("scan, without text"),
            FileForm.UNKNOWN: "",
        }[form]

    def role(self, role: FileRole) -> str:
        _ = self.language.gettext
        return {
            FileRole.ORIGINAL: _("Original"),
            FileRole.ANNEX: _("Annex"),
            FileRole.EDITABLE: _("Editable text"),
            FileRole.CONSOLIDATED: _("Consolidated text"),
            FileRole.OTHER: _("Other file"),
        }[role]

    def size(self, size: int) -> str:
        """A size of a file, rounded."""
        if size >= _MEGABYTE:
            return f"{self.language.decimal(size / _MEGABYTE)} MB"
        return f"{self.language.number(max(1, round(size / _KILOBYTE)))} KB"

    def pages(self, pages: int | None) -> str:
        return self.language.ngettext("%(count)s page", "%(count)s pages", pages) if pages else ""

    def _sentence(self, reason: Reason) -> str:
        """The sentence about the whole document; a part is named before it."""
        match reason.kind:
            case ReasonKind.ENDED | ReasonKind.PART_ENDED | ReasonKind.NEVER:
                return self._ended(reason)
            case ReasonKind.SUSPENDED | ReasonKind.PART_SUSPENDED:
                return self._suspended(reason)
            case kind if kind in DOUBTS:
                return self._doubt(reason)
        _, day = self.language.gettext, self.day(reason.on)
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
        _, relation, day = self.language.gettext, reason.relation, self.day(reason.on)
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
            last = self.day(reason.on - timedelta(days=1))
            return _("In force until the end of %(day)s: %(cause)s.", cause=cause, day=last)
        return _("Not in force from %(day)s: %(cause)s.", cause=cause, day=day)

    def _suspended(self, reason: Reason) -> str:
        _, day = self.language.gettext, self.day(reason.on)
        if reason.until is None:
            return _("Suspended from %(day)s. No day is set on which it resumes.", day=day)
        return _("Suspended from %(day)s. It resumes on %(until)s.", day=day, until=self.day(reason.until))

    def _doubt(self, reason: Reason) -> str:
        _ = self.language.gettext
        noun = self.effect(reason.relation) if reason.relation is not None else ""
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


def heading(kind: DocumentKind | None, document: Document) -> str:
    """Kind and number, as the document is cited in Vietnamese."""
    return f"{kind.name if kind is not None else document.work.kind} {document.work.number}"
