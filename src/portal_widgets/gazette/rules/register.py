"""The register of a gazette: issuing bodies through time, kinds of documents, and the tree of fields."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ...core.history.timeline import Entity, History, Version


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """The facts of an issuing body in one version. `short` is its abbreviation in numbers, such as "UBND".
    `unit` is the key of its administrative unit. A body of a lower `level` number has higher authority.
    """

    name: str
    short: str = ""
    level: int = 0
    unit: str = ""
    name_en: str = ""


Body = Entity[BodyFacts]
BodyVersion = Version[BodyFacts]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document. A kind of a lower `force` number has higher force. Two kinds may have the same
    abbreviation: a decision is normative or administrative.
    """

    key: str
    name: str
    short: str = ""
    normative: bool = False
    force: int = 0
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of law or administration. `parent` is "" at the top of the tree."""

    key: str
    name: str
    parent: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class GazetteRegister:
    """All bodies, kinds and fields of a portal."""

    bodies: History[BodyFacts] = field(default_factory=History)
    kinds: tuple[DocumentKind, ...] = ()
    fields: tuple[Field, ...] = ()

    def body(self, key: str) -> Body | None:
        return self.bodies.entities.get(key)

    def body_on(self, key: str, day: date | None) -> BodyFacts | None:
        """The facts of a body on a day; the newest ones without a day, or if it did not exist then."""
        body = self.body(key)
        if body is None:
            return None
        return ((body.at(day) if day is not None else None) or body.last).facts

    def kind(self, key: str) -> DocumentKind | None:
        return next((one for one in self.kinds if one.key == key), None)

    def printed_kind(self, key: str) -> DocumentKind | None:
        """The kind as documents print it: of kinds with one abbreviation, the one with the shortest name."""
        kind = self.kind(key)
        same = [one for one in self.kinds if kind is not None and kind.short and one.short == kind.short]
        return min(same, key=lambda one: len(one.name), default=kind)

    def field(self, key: str) -> Field | None:
        return next((one for one in self.fields if one.key == key), None)

    def field_path(self, key: str) -> tuple[Field, ...]:
        """A field with the fields above it, the highest first."""
        found: list[Field] = []
        while (one := self.field(key)) is not None and one not in found:
            found.insert(0, one)
            key = one.parent
        return tuple(found)

    def fields_within(self, key: str) -> frozenset[str]:
        """The keys of a field and of all fields below it."""
        return frozenset(
            one.key for one in self.fields if any(key == up.key for up in self.field_path(one.key))
        )

    def bodies_by_name(self) -> Iterator[tuple[Body, BodyVersion]]:
        """Each version of each body."""
        for body in self.bodies.entities.values():
            for version in body.versions:
                yield body, version

    def with_missing(self, other: "GazetteRegister") -> "GazetteRegister":
        """Add what only the other register has. A key that both have keeps its facts of this one."""
        events = {one.key: one for one in (*other.bodies.events, *self.bodies.events)}
        bodies = History({**other.bodies.entities, **self.bodies.entities}, tuple(events.values()))
        if set(bodies.entities) == set(self.bodies.entities):
            bodies = self.bodies
        kinds, fields = {one.key for one in self.kinds}, {one.key for one in self.fields}
        return GazetteRegister(
            bodies,
            (*self.kinds, *(one for one in other.kinds if one.key not in kinds)),
            (*self.fields, *(one for one in other.fields if one.key not in fields)),
        )
