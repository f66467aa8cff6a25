"""A generated province on the map: the import, the size of the picture, and the statements of its pages."""

import gzip
import re
import resource
import time
from datetime import date
from pathlib import Path
from typing import Any

import province
import sqlalchemy as sa
from flask import Flask
from measure import folder

from portal_widgets import PortalWidgets
from portal_widgets.map import editing
from portal_widgets.map.drawing import Drawing, digest_of
from portal_widgets.map.importing.pipeline import import_areas
from portal_widgets.map.package import write_package
from portal_widgets.map.register_data import read_register
from portal_widgets.map.rules import DrawingSource

UNITS, POINTS, ISLANDS, HOLES = 126, 90_000, 20, 3
DAY = date(2025, 7, 1)
QUESTIONS = {
    "map": "/portal/map",
    "unit": "/portal/map/units/u000",
    "search": "/portal/map?q=dong",
    "day": "/portal/map?on=2025-08-01",
    "A to B": "/portal/map?from=u000&to=u125",
}


def run() -> dict[str, Any]:
    """Seconds and memory of the import, bytes of the largest picture, SQL statements of warm pages."""
    areas = province.areas(UNITS, holes=HOLES, islands=ISLANDS, spacing=0.045)
    facts = province.units(UNITS)
    content, register = province.geojson(areas, facts), read_register(province.register(facts))
    began = time.process_time()
    result = import_areas(content, register, DAY, parent="province")
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if result.drawing is None:
        raise SystemExit(f"The province was refused: {result.faults}")
    figures = {
        "map_points": province.points(areas),
        "map_import_seconds": round(seconds, 2),
        "map_process_peak_mb": round(peak / 1024),
    }
    with folder() as name:
        path = Path(name)
        return {**figures, **_pages(path, _package(path, register, result.drawing), result.drawing)}


def _package(path: Path, register: Any, drawing: Drawing) -> Path:
    text = drawing.dump()
    source = DrawingSource(digest_of(text), DAY, "benchmark", "CC0")
    file = path / "map.json"
    file.write_bytes(write_package(editing.put_drawing(register, "map", "Map", source), lambda _: text))
    return file


def _pages(path: Path, file: Path, drawing: Drawing) -> dict[str, Any]:
    app = Flask("map", instance_path=str(path / "instance"))
    app.secret_key = "secret"
    PortalWidgets(app, background=False)
    answer = app.test_cli_runner().invoke(args=["portal", "map", "import", str(file)])
    if answer.exit_code:
        raise SystemExit(answer.output)
    client = app.test_client()
    views = [f"/portal/map?view={view.name}" for view in drawing.views]
    pictures = [
        one for view in views for one in re.findall(r"<svg.*?</svg>", client.get(view).text, re.DOTALL)
    ]
    return {
        "map_picture_bytes": {
            "raw": max(len(one.encode()) for one in pictures),
            "gzip": max(len(gzip.compress(one.encode())) for one in pictures),
        },
        "map_page_statements": {name: _statements(app, address) for name, address in QUESTIONS.items()},
        "map_neighbours_lost_in_the_pages": _lost(client, drawing),
    }


def _statements(app: Flask, address: str) -> int:
    """SQL statements of a page that was shown before."""
    client, seen = app.test_client(), []
    client.get(address)
    engine = app.extensions["portal_widgets"].database.engine
    sa.event.listen(engine, "before_cursor_execute", note := lambda *_: seen.append(1))
    client.get(address)
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def _lost(client: Any, drawing: Drawing) -> int:
    """Pairs of neighbours that the pages of the units do not contain, or contain too much."""
    wanted = {(key, one.key) for key, shape in drawing.shapes.items() for one in shape.neighbours}
    found = set()
    for key in drawing.shapes:
        page = client.get(f"/portal/map/units/{key}").text
        found |= {(key, other) for other in re.findall(r'data-pw-neighbour="([^"]+)"', page)}
    return len(wanted ^ found)
