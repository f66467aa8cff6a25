"""Opening balances, and data that were merged after their retention time: the totals stay correct."""

import re
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal_widgets.counting.store.sql.ledger import LedgerStore
from portal_widgets.counting.store.sql.tables import (
    article_day,
    article_month,
    site_day,
    tally_day,
    tally_month,
)
from support import FIREFOX, FrozenClock, MakeApp, browser, counting_of, portal_of

BALANCE = ("opening-balance", "--dated", "2026-01-01", "--signed", "Trần Thị Minh Hà", "--note", "Bộ đếm cũ")


@pytest.fixture(params=["embedded", "redis"])
def counted(request: pytest.FixtureRequest, make_app: MakeApp) -> Flask:
    """A portal that has counted one view of article 1."""
    options = {}
    if request.param == "redis":
        options["redis_url"] = request.getfixturevalue("empty_redis")
    app = make_app(**options)
    view(app, "1")
    return app


def view(app: Flask, article: str, agent: str = FIREFOX) -> None:
    token = counting_of(app).tokens.article(article)
    client = browser(app)
    client.environ_base["HTTP_USER_AGENT"] = agent
    assert client.post("/portal/views", json={"article": token}).status_code in {200, 202}
    counting_of(app).catch_up()


def run(app: Flask, *arguments: str):
    return app.test_cli_runner().invoke(args=["portal", *arguments])


def numbers(app: Flask) -> tuple[int, int, int | None]:
    """Visits today, visits in total, views of article 1."""
    counting = counting_of(app)
    counting.catch_up()
    shown = counting.numbers()
    assert shown is not None
    return shown.today, shown.total, counting.views("1")


def sum_of(app: Flask, column: sa.Column[int]) -> int:
    with portal_of(app).database.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(column), 0))) or 0)


def test_a_balance_is_part_of_the_totals_and_of_no_day(counted: Flask, tmp_path: Path):
    views = tmp_path / "views.csv"
    views.write_text("id,views\n1,500\nbai-cu,70\n", encoding="utf-8")
    result = run(counted, *BALANCE, "--visits", "12345", "--articles", str(views))

    assert result.exit_code == 0, result.output
    assert "3 entries made" in result.output
    assert numbers(counted) == (1, 12346, 501)
    assert counting_of(counted).views("bai-cu") == 70
    run(counted, "archive")
    assert sum_of(counted, site_day.c.visits) == 12346 - 12345
    assert sum_of(counted, article_day.c.views) == 1


def test_a_balance_goes_on_counting(counted: Flask):
    run(counted, *BALANCE, "--visits", "12345")
    before = numbers(counted)
    view(counted, "1", agent="Mozilla/5.0 (Windows NT 10.0; rv:142.0) Gecko/20100101 Firefox/142.0")

    assert numbers(counted) == tuple(number + 1 for number in before)


def test_the_same_entry_is_made_once(counted: Flask):
    for said in ("1 entries made", "0 entries made, 1 existed already"):
        assert said in run(counted, *BALANCE, "--visits", "12345").output

    assert numbers(counted)[1] == 12346


def test_entries_keep_day_name_and_note(counted: Flask):
    run(counted, *BALANCE, "--visits", "12345")
    portal = portal_of(counted)
    (entry,) = LedgerStore(portal.database, portal.clock.milliseconds).entries("main")

    assert (entry.amount, entry.dated, entry.signed, entry.note, entry.article) == (
        12345,
        date(2026, 1, 1),
        "Trần Thị Minh Hà",
        "Bộ đếm cũ",
        None,
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1,-5", "is not an id and a number of views"),
        ("1,2.5", "is not an id and a number of views"),
        ("1,2,3", "is not an id and a number of views"),
        ("1", "is not an id and a number of views"),
        ("1," + "9" * 30, "is not an id and a number of views"),
        (",5", "an id has 1 to 255 printable characters"),
        ("x" * 256 + ",5", "an id has 1 to 255 printable characters"),
        ("2,7", "2 occurs twice"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_entered(app: Flask, tmp_path: Path, line: str, sentence: str):
    views = tmp_path / "views.csv"
    views.write_text(f"id,views\n2,6\n{line}\n", encoding="utf-8")
    result = run(app, *BALANCE, "--visits", "12345", "--articles", str(views))

    assert result.exit_code == 1
    assert "Line 3" in result.output
    assert sentence in result.output
    assert counting_of(app).views("2") == 0
    assert numbers(app)[1] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--visits", "-1"], "-1 is not in the range"),
        (["--visits", "many"], "is not a valid integer"),
        ([], "Give --visits, --articles, or both"),
        (["--visits", "1", "--dated", "01/01/2026"], "does not match the format"),
        (["--visits", "1", "--dated", "2126-01-01"], "is in the future"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(app: Flask, arguments: list[str], sentence: str):
    result = run(app, *BALANCE, *arguments)

    assert result.exit_code == 2
    assert sentence in result.output
    assert numbers(app)[1] == 0


def test_a_file_that_is_no_text_is_refused(app: Flask, tmp_path: Path):
    views = tmp_path / "views.csv"
    views.write_bytes("id,views\nbài-1,5\n".encode("latin-1"))
    result = run(app, *BALANCE, "--articles", str(views))

    assert result.exit_code == 1
    assert "this is not a text in UTF-8 or UTF-16" in result.output


def test_days_fold_into_months_and_totals_stay(counted: Flask, clock: FrozenClock):
    run(counted, "archive")
    before = numbers(counted)[1:]
    clock.advance(minutes=60 * 24 * 31 * 26)
    result = run(counted, "purge")

    assert result.exit_code == 0, result.output
    removed = int(re.search(r"^(\d+) rows of days", result.output, re.MULTILINE)[1])
    assert removed > 1
    assert sum_of(counted, article_day.c.views) == sum_of(counted, tally_day.c.hits) == 0
    assert sum_of(counted, article_month.c.views) == 1
    assert sum_of(counted, tally_month.c.hits) >= removed - 1
    assert sum_of(counted, site_day.c.visits) == 1
    assert numbers(counted)[1:] == before


def test_what_was_folded_stands_in_a_log(app: Flask, clock: FrozenClock):
    view(app, "1")
    began = portal_of(app).clock.now().date()
    clock.advance(minutes=60 * 24 * 31 * 26)
    run(app, "purge")
    portal = portal_of(app)
    logged = list(LedgerStore(portal.database, portal.clock.milliseconds).purges("main"))

    assert {entry.what for entry in logged} == {"pw_article_day", "pw_tally_day"}
    assert all(entry.removed > 0 and entry.before > began for entry in logged)
    assert "0 rows of days" in run(app, "purge").output
    assert len(list(LedgerStore(portal.database, portal.clock.milliseconds).purges("main"))) == len(logged)


def test_days_within_their_time_are_kept(app: Flask, clock: FrozenClock):
    view(app, "1")
    clock.advance(minutes=60 * 24 * 30 * 24)

    assert "0 rows of days" in run(app, "purge").output
    assert sum_of(app, article_day.c.views) == 1


def test_archive_brings_everything_home(make_app: MakeApp, empty_redis: str):
    app = make_app(redis_url=empty_redis)
    counting = counting_of(app)
    counting.catch_up()
    browser(app).get(f"/portal/views.gif?article={counting.tokens.article('1')}")
    result = run(app, "archive")

    assert result.exit_code == 0, result.output
    assert sum_of(app, article_day.c.views) == 1


def test_a_server_that_is_away_ends_a_command_with_a_sentence(make_app: MakeApp):
    app = make_app(database_url="postgresql://nobody@127.0.0.1:1/none")
    for command in (("archive",), ("purge",), (*BALANCE, "--visits", "1")):
        result = run(app, *command)

        assert result.exit_code == 1
        assert "Nothing was lost, but this could not be done now" in result.output
