"""GET /portal/health: 200 or 503, the faults, and no secret."""

from support import MakeApp, browser
from test_cli import add_dead_letter


def test_all_is_well(app):
    answer = browser(app).get("/portal/health")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "checks": {"database": "ok"}}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_is_away_is_named_without_its_password(make_app: MakeApp):
    answer = browser(make_app(database_url="postgresql://portal:hush@127.0.0.1:1/none")).get("/portal/health")

    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "checks": {"database": "does not answer"}}
    assert "hush" not in answer.text


def test_dead_letters_are_told_and_take_no_server_out_of_service(app):
    add_dead_letter(app)
    answer = browser(app).get("/portal/health")

    assert (answer.status_code, answer.json["status"], answer.json["dead_letters"]) == (200, "ok", 1)
