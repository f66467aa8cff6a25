"""The office edits its organisation and its units. Readers and every other widget see it at once."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.organisation import editing
from portal_widgets.organisation.admin.organisation_form import (
    NAMES,
    OrganisationForm,
    from_organisation,
)
from portal_widgets.organisation.admin.organisation_form import organisation as drafted
from portal_widgets.organisation.rules import Organisation, as_data, organisation
from portal_widgets.organisation.service import OrganisationService
from support import MakeApp, browser, fields_at_fault, portal_of

HOME = "/portal/admin/organisation/"
COMMUNE = {
    "name": {"vi": "Ủy ban xã Đồng Mây", "en": "Đồng Mây Commune", "fr": "Commune"},
    "address": "Ấp Giữa",
    "telephones": ["0200 000 0001", "0200 000 0002"],
    "email": "ubnd@dongmay.example",
    "officer": {"name": "Ông Nam", "email": "nam@dongmay.example"},
    "units": {
        "mot-cua": {"name": "Một cửa", "units": {"quay": {"name": "Quầy 1"}}},
        "cong-an": {"name": "Công an xã"},
        "y-te": {"name": "Trạm y tế"},
    },
}
FIELDS = from_organisation(organisation(COMMUNE)).values


@pytest.fixture
def roles() -> set[str]:
    return {"editor"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str]) -> Flask:
    return make_app(organisation=COMMUNE, admin_guard=lambda: roles)


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def post(office: FlaskClient, path: str, **data):
    token = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{HOME}edit").text)[1]
    return office.post(f"{HOME}{path}", data={"pw_csrf": token, **data})


def whole(app: Flask) -> Organisation:
    return portal_of(app).service(OrganisationService).document.store.current()[1]


def tree(one: Organisation) -> str:
    """The keys in their order, with those below in brackets."""
    below = (key + (f"({tree(unit)})" if unit.units else "") for key, unit in one.units.items())
    return " ".join(below)


def footer(app: Flask, unit: str = "") -> str:
    with app.test_request_context("/"):
        return str(portal_of(app).helpers.organisation(unit))


def test_what_is_saved_is_read_at_once_by_readers_and_other_widgets(app: Flask, office: FlaskClient):
    footer(app)
    answer = post(office, "edit", **{**FIELDS, "name_vi": "Ủy ban phường Mây", "fax": "0200 000 0009"})

    assert answer.status_code == 303
    assert "Ủy ban phường Mây" in footer(app)
    assert "0200 000 0009" in footer(app, "quay")  # inherited
    assert "Ủy ban phường Mây" in browser(app).get("/portal/organisation").text
    assert "Ủy ban phường Mây" in office.get(HOME).text  # the frame of the admin area
    with app.test_request_context("/"):
        article = portal_of(app).helpers.article_data(title="Tin", published="2026-03-08", url="/tin")
    assert "Ủy ban phường Mây" in article


def test_what_the_form_has_no_field_for_stays(app: Flask, office: FlaskClient):
    post(office, "edit", **{**FIELDS, "name_vi": "Tên mới"})

    assert whole(app).name == {"vi": "Tên mới", "en": "Đồng Mây Commune", "fr": "Commune"}
    assert tree(whole(app)) == "mot-cua(quay) cong-an y-te"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name_vi", "", "Vui lòng nhập tên"),
        ("email", "khong phai", "Vui lòng nhập địa chỉ thư điện tử"),
        ("officer_email", "a@b\nBcc: c@d", "Vui lòng nhập địa chỉ thư điện tử"),
        ("telephones", "0200 000 0001\nmáy lẻ", "Vui lòng nhập số điện thoại"),
        ("fax", "không", "Vui lòng nhập số điện thoại"),
        ("officer_telephone", "1", "Vui lòng nhập số điện thoại"),
        ("functions_vi", "x" * 2001, "không quá 2.000 ký tự"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, office: FlaskClient, field: str, value: str, sentence: str
):
    answer = post(office, "edit", **{**FIELDS, "name_en": "", "hours_vi": "7 giờ - 16 giờ", field: value})

    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'href="#pw-{field}"' in answer.text
    assert "7 giờ - 16 giờ" in answer.text
    assert whole(app) == organisation(COMMUNE)


def test_long_texts_are_typed_into_areas_that_show_all_of_them(office: FlaskClient):
    page = office.get(f"{HOME}edit").text
    for name in ("address", "licence", "functions", "structure"):
        for code in ("vi", "en"):
            assert f'name="{name}_{code}" rows=' in page, name


def test_a_preview_shows_it_and_saves_nothing(app: Flask, office: FlaskClient):
    answer = post(office, "units/mot-cua/edit", name_vi="Một cửa mới", hours_vi="Sáng", preview="1")

    assert answer.status_code == 200
    assert re.search(r'class="pw-organisation__name">Một cửa mới', answer.text)
    assert "Ấp Giữa" in answer.text  # as the unit inherits it
    assert 'value="Sáng"' in answer.text
    assert whole(app) == organisation(COMMUNE)


def test_a_new_unit_has_a_page_of_its_own(app: Flask, office: FlaskClient):
    preview = post(office, "units/new", name_vi="Quầy 2", key="quay-2", above="mot-cua", preview="1")
    before = tree(whole(app))
    post(office, "units/new", name_vi="Quầy 2", key="quay-2", above="mot-cua")

    assert "Quầy 2" in preview.text
    assert before == "mot-cua(quay) cong-an y-te"
    assert tree(whole(app)) == "mot-cua(quay quay-2) cong-an y-te"
    assert "Quầy 2" in browser(app).get("/portal/organisation/quay-2").text


@pytest.mark.parametrize(
    ("key", "above", "field"),
    [
        ("", "", "key"),
        ("Có dấu", "", "key"),
        ("../x", "", "key"),
        ("quay", "", "key"),
        ("a" * 61, "", "key"),
        ("moi", "nope", "above"),
    ],
)
def test_a_unit_needs_a_key_and_a_place(app: Flask, office: FlaskClient, key: str, above: str, field: str):
    answer = post(office, "units/new", name_vi="Đơn vị", key=key, above=above)

    assert answer.status_code == 400
    assert f'href="#pw-{field}"' in answer.text
    assert whole(app) == organisation(COMMUNE)


@pytest.mark.parametrize(
    ("where", "after"),
    [
        ("mot-cua down", "cong-an mot-cua(quay) y-te"),
        ("mot-cua up", "mot-cua(quay) cong-an y-te"),
        ("y-te up", "mot-cua(quay) y-te cong-an"),
        ("y-te mot-cua", "y-te mot-cua(quay) cong-an"),
        ("y-te quay", "mot-cua(y-te quay) cong-an"),
        ("mot-cua quay", "mot-cua(quay) cong-an y-te"),
        ("quay quay", "mot-cua(quay) cong-an y-te"),
        ("nope up", "mot-cua(quay) cong-an y-te"),
        ("quay nope", "mot-cua(quay) cong-an y-te"),
        ("", "mot-cua(quay) cong-an y-te"),
        (" up", "mot-cua(quay) cong-an y-te"),
    ],
)
def test_buttons_and_dragging_change_the_order(app: Flask, office: FlaskClient, where: str, after: str):
    assert post(office, "move", where=where).status_code == 303
    assert tree(whole(app)) == after


@pytest.mark.parametrize(
    ("action", "keys", "above", "after"),
    [
        ("remove", ["mot-cua", "y-te"], "", "cong-an"),
        ("gather", ["y-te", "cong-an"], "mot-cua", "mot-cua(quay y-te cong-an)"),
        ("gather", ["quay"], "", "mot-cua cong-an y-te quay"),
        ("gather", ["mot-cua"], "quay", "mot-cua(quay) cong-an y-te"),  # not into itself
        ("gather", ["y-te"], "nope", "mot-cua(quay) cong-an y-te"),
        ("remove", [""], "", "mot-cua(quay) cong-an y-te"),  # the organisation itself is not a unit
    ],
)
def test_several_units_at_once(
    app: Flask, office: FlaskClient, action: str, keys: list[str], above: str, after: str
):
    assert post(office, "several", key=keys, action=action, above=above).status_code == 303
    assert tree(whole(app)) == after


@pytest.mark.parametrize("given", [{}, {"key": "y-te"}, {"key": "y-te", "action": "burn"}])
def test_an_action_without_units_or_name_is_refused(app: Flask, office: FlaskClient, given: dict):
    answer = post(office, "several", **given)

    assert answer.status_code == 400
    assert fields_at_fault(answer.text) == ["shelf-several"]
    assert whole(app) == organisation(COMMUNE)


def test_what_was_ticked_stays_ticked(office: FlaskClient):
    page = post(office, "several", key=["y-te", "quay"], action="burn", above="cong-an").text

    assert re.findall(r'name="key" value="([\w-]+)" form="pw-shelf-several" checked', page) == [
        "quay",
        "y-te",
    ]
    assert '<option value="cong-an" selected>' in page


def test_a_change_is_undone_and_the_undoing_too(app: Flask, office: FlaskClient):
    post(office, "several", key=["mot-cua", "cong-an", "y-te"], action="remove")
    post(office, "history/0/restore")
    back = tree(whole(app))
    post(office, "history/1/restore")
    history = office.get(f"{HOME}history").text

    assert (back, tree(whole(app))) == ("mot-cua(quay) cong-an y-te", "")
    assert "Đã xóa 3 đơn vị" in history
    assert "Đã quay lại" in history


def test_whoever_saves_last_is_told_of_who_saved_before(app: Flask, office: FlaskClient):
    post(office, "edit", **{**FIELDS, "hours_vi": "Của người thứ nhất", "edition": "0"})
    answer = post(office, "edit", **{**FIELDS, "hours_vi": "Của người thứ hai", "edition": "0"})

    assert answer.status_code == 400
    assert "Người khác vừa sửa" in answer.text
    assert "Của người thứ hai" in answer.text
    assert whole(app).hours == "Của người thứ nhất"


def test_a_change_of_another_unit_is_in_nobodys_way(app: Flask, office: FlaskClient):
    post(office, "units/y-te/edit", name_vi="Y tế", edition="0")
    answer = post(office, "edit", **{**FIELDS, "hours_vi": "Sáng", "edition": "0"})

    assert answer.status_code == 303
    assert whole(app).hours == "Sáng"
    assert whole(app).units["y-te"].name == "Y tế"


def test_changes_at_the_same_moment_are_all_kept(app: Flask):
    service = portal_of(app).service(OrganisationService)

    def add(number: int) -> None:
        unit = Organisation(name=f"Đơn vị {number}")
        service.document.change(lambda now: editing.add(now, "", f"u{number}", unit), who="", what="x")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, range(3)))

    assert {"u0", "u1", "u2"} <= set(whole(app).units)


def test_the_list_says_what_must_still_be_published(app: Flask, office: FlaskClient):
    page = re.sub(r"\s+", " ", office.get(HOME).text)

    assert re.search(r"Còn thiếu:[^<]*Fax[^<]*Cán bộ đầu mối: chức vụ", page)
    post(office, "several", key=["mot-cua", "cong-an", "y-te"], action="remove")
    full = dict.fromkeys(NAMES, "Có") | {
        "telephones": "0200 000 0001",
        "fax": "0200 000 0001",
        "officer_telephone": "0200 000 0001",
        "email": "a@b.example",
        "officer_email": "a@b.example",
    }
    post(office, "edit", **full)
    assert "Đã đủ các thông tin phải công bố" in office.get(HOME).text


def test_an_organisation_can_begin_here(make_app: MakeApp):
    app = make_app(organisation={}, admin_guard=lambda: {"editor"})
    office = browser(app)
    assert "Nhập tên cơ quan" in office.get(HOME).text
    post(office, "edit", name_vi="Ủy ban xã")

    assert "Ủy ban xã" in footer(app)


def test_a_unit_that_is_gone_breaks_no_page(app: Flask, office: FlaskClient):
    assert "Trạm y tế" in footer(app, "y-te")
    post(office, "several", key=["y-te"], action="remove")

    assert footer(app, "y-te") == ""
    assert browser(app).get("/portal/organisation/y-te").status_code == 404


def test_the_check_looks_at_what_the_office_has_written(app: Flask, office: FlaskClient):
    def missing() -> str:
        return app.test_cli_runner().invoke(args=["portal", "organisation", "check"]).output

    assert "-: fax is missing" in missing()
    post(office, "edit", **{**FIELDS, "fax": "0200 000 0001"})
    assert "-: fax is missing" not in missing()


@pytest.mark.parametrize("roles", [{"moderator"}, {"viewer"}, set()])
def test_others_do_not_see_the_panel(office: FlaskClient, roles: set[str]):
    assert office.get(HOME).status_code in {403, 404}


def test_what_is_not_there_is_said_so(office: FlaskClient):
    assert office.get(f"{HOME}units/nope/edit").status_code == 404
    assert post(office, "history/77/restore").status_code == 404
    assert post(office, f"history/{2**70}/restore").status_code == 404


def test_a_form_without_its_token_is_refused(app: Flask, office: FlaskClient):
    assert office.post(f"{HOME}move", data={"where": "mot-cua down"}).status_code == 403
    assert whole(app) == organisation(COMMUNE)


texts = st.one_of(
    st.text(max_size=20),
    st.dictionaries(st.sampled_from(["vi", "en", "fr"]), st.text(max_size=9), max_size=3),
)
keys = st.integers(0, 10**6).map(str)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    taken = draw(st.lists(keys, unique=True, max_size=5))
    one = Organisation(name=draw(texts), address=draw(texts), fax=draw(st.text(max_size=9)))
    for key in taken:
        names = [name for name, _ in one.every()]
        named = draw(st.text(min_size=1, max_size=9))
        one = editing.add(one, draw(st.sampled_from(names)), key, Organisation(name=named))
    return one


@given(organisations())
def test_as_plain_data_and_back_it_is_the_same(one: Organisation):
    assert as_data(organisation(as_data(one))) == as_data(one)


@given(organisations(), st.data())
def test_no_order_of_changes_loses_or_doubles_a_unit(one: Organisation, data: st.DataObject):
    before = sorted(key for key, _ in one.every())
    for _ in range(4):
        key, other = (data.draw(st.sampled_from(before)) for _ in range(2))
        step = data.draw(st.sampled_from([-1, 1]))
        one = data.draw(
            st.sampled_from(
                [
                    editing.shift(one, key, step),
                    editing.place_before(one, key, other),
                    editing.gather(one, [key], other),
                ]
            )
        )

        assert sorted(key for key, _ in one.every()) == before


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30), max_size=8))
def test_whatever_is_typed_is_refused_by_name_or_read_again_as_it_was_kept(given: dict[str, str]):
    form = OrganisationForm(given)
    if form.find_faults():
        return
    kept = drafted(form, Organisation())

    assert drafted(from_organisation(kept), Organisation()) == kept
    assert as_data(organisation(as_data(kept))) == as_data(kept)
