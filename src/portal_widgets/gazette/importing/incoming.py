"""Any file with documents, read into one form."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..document_data import FilledIssue
from ..rules.document import Document, Publication
from ..rules.effects import DocumentRef, Relation
from ..rules.register import GazetteRegister
from . import issues as issues_of_files
from .checking import document_faults, is_storable
from .drafts import SELF, Draft, DraftFault, propose
from .nukeviet import read_nukeviet
from .package import Package, read_package
from .tables import read_table


@dataclass(frozen=True, slots=True)
class Incoming:
    """The documents of a file that can be stored, and the faults of the others. The ids of documents, also
    those in relations, are numbers of the file. `lines` are the lines of the documents by these ids.
    `register` is that of the file with everything that this gazette has, or this one.
    """

    documents: tuple[Document, ...]
    relations: tuple[Relation, ...]
    faults: tuple[DraftFault, ...]
    lines: dict[int, int]
    register: GazetteRegister
    issues: tuple[FilledIssue, ...] = ()


def read_file(content: bytes, register: GazetteRegister) -> Incoming:
    """Read a table (CSV, XLSX), an export of NukeViet, or a package of this gazette, whichever the content
    is. Raises TableRefusedError for any other content, and ImportError for XLSX without
    portal_widgets[gazette].
    """
    match content.removeprefix(codecs.BOM_UTF8).lstrip()[:1]:
        case b"{":
            return _from_package(read_package(content), register)
        case b"[":
            return _from_drafts(*read_nukeviet(content), register)
    return _from_drafts(*read_table(content), register)


def _from_drafts(drafts: list[Draft], faults: list[DraftFault], register: GazetteRegister) -> Incoming:
    """Documents of a table are public ones: whether they are published now is a matter of the import."""
    proposals, more = propose(drafts, register)
    documents = [replace(one.document, id=one.line, publication=Publication.PUBLISHED) for one in proposals]
    relations = [_of_line(relation, one.line) for one in proposals for relation in one.relations]
    return _checked(
        documents, relations, [*faults, *more], {one.line: one.line for one in proposals}, register
    )


def _of_line(relation: Relation, line: int) -> Relation:
    """The relation with the document of the line in place of SELF."""
    own = DocumentRef(line)
    acting, target = (own if one == SELF else one for one in (relation.acting, relation.target))
    return replace(relation, acting=acting, target=target)


def _from_package(package: Package, register: GazetteRegister) -> Incoming:
    merged = register.with_missing(package.register) if package.register is not None else register
    lines: dict[int, int] = {}
    faults = []
    for line, one in enumerate(package.documents, 1):
        if one.id in lines:
            faults.append(DraftFault("twice", line, {"number": one.work.number, "first": lines[one.id]}))
        lines.setdefault(one.id, line)
    issues = tuple(one for one in package.issues if issues_of_files.is_storable(one))
    if lost := len(package.issues) - len(issues):
        faults.append(DraftFault("wrong-issues", 0, {"count": lost}))
    found = _checked(package.documents, package.relations, faults, lines, merged)
    return replace(found, issues=issues)


def _checked(
    documents: Iterable[Document],
    relations: Iterable[Relation],
    faults: list[DraftFault],
    lines: dict[int, int],
    register: GazetteRegister,
) -> Incoming:
    kept: dict[int, Document] = {}
    for one in documents:
        found = list(document_faults(one, lines[one.id], register))
        faults += found
        if not found:
            kept.setdefault(one.id, one)
    stored = tuple(one for one in relations if is_storable(one))
    if missing := sum(1 for one in relations if not is_storable(one)):
        faults.append(DraftFault("wrong-relations", 0, {"count": missing}))
    ordered = sorted(faults, key=lambda one: one.line)
    return Incoming(tuple(kept.values()), stored, tuple(ordered), lines, register)
