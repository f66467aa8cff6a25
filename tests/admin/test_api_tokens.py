"""Tokens with which the office's programs read the statistics, and nothing else."""

import hmac
import html
import logging
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin.area import account, form_token, signed_in
from portal_widgets.admin.api import access
from support import FrozenClock, MakeApp, browser, counting_of, portal_of

ADMIN = "/portal/admin/"
TOKENS = f"{ADMIN}accounts/tokens"
FIGURES = "/portal/api/statistics.json"
TOKEN = re.compile(r"pwt_[0-9a-f]{16}_[A-Za-z0-9_-]{43}")


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    app = make_app(language="en")
    account(app, "binh", "admin")
    return app


@pytest.fixture
def binh(app: Flask) -> FlaskClient:
    return signed_in(app, "binh")


def make(client: FlaskClient, name: str = "monthly-report", ends_on: str = "") -> TestResponse:
    csrf = form_token(client.get(TOKENS))
    return client.post(TOKENS, data={"pw_csrf": csrf, "name": name, "ends_on": ends_on})


def token(client: FlaskClient, name: str = "monthly-report", ends_on: str = "") -> str:
    found = TOKEN.search(make(client, name, ends_on).text)
    assert found
    return found[0]


def ask(app: Flask, given: str, query: str = "", scheme: str = "Bearer") -> TestResponse:
    client = app.test_client(use_cookies=False)
    return client.get(FIGURES + query, headers={"Authorization": f"{scheme} {given}"})


def log(client: FlaskClient) -> str:
    return client.get(f"{ADMIN}accounts/log").text


def test_a_program_reads_the_figures_of_any_days(app: Flask, binh: FlaskClient):
    browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article("1")})
    counting_of(app).catch_up()
    today = portal_of(app).clock.today().isoformat()
    answer = ask(app, token(binh), f"?from={today}&to={today}&table=articles")

    assert answer.status_code == 200
    assert (answer.json["from"], answer.json["to"], answer.json["table"]) == (today, today, "articles")
    assert len(answer.json["rows"]) == 1
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_it_reads_the_same_table_as_a_viewer(app: Flask, binh: FlaskClient):
    account(app, "lan", "viewer")
    viewed = signed_in(app, "lan").get(f"{ADMIN}statistics/?format=json")

    assert ask(app, token(binh)).json == viewed.json


@pytest.mark.parametrize("query", ["?from=2026-01-01", "?from=x&to=y", "?period=never", "?table=none"])
def test_a_wrong_question_gets_a_sentence(app: Flask, binh: FlaskClient, query: str):
    answer = ask(app, token(binh), query)

    assert answer.status_code in {400, 404}
    assert answer.json["error"]


def test_without_a_token_the_answer_is_401_with_a_sentence_and_the_scheme(app: Flask):
    answer = app.test_client().get(FIGURES)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert "token" in answer.json["error"]


def test_only_the_whole_token_in_the_right_scheme_is_accepted(app: Flask, binh: FlaskClient):
    whole = token(binh)
    other = whole[:-1] + ("A" if whole[-1] != "A" else "B")

    assert [ask(app, wrong).status_code for wrong in ("", "x", other, whole[:-1], f"{whole}x")] == [401] * 5
    assert [ask(app, whole, scheme=scheme).status_code for scheme in ("Basic", "Token", "")] == [401] * 3
    assert app.test_client().get(f"{FIGURES}?access_token={whole}&token={whole}").status_code == 401
    assert binh.get(FIGURES).status_code == 401
    assert [ask(app, whole, scheme=scheme).status_code for scheme in ("Bearer", "bearer")] == [200] * 2


@pytest.mark.parametrize("known", [True, False])
def test_digests_are_compared_in_equal_time_whether_the_key_is_known_or_not(
    app: Flask, binh: FlaskClient, monkeypatch: pytest.MonkeyPatch, known: bool
):
    given = token(binh) if known else f"pwt_{'0' * 16}_{'A' * 43}"
    compared: list[int] = []
    equal = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append(len(a)) or equal(a, b))
    ask(app, given)

    assert compared == [64]


def test_a_withdrawn_token_no_longer_works(app: Flask, binh: FlaskClient):
    given, kept = token(binh), token(binh, "other")
    csrf, key = form_token(binh.get(TOKENS)), given.split("_")[1]
    assert binh.post(f"{TOKENS}/{key}/withdraw", data={"pw_csrf": csrf}).status_code == 303

    assert ask(app, given).status_code == 401
    assert ask(app, kept).status_code == 200
    assert "token for a program withdrawn" in log(binh)
    assert binh.post(f"{TOKENS}/{key}/withdraw", data={"pw_csrf": csrf}).status_code == 404


def test_a_token_is_valid_until_the_end_of_its_last_day(app: Flask, binh: FlaskClient, clock: FrozenClock):
    today = portal_of(app).clock.today()
    given = token(binh, ends_on=today.isoformat())

    assert ask(app, given).status_code == 200
    clock.advance(minutes=24 * 60)
    answer = ask(app, given)
    assert answer.status_code == 401
    assert "expired" in answer.json["error"]
    assert "expired" in signed_in(app, "binh").get(TOKENS).text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_program_only_reads(app: Flask, binh: FlaskClient, method: str):
    headers = {"Authorization": f"Bearer {token(binh)}"}

    assert getattr(app.test_client(), method)(FIGURES, headers=headers).status_code == 405


@pytest.mark.parametrize("path", ["", "statistics/", "feedback/", "accounts/tokens", "accounts/log.csv"])
def test_a_token_opens_no_page_of_the_area(app: Flask, binh: FlaskClient, path: str):
    headers = {"Authorization": f"Bearer {token(binh)}", "Accept": "application/json"}
    client = app.test_client(use_cookies=False)

    answer = client.get(ADMIN + path, headers=headers)
    assert answer.status_code == 403
    assert "token" in answer.json["error"]
    assert client.post(ADMIN + path, headers=headers).status_code in {403, 405}


def test_too_many_requests_wait_and_other_programs_do_not(
    app: Flask, binh: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(access, "REQUESTS", 3)
    busy, calm = token(binh, "busy"), token(binh, "calm")
    answers = [ask(app, busy, "?period=never") for _ in range(4)]

    assert {answer.status_code for answer in answers[:-1]} == {400}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].json["error"]
    assert ask(app, calm).status_code == 200


def test_wrong_tokens_of_a_network_limit_only_each_other(
    app: Flask, binh: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(access, "FAILURES", 3)
    right = token(binh)
    answers = [ask(app, "wrong").status_code for _ in range(4)]

    assert answers == [401] * 3 + [429]
    assert ask(app, right).status_code == 200


def test_the_token_is_shown_once_and_only_its_digest_is_stored(
    app: Flask, binh: FlaskClient, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    given = token(binh)
    ask(app, given)
    ask(app, f"{given}x")
    secret = given.rpartition("_")[2]
    with portal_of(app).database.reading() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        stored = [str(connection.execute(sa.select(table)).all()) for table in tables.tables.values()]

    assert not [rows for rows in stored if secret in rows]
    assert secret not in binh.get(TOKENS).text
    assert secret not in log(binh)
    assert secret not in caplog.text


def test_the_list_and_the_log_name_the_token_its_maker_and_its_last_use(app: Flask, binh: FlaskClient):
    given = token(binh)
    assert "never" in binh.get(TOKENS).text
    ask(app, given)

    page = html.unescape(binh.get(TOKENS).text)
    assert "monthly-report" in page
    assert "never" not in page
    assert "token for a program made" in log(binh)


def test_a_token_needs_a_name_of_its_own_and_a_day_to_come(app: Flask, binh: FlaskClient):
    token(binh)

    for wrong in (
        {"name": ""},
        {"name": "có dấu"},
        {"name": "monthly-report"},
        {"name": "x", "ends_on": "31/12"},
    ):
        assert make(binh, **wrong).status_code == 422
    yesterday = portal_of(app).clock.today() - timedelta(days=1)
    assert make(binh, "x", yesterday.isoformat()).status_code == 422


@pytest.mark.parametrize("role", ["viewer", "editor", "moderator"])
def test_only_an_admin_makes_tokens(app: Flask, role: str):
    account(app, "lan", role)

    assert signed_in(app, "lan").get(TOKENS).status_code == 403


def test_a_host_with_its_own_sign_in_has_no_such_address(make_app: MakeApp):
    app = make_app(admin_guard=lambda: {"admin"})

    assert app.test_client().get(FIGURES).status_code == 404
    assert app.test_client().get(TOKENS).status_code == 404


def test_a_token_of_another_site_is_unknown(make_app: MakeApp, tmp_path):
    apps = [make_app(site=site, database_url=f"sqlite:///{tmp_path}/both.sqlite3") for site in ("a", "b")]
    portal_of(apps[0]).database.migrate()
    for app in apps:
        account(app, "binh", "admin")
    given = token(signed_in(apps[0], "binh"))

    assert [ask(app, given).status_code for app in apps] == [200, 401]
