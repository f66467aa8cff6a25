"""`flask portal import-log` counts the requests that web servers logged before this counter began, once."""

import bz2
import gzip
import lzma
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counting.log_import.logs import ARTICLE, START, Load, done, log, run, stored_counts
from counting.stores import view
from portal_widgets.counting.log_import.reader import digest, digests
from portal_widgets.counting.store.protocol import Batch
from support import FIREFOX, MakeApp, browser, counting_of, portal_of


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, make_app: MakeApp) -> Flask:
    if request.param == "sqlite":
        return make_app()
    return make_app(database_url=request.getfixturevalue("new_postgres"))


LOADS = [
    Load(0, "a", "/", referrer="https://tim.example/q"),
    Load(1, "a"),
    Load(5, "a"),
    Load(6, "b", "/bai/2?x=1"),
    Load(7, "c", agent="curl/8"),
    Load(8, "a", "/anh.JPG"),
    Load(9, "a", status=404),
    Load(10, "a", method="POST"),
    Load(45, "a"),
]


def test_pages_are_counted_and_everything_else_is_told_by_its_reason(app: Flask, tmp_path: Path):
    said = done(app, log(tmp_path, LOADS))

    assert stored_counts(app) == {
        "heard": 6,
        "page_views": 5,
        "article_views": 3,
        "visits": 3,
        "visitors": 2,
        "articles": {"1": 2, "2": 1},
        "excluded": {"bot": 1, "repeat": 1},
    }
    for line in (
        "9 lines read",
        "6 page loads",
        "1 files of pages",
        "1 errors and redirects",
        "1 other methods",
    ):
        assert line in said
    assert "2026-01: 3 visits, 5 page views, 3 views of articles; not counted: bot 1, repeat 1" in said


def test_the_most_read_articles_are_added_up_again(app: Flask, tmp_path: Path):
    """A stored list of a year would otherwise be used for twelve minutes."""
    counting, site = counting_of(app), portal_of(app).site
    store, today = counting.parts.store, START.date() + timedelta(days=30)
    moment = START + timedelta(days=30)
    store.apply(site, Batch("live", 0, 1, [view("a", "9", moment)]))
    store.rank(site, 365, today)
    before = [line.article.id for line in store.most_read(site, 365, today, 10)]
    done(app, log(tmp_path, LOADS))
    store.rank(site, 365, today)

    assert before == ["9"]
    assert {line.article.id: line.views for line in store.most_read(site, 365, today, 10)} == {
        "1": 2,
        "2": 1,
        "9": 1,
    }


def test_the_same_file_counts_once(app: Flask, tmp_path: Path):
    done(app, log(tmp_path, LOADS))
    before = stored_counts(app)
    said = done(app, log(tmp_path, LOADS, "copy.log"))

    assert stored_counts(app) == before
    assert "9 done before" in said


def test_a_packed_copy_is_the_same_file(app: Flask, tmp_path: Path):
    plain = log(tmp_path, LOADS)
    done(app, plain)
    before = stored_counts(app)
    packed = tmp_path / "access.log.1"
    packed.write_bytes(gzip.compress(Path(plain).read_bytes()))

    assert "9 done before" in done(app, str(packed))
    assert stored_counts(app) == before


def test_of_a_file_that_has_grown_only_the_new_lines_count(app: Flask, make_app: MakeApp, tmp_path: Path):
    """Also if a visit continues over the place where the first import ended."""
    done(app, log(tmp_path, LOADS[:3]))
    said = done(app, log(tmp_path, LOADS))
    whole = make_app()
    done(whole, log(tmp_path, LOADS))

    assert "3 done before" in said
    assert stored_counts(app) == stored_counts(whole)


def test_another_file_that_begins_alike_is_another_file(app: Flask, tmp_path: Path):
    done(app, log(tmp_path, LOADS[:2]))
    done(app, log(tmp_path, [LOADS[0], Load(3, "x"), Load(4, "y")], "other.log"))

    assert stored_counts(app)["articles"] == {"1": 3}


def test_a_line_that_is_still_being_written_waits(app: Flask, tmp_path: Path):
    file = Path(log(tmp_path, LOADS[:2]))
    whole = file.read_text()
    file.write_text(whole[:-10])
    done(app, str(file))
    assert stored_counts(app)["page_views"] == 1

    file.write_text(whole)
    done(app, str(file))
    assert stored_counts(app)["page_views"] == 2


def test_the_logs_of_two_servers_have_the_same_readers(app: Flask, make_app: MakeApp, tmp_path: Path):
    first, second = log(tmp_path, LOADS[::2], "one.log"), log(tmp_path, LOADS[1::2], "two.log")
    done(app, first, second)
    whole = make_app()
    done(whole, log(tmp_path, LOADS))

    assert stored_counts(app) == stored_counts(whole)


def test_the_standard_input_is_a_file_too(app: Flask, tmp_path: Path):
    given_ = Path(log(tmp_path, LOADS)).read_bytes()
    result = app.test_cli_runner().invoke(args=["portal", "import-log", *ARTICLE, "-"], input=given_)

    assert result.exit_code == 0, result.output
    assert stored_counts(app)["page_views"] == 5


def test_a_dry_run_says_all_and_stores_nothing(app: Flask, tmp_path: Path):
    said = done(app, "--dry-run", log(tmp_path, LOADS))

    assert "3 visits, 5 page views" in said
    assert "Nothing was stored" in said
    assert stored_counts(app)["heard"] == 0
    assert "done before" not in done(app, log(tmp_path, LOADS))


def test_what_this_counter_has_counted_itself_is_not_counted_again(make_app: MakeApp, tmp_path: Path, clock):
    clock.set("2026-01-06T09:00:00")
    app = make_app(count_by="server")
    browser(app).get("/bai/9")
    counting_of(app).catch_up()
    loads = [*LOADS, Load(1440 + 30, "a"), Load(1440 + 700, "b")]
    said = done(app, log(tmp_path, loads))
    assert "2 too new (from 2026-01-06 on this counter counts itself)" in said

    # The imported days do not count as days of this counter.
    done(app, log(tmp_path, [Load(100, "z", "/bai/3"), Load(1440 + 5, "z")], "more.log"))
    assert stored_counts(app)["articles"] == {"1": 2, "2": 1, "3": 1, "9": 1}


def test_only_days_before_a_day_that_is_given(app: Flask, tmp_path: Path):
    done(app, "--before", "2026-01-05", log(tmp_path, LOADS))

    assert stored_counts(app)["heard"] == 0


def test_staff_is_excluded_by_network(app: Flask, tmp_path: Path):
    done(app, "--exclude-network", "192.0.2.97/32", log(tmp_path, LOADS))

    assert stored_counts(app)["excluded"]["staff"] == 4
    assert stored_counts(app)["articles"] == {"2": 1}


def test_staff_behind_a_proxy_is_excluded_by_the_first_address(app: Flask, tmp_path: Path):
    file = Path(log(tmp_path, LOADS))
    file.write_text(file.read_text().replace("192.0.2.97 ", "192.0.2.97, 10.0.0.1 "))
    done(app, "--exclude-network", "192.0.2.97/32", str(file))

    assert stored_counts(app)["excluded"]["staff"] == 4


@pytest.mark.parametrize("network", ["192.0.2.97/32", "::ffff:192.0.2.97/128"])
@pytest.mark.parametrize("written", ["::ffff:192.0.2.97 ", "192.0.2.97:49152 ", "[::ffff:192.0.2.97]:80 "])
def test_staff_is_excluded_however_its_address_is_written(
    app: Flask, tmp_path: Path, network: str, written: str
):
    file = Path(log(tmp_path, LOADS))
    file.write_text(file.read_text().replace("192.0.2.97 ", written))
    done(app, "--exclude-network", network, str(file))

    assert stored_counts(app)["excluded"]["staff"] == 4


def test_a_log_that_was_imported_before_addresses_with_ports_were_left_out_is_known(
    app: Flask, tmp_path: Path
):
    from portal_widgets.counting.log_import.store import log_import

    file = Path(log(tmp_path, LOADS))
    file.write_text(re.sub("^(\\S+)", r"\1:49152", file.read_text(), flags=re.MULTILINE))
    done(app, str(file))
    first, *_, last = file.read_bytes().splitlines(keepends=True)
    earlier = {"head": digests(first)[1], "last_line": digests(last)[1]}
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.update(log_import).values(earlier))

    assert f"{len(LOADS)} done before" in done(app, str(file))


def test_an_exclusion_that_cannot_be_applied_stops_the_import(app: Flask, tmp_path: Path):
    file = Path(log(tmp_path, LOADS))
    file.write_text(file.read_text().replace("192.0.2.97 ", "may-12.lan "))

    assert "'may-12.lan' is not an IP address" in refused(app, "--exclude-network", "10.0.0.0/8", str(file))


def test_readers_behind_a_virtual_host_without_port_are_many(app: Flask, tmp_path: Path):
    file = Path(log(tmp_path, [Load(at, who, "/bai/1") for at, who in enumerate("abcde")]))
    file.write_text("".join(f"www.portal.example {line}" for line in file.read_text().splitlines(True)))
    done(app, str(file))

    assert (stored_counts(app)["visits"], stored_counts(app)["articles"]) == (5, {"1": 5})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lzma.compress(b"x\n"), "packed with xz"),
        (bz2.compress(b"x\n"), "packed with bzip2"),
        ("x\n".encode("utf-16"), "UTF-16"),
        (b'{"status": 200}\n', "JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    app: Flask, tmp_path: Path, content: bytes, sentence: str
):
    file = tmp_path / "access.log"
    file.write_bytes(content)

    assert sentence in refused(app, str(file))


def test_the_portals_own_pages_lead_nobody_here(app: Flask, tmp_path: Path):
    from portal_widgets.counting.store.sql.tables import tally_day

    loads = [Load(0, "a", referrer="https://portal.example/"), Load(1, "b", referrer="https://tim.example/")]
    done(app, "--host", "portal.example", log(tmp_path, loads))
    with portal_of(app).database.reading() as connection:
        named = sa.select(tally_day.c.value).where(tally_day.c.dimension == "referrer")
        assert connection.scalars(named).all() == ["tim.example"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["khong-co.log"], "cannot be read"),
        (["--article", "(", "x"], "is not a valid pattern"),
        (["--article", "^/bai/(.*)$", "x"], "has no group (?P<id>...)"),
        (["--exclude-network", "nhà", "x"], "does not appear to be an IPv4 or IPv6 network"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(app: Flask, arguments: list[str], sentence: str):
    result = run(app, *arguments)

    assert result.exit_code != 0
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_a_file_that_is_no_log_is_refused(app: Flask, tmp_path: Path):
    letter = tmp_path / "thu.txt"
    letter.write_text("Thưa ông bà,\n" * 3)
    result = run(app, str(letter))

    assert result.exit_code == 1
    assert "is not an access log" in result.output


def test_a_broken_packed_file_keeps_what_was_booked(app: Flask, tmp_path: Path):
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress("".join(load.text() for load in LOADS).encode())[:-20])
    result = run(app, str(packed))

    assert result.exit_code == 1
    assert "cut short or broken" in result.output


def test_unreadable_lines_are_counted_and_named(app: Flask, tmp_path: Path):
    file = Path(log(tmp_path, LOADS[:2]))
    file.write_bytes(file.read_bytes() + b"\xff\xfe rubbish\n\n" + LOADS[3].text().encode())
    said = done(app, str(file))

    assert "2 unreadable" in said
    assert "unreadable: line 3 of access.log" in said
    assert stored_counts(app)["page_views"] == 3


def test_redis_shows_what_was_imported(make_app: MakeApp, tmp_path: Path, empty_redis: str, clock):
    app = make_app(redis_url=empty_redis, count_by="server")
    browser(app).get("/bai/1")
    counting_of(app).catch_up()
    clock.advance(minutes=2)
    done(app, log(tmp_path, LOADS))
    clock.advance(seconds=5)
    counting_of(app).catch_up()
    page = browser(app, address="192.0.2.50").get("/bai/1").text

    assert 'value="3"' in page
    assert counting_of(app).numbers().total == 4


def refused(app: Flask, *arguments: str) -> str:
    """The message instead of an import. Nothing may have been stored."""
    before = stored_counts(app)
    result = run(app, *arguments)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert stored_counts(app) == before
    return str(result.output)


def test_a_log_and_its_packed_copy_in_one_command_are_refused(app: Flask, tmp_path: Path):
    """`access.log*` names both while a server is compressing a log."""
    plain = Path(log(tmp_path, LOADS))
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert "are the same log" in refused(app, str(plain), str(packed))
    assert "are the same log" in refused(app, str(plain), log(tmp_path, LOADS[:4], "older.log"))


def test_two_servers_whose_logs_begin_alike_are_two(app: Flask, make_app: MakeApp, tmp_path: Path):
    """A load balancer sends a check to both of them in the same second."""
    first = log(tmp_path, [LOADS[0], Load(3, "x"), Load(4, "y")], "one.log")
    second = log(tmp_path, [LOADS[0], Load(4, "z")], "two.log")
    done(app, first, second)
    assert stored_counts(app)["heard"] == 5
    done(app, first, second)
    assert stored_counts(app)["heard"] == 5


def test_an_older_copy_of_a_log_is_refused(app: Flask, tmp_path: Path):
    done(app, log(tmp_path, LOADS))

    assert "older copy" in refused(app, log(tmp_path, LOADS[:7], "backup.log"))


def test_two_imports_of_one_file_at_once_book_it_once(app: Flask, tmp_path: Path):
    """The second import checks the file before the first one has begun."""
    from portal_widgets.counting.log_import.counter import ImportOptions
    from portal_widgets.counting.log_import.reader import LogFile
    from portal_widgets.counting.log_import.run import LogRun
    from portal_widgets.counting.log_import.store import ImportedElsewhereError

    file = LogFile(Path(log(tmp_path, LOADS)))
    file.look()
    first, second = LogRun(portal_of(app), [file]), LogRun(portal_of(app), [file])
    choice = ImportOptions(None, first.live_from)
    first.read(choice, lambda _: None, book=True)
    with pytest.raises(ImportedElsewhereError):
        second.read(choice, lambda _: None, book=True)

    assert stored_counts(app)["heard"] == 6


def test_days_that_were_left_for_later_can_be_imported_later(app: Flask, make_app: MakeApp, tmp_path: Path):
    """Importing only up to a day loses nothing, also around midnight."""
    every = [*LOADS, Load(1440 + 5, "a"), Load(1439, "b", "/bai/8"), Load(3 * 1440, "a", "/bai/7")]
    file = log(tmp_path, every)
    said = done(app, "--before", "2026-01-06", file)
    assert "3 left for later (from 2026-01-06 on)" in said
    assert stored_counts(app)["heard"] == 6

    done(app, file)
    whole = make_app()
    done(whole, file)
    assert stored_counts(app) == stored_counts(whole)
    assert stored_counts(app)["articles"]["7"] == 1


def test_days_before_a_counter_that_began_after_the_first_import(make_app: MakeApp, tmp_path: Path, clock):
    clock.set("2026-01-06T09:00:00")
    app = make_app(count_by="server")
    every = [*LOADS, Load(1440 + 5, "a", "/bai/6")]
    done(app, log(tmp_path, every))
    clock.set("2026-01-08T09:00:00")
    browser(app).get("/bai/9")
    counting_of(app).catch_up()

    every += [Load(2 * 1440 + 5, "a", "/bai/7"), Load(3 * 1440 + 5, "a", "/bai/8")]
    said = done(app, log(tmp_path, every))
    assert "1 too new (from 2026-01-08 on this counter counts itself)" in said
    assert stored_counts(app)["articles"] == {"1": 2, "2": 1, "6": 1, "7": 1, "9": 1}


def test_a_line_without_end_neither_counts_nor_hides_what_was_counted(app: Flask, tmp_path: Path):
    file = tmp_path / "access.log"
    file.write_text(LOADS[1].text() + "x" * 100_000 + "\n")
    done(app, str(file))
    said = done(app, str(file))

    assert "2 done before" in said
    assert stored_counts(app)["articles"] == {"1": 1}


def test_a_file_of_one_endless_line_needs_no_memory(tmp_path: Path):
    import tracemalloc

    from portal_widgets.counting.log_import.reader import LogFile, read_all

    file = tmp_path / "access.log"
    file.write_text(LOADS[1].text() + "x" * 50_000_000 + "\n" + LOADS[3].text())
    endless = LogFile(file)
    tracemalloc.start()
    endless.look()
    found = [read.line is not None for read in read_all([endless])]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == [True, False, True]
    assert most < 8_000_000


IIS = """#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Date: 2024-03-{day:02} 00:00:00
#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)
2024-03-{day:02} 07:35:09 203.0.113.7 GET /bai/1 200 {agent}
"""


def test_iis_logs_are_told_apart_below_their_headings(app: Flask, tmp_path: Path):
    """All of these files begin with the same words, but each one is recognised."""
    from portal_widgets.counting.log_import.store import log_import

    files = [tmp_path / f"u_ex24030{day}.log" for day in (1, 2, 3)]
    for day, file in enumerate(files, 1):
        file.write_text(IIS.format(day=day, agent=FIREFOX.replace(" ", "+")))
    said = done(app, *map(str, files))

    assert "12 headings" in said
    assert "unreadable" not in said
    assert stored_counts(app)["articles"] == {"1": 3}
    with portal_of(app).database.reading() as connection:
        assert len(set(connection.scalars(sa.select(log_import.c.head)))) == 3
    assert "15 done before" in done(app, *map(str, files))


def test_an_old_log_beside_a_new_one_does_not_slow_the_booking(app: Flask, tmp_path: Path, monkeypatch):
    """The lines of both logs alternate. A transaction for each line would take hours."""
    from portal_widgets.counting.log_import.store import LogStore

    old = log(tmp_path, [Load(minute, "a") for minute in range(0, 600, 2)], "old.log")
    new = log(tmp_path, [Load(minute, "b") for minute in range(1, 600, 2)], "new.log")
    done(app, old)
    book, times = LogStore.book, []
    monkeypatch.setattr(LogStore, "book", lambda *given: (times.append(1), book(*given)))
    done(app, old, new)

    assert len(times) == 1
    assert stored_counts(app)["page_views"] == 600


@pytest.mark.parametrize("place", [0.01, 0.3, 0.6, 0.9])
def test_a_packed_file_that_is_broken_anywhere_is_a_sentence(app: Flask, tmp_path: Path, place: float):
    text = "".join(Load(number, "abc"[number % 3], f"/bai/{number * 7919}").text() for number in range(9000))
    packed = bytearray(gzip.compress(text.encode()))
    start = int(len(packed) * place)
    packed[start : start + 8] = b"\xff" * 8
    file = tmp_path / "access.log.gz"
    file.write_bytes(packed)
    for _ in range(2):  # lines that were counted before the place are read again
        result = run(app, str(file))
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert "cut short or broken" in result.output or "is not an access log" in result.output


def test_a_damaged_copy_of_a_known_log_is_a_sentence(app: Flask, tmp_path: Path):
    """The copy is compared with the known log before anything is imported."""
    every = [Load(number, "abc"[number % 3], f"/bai/{number * 7919}") for number in range(9000)]
    plain = log(tmp_path, every)
    done(app, plain)
    half = tmp_path / "half.gz"
    packed = gzip.compress(Path(plain).read_bytes())
    half.write_bytes(packed[: len(packed) // 2])

    assert "half.gz is cut short or broken" in refused(app, str(half))
    assert "half.gz is cut short or broken" in refused(app, plain, str(half))
    assert "half.gz is cut short or broken" in refused(app, str(half), plain)


def test_redis_catches_up_with_an_import_that_was_killed(
    make_app: MakeApp, tmp_path: Path, empty_redis: str, clock, monkeypatch
):
    """All counts were stored, but Redis was not updated. The same command updates it."""
    from portal_widgets.counting.engine import Counting

    app = make_app(redis_url=empty_redis, count_by="server")
    browser(app).get("/bai/1")
    counting_of(app).catch_up()
    clock.advance(minutes=2)
    with monkeypatch.context() as killed:
        killed.setattr(Counting, "renew_redis", lambda _: None)
        done(app, log(tmp_path, LOADS))
    done(app, log(tmp_path, LOADS))
    clock.advance(seconds=5)
    counting_of(app).catch_up()

    assert counting_of(app).numbers().total == 4


def test_redis_may_be_away_while_a_log_is_imported(
    make_app: MakeApp, tmp_path: Path, empty_redis: str, clock, monkeypatch
):
    from portal_widgets.counting.engine import Counting
    from portal_widgets.errors import StoreUnavailableError

    app = make_app(redis_url=empty_redis, count_by="server")
    browser(app).get("/bai/1")
    counting_of(app).catch_up()
    clock.advance(minutes=2)

    def away(*_: object) -> None:
        raise StoreUnavailableError("Redis does not answer")

    with monkeypatch.context() as outage:
        outage.setattr(Counting, "catch_up", away)
        done(app, log(tmp_path, LOADS))
    clock.advance(seconds=5)
    counting_of(app).catch_up()

    assert counting_of(app).numbers().total == 4


def test_imported_views_stand_under_the_category_of_their_article(app: Flask, tmp_path: Path):
    from portal_widgets.counting.store.protocol import Article
    from portal_widgets.counting.store.sql.store import SqlStore
    from portal_widgets.counting.store.sql.tables import tally_day

    portal = portal_of(app)
    described = Article("1", "Tin", "/bai/1", "Tin tức", "vi", None)
    SqlStore(portal.database, portal.clock.milliseconds).describe(portal.site, [described])
    done(app, log(tmp_path, LOADS))
    with portal.database.reading() as connection:
        tallied = sa.select(tally_day.c.value, tally_day.c.hits).where(tally_day.c.dimension == "category")
        assert [tuple(row) for row in connection.execute(tallied)] == [("Tin tức", 2)]


loads = st.lists(
    st.builds(
        Load,
        st.builds(
            lambda day, minute: day * 1440 + minute,
            st.integers(0, 2),
            st.sampled_from([31, 40, 61, 62, 92, 700]),
        ),
        st.sampled_from("abc"),
        st.sampled_from(["/", "/bai/1", "/bai/2", "/a.css"]),
        st.sampled_from([FIREFOX, FIREFOX, "curl/8"]),
        st.sampled_from([200, 200, 304, 500]),
    ),
    min_size=1,
    max_size=30,
).map(lambda found: sorted(found, key=lambda load: load.minutes))


def recount(every: list[Load]) -> dict[str, Any]:
    """A recount, page load by page load, without the rules of the product."""
    here: dict[Any, int] = {}
    read: dict[Any, int] = {}
    counted: dict[str, Any] = {"page_views": 0, "visits": 0, "articles": {}}
    for one in every:
        if one.path == "/a.css" or one.status == 500 or one.agent != FIREFOX:
            continue
        person = one.who, one.minutes // 1440
        counted["page_views"] += 1
        counted["visits"] += one.minutes - here.get(person, -1000) > 30
        here[person] = one.minutes
        if one.path.startswith("/bai/") and one.minutes - read.get((person, one.path), -1000) > 30:
            read[person, one.path] = one.minutes
            name = one.path.removeprefix("/bai/")
            counted["articles"][name] = counted["articles"].get(name, 0) + 1
    return counted


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=loads, cut=st.integers(0, 30), packed=st.booleans())
def test_an_import_in_any_portions_equals_a_recount(
    make_app: MakeApp, tmp_path: Path, every, cut: int, packed: bool
):
    app = make_app()
    done(app, log(tmp_path, every[:cut] or every))
    name = log(tmp_path, every)
    if packed:
        Path(name).write_bytes(gzip.compress(Path(name).read_bytes()))
    said = done(app, name)
    found, counted = stored_counts(app), recount(every)

    assert {key: found[key] for key in ("page_views", "visits")} == {
        key: counted[key] for key in ("page_views", "visits")
    }
    assert {id_: views for id_, views in found["articles"].items() if views} == counted["articles"]
    assert f"{len(every)} lines read" in said
    # Every line appears in the summary: under a reason, or as counted.
    whole = make_app()
    words = dict(
        reversed(line.split(maxsplit=1)) for line in done(whole, name).splitlines()[1:] if line[:8].isspace()
    )
    assert int(words.pop("lines read")) == sum(map(int, words.values())) == len(every)
    excluded = {
        reason: hits for reason, hits in stored_counts(whole)["excluded"].items() if reason != "repeat"
    }
    assert int(words.get("page loads", 0)) == stored_counts(whole)["page_views"] + sum(excluded.values())


@pytest.mark.parametrize(
    "address", ["203.0.113.7", "2001:db8::7", '"203.0.113.7,"', "203.0.113.7:49152", "[2001:db8::7]:80"]
)
def test_no_address_can_be_guessed_from_what_a_log_is_known_by(address: str):
    line = '%s - - [08/Mar/2024:14:35:09 +0700] "GET /tin/1 HTTP/1.1" 200 5 "-" "Firefox" %s\n'

    assert digest((line % (address, address)).encode()) == digest(
        (line % ("192.0.2.1", "192.0.2.1")).encode()
    )
    assert digest((line % (address, "a")).encode()) != digest((line % (address, "b")).encode())
