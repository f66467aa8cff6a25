"""Warnings about a document. They never block: the office may know better."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ..numbers import fold_number, parse_number
from ..rules.document import Document, FileRole
from ..rules.effects import Facts, Relation, RelationKind
from ..rules.register import DocumentKind, GazetteRegister
from ..rules.state import DOUBTS, Reason, ReasonKind
from ..rules.timeline import spans

# The level of bodies of the whole country. Provinces have 2, communes 3; 0 is unknown.
CENTRAL = 1


class WarningKind(StrEnum):
    """The kinds of warnings."""

    TOO_SOON = "too-soon"
    BACKDATED = "backdated"
    PUBLISHED_LATE = "published-late"
    HIGHER_TARGET = "higher-target"
    NO_BEGINNING = "no-beginning"
    NOT_NORMATIVE = "not-normative"
    NO_ANNEX = "no-annex"
    SCAN = "scan"
    OLD_CONSOLIDATION = "old-consolidation"
    CONTRADICTION = "contradiction"
    END_BEFORE_START = "end-before-start"
    PUBLISHED_BEFORE_SIGNING = "published-before-signing"
    OTHER_YEAR = "other-year"


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """One warning. `days` is the number of days that there are, `needed` the number that the law asks for."""

    kind: WarningKind
    on: date | None = None
    days: int = 0
    needed: int = 0
    relation: Relation | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Periods:
    """Numbers of days by the law of the day of signing; 0 if the law sets none."""

    effect_central: int = 0
    effect_local: int = 0
    publication: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A document as it would be stored. `relations` are those in which it acts or is the target, `others` the
    documents on their other ends. `amended` are the days of the last amendments of documents, by id.
    """

    document: Document
    relations: tuple[Relation, ...]
    facts: Facts
    register: GazetteRegister
    today: date
    periods: Periods = field(default_factory=Periods)
    others: Mapping[int, Document] = field(default_factory=dict)
    amended: Mapping[int, date] = field(default_factory=dict)

    @property
    def kind(self) -> DocumentKind | None:
        return self.register.kind(self.document.work.kind)

    @property
    def beginnings(self) -> list[date]:
        """The first days that the document sets for itself as a whole."""
        return [
            one.date_from
            for one in self.relations
            if one.kind is RelationKind.COMMENCES
            and one.date_from is not None
            and one.acting.id == one.target.id
            and not one.target.part
        ]

    def level(self, document: Document) -> int:
        facts = self.register.body_on(document.work.body, document.signed)
        return facts.level if facts is not None else 0


def find_warnings(case: Case) -> list[DocumentWarning]:
    """All warnings, in the order of `RULES`."""
    return [warning for rule in RULES for warning in rule(case)]


def effect_too_soon(case: Case) -> Iterator[DocumentWarning]:
    """A normative document begins earlier after its signing than the law allows without a shortened
    procedure.
    """
    signed, kind, periods = case.document.signed, case.kind, case.periods
    if signed is None or kind is None or not kind.normative:
        return
    is_central = case.level(case.document) == CENTRAL
    needed = periods.effect_central if is_central else periods.effect_local
    for first in case.beginnings:
        if 0 <= (first - signed).days < needed:
            yield DocumentWarning(WarningKind.TOO_SOON, first, (first - signed).days, needed)


def backdated(case: Case) -> Iterator[DocumentWarning]:
    """The document begins before the day on which it was signed."""
    signed = case.document.signed
    for first in case.beginnings:
        if signed is not None and first < signed:
            yield DocumentWarning(WarningKind.BACKDATED, first)


def published_late(case: Case) -> Iterator[DocumentWarning]:
    """A normative document is published later after its signing than the law allows. If it is not published
    yet, today counts.
    """
    signed, kind, needed = case.document.signed, case.kind, case.periods.publication
    published = case.document.published or case.today
    if signed is None or kind is None or not kind.normative or not needed:
        return
    if (published - signed).days > needed:
        yield DocumentWarning(WarningKind.PUBLISHED_LATE, published, (published - signed).days, needed)


def higher_target(case: Case) -> Iterator[DocumentWarning]:
    """The document changes, ends or suspends one of higher force, or of a higher body."""
    for one in case.relations:
        other = case.others.get(one.target.id) if one.target.id is not None else None
        changes = one.kind.ends or one.kind.changes_text or one.kind is RelationKind.SUSPENDS
        if (
            other is None
            or not changes
            or one.acting.id != case.document.id
            or one.target.id == one.acting.id
        ):
            continue
        own_level, level = case.level(case.document), case.level(other)
        kind, force = case.kind, case.register.kind(other.work.kind)
        is_lower_body = bool(level) and own_level > level
        is_lower_kind = (
            own_level == level
            and kind is not None
            and force is not None
            and bool(force.force)
            and kind.force > force.force
        )
        if is_lower_body or is_lower_kind:
            yield DocumentWarning(WarningKind.HIGHER_TARGET, relation=one)


def no_beginning(case: Case) -> Iterator[DocumentWarning]:
    """No first day is recorded, so the state is unknown."""
    begins = any(
        one.kind is RelationKind.COMMENCES and one.target.id == case.document.id and one.date_from is not None
        for one in case.relations
    )
    if not begins:
        yield DocumentWarning(WarningKind.NO_BEGINNING)


def not_normative(case: Case) -> Iterator[DocumentWarning]:
    """The number has a year, as those of normative documents have, but the kind is not normative."""
    number, kind = parse_number(case.document.work.number), case.kind
    if number is not None and number.year is not None and kind is not None and not kind.normative:
        yield DocumentWarning(WarningKind.NOT_NORMATIVE)


_ATTACHED = ("kem theo", "ban hanh quy dinh", "ban hanh quy che", "ban hanh dieu le", "ban hanh noi quy")


def no_annex(case: Case) -> Iterator[DocumentWarning]:
    """The title names an attached regulation, but no attachment is among the files."""
    title = " ".join(fold_number(case.document.title).split())
    has_annex = any(file.role is FileRole.ANNEX for file in case.document.current_files)
    if not has_annex and any(words in title for words in _ATTACHED):
        yield DocumentWarning(WarningKind.NO_ANNEX)


def scan(case: Case) -> Iterator[DocumentWarning]:
    """The text is only in pictures: nobody can search it or have it read aloud."""
    if case.document.is_scan_only:
        yield DocumentWarning(WarningKind.SCAN)


def old_consolidation(case: Case) -> Iterator[DocumentWarning]:
    """A consolidated text is older than the last amendment of the document that it consolidates."""
    signed = case.document.signed
    for one in case.relations:
        if one.kind is RelationKind.CONSOLIDATES and one.acting.id == case.document.id:
            last = case.amended.get(one.target.id) if one.target.id is not None else None
            if last is not None and signed is not None and signed < last:
                yield DocumentWarning(WarningKind.OLD_CONSOLIDATION, last, relation=one)


def contradiction(case: Case) -> Iterator[DocumentWarning]:
    """Facts that contradict each other on any day, or a day that an effect lacks."""
    reasons = dict.fromkeys(
        reason
        for span in spans(case.facts)
        for reason in span.state.reasons
        if reason.kind in DOUBTS and reason.kind is not ReasonKind.NO_BEGINNING
    )
    yield from (DocumentWarning(WarningKind.CONTRADICTION, reason.on, reason=reason) for reason in reasons)
    yield from _order_of_days(case)


def _order_of_days(case: Case) -> Iterator[DocumentWarning]:
    document = case.document
    first = min(case.beginnings, default=None)
    for one in case.relations:
        ends = one.kind is RelationKind.EXPIRES and one.target.id == document.id and not one.target.part
        if ends and first is not None and one.date_from is not None and one.date_from <= first:
            yield DocumentWarning(WarningKind.END_BEFORE_START, one.date_from, relation=one)
    if document.signed is None:
        return
    if document.published is not None and document.published < document.signed:
        yield DocumentWarning(WarningKind.PUBLISHED_BEFORE_SIGNING, document.published)
    if document.signed.year != document.work.year:
        yield DocumentWarning(WarningKind.OTHER_YEAR, document.signed)


RULES: tuple[Callable[[Case], Iterator[DocumentWarning]], ...] = (
    effect_too_soon,
    backdated,
    published_late,
    higher_target,
    no_beginning,
    not_normative,
    no_annex,
    scan,
    old_consolidation,
    contradiction,
)
