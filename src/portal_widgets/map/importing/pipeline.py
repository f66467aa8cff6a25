"""GeoJSON and a register in, a checked drawing out. The steps report their progress."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..drawing import Drawing
from ..register_data import read_kind
from ..rules import Kind, Register, Unit, UnitVersion
from .coverage import build, check
from .faults import FileFault
from .frames import draw
from .geojson import Feature, read_geojson
from .measure import measure
from .outline import compare_with_outline, far_islands

# Square metres: an official area is in square kilometres.
_KM2 = 1_000_000
_CODE = ("code", "ma", "ma_xa", "maxa")
_NAME = ("name", "ten", "ten_xa", "tenxa")
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
    belong to this one. If it also contains the outline of `parent`, the units are compared with it. Raises
    ImportRefusedError if the file cannot be read at all.
    """
    progress("read")
    features, faults = read_geojson(content)
    progress("match")
    matched, more = match(features, register, day)
    faults += more
    outline = {parent: matched.pop(parent)} if parent in matched and len(matched) > 1 else {}
    listed = {unit.key: version.facts.full_name for unit, version in register.children(parent, day)}
    if parent:
        faults += _missing(listed, matched, outlined=bool(outline))
    if _stops(faults):
        return Drawn(None, faults)
    progress("build")
    surface, more = build({**matched, **outline})
    faults += more
    if _stops(faults):
        return Drawn(None, faults)
    if outline:
        surface, whole = surface.without(parent)
        names = {key: (feature.number, _name(feature) or key) for key, feature in matched.items()}
        faults += compare_with_outline(surface, whole, listed, names)
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
    if _is_of_the_nation(register, matched, day):
        faults += far_islands(surface)
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


def _missing(wanted: Mapping[str, str], matched: Mapping[str, Feature], *, outlined: bool) -> list[FileFault]:
    """Units of the parent that the file lacks, and units of the file that belong to another one. With an
    outline, the second kind is found with its place later.
    """
    lacking = [
        FileFault("unit-missing", 0, {"name": name}) for key, name in wanted.items() if key not in matched
    ]
    others = [
        FileFault("other-parent", feature.number, {"name": _name(feature) or key})
        for key, feature in matched.items()
        if key not in wanted and not outlined
    ]
    return [*lacking, *others]


def _official(matched: Mapping[str, Feature]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, feature in matched.items():
        said = _first(feature, _AREA).replace(",", ".")
        if said.replace(".", "", 1).isdecimal() and said.isascii():
            found[key] = round(float(said) * _KM2)
    return found


def _is_of_the_nation(register: Register, keys: Collection[str], day: date) -> bool:
    """Whether all areas are provinces."""
    kinds = {version.facts.kind for unit, version in register.history.on(day) if unit.key in keys}
    return all(kind.level == 1 for kind in kinds)


def _stops(faults: list[FileFault]) -> bool:
    return any(not fault.warning for fault in faults)
