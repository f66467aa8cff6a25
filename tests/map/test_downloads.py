"""The tables for everyone: they have all facts with their sources, and rebuild the answers of the pages."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given

from core.history.worlds import World, worlds
from map.provinces import LAM_CHAU, lam_chau
from portal_widgets.core.files.csv_file import read_csv, unguard
from portal_widgets.core.history.lineage import last_day, successors
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.map.drawing import load_drawing
from portal_widgets.map.importing.csv_files import read_events, write_events
from portal_widgets.map.public.downloads import mapping_table
from portal_widgets.map.rules import Kind, Register, UnitFacts
from support import MakeApp, browser, portal_of, statements

TODAY = date(2026, 3, 8)


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
    assert all(row["source"] for row in drawn)
    assert len(found) == sum(len(unit.versions) for unit in lam_chau().register.history.entities.values())


def test_the_table_of_events_is_read_again_as_it_was(app: Flask):
    events, faults = read_events(browser(app).get("/portal/map/events.csv").data)

    assert faults == []
    assert History({}, tuple(events)).events == lam_chau().register.history.events
    assert write_events(lam_chau().register) == browser(app).get("/portal/map/events.csv").data


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
