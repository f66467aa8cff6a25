"""`flask portal admin-password`."""

import pytest
from flask import Flask
from werkzeug.security import check_password_hash

from admin.area import ADMIN, HASH, PASSWORD, sign_in
from portal_widgets.admin.accounts import is_password_hash
from support import MakeApp, browser


def run(app: Flask, *arguments: str, typed: str = ""):
    return app.test_cli_runner().invoke(args=["portal", "admin-password", *arguments], input=typed)


def test_it_asks_twice_and_shows_nothing(make_area: MakeApp):
    app = make_area()
    result = run(app, typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    assert "The account admin (admin) is created. Sign in at /portal/admin/." in result.output
    assert PASSWORD not in result.output
    assert sign_in(browser(app)).status_code == 303


def test_two_different_passwords_are_asked_for_again(make_area: MakeApp):
    result = run(make_area(), typed=f"{PASSWORD}\nsomething else\n{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0
    assert "do not match" in result.output


@pytest.mark.parametrize("password", ["", "11 chữ thôi", "x" * 257])
def test_too_short_or_too_long_a_password_is_refused(make_area: MakeApp, password: str):
    app = make_area()
    result = run(app, "--stdin", typed=password + "\n")

    assert result.exit_code == 1
    assert f"A password has 12 to 256 characters; this one has {len(password)}." in result.output
    assert browser(app).get(ADMIN).status_code == 404


def test_a_password_change_keeps_the_role(make_area: MakeApp):
    """A new password makes nobody an administrator."""
    app = make_area()
    run(app, "lan", "--role", "viewer", "--stdin", typed=PASSWORD)
    result = run(app, "lan", "--stdin", typed=PASSWORD + "2")
    assert "The account lan (viewer) has a new password." in result.output

    office = browser(app)
    sign_in(office, "lan", PASSWORD + "2")
    assert office.get("/portal/admin/letters/").status_code == 403


def test_the_role_can_be_changed(make_area: MakeApp):
    app = make_area()
    run(app, "lan", "--role", "viewer", "--stdin", typed=PASSWORD)
    assert "(moderator)" in run(app, "lan", "--role", "moderator", "--stdin", typed=PASSWORD).output


def test_an_unknown_role_or_name_is_refused(make_area: MakeApp):
    app = make_area()

    assert run(app, "--role", "boss", "--stdin", typed=PASSWORD).exit_code == 2
    assert run(app, "Hương Lan", "--stdin", typed=PASSWORD).exit_code == 2
    assert browser(app).get(ADMIN).status_code == 404


def test_print_prints_the_hash_alone_and_stores_nothing(make_area: MakeApp):
    app = make_area()
    result = run(app, "--print", "--stdin", typed=PASSWORD)
    printed = result.stdout.strip()

    assert is_password_hash(printed)
    assert check_password_hash(printed, PASSWORD)
    assert browser(app).get(ADMIN).status_code == 404
    assert sign_in(browser(make_area(admin_password_hash=printed))).status_code == 303


def test_print_asks_beside_the_hash(make_area: MakeApp):
    """The output contains only the hash, so that it can be written into a file."""
    result = run(make_area(), "--print", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert is_password_hash(result.stdout.strip())
    assert "Password" in result.stderr


def test_removing_tells_whether_there_was_one(make_area: MakeApp):
    app = make_area()
    run(app, "lan", "--stdin", typed=PASSWORD)

    assert "The account lan is removed." in run(app, "lan", "--remove").output
    again = run(app, "lan", "--remove")
    assert again.exit_code == 1
    assert "There is no account lan." in again.output


def test_an_account_nobody_could_use_is_not_made(make_area: MakeApp):
    """The configuration's password or the host's guard would hide it."""
    hidden = run(make_area(admin_password_hash=HASH), "--stdin", typed=PASSWORD)
    guarded = run(make_area(admin_guard=lambda: None), "lan", "--stdin", typed=PASSWORD)

    assert hidden.exit_code == guarded.exit_code == 1
    assert "is in the configuration" in hidden.output
    assert "the host signs users in" in guarded.output


def test_a_database_that_is_away_is_told(make_area: MakeApp):
    result = run(make_area(database_url="postgresql://nobody@127.0.0.1:1/none"), "--stdin", typed=PASSWORD)

    assert result.exit_code == 1
    assert "Nothing was lost" in result.output
