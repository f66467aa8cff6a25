"""The tables for everyone: they have all facts with their sources, and rebuild the answers of the pages."""

import sys
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given

from core.history.worlds import World, worlds
from map.provinces import LAM_CHAU, lam_chau
from portal_widgets.core.files.csv_file import read_csv, unguard
from portal_widgets.core.history.events import Event, EventKind, EventPart
from portal_widgets.core.history.lineage import last_day, successors
from portal_widgets.core.history.shares import read_share
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.map.drawing import load_drawing
from portal_widgets.map.importing.csv_files import read_events, read_units
from portal_widgets.map.public.downloads import RegisterSource, mapping_table
from portal_widgets.map.rules import Kind, Register, UnitFacts
from portal_widgets.map.service import UnitService
from support import MakeApp, browser, portal_of, statements

TODAY = date(2026, 3, 8)
DAY = date(2025, 7, 1)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(map_file=LAM_CHAU)


def rows(content: bytes) -> list[dict[str, str]]:
    head, *lines = ([unguard(cell) for cell in row] for _, row in read_csv(content, 60))
    return [dict(zip(head, row, strict=True)) for row in lines]


def pairs(content: bytes) -> dict[str, dict[str, tuple[str, str]]]:
    """By the key of the old unit, the shares of each new one."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows(content):
        new = found.setdefault(row["key"], {})
        if row["new_key"]:
            new[row["new_key"]] = row["area"], row["population"]
    return found


def as_units(history: History[object]) -> History[UnitFacts]:
    return History(
        {
            key: Entity(
                key,
                tuple(Version(one.start, one.end, UnitFacts(key, Kind.COMMUNE)) for one in entity.versions),
            )
            for key, entity in history.entities.items()
        },
        history.events,
    )


@pytest.mark.parametrize("on", [None, date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1)])
def test_the_mapping_rebuilds_the_answers(app: Flask, on: date | None):
    answer = browser(app).get("/portal/map/mapping.csv", query_string={"on": on.isoformat()} if on else {})
    register, portal = lam_chau().register, app.jinja_env.globals["portal"]
    today = portal_of(app).clock.today()
    wanted = {}
    with app.test_request_context():
        for unit in register.history.entities.values():
            version = unit.at(on or last_day(unit, today))
            if version is None:
                continue
            name, since = version.facts.full_name, on or last_day(unit, today)
            match = next(one for one in portal.unit(name, since).choices if one.key == unit.key)
            wanted[unit.key] = {one.key: (one.area, one.population) for one in match.now}

    assert pairs(answer.data) == wanted
    assert any(len(new) > 1 for new in wanted.values()) or on == date(2025, 7, 1)


@given(world=worlds())
def test_the_mapping_of_any_history_is_that_of_its_events(world: World):
    history = as_units(world.history())
    found = pairs(mapping_table(Register(history), None, TODAY))

    for key, unit in history.entities.items():
        since = last_day(unit, TODAY)
        wanted = successors(history, key, since, max(since, TODAY)) if unit.at(since) else {}
        assert found.get(key, {}) == {
            new: (str(trace.area), str(trace.population)) for new, trace in wanted.items()
        }


def test_each_line_of_the_mapping_names_its_acts_and_its_days(app: Flask):
    found = [row for row in rows(browser(app).get("/portal/map/mapping.csv").data) if row["key"] == "sim-ha"]

    assert [(row["name"], row["on"], row["new_name"]) for row in found] == [
        ("xã Sim Hạ", "2025-06-30", "xã Đồi Sim")
    ]
    assert "NQ-UBTVQH15" in found[0]["acts"]
    assert found[0]["as_of"]


def test_the_table_of_units_names_source_licence_scale_and_date_of_each_area(app: Flask):
    drawing = load_drawing(next(iter(lam_chau().drawings.values())))
    found = rows(browser(app).get("/portal/map/units.csv").data)
    drawn = [row for row in found if row["area_km2"]]

    assert {row["key"] for row in drawn} == set(drawing.shapes)
    assert {(row["licence"], row["scale"], row["dated"]) for row in drawn} == {
        ("CC0 1.0", "1:100.000", "2025-07-01")
    }
    assert {row["source"] for row in drawn} == {"Bản vẽ minh họa của cổng mẫu"}
    assert len(found) == sum(len(unit.versions) for unit in lam_chau().register.history.entities.values())


SOURCE = RegisterSource("Sở Nội vụ", "CC BY 4.0")


@pytest.mark.parametrize("table", ["units", "events", "mapping"])
@pytest.mark.parametrize("source", [RegisterSource(), SOURCE])
def test_each_line_of_each_table_names_source_licence_scale_and_date(
    make_app: MakeApp, table: str, source: RegisterSource
):
    """Also if nobody has stated them. An area has those of its drawing."""
    app = make_app(map_file=LAM_CHAU, map_source=source.source, map_licence=source.licence)
    found = rows(browser(app).get(f"/portal/map/{table}.csv").data)
    today = portal_of(app).clock.today().isoformat()

    assert found
    assert {
        (row["source"], row["licence"], row["scale"], row["dated"])
        for row in found
        if not row.get("area_km2")
    } == {(source.source or "not stated", source.licence or "not stated", "none", today)}
    assert all(row[name] for row in found for name in ("source", "licence", "scale", "dated"))


def test_the_downloaded_tables_are_a_copy_of_the_register(app: Flask):
    reader, register = browser(app), lam_chau().register
    units, unit_faults = read_units(reader.get("/portal/map/units.csv").data)
    events, event_faults = read_events(reader.get("/portal/map/events.csv").data)

    assert unit_faults == event_faults == []
    assert {unit.key: unit for unit in units} == dict(register.history.entities)
    assert History({}, tuple(events)).events == register.history.events


@pytest.mark.parametrize("table", ["units", "events", "mapping"])
def test_a_table_is_a_file_that_caches_keep_and_asks_no_database(app: Flask, table: str):
    client = browser(app)
    page, path = client.get("/portal/map").text, f"/portal/map/{table}.csv"
    with statements(portal_of(app).database) as asked:
        answer = client.get(path)

    assert f'href="{path}"' in page
    assert (answer.mimetype, asked) == ("text/csv", [])
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{table}.csv"'
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def chain_of(count: int) -> History[UnitFacts]:
    """Each unit gives half of its area to the next one, one day after it got its own."""
    units = {
        f"u{at}": Entity(f"u{at}", (Version(None, None, UnitFacts(f"Xã {at}", Kind.COMMUNE)),))
        for at in range(count + 1)
    }
    half, first = read_share("0.5"), date(2000, 1, 1)
    transfers = [
        Event(
            f"e{at}",
            EventKind.TRANSFER,
            first + timedelta(at),
            (EventPart(f"u{at}", f"u{at + 1}", half, half),),
        )
        for at in range(count)
    ]
    return History(units, tuple(transfers))


def test_a_table_of_endless_chains_is_refused_with_a_sentence(app: Flask):
    document = portal_of(app).service(UnitService).document
    document.change(lambda _: Register(chain_of(1000)), who="test", what="an endless chain")
    answer = browser(app).get("/portal/map/mapping.csv?on=1999-12-31&lang=en")
    assert (answer.status_code, "Look up single units." in answer.text) == (404, True)


def test_the_work_for_a_chain_of_transfers_grows_with_its_length():
    def calls(count: int) -> int:
        history = chain_of(count)
        return calls_during(lambda: successors(history, "u0", date(1999, 12, 31), TODAY))

    assert calls(400) < 2.2 * calls(200)


def calls_during(do: Callable[[], object]) -> int:
    seen = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal seen
        seen += event == "call"

    sys.setprofile(note)
    try:
        do()
    finally:
        sys.setprofile(None)
    return seen


def calls_of(count: int) -> int:
    """The calls in our history for the mapping of chains: each unit merges into one that is renamed."""
    units = {
        f"u{at}": Entity(f"u{at}", (Version(None, DAY, UnitFacts(f"Cũ {at}", Kind.COMMUNE)),))
        for at in range(count)
    }
    news = {
        f"n{at}": Entity(f"n{at}", (Version(DAY, None, UnitFacts(f"Mới {at}", Kind.COMMUNE)),))
        for at in range(count // 4)
    }
    merges = [
        Event(f"e{at}", EventKind.MERGE, DAY, (EventPart(f"u{at}", f"n{at // 4}"),)) for at in range(count)
    ]
    register = Register(History({**units, **news}, tuple(merges)))
    content = list[bytes]()
    seen = calls_during(lambda: content.append(mapping_table(register, date(2025, 6, 30), TODAY)))
    assert len(rows(content[0])) == count
    return seen


def test_the_work_for_the_mapping_grows_with_the_units_and_no_faster():
    """A country has thousands of units and events."""
    assert calls_of(400) < 2.2 * calls_of(200)
