"""Administrative units: their kinds, their facts on a day, and the register of units and maps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ..core.history.faults import HistoryFault
from ..core.history.faults import find_faults as find_history_faults
from ..core.history.timeline import Entity, History, Version

Text = str | Mapping[str, str]


class Kind(StrEnum):
    """The kind of unit. Kinds of the middle level existed until 30 June 2025."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    URBAN_DISTRICT = "urban-district"
    TOWN = "town"
    PROVINCIAL_CITY = "provincial-city"
    COMMUNE = "commune"
    WARD = "ward"
    TOWNSHIP = "township"
    SPECIAL_ZONE = "special-zone"

    @property
    def level(self) -> int:
        """1 for provinces, 2 for districts, 3 for communes."""
        return _LEVELS[self]

    @property
    def word(self) -> str:
        """The kind in Vietnamese, as it is before a name."""
        return WORDS[self]


_LEVELS = {
    **dict.fromkeys((Kind.PROVINCE, Kind.CITY), 1),
    **dict.fromkeys((Kind.DISTRICT, Kind.URBAN_DISTRICT, Kind.TOWN, Kind.PROVINCIAL_CITY), 2),
    **dict.fromkeys((Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE), 3),
}
WORDS = {
    Kind.PROVINCE: "tỉnh",
    Kind.CITY: "thành phố",
    Kind.DISTRICT: "huyện",
    Kind.URBAN_DISTRICT: "quận",
    Kind.TOWN: "thị xã",
    Kind.PROVINCIAL_CITY: "thành phố",
    Kind.COMMUNE: "xã",
    Kind.WARD: "phường",
    Kind.TOWNSHIP: "thị trấn",
    Kind.SPECIAL_ZONE: "đặc khu",
}


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The facts of a unit in one version. `code` is borne for a time, also by others later; it is not an
    identity. `name_en` is an official English name, if there is one.
    """

    name: str
    kind: Kind
    code: str = ""
    parent: str = ""
    name_en: str = ""
    system: str = ""

    @property
    def full_name(self) -> str:
        """Kind and name in Vietnamese, such as "xã Đồng Mây"."""
        return f"{self.kind.word} {self.name}"


UnitVersion = Version[UnitFacts]
Unit = Entity[UnitFacts]


@dataclass(frozen=True, slots=True)
class DrawingSource:
    """A drawing of the units, by the digest of its content, with its source. `since` is the day from which it
    is shown; `dated` is the state of the data. `reason` is "administrative" or "redrawn". `open` says whether
    the licence lets everyone download the areas.
    """

    digest: str
    since: date
    source: str
    licence: str
    scale: str = ""
    dated: date | None = None
    reason: str = "administrative"
    open: bool = False


@dataclass(frozen=True, slots=True)
class MapSheet:
    """A map: the drawings of the same area in the order of time."""

    slug: str
    title: Text
    drawings: tuple[DrawingSource, ...] = ()

    def at(self, day: date) -> DrawingSource | None:
        """The drawing of a day; None if there was none yet."""
        return next((one for one in reversed(self.drawings) if one.since <= day), None)


@dataclass(frozen=True)
class Register:
    """All units, events and maps of a portal."""

    history: History[UnitFacts] = field(default_factory=History)
    maps: tuple[MapSheet, ...] = ()

    def unit(self, key: str) -> Unit | None:
        return self.history.entities.get(key)

    def map(self, slug: str) -> MapSheet | None:
        return next((one for one in self.maps if one.slug == slug), None)

    def children(self, key: str, day: date) -> list[tuple[Unit, UnitVersion]]:
        """The units that belonged to a unit on a day."""
        return [(unit, version) for unit, version in self.history.on(day) if version.facts.parent == key]

    def holders(self, code: str) -> list[tuple[Unit, UnitVersion]]:
        """The versions that bore a code, in the order of time."""
        found = [
            (unit, version)
            for unit in self.history.entities.values()
            for version in unit.versions
            if version.facts.code == code
        ]
        return sorted(found, key=lambda one: one[1].start or date.min)


def find_faults(register: Register) -> list[HistoryFault]:
    """Faults of the history, and of codes, names and parents."""
    found = find_history_faults(register.history)
    for day in _days(register):
        found.extend(fault for fault in _faults_of_day(register, day) if fault not in found)
    return found


def _days(register: Register) -> list[date]:
    """A day of each state: the facts only change on days on which a version starts."""
    starts = {version.start for unit in register.history.entities.values() for version in unit.versions}
    return sorted(start or date.min for start in starts)


def _faults_of_day(register: Register, day: date) -> Iterator[HistoryFault]:
    codes: dict[tuple[str, str, int], str] = {}
    names: dict[tuple[str, str, str], str] = {}
    for unit, version in register.history.on(day):
        facts, start = version.facts, version.start
        code = facts.system, facts.code, facts.kind.level
        name = facts.name, facts.kind.value, facts.parent
        if facts.code and codes.setdefault(code, unit.key) != unit.key:
            yield HistoryFault("code-twice", unit.key, start)
        if names.setdefault(name, unit.key) != unit.key:
            yield HistoryFault("name-twice", unit.key, start)
        if facts.parent:
            yield from _parent_faults(register, unit, version, day)


def _parent_faults(register: Register, unit: Unit, version: UnitVersion, day: date) -> Iterator[HistoryFault]:
    parent = register.unit(version.facts.parent)
    above = parent.at(day) if parent is not None else None
    if parent is None:
        yield HistoryFault("parent-unknown", unit.key, version.start)
    elif above is None:
        yield HistoryFault("parent-not-there", unit.key, version.start)
    elif above.facts.kind.level >= version.facts.kind.level:
        yield HistoryFault("parent-level", unit.key, version.start)
