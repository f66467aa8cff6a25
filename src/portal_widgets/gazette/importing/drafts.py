"""A document as a file names it: its body, kind and fields are words, its targets are texts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ...core.text.vietnamese import fold
from ..numbers import parse_number
from ..rules.addresses import number_key
from ..rules.document import Document, Signer, Work
from ..rules.effects import DayWording, DocumentRef, Relation, RelationKind
from ..rules.register import GazetteRegister

MOST_DRAFTS = 200_000


@dataclass(frozen=True, slots=True)
class DraftFault:
    """A fault of one line, or of the whole file (line 0). `fault` names the sentence, `values` fill it."""

    fault: str
    line: int = 0
    values: Mapping[str, object] = field(default_factory=dict)


class TableRefusedError(Exception):
    """The file cannot be read at all."""

    def __init__(self, fault: str, **values: object) -> None:
        super().__init__(fault)
        self.fault = DraftFault(fault, 0, values)


@dataclass(frozen=True, slots=True)
class Draft:
    """One document of a file. `effective` and `expires` are its first day with effect and its first day
    without. `replaces` and `related` are numbers of other documents.
    """

    line: int
    number: str
    body: str
    kind: str
    title: str
    year: int | None = None
    abstract: str = ""
    signed: date | None = None
    published: date | None = None
    effective: date | None = None
    expires: date | None = None
    signer: str = ""
    office: str = ""
    fields: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document that is ready to store, and its relations. The document itself is the reference without an
    id and without a text; other documents are texts until they are matched.
    """

    line: int
    document: Document
    relations: tuple[Relation, ...]


SELF = DocumentRef()


def propose(drafts: Iterable[Draft], register: GazetteRegister) -> tuple[list[Proposal], list[DraftFault]]:
    """The documents that an import would store, and the faults of the lines that it would leave out."""
    names = _Names(register)
    proposals: list[Proposal] = []
    faults: list[DraftFault] = []
    seen: dict[tuple[str, str, int, str], int] = {}
    for draft in drafts:
        found = list(names.faults(draft))
        work = names.work(draft) if not found else None
        if work is not None:
            key = (work.body, work.kind, work.year, number_key(work.number))
            if key in seen:
                found.append(DraftFault("twice", draft.line, {"number": draft.number, "first": seen[key]}))
            seen.setdefault(key, draft.line)
        if found or work is None:
            faults += found
            continue
        proposals.append(Proposal(draft.line, names.document(draft, work), tuple(relations_of(draft))))
    return proposals, faults


def relations_of(draft: Draft) -> Iterator[Relation]:
    """The relations of a draft to itself and to others. A missing day is not guessed."""
    if draft.effective is not None:
        yield Relation(RelationKind.COMMENCES, SELF, SELF, draft.effective, source=draft.source)
    if draft.expires is not None:
        yield Relation(
            RelationKind.EXPIRES, SELF, SELF, draft.expires, wording=DayWording.FROM, source=draft.source
        )
    for place, number in enumerate(draft.replaces):
        target = DocumentRef(text=number)
        yield Relation(
            RelationKind.REPLACES, SELF, target, draft.effective, source=draft.source, position=place
        )
    for place, number in enumerate(draft.related):
        yield Relation(
            RelationKind.RELATED, SELF, DocumentRef(text=number), source=draft.source, position=place
        )


class _Names:
    """Finds bodies, kinds and fields by their keys, names and abbreviations, without regard to diacritics."""

    def __init__(self, register: GazetteRegister) -> None:
        self._bodies: dict[str, str] = {}
        for body, version in register.bodies_by_name():
            self._bodies.setdefault(fold(version.facts.name), body.key)
        self._bodies |= {fold(key): key for key in register.bodies.entities}
        self._kinds = {
            fold(text): one.key for one in reversed(register.kinds) for text in (one.short, one.name)
        }
        self._kinds |= {fold(one.key): one.key for one in register.kinds}
        self._fields = {fold(one.name): one.key for one in reversed(register.fields)}
        self._fields |= {fold(one.key): one.key for one in register.fields}

    def faults(self, draft: Draft) -> Iterator[DraftFault]:
        missing = {"no-number": draft.number, "no-title": draft.title, "no-year": self._year(draft)}
        yield from (DraftFault(fault, draft.line) for fault, value in missing.items() if not value)
        if fold(draft.body) not in self._bodies:
            yield DraftFault("unknown-body", draft.line, {"value": draft.body})
        if fold(draft.kind) not in self._kinds:
            yield DraftFault("unknown-kind", draft.line, {"value": draft.kind})
        for name in draft.fields:
            if fold(name) not in self._fields:
                yield DraftFault("unknown-field", draft.line, {"value": name})
        if draft.effective and draft.expires and draft.expires < draft.effective:
            yield DraftFault("ends-before-start", draft.line)

    def work(self, draft: Draft) -> Work:
        number, year = parse_number(draft.number), self._year(draft)
        body, kind = self._bodies[fold(draft.body)], self._kinds[fold(draft.kind)]
        return Work(body, kind, year or 0, str(number) if number else draft.number)

    def document(self, draft: Draft, work: Work) -> Document:
        return Document(
            work,
            draft.title,
            draft.abstract,
            draft.signed,
            draft.published,
            Signer(draft.signer, draft.office),
            tuple(dict.fromkeys(self._fields[fold(name)] for name in draft.fields)),
            source=draft.source,
        )

    def _year(self, draft: Draft) -> int | None:
        number = parse_number(draft.number)
        if draft.year is not None:
            return draft.year
        return (number.year if number else None) or (draft.signed.year if draft.signed else None)
