"""GeoJSON and a register in, a checked drawing out. The steps report their progress."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..drawing import Drawing
from ..register_data import read_kind
from ..rules import Kind, Register, Unit, UnitFacts, UnitVersion
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
_LARGEST = ("largest_part", "dao_lon_nhat")
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
    dated: date | None = None,
    repair: bool = False,
    progress: Callable[[str], None] = lambda _step: None,
) -> Drawn:
    """Draw the units of a day from GeoJSON. With `parent`, the file must contain exactly the units that
    belong to this one. If it also contains the outline of `parent`, the units are compared with it. The codes
    are those of `dated`, the day of the data. Raises ImportRefusedError if the file cannot be read at all.
    """
    progress("read")
    features, faults = read_geojson(content)
    progress("match")
    matched, more = match(features, register, day, dated)
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
    islands = {key: _first(feature, _LARGEST) for key, feature in matched.items()}
    measured = measure(surface, _official(matched), islands)
    if _is_of_the_nation(register, matched, day):
        faults += far_islands(surface)
    progress("draw")
    frames, views = draw(surface)
    left, bottom, right, top = measured.bounds
    middle = surface.projection.longitude, surface.projection.latitude
    drawing = Drawing(round(right - left), round(top - bottom), frames, views, measured.shapes, middle)
    progress("done")
    return Drawn(drawing, faults)


STEPS = ("read", "match", "build", "check", "measure", "draw", "done")


def match(
    features: list[Feature], register: Register, day: date, dated: date | None = None
) -> tuple[dict[str, Feature], list[FileFault]]:
    """The feature of each unit of the day, by the unit's key. They match by key, code, or kind and name."""
    known = list(register.history.on(day))
    matched: dict[str, Feature] = {}
    faults = []
    for feature in features:
        found = _candidates(feature, known)
        fault = _code_fault(feature, register, day, dated)
        faults += [fault] if fault is not None else []
        if fault is not None and not fault.warning:
            continue
        if len(found) != 1:
            values = {"name": _name(feature) or "?", "count": len(found)}
            faults.append(FileFault("ambiguous" if found else "unit-unknown", feature.number, values))
        elif found[0] in matched:
            faults.append(FileFault("unit-twice", feature.number, {"other": matched[found[0]].number}))
        else:
            matched[found[0]] = feature
    return matched, faults


def _code_fault(feature: Feature, register: Register, day: date, dated: date | None) -> FileFault | None:
    """The fault of a code that several units have borne, if neither a name nor the day of the data decides.
    If they all had the same name, it is a warning. Also the fault of one that, on the day of the data, was
    the code of a unit that is gone.
    """
    code = _first(feature, _CODE)
    if feature.properties.get("key") or not code:
        return None
    holders = [one for one in register.holders(code) if _name_fits(feature, one[1].facts)]
    units = {unit.key: f"{version.facts.full_name} ({unit.key})" for unit, version in holders}
    if dated is None:
        values = {"code": code, "names": ", ".join(units.values())}
        fault = FileFault("code-of-several", feature.number, values, warning=_name(feature) != "")
        return fault if len(units) > 1 else None
    then = [(unit, one.facts) for unit, one in holders if one.holds_on(dated)]
    if len(then) == 1 and then[0][0].at(day) is None:
        values = {"code": code, "name": then[0][1].full_name}
        return FileFault("code-of-the-past", feature.number, values)
    return None


def _name_fits(feature: Feature, facts: UnitFacts) -> bool:
    """Whether the feature has no name, or this one."""
    name, kind = _name(feature).casefold(), _kind(feature)
    fits = name in ("", facts.name.casefold(), facts.full_name.casefold())
    return fits and kind in (None, facts.kind)


def _candidates(feature: Feature, known: list[tuple[Unit, UnitVersion]]) -> list[str]:
    key, code = feature.properties.get("key", ""), _first(feature, _CODE)
    if key:
        return [unit.key for unit, _ in known if unit.key == key]
    if code:
        return [unit.key for unit, version in known if version.facts.code == code]
    named = _name(feature) != ""
    return [unit.key for unit, version in known if named and _name_fits(feature, version.facts)]


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
