"""The operator's commands of counting: their output, the pages of readers, and the database afterwards."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from portal_widgets.core.settings import CoreSettings
from portal_widgets.counting import cli as commands
from portal_widgets.counting.store.sql.months import MonthStore
from portal_widgets.counting.store.sql.tables import (
    article_day,
    article_month,
    month_closed,
    opening_balance,
    purge_log,
    site_day,
    tally_day,
    tally_month,
)
from portal_widgets.errors import StoreUnavailableError
from support import FrozenClock, MakeApp, browser, close, counting_of, portal_of, run_alone

SIGNED = ("--dated", "2026-01-01", "--signed", "Trần Thị Minh Hà", "--note", "Bộ đếm cũ")
BALANCE = ("opening-balance", *SIGNED)

Place = Callable[..., Flask]


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def place(request: pytest.FixtureRequest, make_app: MakeApp) -> Place:
    """Makes portals of one kind of store."""
    options: dict[str, Any] = {}
    if request.param == "redis":
        options["redis_url"] = request.getfixturevalue("empty_redis")
    if request.param == "postgresql":
        options["database_url"] = request.getfixturevalue("new_postgres")
    return lambda **more: make_app(**options, **more)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["portal", *arguments])


def done(app: Flask, *arguments: str) -> str:
    result = run(app, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def read(app: Flask, article: str, address: str = "192.0.2.1") -> None:
    """A reader opens an article, and the report waits in the journal."""
    browser(app, address=address).get(f"/portal/views.gif?article={counting_of(app).tokens.article(article)}")


def count(app: Flask, article: str, address: str = "192.0.2.1") -> None:
    read(app, article, address)
    counting_of(app).catch_up()


def shown(app: Flask, article: str = "1") -> dict[str, str]:
    """The numbers on the page of an article: its views and the visit statistics, in Vietnamese."""
    counting_of(app).catch_up()
    html = browser(app).get(f"/bai/{article}").text
    numbers = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>([^<]+)</dd>", html))
    (numbers["views"],) = re.findall(r'pw-views__number"[^>]*>([^<]+)<', html)
    return numbers


def rows(app: Flask, table: sa.Table) -> list[dict[str, Any]]:
    with portal_of(app).database.reading() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def total(app: Flask, table: sa.Table, column: str) -> int:
    return sum(row[column] for row in rows(app, table))


def csv(folder: Path, *lines: str) -> str:
    file = folder / "views.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


# opening-balance


def test_pages_show_the_balance_in_totals_only(place: Place, tmp_path: Path):
    """Readers see it in "all visits" and in the article's views, but not in a day, week, month or year."""
    app = place()
    count(app, "1")
    before = shown(app)
    done(app, *BALANCE, "--visits", "12345", "--articles", csv(tmp_path, "1,500"))

    assert shown(app) == before | {"Tổng lượt truy cập": "12.346", "views": "501"}


def test_pages_of_other_processes_show_the_balance(place: Place, tmp_path: Path):
    """The command runs beside the server. The server's process notices the change."""
    server = place(instance=tmp_path / "instance")
    count(server, "1")
    assert shown(server)["views"] == "1"
    command = place(instance=tmp_path / "instance")
    done(command, *BALANCE, "--visits", "12345", "--articles", csv(tmp_path, "1,500"))

    assert (shown(server)["Tổng lượt truy cập"], shown(server)["views"]) == ("12.346", "501")


def test_days_are_the_total_without_the_balance(place: Place, clock: FrozenClock):
    app = place()
    for day in ("2026-03-10", "2026-03-11", "2026-03-12"):
        clock.set(f"{day}T09:00:00")
        count(app, "1")
        done(app, *BALANCE, "--visits", "1000", "--note", f"Bộ đếm {day}")
    done(app, "archive")

    assert [row["visits"] for row in rows(app, site_day)] == [1, 1, 1]
    assert counting_of(app).numbers().total == 3 + 3000


def test_a_balance_survives_the_loss_of_redis(make_app: MakeApp, empty_redis: str, tmp_path: Path):
    app = make_app(redis_url=empty_redis, instance=tmp_path / "instance")
    count(app, "1")
    done(app, *BALANCE, "--visits", "12345", "--articles", csv(tmp_path, "1,500"))
    done(app, "archive")
    with redis.Redis.from_url(empty_redis) as server:
        server.flushall()
    later = make_app(redis_url=empty_redis, instance=tmp_path / "instance")
    done(later, "archive")

    assert (shown(later)["Tổng lượt truy cập"], shown(later)["views"]) == ("12.346", "501")


def test_an_article_not_known_yet_begins_with_its_balance(place: Place, tmp_path: Path):
    app = place()
    done(app, *BALANCE, "--articles", csv(tmp_path, "bai-cu,70"))
    assert shown(app, "bai-cu")["views"] == "70"
    count(app, "bai-cu")

    assert shown(app, "bai-cu")["views"] == "71"
    assert shown(app)["Tổng lượt truy cập"] == "1"  # the views of an article are not visits of the site


def test_the_balance_of_a_second_counter_is_added_to_the_first(place: Place, tmp_path: Path):
    app = place()
    count(app, "1")
    for note in ("Bộ đếm 2012", "Bộ đếm 2018"):
        done(app, *BALANCE, "--note", note, "--visits", "100", "--articles", csv(tmp_path, "1,50"))

    assert (shown(app)["Tổng lượt truy cập"], shown(app)["views"]) == ("201", "101")


def test_another_site_on_the_same_database_keeps_its_own_totals(place: Place, tmp_path: Path):
    ours, theirs = (place(instance=tmp_path / "instance", site=site) for site in ("main", "xa-khac"))
    done(ours, *BALANCE, "--visits", "12345", "--articles", csv(tmp_path, "1,500"))

    assert (shown(theirs)["Tổng lượt truy cập"], shown(theirs)["views"]) == ("0", "0")


def test_every_entry_keeps_who_when_and_why(app: Flask, tmp_path: Path, clock: FrozenClock):
    done(app, *BALANCE, "--visits", "9", "--articles", csv(tmp_path, "id,views", "1,5"))
    entered = rows(app, opening_balance)

    assert [entry["amount"] for entry in entered] == [9, 5]
    for entry in entered:
        assert (str(entry["dated"]), entry["signed"], entry["note"]) == (
            "2026-01-01",
            "Trần Thị Minh Hà",
            "Bộ đếm cũ",
        )
        assert entry["entered_at"] == clock.milliseconds


@pytest.mark.parametrize("option", ["--dated", "--signed", "--note"])
@pytest.mark.parametrize("said", [None, "", "  "], ids=["missing", "empty", "blank"])
def test_an_entry_without_day_signature_or_note_is_refused(app: Flask, option: str, said: str | None):
    arguments = list(SIGNED)
    at = arguments.index(option)
    arguments[at : at + 2] = [] if said is None else [option, said]
    result = run(app, "opening-balance", *arguments, "--visits", "5")

    assert result.exit_code == 2
    assert option in result.output
    assert rows(app, opening_balance) == []


@pytest.mark.parametrize("line", ["1,-5", "1,2.500", "1,²", "1,", "1", "1,2,3", "1," + "9" * 5000])
@pytest.mark.parametrize("number", [1, 2])
def test_a_broken_line_is_refused_with_its_number(app: Flask, tmp_path: Path, line: str, number: int):
    """Also the first line, which may contain the names of columns, but not an invalid number."""
    lines = ["2,6", "3,7"]
    lines.insert(number - 1, line)
    result = run(app, *BALANCE, "--visits", "12345", "--articles", csv(tmp_path, *lines))

    assert result.exit_code == 1
    assert f"Error: Line {number}: " in result.output
    assert rows(app, opening_balance) == []


@pytest.mark.parametrize("names", ["id,views", "Mã bài,Lượt xem", '"article","views"'])
def test_the_names_of_the_columns_are_no_article(app: Flask, tmp_path: Path, names: str):
    assert "1 entries made" in done(app, *BALANCE, "--articles", csv(tmp_path, names, "2,6"))


def test_a_spreadsheets_byte_order_mark_is_no_part_of_an_id(app: Flask, tmp_path: Path):
    done(app, *BALANCE, "--articles", csv(tmp_path, "\ufeffbai-cu,6"))

    assert shown(app, "bai-cu")["views"] == "6"


def test_a_line_with_another_sign_between_its_fields_is_refused(app: Flask, tmp_path: Path):
    result = run(app, *BALANCE, "--articles", csv(tmp_path, "1,5", "2;6"))

    assert "Error: Line 2: " in result.output
    assert rows(app, opening_balance) == []


@pytest.mark.parametrize("said", ["", "sep=;\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_views_are_read_as_a_vietnamese_spreadsheet_saves_them(
    app: Flask, tmp_path: Path, said: str, encoding: str
):
    file = tmp_path / "luot-xem.csv"
    file.write_bytes(f"{said}Mã bài;Lượt xem\r\nbài-1;345\r\n".encode(encoding))
    done(app, *BALANCE, "--articles", str(file))

    assert shown(app, "bài-1")["views"] == "345"


def test_a_broken_line_has_the_number_it_has_in_the_file(app: Flask, tmp_path: Path):
    result = run(app, *BALANCE, "--articles", csv(tmp_path, "sep=;", "id;views", "1;-5"))

    assert "Error: Line 3: " in result.output


def test_a_field_without_end_is_refused_with_a_sentence(app: Flask, tmp_path: Path):
    result = run(app, *BALANCE, "--articles", csv(tmp_path, "2,6", '"1,' + "9" * 200_000))

    assert result.exit_code == 1
    assert "line 2" in result.output


@pytest.mark.parametrize("option", ["--visits", "--articles"])
def test_no_entry_without_a_clear_number(app: Flask, tmp_path: Path, option: str):
    said = {"--visits": "0", "--articles": str(tmp_path / "none.csv")}
    result = run(app, *BALANCE, option, said[option])

    assert result.exit_code == 2
    assert f"Error: Invalid value for '{option}'" in result.output
    assert rows(app, opening_balance) == []


# purge


@pytest.fixture
def aged(place: Place, clock: FrozenClock) -> Flask:
    """A portal two years later: a view in December 2023, three in January 2024, one on the first of February.
    25 months are kept. So in March 2026 the time of January is over, but not that of February.
    """
    app = place()
    for number, (day, article) in enumerate(
        [
            ("2023-12-31", "1"),
            ("2024-01-30", "1"),
            ("2024-01-31", "1"),
            ("2024-01-31", "2"),
            ("2024-02-01", "1"),
        ]
    ):
        clock.set(f"{day}T09:00:00")
        count(app, article, f"192.0.2.{number}")
    done(app, "archive")
    clock.set("2026-03-11T09:00:00")
    return app


def standing(app: Flask, days: sa.Table, months: sa.Table) -> list[dict[str, Any]]:
    """The rows of closed months, and of the days of other months: each view once."""
    closed = {row["month"] for row in rows(app, month_closed)}
    return [
        *rows(app, months),
        *(row for row in rows(app, days) if row["day"].replace(day=1) not in closed),
    ]


def labels(*tables: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """The sum of each label."""
    sums: dict[tuple[str, str], int] = {}
    for row in (row for table in tables for row in table):
        label = row["dimension"], row["value"]
        sums[label] = sums.get(label, 0) + row["hits"]
    return sums


def test_only_days_whose_time_is_over_fold(aged: Flask):
    done(aged, "purge")

    assert [str(row["day"]) for row in rows(aged, article_day)] == ["2024-02-01"]
    assert {str(row["day"]) for row in rows(aged, tally_day)} == {"2024-02-01"}
    months = sorted((str(row["month"]), row["views"]) for row in rows(aged, article_month))
    assert months == [("2023-12-01", 1), ("2024-01-01", 1), ("2024-01-01", 2)]


def test_months_kept_are_those_of_the_setting(place: Place, aged: Flask):
    """If `RETENTION_MONTHS` is one more, January is still within its time, and December is not."""
    longer = place(instance=Path(aged.instance_path), retention_months=26)

    assert "(kept 26 months).\n" in done(longer, "purge")
    assert len(rows(aged, article_day)) == 4


def test_no_total_changes(aged: Flask):
    before = [shown(aged, article) for article in ("1", "2")]
    tallied = labels(rows(aged, tally_day))
    done(aged, "purge")

    assert (before[0]["views"], before[0]["Tổng lượt truy cập"]) == ("4", "5")
    assert [shown(aged, article) for article in ("1", "2")] == before
    assert labels(standing(aged, tally_day, tally_month)) == tallied
    assert sum(row["views"] for row in standing(aged, article_day, article_month)) == 5


def test_a_month_that_is_over_is_added_up_and_keeps_its_days(aged: Flask):
    """Also before its time is over, because a report of years reads months."""
    for _ in range(40):
        counting_of(aged).catch_up()

    assert {(str(row["month"]), row["views"]) for row in rows(aged, article_month)} == {
        ("2023-12-01", 1),
        ("2024-01-01", 2),
        ("2024-01-01", 1),
        ("2024-02-01", 1),
    }
    assert total(aged, article_day, "views") == 5


def test_what_comes_late_to_a_month_that_is_added_up_stands_in_its_day_too(
    place: Place, aged: Flask, clock: FrozenClock
):
    for _ in range(40):
        counting_of(aged).catch_up()
    clock.set("2024-02-01T12:00:00")
    count(aged, "2", "192.0.2.77")
    done(aged, "archive")

    february = [row["views"] for row in rows(aged, article_month) if str(row["month"]) == "2024-02-01"]
    assert sorted(february) == [1, 1]
    assert total(aged, article_day, "views") == 6


def test_a_process_that_begins_after_a_purge_shows_the_same(
    place: Place, aged: Flask, request: pytest.FixtureRequest
):
    """All data are stored, and an emptied Redis is restored to the same numbers."""
    before = shown(aged)
    done(aged, "purge")
    if portal_of(aged).redis:
        with redis.Redis.from_url(request.getfixturevalue("redis_url")) as server:
            server.flushall()
    later = place(instance=Path(aged.instance_path))
    done(later, "archive")

    assert shown(later) == before


def test_the_days_of_the_site_stay_for_ever(aged: Flask, clock: FrozenClock):
    days = rows(aged, site_day)
    clock.set("2046-03-11T09:00:00")
    done(aged, "purge")

    assert rows(aged, site_day) == days
    assert [row["visits"] for row in days] == [1, 1, 2, 1]
    assert rows(aged, article_day) == rows(aged, tally_day) == []


def test_what_was_removed_is_printed_and_logged(aged: Flask, clock: FrozenClock):
    kept = [len(rows(aged, table)) for table in (article_day, tally_day)]
    said = done(aged, "purge")
    articles, tallies = (
        before - len(rows(aged, table)) for before, table in zip(kept, (article_day, tally_day), strict=True)
    )

    assert articles == 4
    assert f"{articles + tallies} rows of days before 2024-02-01 merged into months" in said
    logged = rows(aged, purge_log)
    assert {entry["purged_at"] for entry in logged} == {clock.milliseconds}
    assert [(str(entry["before"]), entry["removed"]) for entry in logged if "article" in entry["what"]] == [
        ("2024-01-01", 1),
        ("2024-02-01", 3),
    ]
    assert sum(entry["removed"] for entry in logged if "tally" in entry["what"]) == tallies


def test_a_second_purge_changes_nothing(aged: Flask):
    tables = (article_day, article_month, tally_day, tally_month, site_day, purge_log)
    done(aged, "purge")
    before = [rows(aged, table) for table in tables]

    assert "0 rows of days" in done(aged, "purge")
    assert [rows(aged, table) for table in tables] == before


def test_what_comes_late_is_added_to_its_month(aged: Flask, clock: FrozenClock):
    """The journal of a server that was switched off for two years."""
    done(aged, "purge")
    clock.set("2024-01-31T12:00:00")
    count(aged, "1", "192.0.2.77")
    clock.set("2026-03-11T09:00:00")
    done(aged, "archive")
    done(aged, "purge")

    january = [row["views"] for row in rows(aged, article_month) if str(row["month"]) == "2024-01-01"]
    assert sorted(january) == [1, 3]
    assert {str(row["day"]) for row in rows(aged, article_day)} == {"2024-02-01"}
    assert shown(aged)["views"] == "5"


def test_another_sites_days_are_left_alone(place: Place, aged: Flask, clock: FrozenClock):
    theirs = place(instance=Path(aged.instance_path), site="xa-khac")
    clock.set("2024-01-31T09:00:00")
    count(theirs, "1")
    done(theirs, "archive")
    clock.set("2026-03-11T09:00:00")
    ours = [row for row in rows(aged, article_day) if row["site"] == "main"]
    done(theirs, "purge")

    assert [row for row in rows(aged, article_day) if row["site"] == "main"] == ours
    assert [row for row in rows(aged, article_day) if row["site"] == "xa-khac"] == []


def test_two_servers_that_purge_at_once_fold_once(make_app: MakeApp, new_postgres: str, clock: FrozenClock):
    """Cron runs on both in the same minute."""
    app, other = (make_app(database_url=new_postgres) for _ in range(2))
    count(app, "1")
    month = portal_of(app).clock.now().date().replace(day=1)
    second = MonthStore(portal_of(other).database, lambda: clock.milliseconds)
    folding = threading.Thread(target=second.purge, args=("main", month))

    def look_at_the_clock() -> int:
        """The first one calls this after it has merged the month, before it commits."""
        if folding.ident is None:
            folding.start()
            wait_for_a_lock(new_postgres)
        return clock.milliseconds

    MonthStore(portal_of(app).database, look_at_the_clock).purge("main", month)
    folding.join()

    assert total(app, article_month, "views") == 1
    assert [entry["removed"] for entry in rows(app, purge_log) if "article" in entry["what"]] == [1]


def wait_for_a_lock(url: str) -> None:
    """Wait until some connection waits for another one."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ends = time.monotonic() + 5
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        while not connection.execute(waiting).fetchone():
            assert time.monotonic() < ends


# archive


def test_what_waits_in_a_journal_stands_in_sql(place: Place):
    app = place()
    read(app, "1")
    assert rows(app, article_day) == []
    said = done(app, "archive")

    assert re.search(r"^[1-9]\d* bytes of journals applied", said, re.MULTILINE)
    assert total(app, article_day, "views") == total(app, site_day, "visits") == 1
    assert "\n0 bytes of journals applied, 0 epochs" in done(app, "archive")
    assert total(app, article_day, "views") == 1


def test_what_waits_in_redis_stands_in_sql(make_app: MakeApp, empty_redis: str):
    app = make_app(redis_url=empty_redis)
    counting_of(app).catch_up()  # the commit of this minute is taken
    count(app, "1")
    assert rows(app, article_day) == []

    assert "1 epochs of Redis committed to SQL" in done(app, "archive")
    assert total(app, article_day, "views") == total(app, site_day, "visits") == 1


def test_archive_goes_on_when_redis_must_be_restored_on_the_way(
    make_app: MakeApp, empty_redis: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    """A killed process has made the data in Redis void while it restored them."""
    app = make_app(redis_url=empty_redis)
    counting = counting_of(app)
    counting.catch_up()
    count(app, "1")
    commit_to_sql = counting.archive

    def voided() -> int:
        monkeypatch.setattr(counting, "archive", commit_to_sql)
        counting.parts.archive.begin_generation("main")
        return commit_to_sql()

    monkeypatch.setattr(counting, "archive", voided)
    monkeypatch.setattr(commands.time, "sleep", lambda seconds: clock.advance(seconds=seconds))
    done(app, "archive")

    assert total(app, article_day, "views") == total(app, site_day, "visits") == 1


def test_what_a_killed_server_left_stands_in_sql(place: Place, tmp_path: Path, clock: FrozenClock):
    run_alone(
        """
        import os, sys
        from flask import Flask
        sys.path.append(sys.argv[4])
        from support import browser, counting_of
        from portal_widgets import PortalWidgets
        app = Flask("host", instance_path=sys.argv[1])
        app.config["SECRET_KEY"] = "secret"
        options = {"database_url": sys.argv[3]} if sys.argv[3] else {}
        PortalWidgets(app, clock=lambda: float(sys.argv[2]), background=False, **options)
        token = counting_of(app).tokens.article("1")
        assert browser(app).get(f"/portal/views.gif?article={token}").status_code == 200
        os._exit(0)
        """,
        tmp_path / "instance",
        clock(),
        portal_of(place()).settings[CoreSettings].database_url or "",
        Path(__file__).parents[1],
    )
    app = place(instance=tmp_path / "instance")
    done(app, "archive")

    assert total(app, article_day, "views") == total(app, site_day, "visits") == 1


def test_after_redis_was_taken_away_its_views_are_counted_from_the_journals(
    make_app: MakeApp, empty_redis: str, tmp_path: Path
):
    before = make_app(redis_url=empty_redis, instance=tmp_path / "instance")
    counting_of(before).catch_up()
    count(before, "1")
    close(before)
    after = make_app(instance=tmp_path / "instance")
    assert rows(after, article_day) == []
    done(after, "archive")

    assert total(after, article_day, "views") == total(after, site_day, "visits") == 1


def test_with_redis_away_archive_fails_and_the_views_wait(make_app: MakeApp, tmp_path: Path):
    app = make_app(redis_url="redis://127.0.0.1:1/0", instance=tmp_path / "instance")
    read(app, "1")
    result = run(app, "archive")

    assert result.exit_code == 1
    assert "Error: Nothing was lost, but this could not be done now: Redis" in result.output
    assert rows(app, article_day) == []
    close(app)
    later = make_app(instance=tmp_path / "instance")
    done(later, "archive")
    assert total(later, article_day, "views") == 1


@pytest.mark.parametrize("command", [("archive",), ("purge",), (*BALANCE, "--visits", "1")])
def test_a_database_without_tables_is_told_what_to_do(make_app: MakeApp, tmp_path: Path, command: list[str]):
    result = run(make_app(database_url=f"sqlite:///{tmp_path}/empty.sqlite3"), *command)

    assert result.exit_code == 1
    assert "run `flask portal migrate`" in result.output


# --help


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("archive", "Apply the waiting views of the journals, and commit the counts in Redis to SQL"),
        (
            "purge",
            "Delete data after their retention time: days of views (their months and totals stay), messages",
        ),
        (
            "opening-balance",
            "Enter the totals of an older counter. They are kept apart and never mixed into days",
        ),
    ],
)
def test_help_says_in_plain_words_what_a_command_does(app: Flask, command: str, says: str):
    assert says in " ".join(done(app, command, "--help").split())


def test_every_option_of_opening_balance_is_explained(app: Flask):
    said = done(app, "opening-balance", "--help")

    for option in ("--visits", "--articles", "--dated", "--signed", "--note"):
        assert re.search(rf"{option} .*\n? .*[A-Z][^\n]+\.?", said), option


def test_old_keys_are_forgotten_though_an_outage_came_in_between(
    make_app: MakeApp, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    """The salts are renewed once a day, and the keys that were made with old ones go after it."""
    app = make_app()
    counting = counting_of(app)
    counting.catch_up()
    store, done = counting.parts.store, []

    def away(*_: object) -> None:
        raise StoreUnavailableError("the database")

    clock.advance(minutes=24 * 60)
    with monkeypatch.context() as outage:
        outage.setattr(store, "forget", away)
        with pytest.raises(StoreUnavailableError):
            counting.catch_up()
    monkeypatch.setattr(store, "forget", lambda *given: done.append(given))
    counting.catch_up()
    counting.catch_up()

    assert done == [("main", clock.milliseconds - 48 * 60 * 60 * 1000)]


def test_articles_with_equal_counts_keep_their_places(make_app: MakeApp, database_url: str):
    """Without a second key the database may list any of them, and others after each change of a row."""

    def listed() -> list[str]:
        app = make_app(database_url=database_url)
        return [line.article.id for line in counting_of(app).most_read(None, 3).lines]

    app = make_app(database_url=database_url)
    for number in range(6):
        token = counting_of(app).tokens.article(str(number))
        browser(app, address=f"192.0.2.{number}").post("/portal/views", json={"article": token})
        counting_of(app).catch_up()
    before = listed()
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.text("UPDATE pw_article SET title = 'x' WHERE id IN ('0', '1')"))

    assert listed() == before == ["0", "1", "2"]
