"""Units through time: what a name meant on a day, what it is now, what it was before; the odd cases one by one."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from core.history.worlds import World, worlds
from map.provinces import LAM_CHAU, MERGED, lam_chau, register_of
from portal_widgets import PortalWidgets
from portal_widgets.core.history.events import Act, Event, EventKind, EventPart
from portal_widgets.core.history.lineage import predecessors, successors
from portal_widgets.core.history.shares import PART, UNKNOWN, read_share
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.core.text.normalization import normalize
from portal_widgets.errors import ConfigurationError
from portal_widgets.map import editing
from portal_widgets.map.lookup import find, search
from portal_widgets.map.public.answers import UnitAnswer
from portal_widgets.map.register_data import as_data, read_register
from portal_widgets.map.rules import Kind, Register, UnitFacts, find_faults
from support import MakeApp

TODAY = date(2026, 11, 30)
DAY = timedelta(days=1)
D1, D2 = date(2024, 1, 1), date(2025, 7, 1)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(map_file=LAM_CHAU)


def asked(app: Flask, text: str, on: date | str | None = None) -> UnitAnswer:
    with app.test_request_context("/"):
        return app.jinja_env.globals["portal"].unit(text, on)


def filtered(app: Flask, text: str, path: str = "/", **options: str) -> str:
    with app.test_request_context(path):
        return app.jinja_env.from_string("{{ text | pw_unit(**options) }}").render(text=text, options=options)


# portal.unit and pw_unit.


def test_a_name_is_answered_with_what_it_is_now_and_the_act(app: Flask):
    answer = asked(app, "huyện Vân Trạch")
    unit = answer.unit

    assert unit is not None
    assert (unit.key, unit.kind, unit.exists, unit.end) == ("h-van-trach", "district", False, MERGED)
    assert [(one.name, one.area) for one in unit.now] == [
        ("xã Đồng Mây", "part"), ("xã Vân Trạch", "part"), ("xã Vàm Lau", "part"),
    ]  # fmt: skip
    assert unit.now[0].acts[0] == Act("102/NQ-UBTVQH15 (minh họa)", date(2025, 6, 16), "Điều 2")
    assert unit.url == "/portal/map/units/h-van-trach"


def test_part_of_the_area_and_all_people_are_two_shares(app: Flask):
    now = asked(app, "xã Giang Đông").unit.now

    assert [(one.key, one.area, one.population) for one in now] == [
        ("an-giang", "0.6", "all"), ("thanh-loc", "0.4", "0"),
    ]  # fmt: skip


def test_the_extension_answers_in_python(make_app: MakeApp, tmp_path: Path):
    host = Flask("other", instance_path=str(tmp_path / "other"))
    host.secret_key = "secret"
    portal = PortalWidgets(host, map_file=LAM_CHAU, background=False)
    with host.test_request_context("/"):
        assert portal.unit("phường Chợ Vôi").unit.now[0].name == "phường Bến Sỏi"
        assert [one.key for one in portal.unit("xã Sông Ngàn Trà").unit.before] == ["ngan-thuong", "tra-ha"]

    without = Flask("without", instance_path=str(tmp_path / "without"))
    without.secret_key = "secret"
    portal = PortalWidgets(without, widgets=["reading"], background=False)
    with without.test_request_context("/"):
        assert portal.unit("phường Chợ Vôi") is None


def test_an_ambiguous_name_returns_the_choices(app: Flask):
    answer = asked(app, "Vân Trạch")

    assert answer.unit is None
    assert {one.key for one in answer.choices} == {"h-van-trach", "van-trach-1", "van-trach"}
    assert asked(app, "Vân Trạch", "2025-07-01").unit.key == "van-trach"
    assert asked(app, "Vân Trạch, Lam Châu", "2020-01-01").unit is None
    assert asked(app, "thị trấn Vân Trạch").unit.key == "van-trach-1"


def test_a_unit_above_decides_between_two_names(app: Flask):
    assert asked(app, "Đồng Mây, huyện Vân Trạch").unit.key == "dong-may-1"
    assert not asked(app, "Đồng Mây, huyện Đồi Sim")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Sim Hà", ["sim-ha-2"]),
        ("sim hạ", ["sim-ha"]),
        ("Sim Ha", ["sim-ha", "sim-ha-2"]),
        ("XÃ SIM HA", ["sim-ha", "sim-ha-2"]),
        (normalize("NFD", "Sim Hạ"), ["sim-ha"]),
        ("  xã   Sim  Hạ ", ["sim-ha"]),
        ("tp. Lam Kiều", ["tp-lam-kieu"]),
        ("TX Lam Kiều", []),
        ("Đồng Mây Commune", ["dong-may"]),
        ("30102", ["may-thuong"]),
        ("xã", []),
        ("", []),
        (", Lam Châu", []),
        ("x" * 100_000, []),
    ],
)
def test_names_are_found_with_and_without_marks_the_exact_one_first(text: str, keys: list[str]):
    assert sorted(hit.unit.key for hit in find(lam_chau().register, text)) == keys


def test_the_filter_explains_a_dead_name(app: Flask):
    html = filtered(app, "huyện Vân Trạch")

    assert html.startswith(
        '<span class="pw-unit"><a class="pw-unit__link" href="/portal/map/units/h-van-trach">huyện Vân Trạch</a>'
    )
    assert "(nay là " in html
    assert html.count("/units/") == 4
    assert 'lang="vi">xã Đồng Mây</a>' in filtered(app, "huyện Vân Trạch", "/?lang=en")


def test_the_filter_links_a_living_name_without_more(app: Flask):
    assert filtered(app, "xã Vàm Lau") == (
        '<span class="pw-unit"><a class="pw-unit__link" href="/portal/map/units/vam-lau">xã Vàm Lau</a></span>'
    )


def test_the_filter_gives_the_choices_of_an_ambiguous_name(app: Flask):
    html = filtered(app, "Vân Trạch")

    assert "có nhiều đơn vị cùng tên" in html
    assert "đến 01/07/2025" in html
    assert "(nay là" in filtered(app, "Vân Trạch", on="2020-01-01") or "cùng tên" in filtered(
        app, "Vân Trạch", on="2020-01-01"
    )


def test_a_name_that_only_passed_to_its_successor_is_one_link(app: Flask):
    """The commune of the same name went into the one of today, so both readings have one answer."""
    assert filtered(app, "xã Đồng Mây").count("<a ") == 1


@pytest.mark.parametrize("text", ["Thạch Bàn", "", "<b>xã</b>", "2025"])
def test_any_other_text_stays_as_it_is(app: Flask, text: str):
    assert filtered(app, text) == text.replace("<", "&lt;").replace(">", "&gt;")


def test_a_faulty_day_of_the_filter_harms_no_page(app: Flask):
    assert filtered(app, "xã Vàm Lau", on="gestern") == "xã Vàm Lau"


def test_without_the_map_the_filter_returns_the_text(make_app: MakeApp):
    assert filtered(make_app(widgets=["reading"]), "xã Vàm Lau") == "xã Vàm Lau"


# Registers.


def register_of_world(world: World) -> Register:
    """Each name once, as in a province."""
    history = world.history()
    units = {
        key: Entity(key, tuple(replace(one, facts=UnitFacts(f"{key} {at}", Kind.COMMUNE, f"{key}{at}")) for at, one in enumerate(unit.versions)))
        for key, unit in history.entities.items()
    }  # fmt: skip
    return Register(History(units, history.events))


@given(worlds("units"))
def test_a_register_is_read_as_it_is_stored(world: World):
    register = register_of_world(world)

    assert as_data(read_register(as_data(register))) == as_data(register)
    assert {key for key, _ in register.history.entities.items()} == set(
        read_register(as_data(register)).history.entities
    )
    assert find_faults(register) == []


@given(worlds("units"), st.data())
def test_every_name_of_every_day_is_found_on_that_day(world: World, data: st.DataObject):
    register = register_of_world(world)
    day = data.draw(st.sampled_from([since for since, _ in world.owners]))
    for unit, version in register.history.on(day):
        assert [hit.unit.key for hit in find(register, version.facts.full_name, day)] == [unit.key]
        assert unit.key in [hit.unit.key for hit in search(register, version.facts.name, day)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "00001"}, "code-twice"),
        ({"name": "An Phú"}, "name-twice"),
        ({"parent": "x"}, "parent-unknown"),
        ({"parent": "a"}, "parent-level"),
    ],
)
def test_a_fault_of_the_facts_is_found(change: dict[str, str], fault: str):
    register = register_of("An Phú", "Bình Mỹ")
    unit = register.history.entities["b"]
    facts = replace(unit.last.facts, **change)
    broken = editing.put_units(register, [Entity("b", (Version(None, None, facts),))])

    assert fault in {one.fault for one in find_faults(broken)}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"register": 1, "drawings": {}}', "[" * 100_000, '{"drawings": {"x": NaN}}']
)
def test_a_file_that_is_no_map_stops_the_start_with_a_sentence(make_app: MakeApp, tmp_path: Path, text: str):
    file = tmp_path / "map.json"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match="PORTAL_WIDGETS_MAP_FILE: this is not a file of"):
        make_app(map_file=file)
    with pytest.raises(ConfigurationError, match="must be a file of"):
        make_app(map_file=tmp_path / "none.json")


# The odd cases.


def fact(name: str, kind: Kind = Kind.COMMUNE, code: str = "") -> UnitFacts:
    return UnitFacts(name, kind, code)


def event(key: str, kind: EventKind, on: date, *parts: EventPart, act: Act | None = None) -> Event:
    return Event(key, kind, on, parts, act or Act(key))


def of(**units: UnitFacts) -> Register:
    return Register(
        History({key: Entity(key, (Version(None, None, facts),)) for key, facts in units.items()})
    )


def test_renamed_twice_in_a_month_is_one_unit_with_three_versions():
    """The second act corrects a misprint of the first; both stay, with the form as printed."""
    register = of(a=fact("An Lãng"))
    first = event("r1", EventKind.RENAME, D1, EventPart("a", "a"), act=Act("1/NQ", printed="Văn Lăng"))
    second = event("r2", EventKind.RENAME, D1 + 20 * DAY, EventPart("a", "a"), act=Act("2/NQ"))
    register = editing.record(register, first, {"a": fact("Văn Lăng")})
    register = editing.record(register, second, {"a": fact("Văn Lãng")})

    assert find_faults(register) == []
    assert [one.facts.name for one in register.history.entities["a"].versions] == [
        "An Lãng",
        "Văn Lăng",
        "Văn Lãng",
    ]
    assert {hit.unit.key for text in ("An Lãng", "Văn Lăng", "Văn Lãng") for hit in find(register, text)} == {
        "a"
    }
    assert as_data(register)["events"][0]["act"]["printed"] == "Văn Lăng"


def test_two_merged_and_split_again_under_an_old_name_is_another_unit():
    register = of(a=fact("An Phú"), b=fact("Bình Mỹ"))
    merged = event("m", EventKind.MERGE, D1, EventPart("a", "c"), EventPart("b", "c"))
    register = editing.record(register, merged, {"c": fact("An Bình")})
    halves = EventPart("c", "d", PART, UNKNOWN), EventPart("c", "e", PART, UNKNOWN)
    register = editing.record(
        register, event("s", EventKind.SPLIT, D2, *halves), {"d": fact("An Phú"), "e": fact("Đông Bình")}
    )

    assert find_faults(register) == []
    assert {hit.unit.key for hit in find(register, "An Phú")} == {"a", "d"}
    assert [hit.unit.key for hit in find(register, "An Phú", D1 - DAY)] == ["a"]
    assert [hit.unit.key for hit in find(register, "An Phú", D2)] == ["d"]
    found = successors(register.history, "a", D1 - DAY, TODAY)
    assert {key: str(trace.area) for key, trace in found.items()} == {"d": "unknown", "e": "unknown"}


def test_a_unit_that_was_split_into_five_names_them_all():
    parts = [EventPart("a", f"n{at}", read_share("0.2"), UNKNOWN) for at in range(5)]
    register = editing.record(
        of(a=fact("An Phú")),
        event("s", EventKind.SPLIT, D1, *parts),
        {f"n{at}": fact(f"Tân {at}") for at in range(5)},
    )
    found = successors(register.history, "a", D1 - DAY, TODAY)

    assert find_faults(register) == []
    assert {key: (str(one.area), str(one.population)) for key, one in found.items()} == {
        f"n{at}": ("0.2", "unknown") for at in range(5)
    }


def test_fourteen_units_merged_into_one_are_all_its_predecessors():
    keys = [f"o{at}" for at in range(14)]
    register = editing.record(
        of(**{key: fact(f"Cũ {key}") for key in keys}),
        event("m", EventKind.MERGE, D1, *(EventPart(key, "new") for key in keys)),
        {"new": fact("Mới")},
    )

    assert set(predecessors(register.history, "new", TODAY, D1 - DAY)) == set(keys)
    assert find_faults(register) == []


def test_a_unit_may_have_roots_in_two_provinces():
    register = of(p=fact("Một", Kind.PROVINCE), q=fact("Hai", Kind.PROVINCE))
    register = editing.put_units(register, [
        Entity("a", (Version(None, None, replace(fact("An"), parent="p")),)),
        Entity("b", (Version(None, None, replace(fact("Bình"), parent="q")),)),
    ])  # fmt: skip
    merged = event("m", EventKind.MERGE, D1, EventPart("a", "w"), EventPart("b", "w"))
    register = editing.record(register, merged, {"w": replace(fact("Long An", Kind.WARD), parent="p")})
    before = predecessors(register.history, "w", TODAY, D1 - DAY)

    assert {register.history.entities[key].last.facts.parent for key in before} == {"p", "q"}
    assert find_faults(register) == []


def test_the_day_of_the_act_and_the_day_of_its_effect_are_two_days():
    """A province becomes a city on 30 April 2026; an act of March already uses the new name."""
    start = date(2026, 4, 30)
    act = Act("30/2026/QH16", date(2026, 3, 20))
    changed = event("k", EventKind.CHANGE_KIND, start, EventPart("p", "p"), act=act)
    register = editing.record(
        of(p=fact("Đồng Nai", Kind.PROVINCE)), changed, {"p": fact("Đồng Nai", Kind.CITY)}
    )

    assert register.history.entities["p"].at(start - DAY).facts.kind == Kind.PROVINCE
    assert register.history.entities["p"].at(start).facts.kind == Kind.CITY
    assert register.history.events[0].act.issued == date(2026, 3, 20)
    assert [hit.unit.key for hit in find(register, "thành phố Đồng Nai")] == ["p"]
    assert find(register, "thành phố Đồng Nai", date(2026, 4, 1)) == []


def test_a_code_that_another_unit_bears_today_is_never_resolved_silently():
    register = of(a=fact("Bến Nghé", Kind.WARD, "26740"), b=fact("Cô Giang", Kind.WARD, "26743"))
    merged = event("m", EventKind.MERGE, D2, EventPart("a", "c"), EventPart("b", "c"))
    register = editing.record(register, merged, {"c": fact("Sài Gòn", Kind.WARD, "26740")})

    assert {hit.unit.key for hit in find(register, "26740")} == {"a", "c"}
    assert [hit.unit.key for hit in find(register, "26740", D2 - DAY)] == ["a"]
    assert [hit.unit.key for hit in find(register, "26740", D2)] == ["c"]


def test_recording_an_event_ends_what_is_gone_and_begins_what_is_new():
    register = of(a=fact("An"), b=fact("Bình"))
    absorbed = event("m", EventKind.MERGE, D1, EventPart("b", "a"))
    after = editing.record(register, absorbed, {})

    assert after.history.entities["b"].end == D1
    assert after.history.entities["a"].end is None
    assert [(one.how, one.what, one.key) for one in editing.changes(register, after)] == [
        ("changed", "unit", "b"), ("added", "event", "m"),
    ]  # fmt: skip
    assert find_faults(after) == []
