"""Registers and drawings for tests: the example's province, small squares, and a large invented one."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from portal_widgets.map import editing
from portal_widgets.map.drawing import Drawing, digest_of
from portal_widgets.map.importing.pipeline import Drawn, import_areas
from portal_widgets.map.package import MapPackage, read_package, write_package
from portal_widgets.map.register_data import read_register
from portal_widgets.map.rules import DrawingSource, Register

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/portal/map"
LAM_CHAU = EXAMPLE / "lam-chau.json"
DAY = date(2026, 1, 1)
MERGED = date(2025, 7, 1)


@cache
def lam_chau() -> MapPackage:
    return read_package(LAM_CHAU.read_bytes())


def register_of(*names: str, **versions: Any) -> Register:
    """Communes with these names, keyed by letters, in a province "p"."""
    units = [{"key": "p", "versions": [{"name": "Tỉnh", "kind": "province"}]}]
    units += [
        {
            "key": chr(97 + at),
            "versions": [{"name": name, "kind": "commune", "code": f"{at + 1:05}", "parent": "p"}],
        }
        for at, name in enumerate(names)
    ]
    return read_register({"units": units, "events": [], **versions})


def square(x: float, y: float, size: float = 1.0, *holes: list[list[float]]) -> list[list[list[float]]]:
    """A square of tenths of a degree, from its south-west corner, as rings."""
    corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return [[[106 + a / 10, 10 + b / 10] for a, b in corners], *holes]


def ring(x: float, y: float, size: float) -> list[list[float]]:
    return square(x, y, size)[0]


def feature(code: str, *polygons: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "MultiPolygon", "coordinates": list(polygons)}
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry}


def collection(*features: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def drawn(content: bytes, register: Register, **options: Any) -> Drawn:
    return import_areas(content, register, DAY, **options)


def package_of(register: Register, drawing: Drawing, slug: str = "ban-do") -> bytes:
    """A file with one map."""
    text = drawing.dump()
    source = DrawingSource(digest_of(text), date(2000, 1, 1), "Bản vẽ thử", "CC0")
    return write_package(editing.put_drawing(register, slug, "Bản đồ", source), lambda _digest: text)


@cache
def squares() -> tuple[Register, Drawing]:
    """Four squares: one with an enclosed one in it, one with two islands, and one that only has an island."""
    register = register_of("An Phú", "Bình Mỹ", "Chợ Vôi", "Đảo Xa", "Tâm")
    hole = ring(0.4, 0.4, 0.2)
    content = collection(
        feature("00001", square(0, 0, 1, hole)),
        feature("00002", square(1, 0)),
        feature("00003", square(0, 1), square(-0.6, 1, 0.2), square(-0.6, 1.5, 0.2)),
        feature("00004", square(3, 0, 0.3)),
        feature("00005", [hole]),
    )
    result = drawn(content, register, parent="p")
    assert result.drawing is not None, result.faults
    return register, result.drawing
