"""A province of 126 units, and a unit of 328 islands: sections, sizes, and a text that is still complete."""

import gzip
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient

from map.provinces import ROOT, collection, drawn, feature, package_of, register_of, ring, square
from portal_widgets.map.drawing import Drawing
from portal_widgets.map.register_data import read_register
from support import MakeApp, browser


def generator() -> ModuleType:
    """The generator of `make bench`."""
    spec = importlib.util.spec_from_file_location("province", ROOT / "benchmarks/province.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["province"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Drawing, Path]:
    """Fewer points than in the benchmark: those do not change what is promised here."""
    province = generator()
    facts = province.units(126)
    register = read_register(province.register(facts))
    result = drawn(province.geojson(province.areas(spacing=0.4), facts), register, parent="province")
    assert result.drawing is not None, result.faults
    file = tmp_path_factory.mktemp("large") / "map.json"
    file.write_bytes(package_of(register, result.drawing))
    return result.drawing, file


@pytest.fixture
def reader(make_app: MakeApp, large: tuple[Drawing, Path]) -> FlaskClient:
    return browser(make_app(map_file=large[1]))


def keys(page: str) -> list[str]:
    return re.findall(r'class="pw-map__area" href="/portal/map/units/([^"?]+)', page)


def test_three_units_are_enclosed_and_one_is_far_away(large: tuple[Drawing, Path]):
    drawing, _ = large

    assert sum(bool(shape.inside) for shape in drawing.shapes.values()) == 3
    assert sum(shape.parts for shape in drawing.shapes.values()) >= 126 + 12
    assert [len(inset.paths) for inset in drawing.insets()] == [1]


def test_every_unit_can_be_reached_from_every_other_one(large: tuple[Drawing, Path]):
    drawing, _ = large
    seen, waiting = {"u000"}, ["u000"]
    while waiting:
        shape = drawing.shapes[waiting.pop()]
        more = {one.key for one in (*shape.neighbours, *shape.sea)} - seen
        seen |= more
        waiting += more

    assert seen == set(drawing.shapes)


def test_the_whole_map_shows_each_unit_once(reader: FlaskClient, large: tuple[Drawing, Path]):
    assert sorted(keys(reader.get("/portal/map").text)) == sorted(large[0].shapes)


def test_sections_show_every_unit_of_the_main_part(reader: FlaskClient, large: tuple[Drawing, Path]):
    drawing, _ = large
    sections = [set(keys(reader.get(f"/portal/map?view={name}").text)) for name in ("nw", "ne", "sw", "se")]

    assert set().union(*sections) == set(drawing.frames[0].paths)
    assert all(10 < len(section) < 100 for section in sections)


def test_a_section_has_more_names_than_the_whole_map(reader: FlaskClient):
    def names(path: str) -> int:
        return reader.get(path).text.count("<text ")

    assert names("/portal/map?view=nw") > names("/portal/map")


@pytest.mark.parametrize("view", ["all", "nw", "ne", "sw", "se", "inset-1"])
def test_each_picture_is_small(reader: FlaskClient, view: str):
    for picture in re.findall(r"<svg.*?</svg>", reader.get(f"/portal/map?view={view}").text, re.DOTALL):
        assert len(picture.encode()) <= 50_000
        assert len(gzip.compress(picture.encode())) <= 16_000


def test_an_unknown_section_is_the_whole_map(reader: FlaskClient):
    assert reader.get("/portal/map?view=x").data == reader.get("/portal/map").data


def test_a_unit_of_328_islands_is_one_item_with_all_its_parts(make_app: MakeApp, tmp_path: Path):
    """The islands are smaller than a point of the picture: it has fewer dots, and the text the right number."""
    islands = [[ring(2 + (at % 20) / 20, (at // 20) / 20, 0.0008)] for at in range(328)]
    register = register_of("Đất Liền", "Ba Trăm Đảo")
    result = drawn(collection(feature("00001", square(0, 0)), feature("00002", *islands)), register)
    file = tmp_path / "map.json"
    file.write_bytes(package_of(register, result.drawing))
    page = browser(make_app(map_file=file)).get("/portal/map/units/b").text
    path = next(frame.paths["b"] for frame in result.drawing.frames if "b" in frame.paths)

    assert result.drawing.shapes["b"].parts == 328
    assert "328 phần" in page
    assert 0 < path.count("M") <= 328
    assert len(path) < 8000
