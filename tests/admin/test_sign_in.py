"""Signing in and out: who may sign in, who may not, and what the browser gets."""

import logging
import unicodedata

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin.area import ADMIN, HASH, PASSWORD, SIGN_IN, account, form_token, sign_in
from portal_widgets import ConfigurationError
from portal_widgets.admin import auth
from support import MakeApp, browser, portal_of

NUMBERS = "/portal/admin/numbers/"
ADDRESSES = [
    ADMIN,
    "/portal/admin",
    SIGN_IN,
    "/portal/admin/sign-out",
    NUMBERS,
    "/portal/admin/numbers",
    "/portal/admin/nothing",
]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_without_guard_password_and_account_there_is_no_admin_area(
    make_area: MakeApp, path: str, method: str
):
    answer = getattr(browser(make_area()), method)(path)

    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    assert "Đăng nhập" not in answer.text


def test_an_account_opens_the_area_and_its_removal_closes_it(make_area: MakeApp):
    app = make_area()
    account(app, "lan")
    assert browser(app).get(SIGN_IN).status_code == 200

    app.test_cli_runner().invoke(args=["portal", "admin-password", "lan", "--remove"])
    assert browser(app).get(SIGN_IN).status_code == 404


def test_another_sites_account_opens_nothing(make_area: MakeApp, tmp_path):
    one = make_area(instance=tmp_path / "one", site="ward")
    account(one, "lan")

    assert browser(make_area(instance=tmp_path / "one")).get(SIGN_IN).status_code == 404


def test_whoever_is_not_signed_in_is_led_to_the_form_and_back(office: FlaskClient):
    answer = office.get(NUMBERS + "?a=1&b=%C4%91")
    assert answer.status_code == 303
    form = office.get(answer.headers["Location"])
    assert 'name="next" value="/portal/admin/numbers/?a=1&amp;b=%C4%91"' in form.text

    done = sign_in(office, next="/portal/admin/numbers/?a=1&b=%C4%91")
    assert done.status_code == 303
    assert done.headers["Location"] == "/portal/admin/numbers/?a=1&b=%C4%91"
    assert "<h1>Số liệu</h1>" in office.get(done.headers["Location"]).text


def test_the_language_is_kept_on_the_way(office: FlaskClient):
    answer = office.get(NUMBERS + "?lang=en")
    form = office.get(answer.headers["Location"])

    assert "<h1>Sign in</h1>" in form.text
    assert 'action="/portal/admin/sign-in?lang=en"' in form.text


def test_the_form_can_be_filled_in_by_a_password_keeper(office: FlaskClient):
    form = office.get(SIGN_IN).text

    assert 'autocomplete="username"' in form
    assert 'autocomplete="current-password"' in form


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("admin", "mật khẩu sai"),
        ("nobody", PASSWORD),
        ("admin' --", PASSWORD),
        ("ad\0min", PASSWORD),
        ("Hương", PASSWORD),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(
    office: FlaskClient, name: str, password: str
):
    """A typed name stays in the form, a typed password never does."""
    answer = sign_in(office, name, password)

    assert answer.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert 'href="#pw-password"' in answer.text
    assert 'aria-invalid="true" aria-describedby="pw-password-error"' in answer.text
    assert f'value="{name.replace(chr(39), "&#39;")}"' in answer.text
    assert password not in answer.text
    assert office.get(ADMIN).status_code == 303


def test_an_unknown_name_costs_a_check_of_a_password_too(make_area: MakeApp, monkeypatch):
    """The time of the answer must not reveal which names exist."""
    checked = []
    monkeypatch.setattr(auth, "check_password_hash", lambda hash_, typed: bool(checked.append(hash_)))
    app = make_area(admin_password_hash=HASH)
    for name in ("admin", "nobody", "Hương"):
        sign_in(browser(app), name)

    assert checked == [HASH, auth.DUMMY_HASH, auth.DUMMY_HASH]


def test_empty_fields_are_named(office: FlaskClient):
    answer = sign_in(office, "", "")

    assert answer.status_code == 422
    assert 'href="#pw-name">Vui lòng nhập tên đăng nhập.' in answer.text
    assert 'href="#pw-password">Vui lòng nhập mật khẩu.' in answer.text
    assert "<title>Lỗi: Đăng nhập" in answer.text


def test_a_password_typed_on_another_system_is_the_same(make_area: MakeApp):
    app = make_area()
    run = app.test_cli_runner().invoke(
        args=["portal", "admin-password", "--stdin"], input=unicodedata.normalize("NFD", PASSWORD) + "\n"
    )
    assert run.exit_code == 0, run.output

    assert sign_in(browser(app), "ADMIN ").status_code == 303


def test_a_very_long_password_is_refused_and_costs_nothing(office: FlaskClient):
    assert sign_in(office, password="x" * 5000).status_code == 403
    assert sign_in(office, password="x" * 20_000).status_code == 413


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil.example"],
)
def test_it_never_leads_to_another_site(office: FlaskClient, target: str):
    assert f'value="{ADMIN}"' in office.get(SIGN_IN, query_string={"next": target}).text
    assert sign_in(office, next=target).headers["Location"] == ADMIN


def test_the_cookie_is_for_the_admin_area_and_no_script(make_area: MakeApp):
    office = browser(make_area(admin_password_hash=HASH))
    cookie = sign_in(office).headers["Set-Cookie"]

    assert cookie.startswith("pw_admin=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/portal/admin"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Max-Age" not in cookie
    assert "Domain" not in cookie


def test_over_https_the_cookie_is_secure(office: FlaskClient):
    cookie = office.get(SIGN_IN, base_url="https://portal.example").headers["Set-Cookie"]

    assert "Secure" in cookie


def test_under_a_prefix_everything_stays_there(office: FlaskClient):
    answer = office.get(NUMBERS, environ_overrides={"SCRIPT_NAME": "/cong"})

    assert answer.headers["Location"] == "/cong/portal/admin/sign-in?next=/cong/portal/admin/numbers/"
    assert "Path=/cong/portal/admin" in answer.headers["Set-Cookie"]


def test_signing_in_gives_a_cookie_that_nobody_knew_before(office: FlaskClient):
    """Session fixation: a cookie that was set before the sign-in is useless after it."""
    planted = "A" * 43
    office.set_cookie("pw_admin", planted, path="/portal/admin")
    token = form_token(office.get(SIGN_IN))
    office.post(SIGN_IN, data={"pw_csrf": token, "name": "admin", "password": PASSWORD})
    assert office.get(ADMIN).status_code == 200

    assert office.get_cookie("pw_admin", path="/portal/admin").value != planted
    office.set_cookie("pw_admin", planted, path="/portal/admin")
    assert office.get(ADMIN).status_code == 303


def test_signing_in_again_ends_the_browsers_former_session(office: FlaskClient):
    sign_in(office)
    former = office.get_cookie("pw_admin", path="/portal/admin").value
    token = form_token(office.get(ADMIN))
    office.post(SIGN_IN, data={"pw_csrf": token, "name": "admin", "password": PASSWORD})

    assert office.get(ADMIN).status_code == 200
    office.set_cookie("pw_admin", former, path="/portal/admin")
    assert office.get(ADMIN).status_code == 303


def test_whoever_is_signed_in_needs_no_form(office: FlaskClient):
    sign_in(office)

    assert office.get(SIGN_IN + "?next=" + NUMBERS).headers["Location"] == NUMBERS


def test_signing_out_really_ends_the_session(office: FlaskClient):
    """A stolen old cookie opens nothing."""
    sign_in(office)
    kept = office.get_cookie("pw_admin", path="/portal/admin").value
    answer = office.post("/portal/admin/sign-out", data={"pw_csrf": form_token(office.get(ADMIN))})

    assert answer.status_code == 303
    assert answer.headers["Location"] == SIGN_IN
    assert office.get_cookie("pw_admin", path="/portal/admin") is None
    assert "Đã đăng xuất." in office.get(SIGN_IN).text
    office.set_cookie("pw_admin", kept, path="/portal/admin")
    assert office.get(ADMIN).status_code == 303


def test_a_link_cannot_sign_out(office: FlaskClient):
    sign_in(office)

    assert office.get("/portal/admin/sign-out").status_code == 404
    assert office.get(ADMIN).status_code == 200


def test_no_secret_stands_in_logs_pages_or_the_database(make_area: MakeApp, caplog):
    caplog.set_level(logging.DEBUG)
    app = make_area()
    account(app, "admin", "admin")
    office = browser(app)
    pages = [sign_in(office, password="not my password"), sign_in(office), office.get(ADMIN)]
    cookie = office.get_cookie("pw_admin", path="/portal/admin").value

    portal_of(app).database.close()
    stored = b"".join(file.read_bytes() for file in portal_of(app).folder.glob("portal_widgets.sqlite3*"))
    written = caplog.text + "".join(page.text for page in pages)
    for secret in (PASSWORD, "not my password", HASH, cookie):
        assert secret not in written
    assert PASSWORD.encode() not in stored
    assert cookie.encode() not in stored


def test_a_password_instead_of_its_hash_stops_the_application_and_is_not_shown(make_area: MakeApp):
    with pytest.raises(ConfigurationError, match="ADMIN_PASSWORD_HASH: must be what") as raised:
        make_area(admin_password_hash=PASSWORD)
    assert PASSWORD not in str(raised.value)


def test_a_hash_that_cannot_be_computed_stops_the_application(make_area: MakeApp):
    with pytest.raises(ConfigurationError, match="ADMIN_PASSWORD_HASH: must be what"):
        make_area(admin_password_hash="scrypt:3:8:1$salt$" + "0" * 128)


def test_two_ways_in_at_once_are_refused(make_area: MakeApp):
    with pytest.raises(ConfigurationError, match="set only one"):
        make_area(admin_password_hash=HASH, admin_guard=lambda: ["admin"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(
        st.sampled_from(["name", "password", "next", "pw_csrf", "lang"]) | st.text(max_size=8),
        st.text(max_size=80),
    ),
    path=st.sampled_from([SIGN_IN, "/portal/admin/sign-out", ADMIN, NUMBERS, "/portal/admin/x"]),
    with_token=st.booleans(),
)
def test_no_form_makes_it_fail(area: Flask, fields: dict[str, str], path: str, with_token: bool):
    """Nonsense is refused with a message."""
    client = browser(area)
    token = form_token(client.get(SIGN_IN))
    answer = client.post(path, data={**fields, **({"pw_csrf": token} if with_token else {})})

    assert answer.status_code in {303, 400, 403, 404, 422, 429}
    # If a page inside the area has no session, it redirects to the sign-in page before it reads the form.
    assert answer.status_code != 303 or with_token or path not in {SIGN_IN, "/portal/admin/sign-out"}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "text/plain",
            "application/json",
            "",
        ]
    ),
)
def test_no_body_makes_it_fail(area: Flask, body: bytes, kind: str):
    client = browser(area)
    client.get(SIGN_IN)

    assert client.post(SIGN_IN, data=body, content_type=kind).status_code in {400, 403, 413}
