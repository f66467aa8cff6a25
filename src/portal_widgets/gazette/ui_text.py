"""The words of the gazette in one language: states with their reasons, relations, kinds and bodies."""

from datetime import date, timedelta

from ..core.text.languages import Language
from .rules.beginning import Notice, NoticeKind
from .rules.document import Document, FileForm, FileRole, IssueItem, StoredFile
from .rules.effects import Relation, RelationKind
from .rules.query import COUNTED
from .rules.register import BodyFacts, DocumentKind, Field
from .rules.state import MainState, Reason, Span
from .ui_reasons import Sentences
from .ui_relations import active, effect, passive

# Names that readers know.
_FILE_KINDS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}
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
        return Sentences(self.language, self.day).reason(reason)

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

    def file(self, file: StoredFile) -> str:
        """Kind, size, pages and form of a file, which a reader wants to know before saving it."""
        known = _FILE_KINDS.get(file.media_type, file.media_type)
        said = (known, self.size(file.size), self.pages(file.pages), self.form(file.form))
        return ", ".join(one for one in said if one)

    def count(self, count: int) -> str:
        """A count of documents. Counting stops at a limit."""
        if count > COUNTED:
            return self.language.gettext("more than %(count)s", count=self.language.number(COUNTED))
        return self.language.number(count)

    def days(self, span: Span) -> str:
        """The days of a state, such as "from 1 May 2025 until the end of 30 June 2025"."""
        _ = self.language.gettext
        if span.start == date.min:
            return _("before %(day)s", day=self.day(span.until))
        if span.until is None:
            return _("from %(day)s", day=self.day(span.start))
        last = self.day(span.until - timedelta(days=1))
        return _("from %(day)s until the end of %(last)s", day=self.day(span.start), last=last)

    def notice(self, notice: Notice) -> str:
        """The sentence about an unusual day."""
        _, days = self.language.gettext, {"day": self.day(notice.begins), "later": self.day(notice.on)}
        return {
            NoticeKind.RETROACTIVE: _(
                "Retroactive effect: it applies from %(day)s, but was signed on %(later)s.", **days
            ),
            NoticeKind.PUBLISHED_LATE: _(
                "It was published on %(later)s, after the first day of its effect, %(day)s.", **days
            ),
        }[notice.kind]

    def place(self, item: IssueItem) -> str:
        """The part and the pages of a document in an issue, each after a comma."""
        _, said = self.language.gettext, ""
        if item.parts > 1:
            said += ", " + _("part %(part)s of %(parts)s", part=item.part, parts=item.parts)
        if item.first_page:
            last = item.last_page or item.first_page
            said += ", " + _("pages %(first)s to %(last)s", first=item.first_page, last=last)
        return said


def heading(kind: DocumentKind | None, document: Document) -> str:
    """Kind and number, as the document is cited in Vietnamese."""
    return f"{kind.name if kind is not None else document.work.kind} {document.work.number}"
