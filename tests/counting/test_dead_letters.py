"""A record that a store refuses is put aside, only this one and only once. All other records are counted."""

import logging
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from flask import Flask

from counting.stores import NOW, Backend, make_backend, open_database, view
from counting.test_pipeline import FIREFOX, Process, names
from portal_widgets.counting.dead_letters import MOST_IN_A_ROW
from portal_widgets.counting.hits import Labels, Reason, Record
from portal_widgets.counting.journal.pending import CountAnswer, PendingAnswer
from portal_widgets.counting.log_import.counter import Portion
from portal_widgets.counting.log_import.store import LogStore, Place
from portal_widgets.counting.sessions import DayDelta
from portal_widgets.counting.store.protocol import Applied, Batch, DeadLetter
from portal_widgets.counting.store.sql.dead_letters import DeadLetterStore
from portal_widgets.counting.store.sql.tables import article as articles
from portal_widgets.counting.store.sql.tables import (
    article_day,
    exclusion_day,
    journal,
    site_day,
    tally_day,
)
from portal_widgets.errors import StoreUnavailableError
from support import MakeApp, browser, counting_of, portal_of

# A time that no calendar has, so every store refuses it.
NEVER = 2**63


class BadError(Exception):
    """A fault of the program."""


class Picky:
    """A store that refuses some articles, as a database refuses a value. It may also lose its answer."""

    def __init__(self, store: Any, *, refused: str = "bad") -> None:
        self._store = store
        self.refused = refused
        self.asked = 0
        self.lose_answers = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def apply(self, site: str, batch: Batch) -> Applied:
        self.asked += 1
        if any(hit.article == self.refused for hit in batch.hits):
            raise BadError("no such thing")
        applied = self._store.apply(site, batch)
        if self.lose_answers:
            raise StoreUnavailableError("the answer was lost")
        return applied


def picky(process: Process, refused: str = "bad") -> Picky:
    """Make this the store of the process."""
    process.store.inner = store = Picky(process.store.inner, refused=refused)
    return store


def hear_bad(process: Process, **said: Any) -> None:
    record = Record(process.backend.clock.milliseconds, b"bad".ljust(16), b"", "/", "1", FIREFOX)
    assert process.journal_writer.write(record._replace(**said))


def letters(backend: Backend) -> list[DeadLetter]:
    backend.commit_to_sql()
    return [noted.letter for noted in DeadLetterStore(backend.database, "main").listed()]


def rows(backend: Backend, table: sa.Table) -> list[dict[str, Any]]:
    with backend.database.reading() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def excluded(backend: Backend) -> dict[str, int]:
    backend.commit_to_sql()
    return {row["reason"]: row["hits"] for row in rows(backend, exclusion_day)}


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


@pytest.fixture
def process(backend: Backend, tmp_path: Path) -> Iterator[Process]:
    process = Process(backend, tmp_path)
    yield process
    process.die()


def test_one_record_amid_a_thousand_is_put_aside_with_its_reason_and_the_others_are_counted(
    process: Process, caplog
):
    process.hear(*names(500))
    hear_bad(process, at=NEVER, page="/duong")
    process.hear(*(f"later{number:03}" for number in range(499)))
    for _ in range(3):
        process.flush()

    assert process.views() == 999
    assert excluded(process.backend) == {"dead-letter": 1}
    (letter,) = letters(process.backend)
    assert (letter.source, letter.about) == (process.journal_writer.journal.name, "article 1, page /duong")
    assert letter.why.startswith(("ValueError: year", "OverflowError"))
    assert len(errors(caplog)) == 1
    assert letter.why in errors(caplog)[0]
    (day,) = rows(process.backend, site_day)
    assert (day["heard"], day["page_views"]) == (1000, 999)


def test_a_restart_does_not_try_it_again(process: Process, backend: Backend, tmp_path: Path, caplog):
    process.hear("an")
    hear_bad(process, at=NEVER)
    process.flush()
    process.die()
    caplog.clear()
    other = Process(backend, tmp_path)
    other.journal_writer.adopt()
    other.hear("binh")
    other.flush()

    assert (other.views(), excluded(backend), len(letters(backend))) == (2, {"dead-letter": 1}, 1)
    assert errors(caplog) == []
    other.die()


@pytest.mark.parametrize(
    "said",
    [{"article": "a\0b"}, {"article": "x" * 256}, {"link": "x" * 101}, {"link": "a\0b"}],
    ids=["NUL", "too long", "a link too long", "NUL in a link"],
)
def test_what_postgresql_refuses_is_put_aside(new_postgres: str, tmp_path: Path, said: dict[str, str]):
    backend = make_backend("postgresql", open_database(tmp_path, new_postgres))
    process = Process(backend, tmp_path)
    process.hear(*names(20))
    hear_bad(process, **said)
    process.hear("last")
    process.flush()
    ((key, value),) = said.items()

    assert process.views() == 21
    (letter,) = letters(backend)
    assert letter.about.startswith(f"{key} {value[:20]}".replace("\0", "\\x00"))
    assert "DataError" in letter.why or "StringDataRightTruncation" in letter.why
    # A click is not a page load.
    assert excluded(backend) == ({} if "link" in said else {"dead-letter": 1})
    process.die()
    backend.close()


def test_several_in_one_batch_are_found_each(process: Process):
    for number in range(60):
        if number % 7 == 3:
            hear_bad(process, at=NEVER)
        process.hear(f"{number:04}")
    process.flush()

    assert (process.views(), excluded(process.backend), len(letters(process.backend))) == (
        60,
        {"dead-letter": 9},
        9,
    )


def test_who_waits_is_told(process: Process):
    pending_answers = [PendingAnswer(), PendingAnswer()]
    record = Record(NEVER, b"bad".ljust(16), b"", "/", "1", FIREFOX)
    process.journal_writer.write(record, pending_answers[0])
    process.hear("an", pending_answer=pending_answers[1])
    process.flush()

    assert [one.wait() for one in pending_answers] == [
        CountAnswer(None, Reason.DEAD_LETTER),
        CountAnswer(1, None),
    ]


def test_an_answer_that_is_lost_doubles_neither_letters_nor_views(process: Process):
    store = picky(process)
    process.hear(*names(10))
    hear_bad(process, article="bad")
    process.hear("last")
    store.lose_answers = True
    for _ in range(8):
        with suppress(StoreUnavailableError):
            process.flush()
    store.lose_answers = False
    process.flush()

    assert (process.views(), excluded(process.backend), len(letters(process.backend))) == (
        11,
        {"dead-letter": 1},
        1,
    )


def test_a_process_that_is_killed_at_any_moment_loses_and_doubles_nothing(backend: Backend, tmp_path: Path):
    """Whichever part of the halved batch was the last one."""
    heard = Process(backend, tmp_path)
    heard.hear(*names(6))
    hear_bad(heard, article="bad")
    heard.hear(*(f"later{number}" for number in range(6)))
    heard.die()
    for _ in range(9):
        process = Process(backend, tmp_path)
        process.journal_writer.adopt()
        store = picky(process)
        store.lose_answers = True  # killed after the next part that is applied
        with suppress(StoreUnavailableError):
            process.flush()
        process.die()

    assert backend.store.views("main", "1") == 12
    assert (excluded(backend), len(letters(backend))) == ({"dead-letter": 1}, 1)


def test_letter_offset_and_ledger_change_in_one_transaction(new_postgres: str, tmp_path: Path):
    """If the letter cannot be stored, nothing has changed."""
    backend = make_backend("postgresql", open_database(tmp_path, new_postgres))
    letter: Any = DeadLetter("one", "1", "", "x")._replace(why=None)
    with pytest.raises(sa.exc.IntegrityError):
        backend.store.apply("main", Batch("one", 0, 1, [view("an")], [letter]))

    assert (rows(backend, journal), rows(backend, site_day), letters(backend)) == ([], [], [])
    backend.close()


def test_where_every_record_is_refused_it_is_none_of_theirs_and_counting_waits(process: Process, caplog):
    """If the program has a fault, some records are refused, but not all."""
    store = picky(process, refused="1")
    process.hear(*names(3 * MOST_IN_A_ROW))
    for _ in range(3):
        process.flush()

    assert len(letters(process.backend)) == MOST_IN_A_ROW
    assert process.pipeline.waiting_bytes() > 0
    assert not process.pipeline.prompt
    assert sum("journal" in one and "waits" in one for one in errors(caplog)) == 1
    store.refused = ""
    process.flush()
    assert process.views() == 2 * MOST_IN_A_ROW
    assert process.pipeline.waiting_bytes() == 0


def test_a_journal_that_waits_holds_up_no_other(process: Process, backend: Backend, tmp_path: Path):
    other = Process(backend, tmp_path)
    other.hear("elsewhere", article="2")
    other.die()
    process.hear(*names(2 * MOST_IN_A_ROW))
    process.journal_writer.adopt()
    picky(process, refused="1")
    process.flush()

    assert process.views("2") == 1


def test_a_journal_that_cannot_be_read_holds_up_no_other(process: Process, caplog, monkeypatch):
    process.hear("an")
    process.journal_writer.rotate(0, anyway=True)
    process.hear("binh")

    def broken(*_: object, **_options: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(process.journal_writer.held[0], "read", broken)
    for _ in range(3):
        process.flush()

    assert process.views() == 1
    assert sum("Input/output error" in one for one in errors(caplog)) == 1


@pytest.mark.parametrize(
    "payload",
    [b"V", b"V" + bytes(8) + b"\xff" * 45, b"C" + bytes(45) + b"\xff\xfe", b"V" + bytes(45) + b"a\x1fb"],
    ids=["torn", "a reason of a newer version", "no UTF-8", "too few fields"],
)
def test_a_frame_that_cannot_be_read_is_put_aside(process: Process, payload: bytes, caplog):
    process.hear("an")
    journal = process.journal_writer.journal
    with journal.path.open("r+b") as file:
        file.seek(journal.size)
        file.write(struct.pack(">II", len(payload), zlib.crc32(payload)) + payload)
        journal.size = journal.readable = file.tell()
    process.hear("binh")
    for _ in range(2):
        process.flush()

    assert process.views() == 2
    (letter,) = letters(process.backend)
    assert letter.why == "it cannot be read"
    assert len(errors(caplog)) == 1
    assert {row["day"] for row in rows(process.backend, site_day)} == {NOW.date()}


def test_half_a_pair_of_utf_16_can_be_written_down(process: Process):
    hear_bad(process, article="a\ud800b")
    process.flush()

    assert process.views("a?b") == 1


def test_a_record_that_is_refused_is_no_visitor_to_replay(redis_backend: Backend, tmp_path: Path):
    process = Process(redis_backend, tmp_path)
    process.hear("an")
    hear_bad(process, at=NEVER)
    process.flush()
    redis_backend.commit_to_sql()
    process.pipeline.replay_visitors(99)

    assert process.views() == 1
    process.die()


def test_an_epoch_is_brought_home_but_for_the_row_that_sql_refuses(
    new_postgres: str, empty_redis: str, tmp_path: Path, caplog
):
    backend = make_backend("redis", open_database(tmp_path, new_postgres), empty_redis)
    backend.prepare()
    good, bad = (
        Labels(("page-hour|12",), ("browser|Firefox",)),
        Labels(("page-hour|13",), ("browser|Fire\0",)),
    )
    backend.apply(view("an", labels=good), view("binh", "2", labels=bad), view("chi", labels=good))
    with redis.Redis.from_url(empty_redis) as client:
        client.hset("{pw:main}:e:1:labels", b"2037-03-11|browser|\xff", 4)
        client.hset("{pw:main}:e:1:labels", b"no day|browser|x", 4)
        client.hset("{pw:main}:e:1:days", b"2037-03-11|unheard-of", 4)
    assert (backend.commit_to_sql(), backend.commit_to_sql()) == (1, 0)

    assert {(row["dimension"], row["value"]): row["hits"] for row in rows(backend, tally_day)} == {
        ("page-hour", "12"): 2,
        ("page-hour", "13"): 1,
        ("browser", "Firefox"): 2,
    }
    assert [(row["heard"], row["visits"]) for row in rows(backend, site_day)] == [(3, 3)]
    assert sum(row["views"] for row in rows(backend, article_day)) == 3
    found = {letter.place: letter for letter in letters(backend)}
    assert {letter.source for letter in found.values()} == {"epoch 1"}
    refused = found["pw_tally_day day 2037-03-11, dimension browser, value Fire\\x00"]
    assert (refused.about, "NUL" in refused.why) == ("hits 1", True)
    assert len(found) == 4
    backend.close()


def test_an_epoch_that_is_refused_for_another_reason_is_kept(
    new_postgres: str, empty_redis: str, tmp_path: Path
):
    """For example a missing table. Nothing is put aside, and the epoch is committed later."""
    backend = make_backend("redis", open_database(tmp_path, new_postgres), empty_redis)
    backend.prepare()
    backend.apply(view("an"))
    with backend.database.writing() as connection:
        connection.execute(sa.text("ALTER TABLE pw_article_day RENAME TO away"))
    with pytest.raises(sa.exc.ProgrammingError):
        backend.commit_to_sql()
    with backend.database.writing() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO pw_article_day"))

    assert backend.commit_to_sql() == 1
    assert (letters(backend), len(rows(backend, article_day))) == ([], 1)
    backend.close()


def test_of_an_imported_log_all_rows_are_booked_but_the_one_that_is_refused(
    new_postgres: str, tmp_path: Path
):
    backend = make_backend("postgresql", open_database(tmp_path, new_postgres))
    store, today = LogStore(backend.database, lambda: 1), NOW.date()
    gain = DayDelta(
        heard=3, articles=Counter({"1": 2}), labels=Counter({"browser|Fire\0": 2, "browser|Opera": 1})
    )
    number = store.begin("main", "head", "access.log", today, 0)
    store.book("main", Portion([(today, gain)], {}), {number: (Place(0), Place(9))}, today)

    assert [row["value"] for row in rows(backend, tally_day)] == ["Opera"]
    (letter,) = letters(backend)
    assert (letter.source, letter.about) == (f"log {number} to 9", "hits 2")
    backend.close()


def test_a_known_letter_stays_as_it_is(backend: Backend):
    for why in ("first", "second"):
        backend.store.add_dead_letters("main", [DeadLetter("description", "7", "", why)])

    assert [letter.why for letter in letters(backend)] == ["first"]


def described(app: Flask) -> list[tuple[str, str | None, str | None]]:
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        asked = sa.select(articles.c.id, articles.c.title, articles.c.category).order_by(articles.c.id)
        return [tuple(row) for row in connection.execute(asked)]


@pytest.mark.parametrize(
    "wrong", [("Tin", "/2", "Tin", "x" * 17), ("Tin", "/2", "".join(map(chr, range(200, 9000))), "vi")]
)
def test_a_description_that_is_refused_is_put_aside_and_the_others_are_kept(
    make_app: MakeApp, new_postgres: str, wrong: tuple[str, str, str, str], caplog
):
    """The language is too long, and the category is too long for its index."""
    app = make_app(database_url=new_postgres)
    for number in range(9):
        said = wrong if number == 4 else ("Tin", f"/{number}", "Tin", "vi")
        counting_of(app).describe(str(number), (*said, None))

    assert [article for article, *_ in described(app)] == ["0", "1", "2", "3", "5", "6", "7", "8"]
    ((letter,), told) = DeadLetterStore(portal_of(app).database, "main").listed(), errors(caplog)
    assert (letter.letter.source, letter.letter.place) == ("description", "4")
    assert len(told) == 1
    counting_of(app).describe("4", (*wrong, None))
    described(app)
    assert errors(caplog) == told


def test_what_no_database_keeps_in_a_text_is_replaced_at_the_door(make_app: MakeApp, new_postgres: str):
    app = make_app(database_url=new_postgres)
    counting_of(app).describe("1", ("Tin\0 \ud800mới\n", "/1", "Nước\0", None, None))
    token = counting_of(app).tokens.article("1")
    browser(app).post("/portal/views", json={"article": token})

    assert described(app) == [("1", "Tin\ufffd \ufffdmới\n", "Nước\ufffd")]
    with portal_of(app).database.reading() as connection:
        values = connection.scalars(sa.select(tally_day.c.value).where(tally_day.c.dimension == "category"))
        assert list(values) == ["Nước\ufffd"]
    assert DeadLetterStore(portal_of(app).database, "main").count() == 0


def test_a_fault_of_the_script_is_no_outage_of_redis(redis_backend: Backend):
    """An outage would mean waiting. Redis's answer to a command in a script is not an outage."""
    run = redis_backend.redis.call
    with pytest.raises(redis.ResponseError, match="user_script"):
        run(lambda client: client.eval("return cjson.decode('{')", 0))
    with pytest.raises(StoreUnavailableError):
        run(lambda client: client.eval("redis.call('SET', 'a', '1') return redis.call('LPUSH', 'a', '1')", 0))


def test_a_batch_that_the_script_cannot_read_is_put_aside(redis_backend: Backend, tmp_path: Path):
    process = Process(redis_backend, tmp_path)
    process.hear("an")
    hear_bad(process, at=2**62, page="/x")  # later than any time of Redis
    process.flush()

    assert (process.views(), len(letters(redis_backend))) == (1, 1)
    process.die()
