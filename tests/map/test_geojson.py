"""The areas as GeoJSON: only if the licence allows it, with source, licence, scale and date, and good enough to
import them again.
"""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from map.provinces import LAM_CHAU, drawn, lam_chau, package_of, squares
from portal_widgets.map import editing
from portal_widgets.map.drawing import Drawing, digest_of, load_drawing
from portal_widgets.map.importing.inverse_projection import degrees
from portal_widgets.map.package import write_package
from portal_widgets.map.public.geojson import areas, polygons
from portal_widgets.map.rules import DrawingSource, Register
from support import MakeApp, browser

ADDRESS = "/portal/map/lam-chau.geojson"
DAY = date(2025, 7, 1)
SOURCE = DrawingSource("", DAY, "Sở", "CC0", "1:50.000", DAY, open=True)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(map_file=LAM_CHAU)


def facts_of(register: Register, drawing: Drawing):
    return {key: register.history.entities[key].at(DAY).facts for key in drawing.shapes}


def test_an_open_map_can_be_downloaded_with_its_source(app: Flask):
    reader = browser(app)
    answer = reader.get(ADDRESS)
    data = json.loads(answer.data)

    assert f'href="{ADDRESS}"' in reader.get("/portal/map").text
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lam-chau.geojson"'
    assert {name: data[name] for name in ("source", "licence", "scale", "dated", "since")} == {
        "source": "Bản vẽ minh họa của cổng mẫu", "licence": "CC0 1.0", "scale": "1:100.000",
        "dated": "2025-07-01", "since": "2025-07-01",
    }  # fmt: skip
    assert len(data["features"]) == 13
    assert reader.get(f"{ADDRESS}?on=2025-06-30").status_code == 404
    assert reader.get("/portal/map/khac.geojson").status_code == 404


def closed(drawing: Drawing, source: DrawingSource, tmp_path: Path) -> Path:
    text = drawing.dump()
    source = replace(source, digest=digest_of(text))
    register = editing.put_drawing(lam_chau().register, "lam-chau", "", source)
    file = tmp_path / "map.json"
    file.write_bytes(write_package(register, lambda _digest: text))
    return file


def old_form(drawing: Drawing) -> Drawing:
    """A drawing of an earlier version, which does not know its projection."""
    data = json.loads(drawing.dump())
    del data["middle"]
    for frame in data["frames"]:
        del frame["west"], frame["north"]
    for shape in data["shapes"].values():
        del shape["largest"], shape["largest_name"]
    return load_drawing(json.dumps(data))


@pytest.mark.parametrize("kept", ["closed", "without a projection"])
def test_any_other_map_cannot_be_downloaded_and_has_no_link(make_app: MakeApp, tmp_path: Path, kept: str):
    drawing = load_drawing(next(iter(lam_chau().drawings.values())))
    drawing, is_open = (drawing, False) if kept == "closed" else (old_form(drawing), True)
    reader = browser(make_app(map_file=closed(drawing, replace(SOURCE, open=is_open), tmp_path)))
    page = reader.get("/portal/map").text

    assert reader.get(ADDRESS).status_code == 404
    assert ".geojson" not in page
    assert page.count('class="pw-map__area"') == 13
    assert "4 phần" in reader.get("/portal/map/units/hon-nga").text


def test_a_map_is_closed_unless_the_office_opens_it(make_app: MakeApp, tmp_path: Path):
    file = tmp_path / "map.json"
    file.write_bytes(package_of(*squares()))

    assert browser(make_app(map_file=file)).get("/portal/map/ban-do.geojson").status_code == 404


@pytest.mark.parametrize("example", ["squares", "lam-chau"])
def test_the_download_is_imported_with_the_same_neighbours_and_areas(example: str):
    if example == "squares":
        register, drawing = squares()
    else:
        register, drawing = lam_chau().register, load_drawing(next(iter(lam_chau().drawings.values())))
    again = drawn(areas(drawing, SOURCE, facts_of(register, drawing)).encode(), register)

    assert again.faults == []
    assert again.drawing is not None
    for key, shape in drawing.shapes.items():
        other = again.drawing.shapes[key]
        assert {one.key for one in other.neighbours} == {one.key for one in shape.neighbours}
        assert other.area == pytest.approx(shape.area, rel=0.03)
        for name in ("left", "bottom", "width", "height"):
            assert getattr(other, name) == pytest.approx(getattr(shape, name), abs=400)
        assert (other.holes, other.inside) == (shape.holes, shape.inside)


def test_outer_rings_turn_left_and_holes_turn_right():
    register, drawing = squares()
    data = json.loads(areas(drawing, SOURCE, facts_of(register, drawing)))
    for feature in data["features"]:
        for outer, *holes in feature["geometry"]["coordinates"]:
            assert turn(outer) > 0
            assert all(turn(hole) < 0 for hole in holes)
    assert sum(len(one) for feature in data["features"] for one in feature["geometry"]["coordinates"]) == 8


def turn(ring: list[list[float]]) -> float:
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))


@pytest.mark.parametrize(
    ("path", "rings"),
    [
        ("", []),
        ("M0 0l9 0 0 9-9 0zM3 3l3 0 0 3-3 0z", [2]),
        ("M0 0l9 0 0 9-9 0zM20 3l3 0 0 3-3 0z", [1, 1]),
        ("M0 0l9 0 0 9-9 0zM2 2l5 0 0 5-5 0zM4 4l1 0 0 1-1 0z", [2, 1]),
        ("M0 0h3v3h-3zM9-4h3v3h-3z".replace("9-4", "9 -4"), [1, 1]),
    ],
)
def test_holes_belong_to_the_part_before_them(path: str, rings: list[int]):
    assert [len(one) for one in polygons(path)] == rings


@given(
    st.floats(102, 118), st.floats(7, 23.5), st.floats(-4, 4), st.floats(-4, 4)
)  # the country, and four degrees around
def test_a_place_is_found_again_to_a_centimetre(longitude: float, latitude: float, east: float, north: float):
    numpy = pytest.importorskip("numpy")
    from portal_widgets.map.importing.projection import Projection

    place = longitude + east, latitude + north
    there = Projection(longitude, latitude).forward(numpy.array([place]))[0].tolist()

    assert degrees((longitude, latitude), *there) == pytest.approx(place, abs=1e-7)
