"""A second step at the sign-in: codes of an app, recovery codes, and what happens without the extra."""

import re

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from admin.area import ADMIN, HASH, PASSWORD, SIGN_IN, account, form_token, sign_in, signed_in, two_people
from portal_widgets.admin import second_factor
from portal_widgets.admin.second_factor import STEP_SECONDS, SecondFactor, matching_step
from portal_widgets.admin.sign_in import CODE_SECONDS, CODES_PER_NAME, PER_NAME
from support import FrozenClock, MakeApp, browser, portal_of

PAGE = f"{ADMIN}second-factor"
SECRET = re.compile(r"\b[A-Z2-7]{32}\b")
RECOVERY = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
# RFC 6238, appendix B: times in seconds and the last six digits of the codes for SHA-1.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


# The rules


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_codes_are_those_of_the_rfc(seconds: int, code: str):
    assert matching_step(RFC_SECRET, code, seconds) == seconds // STEP_SECONDS
    assert matching_step(RFC_SECRET, f" {code[:3]} {code[3:]} ", seconds) == seconds // STEP_SECONDS


@given(st.integers(100, 10_000_000), st.integers(-5, 5))
def test_a_code_is_valid_in_its_own_step_and_the_ones_beside(now: int, around: int):
    code = pyotp.TOTP(RFC_SECRET).generate_otp(now + around)
    found = matching_step(RFC_SECRET, code, now * STEP_SECONDS)

    # Two steps may have the same code, though seldom.
    assert (found is not None) >= (abs(around) <= 1)
    assert found is None or pyotp.TOTP(RFC_SECRET).generate_otp(found) == code
    assert found is None or abs(found - now) <= 1


@given(st.text(max_size=12))
def test_any_typed_text_is_read(typed: str):
    assert matching_step(RFC_SECRET, typed, 59) in {None, 0, 1, 2}


# Pages


@pytest.fixture
def app(make_area: MakeApp) -> Flask:
    return two_people(make_area)


@pytest.fixture
def lan(app: Flask) -> FlaskClient:
    return signed_in(app, "lan")


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.post(path, data={"pw_csrf": form_token(client.get(PAGE)), **fields})


def now(secret: str, clock: FrozenClock, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(clock()) + steps * STEP_SECONDS)


def turn_on(client: FlaskClient, clock: FrozenClock) -> tuple[str, list[str]]:
    """The secret and the recovery codes. The clock is then in the next step."""
    page = send(client, PAGE, old=PASSWORD, do="begin")
    secret = SECRET.search(page.text)[0]  # type: ignore[index]
    done = send(client, f"{PAGE}/confirm", code=now(secret, clock))
    clock.advance(seconds=STEP_SECONDS)
    return secret, RECOVERY.findall(done.text)


def first_step(app: Flask, name: str = "lan") -> tuple[FlaskClient, TestResponse]:
    client = browser(app)
    return client, sign_in(client, name)


def type_code(client: FlaskClient, page: TestResponse, code: str) -> TestResponse:
    pending = re.search(r'name="pending" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    fields = {"pw_csrf": form_token(page), "pending": pending, "next": ADMIN, "code": code}
    return client.post(f"{SIGN_IN}/code", data=fields)


def is_in(client: FlaskClient) -> bool:
    return client.get(ADMIN).status_code == 200


def test_with_the_second_step_a_password_opens_nothing(app: Flask, lan: FlaskClient, clock: FrozenClock):
    secret, codes = turn_on(lan, clock)
    client, page = first_step(app)

    assert len(set(codes)) == 10
    assert page.status_code == 200
    assert 'autocomplete="one-time-code"' in page.text
    assert not is_in(client)
    assert type_code(client, page, "000000").status_code == 403
    assert type_code(client, page, now(secret, clock)).headers["Location"] == ADMIN
    assert is_in(client)


def test_it_is_off_until_a_first_code_is_typed(app: Flask, lan: FlaskClient, clock: FrozenClock):
    page = send(lan, PAGE, old=PASSWORD, do="begin")
    wrong = send(lan, f"{PAGE}/confirm", code="000000")

    assert re.search(r'<svg[^>]* viewBox="0 0 (\d+) \1"', page.text), "the whole picture, in every width"
    assert wrong.status_code == 422
    assert SECRET.search(wrong.text)[0] == SECRET.search(page.text)[0], "the app need not be set up again"
    assert first_step(app)[1].status_code == 303


def test_a_code_is_valid_once(app: Flask, lan: FlaskClient, clock: FrozenClock):
    secret, _ = turn_on(lan, clock)
    code = now(secret, clock)
    client, page = first_step(app)
    assert type_code(client, page, code).status_code == 303
    thief, again = first_step(app)

    assert type_code(thief, again, code).status_code == 403
    assert type_code(thief, again, now(secret, clock, -1)).status_code == 403, "nor an earlier one"
    assert type_code(thief, again, now(secret, clock, 1)).status_code == 303


def test_a_recovery_code_is_valid_once(app: Flask, lan: FlaskClient, clock: FrozenClock):
    _, codes = turn_on(lan, clock)
    client, page = first_step(app)
    assert type_code(client, page, codes[0].lower().replace("-", "")).status_code == 303
    thief, again = first_step(app)

    assert type_code(thief, again, codes[0]).status_code == 403
    assert type_code(thief, again, codes[1]).status_code == 303
    assert "Còn 8 mã dự phòng." in lan.get(PAGE).text


def test_new_recovery_codes_replace_the_old_ones(app: Flask, lan: FlaskClient, clock: FrozenClock):
    _, old = turn_on(lan, clock)
    new = RECOVERY.findall(send(lan, PAGE, old=PASSWORD, do="codes").text)
    client, page = first_step(app)

    assert len(new) == 10
    assert type_code(client, page, old[0]).status_code == 403
    assert type_code(client, page, new[0]).status_code == 303


@pytest.mark.parametrize("do", ["begin", "codes", "off"])
def test_changes_need_the_password(app: Flask, lan: FlaskClient, clock: FrozenClock, do: str):
    """Somebody who finds an open session can change nothing."""
    if do != "begin":
        turn_on(lan, clock)
    for old in ("", "sai"):
        answer = send(lan, PAGE, old=old, do=do)
        assert answer.status_code == 422
        assert not RECOVERY.search(answer.text)
        assert not SECRET.search(answer.text)
    assert SecondFactor(portal_of(app)).is_on("lan") == (do != "begin")


def test_it_can_be_turned_off(app: Flask, lan: FlaskClient, clock: FrozenClock):
    _, codes = turn_on(lan, clock)
    send(lan, PAGE, old=PASSWORD, do="off")

    assert first_step(app)[1].status_code == 303
    turn_on(lan, clock)
    client, page = first_step(app)
    assert type_code(client, page, codes[0]).status_code == 403, "the codes of before are gone"


def test_an_admin_removes_it_for_a_colleague_who_lost_everything(
    app: Flask, lan: FlaskClient, clock: FrozenClock
):
    turn_on(lan, clock)
    binh = signed_in(app, "binh")
    assert "Gỡ xác thực hai bước" in binh.get(f"{ADMIN}accounts/users/lan").text
    token = form_token(binh.get(f"{ADMIN}accounts/"))
    binh.post(f"{ADMIN}accounts/users/lan/remove-factor", data={"pw_csrf": token})

    assert first_step(app)[1].status_code == 303
    assert "gỡ xác thực hai bước" in binh.get(f"{ADMIN}accounts/log").text


def test_an_admin_removes_the_own_one_only_with_the_password(app: Flask, clock: FrozenClock):
    binh = signed_in(app, "binh")
    turn_on(binh, clock)
    token = form_token(binh.get(f"{ADMIN}accounts/"))
    answer = binh.post(f"{ADMIN}accounts/users/binh/remove-factor", data={"pw_csrf": token})

    assert answer.status_code == 404
    assert SecondFactor(portal_of(app)).is_on("binh")


def test_the_command_line_removes_it_too(make_area: MakeApp, clock: FrozenClock):
    """Also for the account of the configuration."""
    app = make_area(admin_password_hash=HASH)
    turn_on(signed_in(app, "admin"), clock)
    assert first_step(app, "admin")[1].status_code == 200
    run = app.test_cli_runner()
    done, again = (run.invoke(args=["portal", "admin-password", "--remove-second-factor"]) for _ in range(2))

    assert done.exit_code == 0, done.output
    assert "The account admin has no second factor." in again.output
    assert first_step(app, "admin")[1].status_code == 303


# Limits


def test_codes_are_limited_like_passwords(app: Flask, lan: FlaskClient, clock: FrozenClock):
    secret, _ = turn_on(lan, clock)
    client, page = first_step(app)
    answers = [type_code(client, page, "000000").status_code for _ in range(PER_NAME + 1)]

    assert answers == [403] * PER_NAME + [429]
    assert type_code(client, page, now(secret, clock)).status_code == 429
    clock.advance(minutes=15)
    client, page = first_step(app)
    assert type_code(client, page, now(secret, clock)).status_code == 303


def test_codes_are_limited_over_all_networks(app: Flask, lan: FlaskClient, clock: FrozenClock):
    """A person who has the password cannot try more codes by changing the network."""
    turn_on(lan, clock)
    for number in range(CODES_PER_NAME):
        client = browser(app, address=f"198.51.100.{number}")
        assert type_code(client, sign_in(client, "lan"), "000000").status_code == 403
    client = browser(app, address="203.0.113.1")

    assert type_code(client, sign_in(client, "lan"), "000000").status_code == 429


def test_the_second_step_belongs_to_its_browser(app: Flask, lan: FlaskClient, clock: FrozenClock):
    secret, _ = turn_on(lan, clock)
    _, page = first_step(app)
    other = browser(app)
    token = form_token(other.get(SIGN_IN))
    pending = re.search(r'name="pending" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    fields = {"pw_csrf": token, "pending": pending, "code": now(secret, clock)}

    assert other.post(f"{SIGN_IN}/code", data=fields).status_code == 403
    assert not is_in(other)


@pytest.mark.parametrize("change", ["password", "closed"])
def test_the_second_step_ends_with_the_password_it_followed(
    app: Flask, lan: FlaskClient, clock: FrozenClock, change: str
):
    secret, _ = turn_on(lan, clock)
    client, page = first_step(app)
    if change == "password":
        account(app, "lan", "viewer", HASH[:-1] + ("0" if HASH[-1] != "0" else "1"))
    else:
        binh = signed_in(app, "binh")
        token = form_token(binh.get(f"{ADMIN}accounts/"))
        binh.post(f"{ADMIN}accounts/users/lan/close", data={"pw_csrf": token})

    assert type_code(client, page, now(secret, clock)).status_code == 403
    assert not is_in(client)


def test_the_second_step_must_follow_soon(app: Flask, lan: FlaskClient, clock: FrozenClock, hands):
    secret, _ = turn_on(lan, clock)
    client, page = first_step(app)
    hands.advance(seconds=CODE_SECONDS + 1)
    late = type_code(client, page, now(secret, clock))

    assert late.status_code == 403
    assert "Đã quá thời gian cho phép." in late.text


@pytest.mark.parametrize("pending", ["", "x", "W10.aaaa.bbbb", "é"])
def test_a_forged_first_step_opens_nothing(app: Flask, pending: str):
    client = browser(app)
    token = form_token(client.get(SIGN_IN))
    answer = client.post(f"{SIGN_IN}/code", data={"pw_csrf": token, "pending": pending, "code": "1"})

    assert answer.status_code == 403


# Keys and the extra


def test_secrets_are_encrypted_and_recovery_codes_are_digests(
    app: Flask, lan: FlaskClient, clock: FrozenClock, caplog
):
    caplog.set_level("DEBUG")
    secret, codes = turn_on(lan, clock)
    portal_of(app).database.close()
    stored = b"".join(file.read_bytes() for file in portal_of(app).folder.glob("portal_widgets.sqlite3*"))

    for one in (secret, *codes):
        assert one.encode() not in stored
        assert one not in caplog.text


def test_old_keys_of_the_application_still_read_what_they_encrypted(
    app: Flask, lan: FlaskClient, clock: FrozenClock
):
    secret, codes = turn_on(lan, clock)
    app.config["SECRET_KEY_FALLBACKS"] = ["older still", app.secret_key]
    app.secret_key = "another"
    for code in (now(secret, clock), codes[0]):
        client, page = first_step(app)
        assert type_code(client, page, code).status_code == 303
    app.config["SECRET_KEY_FALLBACKS"] = ["older still"]

    client, page = first_step(app)
    assert type_code(client, page, now(secret, clock, 1)).status_code == 403, "without the key nobody gets in"
    assert type_code(client, page, codes[1]).status_code == 403


def test_a_secret_copied_to_another_account_opens_nothing(app: Flask, lan: FlaskClient, clock: FrozenClock):
    secret, _ = turn_on(lan, clock)
    turn_on(signed_in(app, "binh"), clock)
    with portal_of(app).database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE pw_admin_second_factor SET last_step = 0, secret = "
            "(SELECT secret FROM pw_admin_second_factor WHERE name = 'lan') WHERE name = 'binh'"
        )
    client, page = first_step(app, "binh")

    assert type_code(client, page, now(secret, clock)).status_code == 403


def test_without_the_extra_the_page_says_what_is_missing(app: Flask, lan: FlaskClient, monkeypatch):
    monkeypatch.setattr(second_factor, "MODULES", ("pyotp", "no_such_module"))
    page = send(lan, PAGE, old=PASSWORD, do="begin")

    assert "cài đặt portal_widgets[totp]" in page.text
    assert 'name="old"' not in page.text
    assert send(lan, f"{PAGE}/confirm", code="123456").status_code == 200
    assert not SecondFactor(portal_of(app)).is_on("lan")


def test_without_the_extra_an_account_that_has_it_needs_a_recovery_code(
    app: Flask, lan: FlaskClient, clock: FrozenClock, monkeypatch
):
    """It does not become open when somebody removes a package."""
    secret, codes = turn_on(lan, clock)
    monkeypatch.setattr(second_factor, "MODULES", ("no_such_module",))
    client, page = first_step(app)

    assert type_code(client, page, now(secret, clock)).status_code == 403
    assert type_code(client, page, codes[0]).status_code == 303
