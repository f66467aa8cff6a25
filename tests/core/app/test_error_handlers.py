"""If a database cannot store a value, the request is at fault, whichever field contains the value."""

import logging

import pytest

from polls.samples import held
from support import MakeApp, browser


@pytest.mark.parametrize(
    "path", ["/portal/polls/a%00b", "/portal/polls/duong%00/results.json", "/portal/polls/%00/ballots"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nul_in_an_address_is_no_error_of_the_server(
    make_app: MakeApp, database_url: str, path: str, method: str, caplog: pytest.LogCaptureFixture
):
    """PostgreSQL accepts no NUL in a text. SQLite finds no row with such a name."""
    app = make_app(database_url=database_url)
    held(app)
    answer = browser(app).open(path, method=method)

    assert answer.status_code in {400, 404, 405}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_what_was_refused_is_logged_with_its_cause_and_without_the_value(
    make_app: MakeApp, new_postgres: str, caplog: pytest.LogCaptureFixture
):
    answer = browser(make_app(database_url=new_postgres)).get("/portal/polls/an%00tuyet")

    assert answer.status_code == 400
    assert "Yêu cầu không hợp lệ" in answer.text
    assert "NUL" in caplog.text
    assert "tuyet" not in caplog.text
