"""Areas from GeoJSON: what is wrong is refused with a sentence, and what is right is measured and drawn."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from map.provinces import DAY, collection, drawn, feature, lam_chau, register_of, ring, square, squares
from map.provinces import EXAMPLE as FILES
from portal_widgets.core.history.events import Event, EventKind, EventPart
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.core.text.languages import language
from portal_widgets.map import editing
from portal_widgets.map.between import between
from portal_widgets.map.drawing import load_drawing
from portal_widgets.map.fault_text import FaultText
from portal_widgets.map.importing.csv_files import read_events, read_units, write_events, write_units
from portal_widgets.map.importing.faults import FileFault, ImportRefusedError
from portal_widgets.map.importing.geojson import LARGEST, MOST_FEATURES
from portal_widgets.map.importing.pipeline import Drawn, import_areas
from portal_widgets.map.rules import Kind, Register, UnitFacts

TWO = register_of("An Phú", "Bình Mỹ")


def faults(content: bytes, register: Register = TWO, **options: Any) -> dict[str, Any]:
    """The faults by name, each with the number of its unit. Every one has a sentence in both languages."""
    found = drawn(content, register, **options).faults
    for code in ("vi", "en"):
        assert all(FaultText(language(code)).file(one) for one in found)
    return {one.fault: one.line for one in found}


def refusal(content: bytes) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        drawn(content, TWO)
    for code in ("vi", "en"):
        assert FaultText(language(code)).file(caught.value.fault)
    return caught.value.fault.fault


LEFT, RIGHT = feature("00001", square(0, 0)), feature("00002", square(1, 0))


def test_two_squares_share_a_border_of_their_side():
    result = drawn(collection(LEFT, RIGHT), TWO, parent="p")
    one, other = result.drawing.shapes["a"], result.drawing.shapes["b"]

    assert [(n.key, round(n.metres, -2)) for n in one.neighbours] == [("b", 11_100)]
    assert one.neighbours[0].metres == other.neighbours[0].metres
    assert (one.neighbours[0].bearing, other.neighbours[0].bearing) == pytest.approx((90, 270), abs=1)
    assert one.area == pytest.approx(121.2e6, rel=0.01)
    assert one.perimeter == pytest.approx(one.outer + one.neighbours[0].metres, rel=0.01)


def test_the_area_is_that_of_the_ellipsoid():
    """At 10.5° N a degree is 110.61 km from south to north, and 109.47 km from west to east (WGS 84)."""
    south = [[106 + at / 200, 10.0] for at in range(200)]
    east = [[107.0, 10 + at / 200] for at in range(200)]
    north = [[107 - at / 200, 11.0] for at in range(200)]
    west = [[106.0, 11 - at / 200] for at in range(201)]
    shape = drawn(collection(feature("00001", [[*south, *east, *north, *west]])), register_of("An"))

    assert shape.drawing.shapes["a"].area == pytest.approx(110.61e3 * 109.47e3, rel=0.001)


# Each rule with a file that breaks it.


@pytest.mark.parametrize(
    ("content", "fault", "number"),
    [
        (collection(LEFT, feature("00002", [[[106.1, 10], [106.2, 10.1], [106.2, 10], [106.1, 10.1], [106.1, 10]]])), "self-crossing", 2),
        (collection(LEFT, feature("00002", square(0.5, 0))), "overlap", 1),
        (collection(LEFT, feature("00002", square(0.2, 0.2, 0.3))), "inside-other", 2),
        (collection(LEFT, feature("00002", [ring(1, 0, 1), ring(5, 5, 1)])), "wrong-rings", 2),
        (collection(LEFT, LEFT), "unit-twice", 2),
        (collection(LEFT, feature("77777", square(1, 0))), "unit-unknown", 2),
        (collection(LEFT), "unit-missing", 0),
        (collection(LEFT, feature("00002", [ring(1, 0, 1)[:3]])), "short-ring", 2),
        (collection(LEFT, feature("00002", [ring(1, 0, 1)[:4]])), "open-ring", 2),
        (collection(LEFT, feature("00002", [[[10, 106], [10, 107], [11, 107], [10, 106]]])), "swapped", 2),
        (collection(LEFT, feature("00002", [[[1e9, 1e9], [1e9, 2e9], [2e9, 2e9], [1e9, 1e9]]])), "out-of-range", 2),
        (collection(LEFT, feature("00002", [[["x", 1], [2, 1], [2, 2], ["x", 1]]])), "no-coordinates", 2),
        (collection(LEFT, feature("00002", [[[True, 1], [2, 1], [2, 2], [True, 1]]])), "no-coordinates", 2),
        (collection(LEFT, feature("00002", 7)), "no-coordinates", 2),
        (collection(LEFT, feature("00002")), "no-coordinates", 2),
        (collection(LEFT, {"type": "Feature", "geometry": None}), "no-geometry", 2),
        (collection(LEFT, {"type": "Feature", "geometry": {"type": "Point"}}), "not-an-area", 2),
        (collection(LEFT, {"type": "Feature", "geometry": {"type": ["Polygon"]}}), "not-an-area", 2),
        (collection(LEFT, "x"), "not-a-feature", 2),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_fault_names_its_unit(content: bytes, fault: str, number: int):
    found = faults(content, parent="p")

    assert found.get(fault) == number
    assert drawn(content, TWO, parent="p").refused


def test_a_unit_of_another_province_is_named():
    other = register_of("An Phú", "Bình Mỹ")
    assert faults(collection(LEFT, RIGHT), other, parent="a") == {"other-parent": 2}


def test_two_units_of_one_name_need_their_codes():
    twice = register_of("Tân An", "Tân An")
    content = collection({**LEFT, "properties": {"name": "Tân An"}})

    assert faults(content, twice) == {"ambiguous": 1}


@pytest.mark.parametrize(
    "properties", [{"key": "a"}, {"code": "00001"}, {"name": "an phú"}, {"NAME": "Xã An Phú", "kind": "xã"}]
)
def test_a_feature_names_its_unit_by_key_code_or_name(properties: dict[str, str]):
    content = collection({**LEFT, "properties": properties}, RIGHT)

    assert set(drawn(content, TWO).drawing.shapes) == {"a", "b"}


def test_a_small_overlap_and_a_narrow_gap_are_closed_and_reported():
    """Twenty metres of overlap, and a slit of twenty metres in the middle of three units."""
    overlap = collection(LEFT, feature("00002", square(0.9999, 0)))
    assert faults(overlap) == {"small-overlap": 1}
    assert drawn(overlap, TWO).drawing.shapes["a"].neighbour("b") is not None

    slit = [
        [
            [106.1, 10],
            [106.2, 10],
            [106.2, 10.1],
            [106.1, 10.1],
            [106.1, 10.08],
            [106.1002, 10.05],
            [106.1, 10.02],
            [106.1, 10],
        ]
    ]
    assert "gap-closed" in faults(collection(LEFT, feature("00002", slit)))


def test_a_large_overlap_is_only_removed_if_the_office_says_so():
    content = collection(LEFT, feature("00002", square(0.9, 0)))
    result = drawn(content, TWO, repair=True)

    assert drawn(content, TWO).refused
    assert [fault.warning for fault in result.faults if fault.fault == "overlap"] == [True]
    total = sum(shape.area for shape in result.drawing.shapes.values())
    assert total == pytest.approx(1.9 * 121.2e6, rel=0.01)


def test_a_hole_that_no_unit_covers_is_reported_with_its_place():
    content = collection(feature("00001", square(0, 0, 1, ring(0.4, 0.4, 0.2))), RIGHT)
    (hole,) = [fault for fault in drawn(content, TWO).faults if fault.fault == "hole"]

    assert hole.warning
    assert (float(hole.values["longitude"]), float(hole.values["latitude"])) == pytest.approx(
        (106.05, 10.05), abs=0.01
    )


def test_a_file_of_the_nation_says_whether_the_far_islands_are_there():
    """Also if they are a small part of a province on the mainland."""
    nation = Register(History({"a": Entity("a", (Version(None, None, UnitFacts("An", Kind.CITY, "1")),))}))

    def said(*places: tuple[float, float]) -> dict[str, str]:
        rings = [
            [[[east, north], [east + size, north], [east, north + size], [east, north]]]
            for (east, north), size in zip(places, (0.5, 0.1), strict=False)
        ]
        found = drawn(collection(feature("1", *rings)), nation).faults
        assert all(fault.warning for fault in found)
        return {str(fault.values["islands"]): fault.fault for fault in found}

    there, away = "far-islands-there", "far-islands"
    assert said((106, 10)) == {"Hoàng Sa": away, "Trường Sa": away}
    assert said((108, 16), (112, 16.5)) == {"Hoàng Sa": there, "Trường Sa": away}
    assert said((109, 12), (114, 9)) == {"Hoàng Sa": away, "Trường Sa": there}


def test_a_file_of_communes_has_no_note_about_the_far_islands():
    assert faults(collection(LEFT, RIGHT)) == {}


OUTLINED = register_of("An Phú", "Bình Mỹ")


def outlined(*squares_: dict[str, Any], unlisted: str = "") -> dict[str, int]:
    """The faults of a file with the outline of the province: two squares side by side."""
    entities = dict(OUTLINED.history.entities)
    province = UnitFacts("Lam", Kind.PROVINCE, "99")
    entities["p"] = Entity("p", (Version(None, None, province),))
    if unlisted:
        (version,) = entities[unlisted].versions
        entities[unlisted] = Entity(unlisted, (Version(None, None, replace(version.facts, parent="")),))
    outline = feature("99", [[[106, 10], [106.2, 10], [106.2, 10.1], [106, 10.1], [106, 10]]])
    return faults(collection(*squares_, outline), Register(History(entities)), parent="p")


def test_units_are_compared_with_the_outline_of_the_unit_above():
    far = feature("00002", square(5, 0))

    assert outlined(LEFT, RIGHT) == {}
    assert outlined(LEFT, RIGHT, unlisted="b") == {"inside-not-listed": 2}
    assert outlined(LEFT, far) == {"outside-parent": 2}
    assert outlined(LEFT, far, unlisted="b") == {"other-parent": 2}


# Hostile files.


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"[" * 200_000, "too-deep"),
        (b'{"type": "FeatureCollection", "features": ' + b"[" * 200_000, "too-deep"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "not-a-number"),
        (b'{"type": "FeatureCollection", "features": [-Infinity]}', "not-a-number"),
        (b"\xff\xfe{\x00}\x00", "not-utf-8"),
        ('{"a": "Bên Soi"}'.encode("cp1258"), "not-utf-8"),
        (b"PK\x03\x04", "not-json"),
        (b"", "not-json"),
        (b"[]", "not-a-collection"),
        (b'{"type": "Topology"}', "not-a-collection"),
        (b'{"type": "FeatureCollection"}', "no-features"),
        (b'{"type": "FeatureCollection", "features": {}}', "no-features"),
        (collection(*[LEFT] * (MOST_FEATURES + 1)), "too-many-features"),
        (b" " * (LARGEST + 1), "too-large"),
        (collection(LEFT, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}), "other-system"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(content: bytes, fault: str):
    assert refusal(content) == fault


def test_an_infinite_number_in_disguise_is_refused():
    """JSON reads 1e999 as infinity."""
    content = collection(LEFT, RIGHT).replace(b"106.2", b"1e999")

    assert "out-of-range" in faults(content)


def test_a_file_of_many_points_is_refused_before_it_is_computed():
    long = [[106 + at / 10_000_000, 10] for at in range(1_000_001)]
    assert refusal(collection(feature("00001", [long]))) == "too-many-points"


def test_a_file_of_many_parts_is_refused():
    tiny = ring(0, 0, 0.001)
    assert refusal(collection(feature("00001", *([tiny] for _ in range(20_001))))) == "too-many-parts"


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["Feature", "Polygon"]),
)
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(
            st.sampled_from(["type", "geometry", "coordinates", "properties", "code", "key"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)
NEAR = st.tuples(st.floats(-200, 200), st.floats(-100, 100)).map(list)
CLOSED = st.lists(NEAR, max_size=7).map(lambda ring: [*ring, *ring[:1]])


@given(
    st.one_of(
        st.lists(NESTED, max_size=3),
        st.lists(st.builds(feature, st.sampled_from(["00001", "00002"]), NESTED), max_size=3),
        st.lists(
            st.builds(feature, st.sampled_from(["00001", "00002"]), st.lists(CLOSED, max_size=3)),
            max_size=3,
        ),
    )
)
def test_whatever_a_file_contains_it_is_imported_or_refused_with_a_sentence(features: list[Any]):
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    found, drawing = outcome(lambda: import_areas(content, TWO, DAY, repair=True))

    assert drawing is not None or any(not fault.warning for fault in found)
    assert all(FaultText(language(code)).file(fault) for fault in found for code in ("vi", "en"))


def outcome(read: Callable[[], Any]) -> tuple[list[FileFault], Any]:
    """The faults, and the result if there is one."""
    try:
        result = read()
    except ImportRefusedError as error:
        return [error.fault], None
    return (result.faults, result.drawing) if isinstance(result, Drawn) else (result[1], result[0])


@given(st.binary(max_size=200), st.sampled_from([read_units, read_events]))
def test_whatever_a_table_contains_it_is_read_or_refused(content: bytes, read: Any):
    for head in (b"", b"key,kind,name\n", b"event,on,kind,from,to\n"):
        found, _ = outcome(lambda head=head: read(head + content))

        assert all(FaultText(language(code)).file(fault) for fault in found for code in ("vi", "en"))


# Measures.


def test_a_unit_in_another_one_is_enclosed_by_it():
    _, drawing = squares()
    outer, inner = drawing.shapes["a"], drawing.shapes["e"]

    assert (inner.inside, outer.holes, inner.outer) == ("a", 1, 0)
    assert [one.key for one in inner.neighbours] == ["a"]
    assert outer.inside == ""


def test_a_unit_of_islands_has_all_its_parts():
    _, drawing = squares()

    assert drawing.shapes["c"].parts == 3


def test_a_unit_without_a_land_neighbour_is_linked_over_the_sea():
    _, drawing = squares()
    far = drawing.shapes["d"]

    assert far.neighbours == ()
    assert [(one.key, round(one.metres / 1000)) for one in far.sea] == [("b", 11)]
    assert [one.key for one in drawing.shapes["b"].sea] == ["d"]


@pytest.mark.parametrize("drawing", [squares()[1], load_drawing(next(iter(lam_chau().drawings.values())))])
class TestEveryPair:
    def test_touching_is_symmetric_with_the_same_length(self, drawing):
        for key, shape in drawing.shapes.items():
            for one in shape.neighbours:
                back = drawing.shapes[one.key].neighbour(key)
                assert back is not None
                assert back.metres == one.metres

    def test_the_way_back_has_the_opposite_direction_and_the_same_length(self, drawing):
        for start in drawing.shapes:
            for goal in drawing.shapes.keys() - {start}:
                there, back = between(drawing, start, goal), between(drawing, goal, start)
                assert there.metres == pytest.approx(back.metres)
                assert (there.bearing - back.bearing) % 360 == pytest.approx(180, abs=2)
                assert (there.path[0], there.path[-1]) == (start, goal)
                assert (there.border is None) == (back.border is None)

    def test_borders_coast_and_outside_add_up_to_the_perimeter(self, drawing):
        for shape in drawing.shapes.values():
            total = sum(one.metres for one in shape.neighbours) + shape.outer
            assert total == pytest.approx(shape.perimeter, rel=0.01)

    def test_neighbours_are_clockwise_from_the_north(self, drawing):
        for shape in drawing.shapes.values():
            bearings = [one.bearing for one in shape.neighbours]
            assert bearings == sorted(bearings)

    def test_no_unit_is_lost_in_the_picture(self, drawing):
        for key in drawing.shapes:
            assert any(frame.paths.get(key) for frame in drawing.frames if frame.name != "detail")

    def test_the_stored_form_is_read_as_it_was(self, drawing):
        assert load_drawing(drawing.dump()) == drawing


def test_far_islands_get_an_inset_with_its_own_scale():
    drawing = load_drawing(next(iter(lam_chau().drawings.values())))
    main, (inset,) = drawing.frames[0], drawing.insets()

    assert set(inset.paths) == {"hon-nga"}
    assert inset.metres < main.metres
    assert inset.distance == pytest.approx(100_000, rel=0.1)
    assert "hon-nga" not in main.paths


def test_an_official_area_is_kept_beside_the_measured_one():
    content = collection(feature("00001", square(0, 0), area_km2="120,5"), RIGHT)

    assert drawn(content, TWO).drawing.shapes["a"].official_area == 120_500_000


def test_a_corner_of_three_units_is_a_corner_of_all_their_paths():
    """On the border of the western unit it is a point of a slope, which its own simplification would drop."""
    slope = [[106.1 + 0.02 * math.sin(at / 14), 10 + at / 1000] for at in range(101)]
    corner = slope[44]
    west = [[[106, 10], *slope, [106, 10.1], [106, 10]]]
    south = [[[106.2, 10], [106.2, corner[1]], *reversed(slope[:45]), [106.2, 10]]]
    north = [[[106.2, corner[1]], [106.2, 10.1], *reversed(slope[44:]), [106.2, corner[1]]]]
    areas = (feature(f"0000{number}", area) for number, area in enumerate((west, south, north), 1))
    drawing = drawn(collection(*areas), register_of("Tây", "Nam", "Bắc")).drawing

    one, other, third = (corners(drawing.frames[0].paths[key]) for key in "abc")
    assert len(one & other & third) == 1
    assert one & other | one & third == one - outline(one)
    assert len(one & other) > 2


def outline(corners: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The two corners in the west, which no other unit has."""
    west = min(x for x, _ in corners)
    return {corner for corner in corners if corner[0] == west}


def corners(path: str) -> set[tuple[int, int]]:
    numbers = [int(one) for one in re.findall(r"-?\d+", path)]
    at, found = (0, 0), set()
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        at = (at[0] + dx, at[1] + dy)
        found.add(at)
    return found


def test_a_unit_of_islands_names_the_largest():
    islands = feature("00002", square(3, 0, 0.3), square(4, 0, 0.2), largest_part="Đảo Lớn")
    shape = drawn(collection(LEFT, islands), TWO).drawing.shapes["b"]

    assert (shape.parts, shape.largest_name) == (2, "Đảo Lớn")
    assert shape.largest == pytest.approx(shape.area * 9 / 13, rel=0.01)


# Codes that several units have borne.


THEN = date(2024, 6, 30)
MERGED = EventPart("a", "c"), EventPart("b", "c")
REUSED = editing.record(
    register_of("An Phú", "Bình Mỹ"),
    Event("m", EventKind.MERGE, date(2025, 7, 1), MERGED),
    {"c": UnitFacts("Phú Mỹ", Kind.WARD, "00001", "p")},
)


def coded(
    code: str = "00001", dated: date | None = None, **properties: str
) -> tuple[dict[str, int], list[str]]:
    """The faults, and the units that were drawn."""
    content = collection(feature(code, square(0, 0), **properties))
    result = import_areas(content, REUSED, DAY, dated=dated)
    return {fault.fault: fault.line for fault in result.faults}, list(
        result.drawing.shapes if result.drawing else ()
    )


def test_an_old_file_with_a_code_that_another_unit_bears_today_asks_for_its_date():
    assert coded() == ({"code-of-several": 1}, [])
    assert coded(dated=THEN) == ({"code-of-the-past": 1}, [])
    assert coded(dated=DAY) == ({}, ["c"])


def test_a_name_decides_whose_code_it_is():
    assert coded(name="Phường Phú Mỹ") == ({}, ["c"])
    assert coded(name="Phú Mỹ", dated=DAY) == ({}, ["c"])
    assert coded("00002", name="Phú Mỹ") == ({"unit-unknown": 1}, [])


def test_two_units_with_the_same_code_and_the_same_name_are_only_a_note():
    areas = (FILES / "areas.geojson").read_bytes()
    found = [
        import_areas(areas, lam_chau().register, date(2025, 7, 1), parent="lam-chau", dated=dated).faults
        for dated in (None, date(2025, 7, 1))
    ]

    assert {(fault.fault, fault.warning) for fault in found[0]} == {("code-of-several", True)}
    assert "phường Bến Sỏi (ben-soi-1), phường Bến Sỏi (ben-soi)" in FaultText(language("vi")).file(
        found[0][0]
    )
    assert found[1] == []


# Tables.


def test_tables_are_read_as_they_are_written():
    register = lam_chau().register
    units, faults_of_units = read_units(write_units(register))
    events, faults_of_events = read_events(write_events(register))

    assert faults_of_units == faults_of_events == []
    assert {unit.key: unit for unit in units} == dict(register.history.entities)
    assert {one.key: one for one in events} == {one.key: one for one in register.history.events}


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("A B,,,commune,An,,1,", "key"),
        ("a,2025-13-01,,commune,An,,1,", "from"),
        ("a,,,village,An,,1,", "kind"),
        ("a,,,commune,,,1,", "name"),
        ("a,,,commune,An,,1,P Q", "parent"),
    ],
)
def test_a_fault_of_a_table_names_line_and_column(line: str, column: str):
    file = f"key,from,to,kind,name,name_en,code,parent\nb,,,commune,Bình,,2,\n{line}\n".encode()
    units, (fault,) = read_units(file)

    assert [unit.key for unit in units] == ["b"]
    assert (fault.line, fault.values["column"]) == (3, column)
    assert "3" in FaultText(language("vi")).file(fault)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("e,,merge,a,b,all,all", "on"),
        ("e,2025-07-01,marry,a,b,all,all", "kind"),
        ("e,2025-07-01,merge,a,b,most,all", "area"),
        ("e,2025-07-01,merge,a,b,all,200%", "population"),
        ("e,2025-07-01,merge,,,all,all", "from"),
    ],
)
def test_a_fault_of_an_event_names_line_and_column(line: str, column: str):
    _, (fault,) = read_events(f"event,on,kind,from,to,area,population\n{line}\n".encode())

    assert (fault.line, fault.values["column"]) == (2, column)


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (b"", "no-column"),
        (b"name;code\n", "no-column"),
        (b"key,kind,name,weather\n", "unknown-column"),
        (b"\xff\xfe\xff", "not-csv"),
        (b'key,kind,name\n"', "not-csv"),
        (b"key,kind,name\n" + b"," * 100, "not-csv"),
    ],
)
def test_a_file_that_is_not_such_a_table_is_refused(file: bytes, fault: str):
    with pytest.raises(ImportRefusedError) as caught:
        read_units(file)

    assert caught.value.fault.fault == fault
    assert FaultText(language("en")).file(caught.value.fault)


def test_the_example_is_what_its_files_say():
    """The prepared file of the example portal is the import of the files beside it."""
    register = lam_chau().register
    units, _ = read_units((FILES / "units.csv").read_bytes())
    events, _ = read_events((FILES / "events.csv").read_bytes())
    result = import_areas(
        (FILES / "areas.geojson").read_bytes(), register, date(2025, 7, 1), parent="lam-chau"
    )

    assert {unit.key: unit for unit in units} == dict(register.history.entities)
    assert {one.key for one in events} == {one.key for one in register.history.events}
    stored = json.loads(next(iter(lam_chau().drawings.values())))
    assert set(result.drawing.shapes) == set(stored["shapes"])
    for key, shape in result.drawing.shapes.items():
        assert shape.area == pytest.approx(stored["shapes"][key]["area"], rel=1e-4)
