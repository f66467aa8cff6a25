"""How long a session lasts, what ends it, and what it costs."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from admin.area import ADMIN, HASH, PASSWORD, account, form_token, sign_in
from portal_widgets.admin.store.tables import session
from support import FrozenClock, MakeApp, browser, portal_of, statements

NUMBERS = f"{ADMIN}numbers/"
OTHER_HASH = generate_password_hash("another password", method="scrypt:1024:8:1")


def is_in(client: FlaskClient) -> bool:
    return client.get(ADMIN).status_code == 200


def sessions(app: Flask) -> int:
    with portal_of(app).database.reading() as connection:
        return len(connection.execute(session.select()).all())


def test_a_session_ends_an_hour_after_the_last_request(office: FlaskClient, clock: FrozenClock):
    sign_in(office)
    for _ in range(3):
        clock.advance(minutes=59)
        assert is_in(office)
    clock.advance(minutes=60)

    assert not is_in(office)


def test_a_session_ends_after_twelve_hours_however_busy(office: FlaskClient, clock: FrozenClock):
    sign_in(office)
    for _ in range(23):
        clock.advance(minutes=30)
        assert is_in(office)
    clock.advance(minutes=30)

    assert not is_in(office)


def test_both_limits_can_be_set(make_area: MakeApp, clock: FrozenClock):
    office = browser(make_area(admin_password_hash=HASH, admin_session_minutes=5, admin_session_hours=1))
    sign_in(office)
    clock.advance(minutes=5)
    assert not is_in(office)

    sign_in(office)
    for _ in range(14):
        clock.advance(minutes=4)
        assert is_in(office)
    clock.advance(minutes=4)
    assert not is_in(office)


def test_expired_sessions_are_removed_at_the_next_sign_in(area: Flask, clock: FrozenClock):
    for address in range(3):
        sign_in(browser(area, address=f"192.0.2.{address}"))
    assert sessions(area) == 3
    clock.advance(minutes=61)
    sign_in(browser(area))

    assert sessions(area) == 1


def test_a_new_password_ends_the_sessions_of_that_account_alone(make_area: MakeApp):
    app = make_area()
    for name in ("lan", "minh"):
        account(app, name)
    lan, minh = browser(app), browser(app)
    sign_in(lan, "lan")
    sign_in(minh, "minh")
    changed = app.test_cli_runner().invoke(
        args=["portal", "admin-password", "lan", "--stdin"], input="một mật khẩu khác\n"
    )

    assert changed.exit_code == 0, changed.output
    assert not is_in(lan)
    assert is_in(minh)
    assert sign_in(lan, "lan").status_code == 403
    assert sign_in(lan, "lan", "một mật khẩu khác").status_code == 303


def test_a_removed_account_is_signed_out(make_area: MakeApp):
    app = make_area()
    account(app, "lan")
    account(app, "minh")
    lan = browser(app)
    sign_in(lan, "lan")
    app.test_cli_runner().invoke(args=["portal", "admin-password", "lan", "--remove"])

    assert not is_in(lan)


def test_a_new_hash_in_the_configuration_ends_sessions(make_area: MakeApp, tmp_path):
    office = browser(make_area(instance=tmp_path / "one", admin_password_hash=HASH))
    sign_in(office)
    cookie = office.get_cookie("pw_admin", path="/portal/admin").value

    same, other = (
        browser(make_area(instance=tmp_path / "one", admin_password_hash=hash_))
        for hash_ in (HASH, OTHER_HASH)
    )
    for client in (same, other):
        client.set_cookie("pw_admin", cookie, path="/portal/admin")
    assert is_in(same)
    assert not is_in(other)


def test_a_new_secret_key_ends_no_session_and_no_form_while_the_old_one_is_a_fallback(
    area: Flask, office: FlaskClient
):
    sign_in(office)
    opened = form_token(office.get(NUMBERS))
    area.config["SECRET_KEY_FALLBACKS"] = ["older still", area.secret_key]
    area.secret_key = "another"

    assert is_in(office)
    assert form_token(office.get(NUMBERS)) != opened, "new forms bear the new key"
    assert office.post(NUMBERS, data={"pw_csrf": opened, "text": "x"}).status_code == 200
    area.config["SECRET_KEY_FALLBACKS"] = ["older still"]
    assert office.post(NUMBERS, data={"pw_csrf": opened, "text": "x"}).status_code == 403


def test_a_session_of_one_site_is_none_of_another(make_area: MakeApp, tmp_path):
    office = browser(make_area(instance=tmp_path / "one", admin_password_hash=HASH))
    sign_in(office)
    ward = browser(make_area(instance=tmp_path / "one", site="ward", admin_password_hash=HASH))
    ward.set_cookie(
        "pw_admin", office.get_cookie("pw_admin", path="/portal/admin").value, path="/portal/admin"
    )

    assert is_in(office)
    assert not is_in(ward)


def test_a_session_costs_a_request_one_statement_and_once_a_minute_a_second(area: Flask, clock: FrozenClock):
    office = browser(area)
    sign_in(office)
    office.get(ADMIN)

    def cost() -> list[str]:
        with statements(portal_of(area).database) as asked:
            assert is_in(office)
        return [statement.split(maxsplit=1)[0] for statement in asked if "pw_admin_session" in statement]

    assert [cost() for _ in range(3)] == [["SELECT"]] * 3
    clock.advance(minutes=1)
    assert cost() == ["SELECT", "UPDATE"]
    assert cost() == ["SELECT"]


def test_sessions_live_in_every_database(make_area: MakeApp, database_url: str):
    app = make_area(database_url=database_url)
    made = app.test_cli_runner().invoke(
        args=["portal", "admin-password", "lan", "--role", "viewer", "--stdin"], input=PASSWORD + "\n"
    )
    assert made.exit_code == 0, made.output
    office = browser(app)
    for name in ("lan' --", "l\0an", "Hương"):
        assert sign_in(office, name).status_code == 403
    assert sign_in(office, "lan").status_code == 303
    assert is_in(office)
    assert browser(app).get(ADMIN).status_code == 303


def test_a_database_that_is_away_is_told(make_area: MakeApp):
    app = make_area(database_url="postgresql://nobody@127.0.0.1:1/none", admin_password_hash=HASH)
    answer = browser(app).get(ADMIN)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "é" * 43, "a" * 5000])
def test_a_cookie_of_nonsense_opens_nothing(office: FlaskClient, cookie: str):
    answer = office.get(ADMIN, headers={"Cookie": f"pw_admin={cookie}".encode().decode("latin-1")})

    assert answer.status_code == 303
