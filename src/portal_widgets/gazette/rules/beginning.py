"""When a document and its parts begin, and what is unusual about the day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from .document import Document
from .effects import Facts, Relation, RelationKind
from .parts import part_key
from .state import MainState, Reason, ReasonKind


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first day of the document, and of parts that begin on another day."""

    whole: Relation | None
    parts: tuple[Relation, ...]
    doubts: tuple[Reason, ...]

    @classmethod
    def of(cls, facts: Facts) -> "Beginning":
        """An act that sets another first day takes precedence over the document's own words."""
        found = facts.of_kind(RelationKind.COMMENCES)
        whole = [one for one in found if not one.target.part]
        set_by_others = [one for one in whole if one.acting.id != facts.id]
        whole = set_by_others or whole
        doubts: list[Reason] = []
        if not whole:
            doubts.append(Reason(ReasonKind.NO_BEGINNING))
        elif len({one.date_from for one in whole}) > 1:
            doubts.append(Reason(ReasonKind.TWO_BEGINNINGS, relation=whole[-1]))
        parts = tuple(one for one in found if one.target.part and one.date_from is not None)
        return cls(whole[0] if whole else None, parts, tuple(doubts))

    def end_reason(self, ended: Reason) -> Reason:
        """The reason of an end: the document may never have been in force."""
        known = [one.date_from for one in (self.whole, *self.parts) if one is not None]
        first = min((day for day in known if day is not None), default=None)
        if first is not None and ended.on is not None and ended.on <= first:
            return replace(ended, kind=ReasonKind.NEVER)
        return ended

    def on(self, day: date, has_ended: Callable[[str], bool]) -> tuple[MainState, list[Reason]]:
        """The state and the reasons, as far as the beginning decides them. Parts that have ended do not begin
        any more; `has_ended` is asked with their keys.
        """
        assert self.whole is not None  # noqa: S101 - otherwise there is a doubt
        first = self.whole.date_from
        assert first is not None  # noqa: S101 - otherwise a day is missing
        parts = [one for one in self.parts if not has_ended(part_key(one.target.part))]
        begun = [one for one in parts if one.date_from is not None and one.date_from <= day]
        later = [one for one in parts if one not in begun]
        if first > day:
            reasons = [*(_of_part(ReasonKind.PART_BEGUN, one) for one in begun)]
            reasons += [Reason(ReasonKind.BEGINS, first, relation=self.whole)]
            reasons += [_of_part(ReasonKind.PART_BEGINS, one) for one in later if one.date_from != first]
            return (MainState.PARTLY_BEGUN if begun else MainState.NOT_YET), reasons
        reasons = [Reason(ReasonKind.BEGUN, first, relation=self.whole)]
        reasons += [_of_part(ReasonKind.PART_BEGINS, one) for one in later]
        return (MainState.PARTLY_BEGUN if later else MainState.IN_FORCE), reasons


def _of_part(kind: ReasonKind, one: Relation) -> Reason:
    return Reason(kind, one.date_from, one.target.part, one)


class NoticeKind(StrEnum):
    """It takes effect before it was signed, or took effect before it was published."""

    RETROACTIVE = "retroactive"
    PUBLISHED_LATE = "published-late"


@dataclass(frozen=True, slots=True)
class Notice:
    """`begins` is the first day of effect, `on` the later day of the signature or of the publication."""

    kind: NoticeKind
    begins: date
    on: date


def notices(document: Document, facts: Facts) -> Iterator[Notice]:
    """Compares the recorded days. A day that is not known gives no notice."""
    whole = Beginning.of(facts).whole
    begins = whole.date_from if whole is not None else None
    if begins is None:
        return
    if document.signed is not None and begins < document.signed:
        yield Notice(NoticeKind.RETROACTIVE, begins, document.signed)
    if document.published is not None and begins < document.published:
        yield Notice(NoticeKind.PUBLISHED_LATE, begins, document.published)
