"""The office writes units and events and imports files; it sees each change before, and can undo it after."""

import io
import json
import re
import sys

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML
from werkzeug.test import TestResponse

from map.provinces import EXAMPLE, LAM_CHAU, collection, feature, lam_chau, register_of, square
from portal_widgets.core.history import event_form
from portal_widgets.map.admin import unit_form
from portal_widgets.map.admin.proposals import KINDS, Proposal, load_proposal
from portal_widgets.map.register_data import as_data
from portal_widgets.map.rules import Register, find_faults
from portal_widgets.map.service import UnitService
from support import MakeApp, browser, portal_of

HOME = "/portal/admin/map/"
PAGES = [
    "",
    "units/new",
    "units/ngan-tra/edit",
    "events/new",
    "events/sap-nhap-07/edit",
    "import",
    "history",
    "?q=sim+ha",
]


@pytest.fixture
def roles() -> set[str]:
    return {"editor"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str]) -> Flask:
    return make_app(map_file=LAM_CHAU, admin_guard=lambda: roles)


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def post(office: FlaskClient, path: str, **data) -> TestResponse:
    token = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{HOME}import").text)[1]
    return office.post(f"{HOME}{path}", data={"pw_csrf": token, **data})


def whole(app: Flask) -> Register:
    return portal_of(app).service(UnitService).document.store.current()[1]


def fields(page: str) -> dict[str, str]:
    """The fields that a browser would send: those of the first form with an edition."""
    form = re.search(r'<form class="pw-form" method="post">.*?</form>', page, re.DOTALL)[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1]
    return found


# Roles and pages.


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html(office: FlaskClient, path: str, language: str):
    answer = office.get(f"{HOME}{path}{'&' if '?' in path else '?'}lang={language}")

    assert answer.status_code == 200
    JustHTML(answer.text, strict=True)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("role", ["viewer", "moderator"])
def test_other_roles_find_nothing(make_app: MakeApp, role: str):
    office = browser(make_app(admin_guard=lambda: {role}))

    assert office.get(HOME).status_code in {403, 404}
    assert office.get(f"{HOME}export/units").status_code in {403, 404}


def test_a_post_from_another_site_is_refused(app: Flask, office: FlaskClient):
    for path in ("units/new", "events/new", "import/confirm", "units/tan-tra/remove", "history/0/restore"):
        assert office.post(f"{HOME}{path}", data={"save": "1"}).status_code in {400, 403}
    assert as_data(whole(app)) == as_data(lam_chau().register)


# Units.


def test_a_unit_is_saved_only_after_its_preview(app: Flask, office: FlaskClient):
    typed = fields(office.get(f"{HOME}units/dong-may/edit").text) | {"name-0": "Đồng Mây Mới"}
    preview = post(office, "units/dong-may/edit", **typed, preview="1")

    assert "Đơn vị thay đổi: xã Đồng Mây Mới (dong-may)" in preview.text
    assert as_data(whole(app)) == as_data(lam_chau().register)
    assert 'name="save"' in preview.text
    assert 'name="save"' not in office.get(f"{HOME}units/dong-may/edit").text

    assert post(office, "units/dong-may/edit", **fields(preview.text), save="1").status_code == 303
    assert whole(app).unit("dong-may").last.facts.name == "Đồng Mây Mới"
    assert "Đồng Mây Mới" in office.get("/portal/map/units/dong-may").text


def test_a_preview_names_the_faults_that_would_come(office: FlaskClient):
    typed = fields(office.get(f"{HOME}units/dong-may/edit").text) | {
        "code-0": "30103",
        "parent-0": "khong-co",
    }
    said = post(office, "units/dong-may/edit", **typed, preview="1").text

    assert "có đơn vị khác mang cùng mã số" in said
    assert "Đơn vị cấp trên không có trong sổ" in said


def test_a_new_unit_gets_a_key(app: Flask, office: FlaskClient):
    row = {
        "version-from-0": "",
        "version-to-0": "",
        "kind-0": "commune",
        "name-0": "Gò Đất",
        "name_en-0": "",
        "code-0": "",
        "parent-0": "lam-chau",
        "system-0": "",
    }
    assert post(office, "units/new", **row, save="1").status_code == 303

    (key,) = whole(app).history.entities.keys() - lam_chau().register.history.entities.keys()
    assert re.fullmatch("u-[0-9a-f]{8}", key)
    assert post(office, "units/new", **row, key="dong-may", save="1").status_code == 400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name-0": " "}, "name-0"),
        ({"kind-0": "village"}, "kind-0"),
        ({"version-from-0": "31.12.2020"}, "version-from-0"),
        ({"version-from-0": "2026-01-01", "version-to-0": "2025-01-01"}, "version-to-0"),
        ({"parent-0": "Không Có"}, "parent-0"),
    ],
)
def test_a_fault_of_a_form_keeps_what_was_typed(office: FlaskClient, change: dict[str, str], field: str):
    typed = fields(office.get(f"{HOME}units/dong-may/edit").text) | {"name_en-0": "Typed"} | change
    answer = post(office, "units/dong-may/edit", **typed, save="1")

    assert answer.status_code == 400
    assert f'href="#pw-{field}"' in answer.text
    assert re.search(rf'id="pw-{field}"[^>]*aria-invalid="true"', answer.text) or field.startswith("kind")
    assert 'value="Typed"' in answer.text


def test_two_editors_of_one_unit_do_not_overwrite_each_other(app: Flask, office: FlaskClient):
    first = fields(office.get(f"{HOME}units/vam-lau/edit").text)
    second = dict(first)
    post(office, "units/vam-lau/edit", **first | {"name-1": "Vàm Một"}, save="1")
    answer = post(office, "units/vam-lau/edit", **second | {"name-1": "Vàm Hai"}, save="1")

    assert answer.status_code == 400
    assert "Vàm Hai" in answer.text
    assert whole(app).unit("vam-lau").last.facts.name == "Vàm Một"


@given(st.sampled_from(sorted(lam_chau().register.history.entities)))
def test_the_form_of_a_unit_describes_the_unit(key: str):
    unit = lam_chau().register.history.entities[key]
    rows = unit_form.from_unit(unit)
    sent = {f"{name}-{at}": value for at, row in enumerate(rows) for name, value in row.items()}

    assert unit_form.read_unit(key, unit_form.rows_of(sent)) == unit


# Events.


@given(st.sampled_from(lam_chau().register.history.events))
def test_the_form_of_an_event_describes_the_event(event):
    plain, parts = event_form.from_event(event)
    sent = {f"{name}-{at}": value for at, row in enumerate(parts) for name, value in row.items()}

    assert event_form.read_event(event.key, plain, event_form.parts_of(sent)) == event


def event_of(**change: str) -> dict[str, str]:
    return {
        "event_kind": "rename", "on": "2026-11-01", "number": "20/NQ-HĐND", "issued": "2026-10-15",
        "clause": "Điều 1", "from-0": "tan-tra", "to-0": "tan-tra", "area-0": "all", "population-0": "all",
        "wording-0": "", "unit-0": "tan-tra", "kind-0": "ward", "name-0": "Tân Trà Mới", "name_en-0": "",
        "code-0": "30207", "parent-0": "lam-chau", **change,
    }  # fmt: skip


def test_a_recorded_event_begins_a_version_and_stays_without_faults(app: Flask, office: FlaskClient):
    preview = post(office, "events/new", **event_of(), preview="1")
    assert "Đơn vị thay đổi: phường Tân Trà Mới (tan-tra)" in preview.text
    assert "Khi đó sổ sẽ có các lỗi" not in preview.text

    assert post(office, "events/new", **fields(preview.text), save="1").status_code == 303
    unit = whole(app).unit("tan-tra")
    assert [one.facts.name for one in unit.versions] == ["Tân Trà", "Tân Trà", "Tân Trà Mới"]
    assert find_faults(whole(app)) == []
    assert "Tân Trà Mới" in office.get("/portal/map/units/tan-tra").text


def test_a_merger_ends_the_old_units(app: Flask, office: FlaskClient):
    parts = {"from-1": "vam-lau", "to-1": "moi", "area-1": "all", "population-1": "all", "wording-1": ""}
    merger = event_of(event_kind="merge", **parts) | {
        "to-0": "moi", "unit-0": "moi", "name-0": "Mới", "kind-0": "commune", "code-0": "30999",
    }  # fmt: skip
    assert post(office, "events/new", **merger, save="1").status_code == 303

    assert whole(app).unit("tan-tra").end == whole(app).unit("vam-lau").end == whole(app).unit("moi").start
    assert find_faults(whole(app)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": ""}, "on"),
        ({"event_kind": "marry"}, "event_kind"),
        ({"event_kind": "٣"}, "event_kind"),
        ({"on": "0001-01-01"}, "on"),
        ({"from-0": "", "to-0": ""}, "from-0"),
        ({"area-0": "most"}, "area-0"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"sequence": "first"}, "sequence"),
        ({"unit-0": "Tân Trà"}, "unit-0"),
        ({"name-0": ""}, "name-0"),
    ],
)
def test_a_fault_of_an_event_is_shown_at_its_field(office: FlaskClient, change: dict[str, str], field: str):
    answer = post(office, "events/new", **event_of(**change), save="1")

    assert answer.status_code == 400
    assert f'href="#pw-{field}"' in answer.text
    assert "20/NQ-HĐND" in answer.text


def test_an_events_act_is_corrected_without_touching_the_units(app: Flask, office: FlaskClient):
    before = whole(app).history.entities
    typed = fields(office.get(f"{HOME}events/sap-nhap-07/edit").text) | {"clause": "Điều 9"}
    assert post(office, "events/sap-nhap-07/edit", **typed, save="1").status_code == 303

    after = whole(app)
    assert as_data(Register(type(after.history)(after.history.entities))) == as_data(
        Register(type(after.history)(before))
    )
    assert next(one for one in after.history.events if one.key == "sap-nhap-07").act.clause == "Điều 9"


# Imports.


def upload(office: FlaskClient, kind: str, content: bytes, name: str = "tep", **data: str) -> TestResponse:
    return post(office, "import", kind=kind, file=(io.BytesIO(content), name), **data)


def digest(page: str) -> str:
    return re.search(r'name="digest" value="([^"]+)"', page)[1]


AREAS = {
    "map": "lam-chau",
    "since": "2025-07-01",
    "source": "Sở",
    "licence": "CC BY 4.0",
    "parent": "lam-chau",
}


def test_tables_and_areas_are_imported_in_two_steps(make_app: MakeApp):
    """The whole example, only by the office's pages."""
    app = make_app(admin_guard=lambda: {"editor"})
    office = browser(app)
    for kind, file in (("units", "units.csv"), ("events", "events.csv"), ("areas", "areas.geojson")):
        before = as_data(whole(app))
        page = upload(office, kind, (EXAMPLE / file).read_bytes(), file, **AREAS)
        assert page.status_code == 200, page.text
        assert as_data(whole(app)) == before
        assert post(office, "import/confirm", digest=digest(page.text)).status_code == 303

    assert find_faults(whole(app)) == []
    assert "<svg" in browser(app).get("/portal/map").text
    history = office.get(f"{HOME}history").text
    assert all(file in history for file in ("units.csv", "events.csv", "areas.geojson"))


def test_the_dry_run_says_what_would_change(office: FlaskClient):
    file = "key,kind,name,code,parent\ngo-dat,commune,Gò Đất,30998,lam-chau\n".encode()
    said = upload(office, "units", file).text

    assert "Đơn vị mới: xã Gò Đất (go-dat)" in said


def test_faults_of_a_file_are_listed_line_by_line_and_nothing_can_be_confirmed(
    app: Flask, office: FlaskClient
):
    file = b"key,kind,name\na,village,An\nb,commune,\n"
    answer = upload(office, "units", file)

    assert answer.status_code == 400
    assert "Dòng 2: Cột kind" in answer.text
    assert "Dòng 3: Cột name" in answer.text
    assert 'name="digest"' not in answer.text


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("areas", b"[" * 100_000),
        ("areas", b"\xff\xfe"),
        ("areas", collection(feature("1", square(0, 0)))),
        ("units", b"\x00\x01"),
        ("events", b"%PDF-1.7"),
        ("package", b'{"register": {}}'),
        (
            "package",
            json.dumps({"register": as_data(register_of("A")) | {"units": 7}, "drawings": {}}).encode(),
        ),
        ("nothing", b""),
    ],
)
def test_a_hostile_file_is_answered_with_a_sentence(office: FlaskClient, kind: str, content: bytes):
    answer = upload(office, kind, content, **AREAS)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("missing", ["source", "licence", "since", "map"])
def test_areas_need_their_source_licence_and_day(office: FlaskClient, missing: str):
    answer = upload(office, "areas", (EXAMPLE / "areas.geojson").read_bytes(), **AREAS | {missing: ""})

    assert answer.status_code == 400
    assert 'name="digest"' not in answer.text


def test_without_the_extra_areas_are_refused_and_the_rest_works(
    office: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "portal_widgets.map.importing.pipeline", None)
    answer = upload(office, "areas", (EXAMPLE / "areas.geojson").read_bytes(), **AREAS)

    assert answer.status_code == 400
    assert "portal_widgets[map]" in answer.text
    assert upload(office, "units", (EXAMPLE / "units.csv").read_bytes()).status_code == 200


def test_an_import_that_is_gone_cannot_be_confirmed(office: FlaskClient):
    assert post(office, "import/confirm", digest="0" * 32).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_proposal_is_read_as_it_is_stored(kind: str):
    proposal = Proposal(kind, "tệp.csv", lam_chau().register)
    again = load_proposal(proposal.dump())

    assert (again.kind, again.name, as_data(again.register)) == (kind, "tệp.csv", as_data(proposal.register))
    assert as_data(again.apply(Register())) == as_data(proposal.apply(Register()))


# Undo and export.


def test_every_change_can_be_undone(app: Flask, office: FlaskClient):
    before = as_data(whole(app))
    for path in ("units/tan-tra/remove", "events/sap-nhap-01/remove", "drawings/lam-chau/2025-07-01/remove"):
        assert post(office, path).status_code == 303
        assert as_data(whole(app)) != before
        number = portal_of(app).service(UnitService).document.store.newest()
        assert post(office, f"history/{number - 1}/restore").status_code == 303
        assert as_data(whole(app)) == before
    assert "<svg" in office.get("/portal/map").text


def test_removing_what_is_not_there_is_not_an_error_of_the_server(office: FlaskClient):
    assert post(office, "units/khong-co/remove").status_code == 404
    assert post(office, "drawings/lam-chau/hom-nay/remove").status_code == 404
    assert post(office, "history/999/restore").status_code == 404
    assert office.get(f"{HOME}units/khong-co/edit").status_code == 404
    assert office.get(f"{HOME}events/khong-co/edit").status_code == 404
    assert office.get(f"{HOME}export/khong-co").status_code == 404


@pytest.mark.parametrize("kind", ["units", "events", "package"])
def test_an_export_can_be_imported_again(office: FlaskClient, kind: str):
    content = office.get(f"{HOME}export/{kind}").data
    said = upload(office, kind, content).text

    assert "Sẽ không có gì thay đổi." in said
