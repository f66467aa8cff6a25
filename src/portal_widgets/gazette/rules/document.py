"""Documents as they are stored: their identity, their facts as printed, their files and their issues."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from .effects import Relation


class Publication(StrEnum):
    """The readers of a document: the office, or everybody. A withdrawn one keeps its address, its number and
    its relations.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class FileForm(StrEnum):
    """Whether the words of a file can be searched and read aloud."""

    TEXT = "text"
    SCAN = "scan"
    UNKNOWN = ""


class FileRole(StrEnum):
    """The role of a file: the original, an annex or attached regulation, the same text in an editable form, a
    consolidated text, or anything else.
    """

    ORIGINAL = "original"
    ANNEX = "annex"
    EDITABLE = "editable"
    CONSOLIDATED = "consolidated"
    OTHER = "other"


_MAIN_FILES = frozenset({FileRole.ORIGINAL, FileRole.EDITABLE})


@dataclass(frozen=True, slots=True)
class Work:
    """The identity of a document: body, kind, number and year. `double` is "" or a letter, for a body that
    has used a number twice; then `double_reason` is not empty.
    """

    body: str
    kind: str
    year: int
    number: str
    double: str = ""
    double_reason: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """The person who signed, and the office as it is printed, such as "KT. CHỦ TỊCH PHÓ CHỦ TỊCH"."""

    name: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by the SHA-256 of its content. A replaced file is kept, with the instant and the reason. `pages`
    is None if the number is not known.
    """

    digest: str
    name: str
    media_type: str
    size: int
    pages: int | None = None
    form: FileForm = FileForm.UNKNOWN
    role: FileRole = FileRole.ORIGINAL
    at: int = 0
    replaced_at: int | None = None
    replaced_reason: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a published document was taken back, when, and which office decided it."""

    on: date
    reason: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `id` is 0 before it is stored. `title` is what follows the kind, `abstract` a longer
    summary. `fields` are keys of the field tree. Nothing is computed: an unknown day is None.
    """

    work: Work
    title: str
    abstract: str = ""
    signed: date | None = None
    published: date | None = None
    signer: Signer = field(default_factory=Signer)
    fields: tuple[str, ...] = ()
    files: tuple[StoredFile, ...] = ()
    publication: Publication = Publication.DRAFT
    withdrawal: Withdrawal | None = None
    source: str = ""
    id: int = 0

    @property
    def current_files(self) -> tuple[StoredFile, ...]:
        return tuple(one for one in self.files if one.replaced_at is None)

    @property
    def is_scan_only(self) -> bool:
        """Whether the text is only in pictures: nobody can search it or have it read aloud."""
        forms = {one.form for one in self.current_files if one.role in _MAIN_FILES}
        return FileForm.SCAN in forms and FileForm.TEXT not in forms


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of the gazette. `number` is a text, because issues are combined: "1203 + 1204"."""

    number: str
    year: int
    on: date | None = None
    special: bool = False
    file: StoredFile | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class IssueItem:
    """A document, or part `part` of its `parts`, in an issue."""

    issue: int
    document: int
    position: int = 0
    part: int = 1
    parts: int = 1
    first_page: int | None = None
    last_page: int | None = None


def placed(items: Iterable[IssueItem]) -> tuple[IssueItem, ...]:
    """The items of an issue with positions in this order."""
    return tuple(replace(one, position=at) for at, one in enumerate(items))


# A part of a document with its place; without one, the part is not in any recorded issue.
Part = tuple[int, Issue | None, IssueItem | None]


def parts(places: Sequence[tuple[Issue, IssueItem]]) -> list[Part]:
    """All parts of a document in their order, with those that no issue contains."""
    most = max((item.parts for _, item in places), default=0)
    known = {item.part for _, item in places}
    gaps: list[Part] = [(part, None, None) for part in range(1, most + 1) if part not in known]
    return sorted([*((item.part, issue, item) for issue, item in places), *gaps], key=lambda one: one[0])


@dataclass(frozen=True, slots=True)
class Revision:
    """One recorded change. `before` and `after` are JSON; `before` is "" for something new. `correction` says
    that facts of earlier days were wrong, so that the state of an earlier day may have changed.
    """

    id: int
    document: int
    at: int
    who: str
    what: str
    before: str = ""
    after: str = ""
    correction: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """A document with everything that its page needs. `relations` are those in which it acts or is the
    target.
    """

    document: Document
    relations: tuple[Relation, ...] = ()
    items: tuple[tuple[Issue, IssueItem], ...] = ()
