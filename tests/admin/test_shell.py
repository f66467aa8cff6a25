"""The frame around the panels: what each role sees, and what every answer contains."""

import re

import pytest
from flask import request
from flask.testing import FlaskClient
from justhtml import JustHTML

from admin.area import ADMIN, HASH, SIGN_IN, account, form_token, sign_in
from portal_widgets import PortalWidgets
from support import MakeApp, browser, counting_of

NUMBERS, LETTERS = "/portal/admin/numbers/", "/portal/admin/letters/"
PAGES = [ADMIN, NUMBERS, LETTERS, "/portal/admin/nothing"]


def signed_in(make_area: MakeApp, role: str, **options) -> FlaskClient:
    app = make_area(**options)
    account(app, "lan", role)
    office = browser(app)
    assert sign_in(office, "lan").status_code == 303
    return office


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("viewer", {NUMBERS}),
        ("moderator", {NUMBERS, LETTERS}),
        ("editor", set()),
        ("admin", {NUMBERS, LETTERS}),
    ],
)
def test_a_role_sees_its_panels_and_no_others(make_area: MakeApp, role: str, sees: set[str]):
    """In the navigation, by the address, and by POST."""
    office = signed_in(make_area, role)
    start = office.get(ADMIN)
    token = form_token(start)

    for path in (NUMBERS, LETTERS):
        expected = 200 if path in sees else 403
        assert (f'href="{path}"' in start.text) == (path in sees)
        assert office.get(path).status_code == expected
        assert office.post(path, data={"pw_csrf": token}).status_code == expected
    if LETTERS not in sees:
        refused = office.get(LETTERS)
        assert "Tài khoản của anh/chị không được phân quyền sử dụng mục này." in refused.text
        assert "<h1>Không có quyền truy cập</h1>" in refused.text
        assert 'href="#pw-main"' in refused.text
        assert "Thư góp ý" not in refused.text


def test_the_page_tells_where_one_is(make_area: MakeApp):
    office = signed_in(make_area, "moderator", organisation={"name": {"vi": "Xã Đồng Mây", "en": "Đồng Mây"}})
    page = office.get(NUMBERS).text

    assert "<title>Số liệu · Quản trị · Xã Đồng Mây</title>" in page
    assert "lan · Cán bộ tiếp nhận" in page
    assert re.search(r'class="pw-admin__link" href="/portal/admin/numbers/" aria-current="page"', page)
    assert not re.search(r'class="pw-admin__link" href="/portal/admin/letters/" aria-current', page)
    assert '<li><a href="/portal/admin/numbers/" aria-current="page">Số liệu</a></li>' in page
    assert 'href="?lang=en" lang="en" hreflang="en"' in page
    assert "<title>Số liệu · Administration · Đồng Mây</title>" in office.get(NUMBERS + "?lang=en").text


def test_a_panels_further_steps_stand_behind_it(make_area: MakeApp):
    page = signed_in(make_area, "viewer").get(NUMBERS + "?step=1").text

    assert '<li><a href="/portal/admin/numbers/">Số liệu</a></li>' in page
    assert page.count('<li aria-current="page">Bước sau</li>') == 1


def test_the_language_switch_keeps_the_rest_of_the_address(make_area: MakeApp):
    page = signed_in(make_area, "viewer").get(NUMBERS + "?period=7&period=8&q=%22%3Cb%3E&lang=en").text

    assert 'href="?period=7&amp;period=8&amp;q=%22%3Cb%3E&amp;lang=vi"' in page
    assert "<b>" not in page


def test_one_begins_with_what_waits_also_beside_a_panel_in_front(make_area: MakeApp):
    lan = signed_in(make_area, "viewer", front=True)

    assert lan.get(ADMIN).status_code == 200
    assert "Việc đang chờ" in lan.get(ADMIN + "?period=custom&endpoint=x").text
    assert f'href="{NUMBERS}"' in lan.get(ADMIN).text


def test_statistics_come_first_in_the_navigation(make_app: MakeApp):
    start = browser(make_app(admin_guard=lambda: {"admin"})).get(ADMIN).text
    entries = re.findall(r'class="pw-admin__link" href="/portal/admin/([a-z]+)/"', start)

    assert entries[0] == "statistics"
    assert entries[-1] == "system"


def test_every_page_leads_to_the_website(make_area: MakeApp):
    """Also below the path of a server."""
    office = browser(make_area(admin_guard=lambda: {"viewer"}))

    for path in PAGES:
        assert '<a class="pw-admin__tool" href="/">Xem trang</a>' in office.get(path).text
        assert 'href="/cong/">Xem trang</a>' in office.get(path, base_url="http://localhost/cong").text


@pytest.mark.parametrize(("path", "status"), [(LETTERS, 403), ("/portal/admin/nothing/here", 404)])
def test_a_refusal_stays_inside_the_area(make_area: MakeApp, path: str, status: int):
    """With the navigation, and without a view of the public site."""
    answer = signed_in(make_area, "viewer").get(path)

    assert answer.status_code == status
    assert f'class="pw-admin__link" href="{NUMBERS}"' in answer.text
    assert f'<a href="{ADMIN}">' in answer.text


@pytest.mark.parametrize("path", [ADMIN, NUMBERS])
def test_addresses_answer_without_their_slash_too(make_area: MakeApp, path: str):
    """Directly, with the access check, and with the same entry of the navigation marked."""
    app = make_area()
    account(app, "lan", "viewer")
    office, bare = browser(app), path.rstrip("/")

    assert office.get(f"{bare}?period=week").headers["Location"] == f"{SIGN_IN}?next={bare}?period%3Dweek"
    sign_in(office, "lan")
    assert office.get(bare).status_code == 200
    assert office.get(bare).text.replace(path, bare) == office.get(path).text.replace(path, bare)
    if path == NUMBERS:
        assert 'href="/portal/admin/numbers/" aria-current="page"' in office.get(bare).text


def test_what_was_done_is_told_once(make_area: MakeApp):
    office = signed_in(make_area, "viewer")
    answer = office.post(NUMBERS, data={"pw_csrf": form_token(office.get(NUMBERS)), "text": "<b>"})

    assert 'role="status">Đã lưu &lt;b&gt;</p>' in answer.text
    assert 'role="alert">Chưa gửi được</p>' in answer.text
    assert "Đã lưu" not in office.get(NUMBERS).text


@pytest.mark.parametrize("path", [*PAGES, SIGN_IN, "/portal/admin", "/portal/admin/numbers"])
@pytest.mark.parametrize("inside", [True, False])
def test_no_answer_is_kept_indexed_or_framed(make_area: MakeApp, path: str, inside: bool):
    """Also redirects, refusals, and pages for a reader with reading options."""
    office = signed_in(make_area, "viewer") if inside else browser(make_area(admin_password_hash=HASH))
    office.set_cookie("pw_reading", "size-150")
    for method in (office.get, office.post, office.put):
        headers = method(path).headers

        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_the_rest_of_the_portal_does_not_carry_these_headers(office: FlaskClient):
    for path in ("/bai/1", "/portal/reading-options", "/portal/administration"):
        answer = office.get(path)

        assert "X-Frame-Options" not in answer.headers
        assert "pw_admin" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [*PAGES, SIGN_IN])
def test_every_page_is_valid_html_without_inline_script_or_style(make_area: MakeApp, path: str, lang: str):
    inside = signed_in(make_area, "viewer").get(f"{path}?lang={lang}")
    outside = browser(make_area(admin_password_hash=HASH)).get(f"{SIGN_IN}?lang={lang}")
    for page in (inside.text, outside.text):
        if "Redirecting" in page:
            continue
        JustHTML(page, strict=True)
        assert f'<html lang="{lang}">' in page
        assert '<meta name="robots" content="noindex">' in page
        assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=", page)


@pytest.mark.parametrize("path", PAGES)
def test_an_admin_page_does_not_report_itself_as_read(make_area: MakeApp, path: str):
    """Neither by a beacon nor, in server mode, when the page is made."""
    for page in (
        signed_in(make_area, "viewer").get(path),
        browser(make_area(admin_password_hash=HASH)).get(SIGN_IN),
    ):
        assert "data-page-token" not in page.text
        assert "data-views-url" not in page.text
    office = signed_in(make_area, "viewer", count_by="server")
    office.get("/bai/1")
    office.get(path)
    office.get(SIGN_IN)

    counting_of(office.application).catch_up()
    assert counting_of(office.application).numbers().total == 1


def test_its_files_are_its_own(make_area: MakeApp):
    office = signed_in(make_area, "viewer")
    page, public = office.get(ADMIN).text, office.get("/bai/1").text
    style, script = re.findall(r'"(/portal/assets/admin-[0-9a-f]{12}\.(?:css|js))"', page)
    sheet = re.search(r'href="(/portal/assets/portal-[0-9a-f]{12}\.css)"', public)[1]

    assert ".pw-admin__band" in office.get(style).text
    assert "const mount" in office.get(script).text
    assert sheet in page
    assert "assets/admin-" not in public
    assert "pw-admin" not in office.get(sheet).text


def test_a_post_needs_the_token_of_its_browser(make_area: MakeApp):
    app = make_area()
    account(app, "lan")
    lan, other = browser(app), browser(app)
    sign_in(lan, "lan")
    foreign = form_token(other.get(SIGN_IN))

    for data in ({}, {"pw_csrf": ""}, {"pw_csrf": "é"}, {"pw_csrf": foreign}):
        answer = lan.post(NUMBERS, data={**data, "text": "x"})
        assert answer.status_code == 403
        assert "Chưa có gì thay đổi" in answer.text
    assert "Đã lưu" not in lan.get(NUMBERS).text
    assert lan.post("/portal/admin/sign-out").status_code == 403
    assert lan.get(NUMBERS).status_code == 200


def test_signing_in_needs_a_token_too(office: FlaskClient):
    assert office.post(SIGN_IN, data={"name": "admin", "password": "x"}).status_code == 403
    token = form_token(office.get(SIGN_IN))
    office.delete_cookie("pw_admin", path="/portal/admin")
    assert office.post(SIGN_IN, data={"pw_csrf": token, "name": "admin", "password": "x"}).status_code == 403


@pytest.mark.parametrize("path", [SIGN_IN, "/portal/admin/sign-out", NUMBERS])
def test_another_sites_form_is_refused_even_with_the_token(make_area: MakeApp, path: str):
    office = signed_in(make_area, "viewer")
    token = form_token(office.get(NUMBERS))
    answer = office.post(path, data={"pw_csrf": token}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "trang web khác" in answer.text


def test_a_form_sent_after_the_session_has_ended_leads_to_the_sign_in(make_area: MakeApp, clock):
    office = signed_in(make_area, "viewer")
    token = form_token(office.get(NUMBERS))
    clock.advance(minutes=90)
    answer = office.post(NUMBERS, data={"pw_csrf": token, "text": "x"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == SIGN_IN
    sign_in(office, "lan")
    assert "Đã lưu" not in office.get(NUMBERS).text


def test_two_portals_on_one_app_have_two_areas(make_area: MakeApp):
    app = make_area(admin_password_hash=HASH)
    PortalWidgets(
        app,
        name="ward",
        template_global="ward",
        url_prefix="/ward",
        site="ward",
        background=False,
        admin_password_hash=HASH,
    )
    main = browser(app)
    sign_in(main)

    assert main.get(ADMIN).status_code == 200
    assert main.get("/ward/admin/").status_code == 303
    assert "/ward/admin/numbers/" not in main.get(ADMIN).text


@pytest.mark.parametrize("path", ["/portal/admin/nothing", "/portal/admin/settings/", LETTERS])
def test_a_refusal_stays_inside_the_area_whatever_the_host_does_with_errors(make_area: MakeApp, path: str):
    """The host's own pages for 403 and 404 belong to readers."""
    app = make_area()
    for code in (403, 404):
        app.register_error_handler(code, lambda error: ("Trang của cổng", error.code))
    account(app, "lan", "viewer")
    office = browser(app)
    sign_in(office, "lan")
    page = office.get(path)

    assert page.status_code == (403 if path == LETTERS else 404)
    assert f'class="pw-admin__link" href="{NUMBERS}"' in page.text
    assert "Trang của cổng" not in page.text


def test_json_is_refused_as_json(make_area: MakeApp):
    answer = signed_in(make_area, "viewer").get(LETTERS, headers={"Accept": "application/json"})

    assert answer.status_code == 403
    assert "không được phân quyền" in answer.json["error"]


class TestTheHostsGuard:
    """The host handles the sign-in."""

    @pytest.mark.parametrize("said", [None, [], (), "", ["boss"], "boss"])
    def test_whoever_may_nothing_finds_nothing(self, make_area: MakeApp, said):
        client = browser(make_area(admin_guard=lambda: said))

        for path in (*PAGES, SIGN_IN):
            answer = client.get(path)
            assert answer.status_code == 404
            assert "Set-Cookie" not in answer.headers

    @pytest.mark.parametrize("said", [["viewer"], {"viewer", "boss"}, "viewer"])
    def test_the_hosts_roles_are_ours(self, make_area: MakeApp, said):
        client = browser(make_area(admin_guard=lambda: said))

        assert client.get(NUMBERS).status_code == 200
        assert client.get(LETTERS).status_code == 403
        assert "Người xem" in client.get(NUMBERS).text
        assert "Đăng xuất" not in client.get(NUMBERS).text
        assert client.get(SIGN_IN).status_code == 404
        assert client.post("/portal/admin/sign-out").status_code in {403, 404}

    def test_forms_need_their_token_all_the_same(self, make_area: MakeApp):
        client = browser(make_area(admin_guard=lambda: {"viewer"}))
        page = client.get(NUMBERS)

        assert "HttpOnly" in page.headers["Set-Cookie"]
        assert client.post(NUMBERS, data={"text": "x"}).status_code == 403
        answer = client.post(NUMBERS, data={"text": "x", "pw_csrf": form_token(page)})
        assert "Đã lưu x" in answer.text

    def test_the_guard_sees_the_request(self, make_area: MakeApp):
        app = make_area(admin_guard=lambda: request.headers.get("X-Roles", "").split())
        client = browser(app)

        assert client.get(NUMBERS).status_code == 404
        assert client.get(NUMBERS, headers={"X-Roles": "viewer"}).status_code == 200

    def test_it_asks_no_database(self, make_area: MakeApp):
        app = make_area(database_url="postgresql://nobody@127.0.0.1:1/none", admin_guard=lambda: {"viewer"})

        assert browser(app).get(NUMBERS).status_code == 200


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_panel_has_help_of_two_sentences(make_app: MakeApp, lang: str):
    client = browser(make_app(admin_guard=lambda: {"admin"}))

    for path in [
        ADMIN,
        *(f"{ADMIN}{name}/" for name in PANELS),
        f"{ADMIN}links/watch",
        f"{ADMIN}feedback/person",
    ]:
        page = client.get(f"{path}?lang={lang}").text
        text = re.search(r'<details class="pw-admin__help">.*?<p>(.*?)</p>', page, re.DOTALL)
        assert text, path
        assert len(re.findall(r"\.(?: |$)", text[1])) == 2, text[1]


PANELS = {
    "statistics": {"viewer"},
    "polls": {"editor"},
    "links": {"editor"},
    "organisation": {"editor"},
    "feedback": {"moderator"},
    "accounts": set(),
    "departments": {"moderator"},
    "system": {"admin"},
}


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("role", ["viewer", "editor", "moderator", "admin"])
def test_each_role_opens_its_own_panels(make_app: MakeApp, role: str, slash: str):
    """The panels of the real widgets, with the host's guard."""
    client = browser(make_app(admin_guard=lambda: {role}))

    for name, roles in PANELS.items():
        expected = 200 if role in {*roles, "admin"} else 403
        assert client.get(f"/portal/admin/{name}{slash}").status_code == expected, name
