"""The office writes, orders, exports, imports and undoes, and readers see it at once."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal_widgets.links.service import LinkService
from support import MakeApp, browser, fields_at_fault, portal_of

HOME = "/portal/admin/links/"
LINKS = {
    "services": {
        "title": "Dịch vụ",
        "layout": "list",
        "links": [
            {"key": "a", "title": "An ninh", "url": "/a"},
            {"key": "b", "title": "Bảo hiểm", "url": "/b"},
            {"key": "c", "title": {"vi": "Cư trú", "fr": "Séjour"}, "url": "/c"},
        ],
    },
    "offices": {"title": "Cơ quan", "layout": "list", "links": [], "groups": {"deep": {"links": []}}},
}


@pytest.fixture
def roles() -> set[str]:
    return {"editor"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str]) -> Flask:
    return make_app(links=LINKS, admin_guard=lambda: roles)


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def token(office: FlaskClient, path: str = f"{HOME}new") -> str:
    return re.search(r'name="pw_csrf" value="([^"]+)"', office.get(path).text)[1]


def post(office: FlaskClient, path: str, **data):
    return office.post(f"{HOME}{path}", data={"pw_csrf": token(office), **data})


def order(app: Flask, group: str = "services") -> str:
    directory = portal_of(app).service(LinkService).newest()[1]
    return " ".join(link.key for link in directory.group(group).links)


def shown(app: Flask, group: str = "services") -> str:
    with app.test_request_context("/"):
        return str(portal_of(app).helpers.links(group))


FORM = {"title_vi": "Đất đai", "url": "https://dat-dai.example/", "group": "services"}


def test_a_new_link_is_seen_by_readers_at_once(app: Flask, office: FlaskClient):
    shown(app)
    answer = post(office, "new", **FORM)

    assert answer.status_code == 303
    assert 'href="https://dat-dai.example/"' in shown(app)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title_vi", "", "Vui lòng nhập tiêu đề"),
        ("url", "javascript:alert(1)", "Vui lòng nhập địa chỉ"),
        ("url", "", "Vui lòng nhập địa chỉ"),
        ("icon", "https://elsewhere.example/i.png", "Ảnh phải nằm trên trang này"),
        ("starts", "2026-02-30", "Vui lòng nhập một ngày"),
        ("ends", "2020-01-01", "Ngày cuối phải sau ngày đầu"),
        ("group", "nowhere", "Vui lòng chọn nhóm"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, office: FlaskClient, field: str, value: str, sentence: str
):
    typed = {**FORM, "starts": "2026-01-01", "owner": "Phòng Văn hóa", field: value}
    answer = post(office, "new", **typed)

    assert answer.status_code == 400
    assert sentence in answer.text
    assert "Phòng Văn hóa" in answer.text
    assert order(app) == "a b c"


def test_a_language_that_the_form_does_not_have_stays(app: Flask, office: FlaskClient):
    post(office, "c/edit", title_vi="Cư trú mới", url="/c", group="services")
    link = portal_of(app).service(LinkService).newest()[1].link("c")[1]

    assert link.title == {"vi": "Cư trú mới", "fr": "Séjour"}


def test_whoever_saves_last_is_told_of_who_saved_before(app: Flask, office: FlaskClient):
    """Two people open the same link. The second one cannot overwrite the first one's change without
    noticing.
    """
    post(office, "new", **FORM)
    opened = portal_of(app).service(LinkService).newest()[0]
    post(office, "a/edit", title_vi="Của người thứ nhất", url="/a", group="services", edition=str(opened))
    answer = post(
        office, "a/edit", title_vi="Của người thứ hai", url="/a", group="services", edition=str(opened)
    )

    assert answer.status_code == 400
    assert "Người khác vừa sửa liên kết này" in answer.text
    assert "Của người thứ hai" in answer.text
    assert "Của người thứ nhất" in shown(app)


@pytest.mark.parametrize(
    ("where", "after"),
    [
        ("a down", "b a c"),
        ("a up", "a b c"),
        ("c up", "a c b"),
        ("c down", "a b c"),
        ("c a", "c a b"),
        ("a c", "b a c"),
        ("a a", "a b c"),
        ("a nowhere", "a b c"),
        ("nowhere up", "a b c"),
        ("", "a b c"),
    ],
)
def test_buttons_and_dragging_change_the_order(app: Flask, office: FlaskClient, where: str, after: str):
    assert post(office, "move", where=where).status_code == 303
    assert order(app) == after


def test_groups_are_ordered_too(app: Flask, office: FlaskClient):
    post(office, "move", where="offices up")

    assert [group.key for group in portal_of(app).service(LinkService).newest()[1].groups] == [
        "offices",
        "services",
    ]


def test_several_links_are_moved_or_removed_at_once(app: Flask, office: FlaskClient):
    post(office, "several", key=["a", "c"], action="gather", group="deep")
    moved = order(app, "deep"), order(app)
    post(office, "several", key=["a", "b"], action="remove")

    assert moved == ("a c", "b")
    assert (order(app, "deep"), order(app)) == ("c", "")


def test_a_review_is_noted_for_a_year(app: Flask, office: FlaskClient):
    post(office, "several", key=["a"], action="reviewed")
    link = portal_of(app).service(LinkService).newest()[1].link("a")[1]

    assert link.review.year == portal_of(app).clock.now().year + 1


@pytest.mark.parametrize("given", [{}, {"key": "a"}, {"key": "a", "action": "burn"}])
def test_an_action_without_links_or_name_is_refused(app: Flask, office: FlaskClient, given: dict):
    answer = post(office, "several", **given)

    assert answer.status_code == 400
    assert fields_at_fault(answer.text) == ["shelf-several"]
    assert order(app) == "a b c"


def test_what_was_ticked_stays_ticked(office: FlaskClient):
    page = post(office, "several", key=["a", "c"], action="burn", group="deep").text

    assert re.findall(r'name="key" value="(\w+)" form="pw-shelf-several" checked', page) == ["a", "c"]
    assert '<option value="deep" selected>' in page
    assert 'value="gather" checked' in post(office, "several", action="gather").text


def test_a_change_is_undone_and_the_undoing_too(app: Flask, office: FlaskClient):
    post(office, "several", key=["a", "b", "c"], action="remove")
    empty = order(app)
    post(office, "history/0/restore")
    back = order(app)
    post(office, "history/1/restore")

    assert (empty, back, order(app)) == ("", "a b c", "")
    assert "Đã xóa 3 liên kết" in office.get(f"{HOME}history").text


def test_a_group_is_made_drawn_and_removed(app: Flask, office: FlaskClient):
    post(office, "groups/new", title_vi="Báo chí", key="bao-chi", layout="cards", above="offices")
    post(office, "new", **{**FORM, "group": "bao-chi"})
    drawn = shown(app, "bao-chi")
    preview = office.get(f"{HOME}groups/bao-chi").text
    post(office, "groups/bao-chi/remove")

    assert "pw-links__cards" in drawn
    assert "pw-links__carousel" in preview
    assert shown(app, "bao-chi") == ""


@pytest.mark.parametrize("key", ["", "Có Dấu", "services", "a" * 61])
def test_a_groups_key_is_an_address_and_nobody_elses(app: Flask, office: FlaskClient, key: str):
    answer = post(office, "groups/new", title_vi="Báo chí", key=key, layout="list")

    assert answer.status_code == 400
    assert 'href="#pw-key"' in answer.text


def send(office: FlaskClient, file: bytes, **data):
    return post(office, "import", file=(io.BytesIO(file), "links"), **data)


def test_an_import_joins_and_can_be_undone(app: Flask, office: FlaskClient):
    file = office.get(f"{HOME}export/csv").data.replace(b"An ninh", "An toàn".encode())
    send(office, file, format="csv")
    joined = shown(app)
    post(office, "history/0/restore")

    assert "An toàn" in joined
    assert "An ninh" in shown(app)


def test_an_import_with_faults_changes_nothing_until_it_is_said_so(app: Flask, office: FlaskClient):
    file = b"title,url,group\nA,/x,services\nB,javascript:alert(1),services\n"
    refused = send(office, file, format="csv")
    before = order(app)
    send(office, file, format="csv", anyway="1", how="replace")

    kept = send(office, file, format="csv", how="replace").text
    assert refused.status_code == 400
    assert 'value="csv" checked' in kept
    assert 'value="replace" checked' in kept
    assert "javascript:alert(1)" in refused.text
    assert before == "a b c"
    assert "/x" in shown(app)


@pytest.mark.parametrize("file", [b"", b"\xff\xfe\x00", b"<opml>", b"[[[[", b"\x00" * 100])
@pytest.mark.parametrize("kind", ["json", "csv", "opml", "bookmarks", "nukeviet", "exe"])
def test_a_file_that_is_none_is_refused_with_a_sentence(office: FlaskClient, kind: str, file: bytes):
    answer = send(office, file, format=kind)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("roles", [{"moderator"}, {"viewer"}])
def test_others_change_nothing(app: Flask, office: FlaskClient, roles: set[str]):
    page = office.get(HOME)
    csrf = re.search(r'name="pw_csrf" value="([^"]+)"', page.text)
    data = {"pw_csrf": csrf[1] if csrf else "", "where": "a down"}

    assert page.status_code == 403
    assert office.post(f"{HOME}move", data=data).status_code in {400, 403}
    assert office.get(f"{HOME}new").status_code == 403
    assert order(app) == "a b c"


@pytest.mark.parametrize("roles", [{"viewer"}, set()])
def test_others_do_not_see_the_panel(office: FlaskClient, roles: set[str]):
    assert office.get(HOME).status_code in {403, 404}


@pytest.mark.parametrize("path", ["nope/edit", "groups/nope/edit", "groups/nope", "nope/watch"])
def test_what_is_not_there_is_said_so(office: FlaskClient, path: str):
    assert office.get(f"{HOME}{path}").status_code == 404


def test_a_form_without_its_token_is_refused(office: FlaskClient):
    assert office.post(f"{HOME}move", data={"where": "a down"}).status_code == 403
