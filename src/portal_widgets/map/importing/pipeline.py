"""GeoJSON and a register in, a checked drawing out. The steps report their progress."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..drawing import Drawing, Shape
from ..register_data import read_kind
from ..rules import Kind, Register, Unit, UnitVersion
from .coverage import build, check
from .faults import FileFault
from .frames import draw
from .geojson import Feature, read_geojson
from .measure import measure

# Square metres: an official area is in square kilometres.
_KM2 = 1_000_000
_CODE = ("code", "ma", "ma_xa", "maxa")
_NAME = ("name", "ten", "ten_xa", "tenxa")
# West, south, east, north of Hoàng Sa and of Trường Sa, in degrees.
_FAR_ISLANDS = ((111.0, 15.5, 113.0, 17.3), (111.0, 6.5, 118.0, 12.0))
_AREA = ("area_km2", "dien_tich", "dientich")


@dataclass(frozen=True)
class Drawn:
    """The result of an import of areas: the drawing, if there is one, and everything that was found."""

    drawing: Drawing | None
    faults: list[FileFault] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return self.drawing is None


def import_areas(
    content: bytes,
    register: Register,
    day: date,
    *,
    parent: str = "",
    repair: bool = False,
    progress: Callable[[str], None] = lambda _step: None,
) -> Drawn:
    """Draw the units of a day from GeoJSON. With `parent`, the file must contain exactly the units that
    belong to this one. Raises ImportRefusedError if the file cannot be read at all.
    """
    progress("read")
    features, faults = read_geojson(content)
    progress("match")
    matched, more = match(features, register, day)
    faults += more
    faults += _missing(register, matched, day, parent)
    if _stops(faults):
        return Drawn(None, faults)
    progress("build")
    surface, more = build(matched)
    faults += more
    if _stops(faults):
        return Drawn(None, faults)
    progress("check")
    numbers = {key: feature.number for key, feature in matched.items()}
    surface, more = check(surface, numbers, repair=repair)
    faults += more
    if _stops(faults):
        return Drawn(None, faults)
    progress("measure")
    measured = measure(surface, _official(matched))
    if not _has_far_islands(measured.shapes.values()):
        faults.append(FileFault("far-islands", warning=True))
    progress("draw")
    frames, views = draw(surface)
    left, bottom, right, top = measured.bounds
    drawing = Drawing(round(right - left), round(top - bottom), frames, views, measured.shapes)
    progress("done")
    return Drawn(drawing, faults)


STEPS = ("read", "match", "build", "check", "measure", "draw", "done")


def match(
    features: list[Feature], register: Register, day: date
) -> tuple[dict[str, Feature], list[FileFault]]:
    """The feature of each unit of the day, by the unit's key. They match by key, code, or kind and name."""
    known = list(register.history.on(day))
    matched: dict[str, Feature] = {}
    faults = []
    for feature in features:
        found = _candidates(feature, known)
        if len(found) != 1:
            values = {"name": _name(feature) or "?", "count": len(found)}
            faults.append(FileFault("ambiguous" if found else "unit-unknown", feature.number, values))
        elif found[0] in matched:
            faults.append(FileFault("unit-twice", feature.number, {"other": matched[found[0]].number}))
        else:
            matched[found[0]] = feature
    return matched, faults


def _candidates(feature: Feature, known: list[tuple[Unit, UnitVersion]]) -> list[str]:
    key, code = feature.properties.get("key", ""), _first(feature, _CODE)
    if key:
        return [unit.key for unit, _ in known if unit.key == key]
    if code:
        return [unit.key for unit, version in known if version.facts.code == code]
    name, kind = _name(feature).casefold(), _kind(feature)
    return [
        unit.key
        for unit, version in known
        if name in (version.facts.name.casefold(), version.facts.full_name.casefold())
        and kind in (None, version.facts.kind)
    ]


def _kind(feature: Feature) -> Kind | None:
    try:
        return read_kind(feature.properties.get("kind", ""))
    except ValueError:
        return None


def _name(feature: Feature) -> str:
    return _first(feature, _NAME)


def _first(feature: Feature, names: tuple[str, ...]) -> str:
    return next((said for name in names if (said := feature.properties.get(name, ""))), "")


def _missing(register: Register, matched: Mapping[str, Feature], day: date, parent: str) -> list[FileFault]:
    """Units of the parent that the file lacks, and units of the file that belong to another one."""
    if not parent:
        return []
    wanted = {unit.key: version.facts.full_name for unit, version in register.children(parent, day)}
    lacking = [
        FileFault("unit-missing", 0, {"name": name}) for key, name in wanted.items() if key not in matched
    ]
    others = [
        FileFault("other-parent", feature.number, {"name": _name(feature) or key})
        for key, feature in matched.items()
        if key not in wanted
    ]
    return [*lacking, *others]


def _official(matched: Mapping[str, Feature]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, feature in matched.items():
        said = _first(feature, _AREA).replace(",", ".")
        if said.replace(".", "", 1).isdecimal() and said.isascii():
            found[key] = round(float(said) * _KM2)
    return found


def _has_far_islands(shapes: Iterable[Shape]) -> bool:
    """Whether an area is where Hoàng Sa or Trường Sa is. The office decides whether it needs them."""
    return any(
        west <= one.longitude <= east and south <= one.latitude <= north
        for one in shapes
        for west, south, east, north in _FAR_ISLANDS
    )


def _stops(faults: list[FileFault]) -> bool:
    return any(not fault.warning for fault in faults)
