"""Redis is temporary and SQL is permanent. A lost Redis loses no counts."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from counting.stores import AT, NOW, Backend, make_backend, view
from counting.test_pipeline import Process, names
from portal_widgets.core.text.clock import Periods
from portal_widgets.counting.hits import Labels, Reason
from portal_widgets.counting.sessions import MINUTE
from portal_widgets.counting.store.protocol import NotReadyError
from portal_widgets.counting.store.sql.archive import CommitOutcome
from portal_widgets.counting.store.sql.tables import (
    article_day,
    exclusion_day,
    site_day,
    tally_day,
)

TODAY = Periods(NOW.date())


def rows(backend: Backend, table: sa.Table) -> list[dict]:
    with backend.database.reading() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def in_sql(backend: Backend) -> int:
    """The visits in SQL."""
    return sum(row["visits"] for row in rows(backend, site_day))


def lose(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.flushall()


def test_an_epoch_is_brought_home_whole(redis_backend: Backend):
    labels = Labels(("page-hour|12",), ("browser|Firefox", "hour|12"))
    redis_backend.apply(
        view("an", labels=labels), view("an", labels=labels), view("binh", "2"), view("x", reason=Reason.BOT)
    )
    assert redis_backend.commit_to_sql() == 1

    (day,) = rows(redis_backend, site_day)
    expected = {"heard": 4, "page_views": 3, "article_views": 2, "visits": 2, "visitors": 2}
    assert {name: day[name] for name in expected} == expected
    assert {(row["reason"], row["hits"]) for row in rows(redis_backend, exclusion_day)} == {
        ("bot", 1),
        ("repeat", 1),
    }
    assert {(row["dimension"], row["value"], row["hits"]) for row in rows(redis_backend, tally_day)} == {
        ("page-hour", "12", 2),
        ("browser", "Firefox", 1),
        ("hour", "12", 1),
    }
    assert sorted(row["views"] for row in rows(redis_backend, article_day)) == [1, 1]


def test_redis_and_embedded_end_up_with_the_same_counts(redis_backend: Backend, tmp_path: Path):
    from counting.stores import open_database

    embedded = make_backend("sqlite", open_database(tmp_path / "embedded"))
    labels = Labels(("page-hour|12",), ("browser|Firefox",))
    hits = [
        view(f"r{number % 9}", str(number % 5), NOW + timedelta(minutes=number), labels=labels)
        for number in range(60)
    ]
    for backend in (redis_backend, embedded):
        backend.clock.advance(minutes=70)
        for first in range(0, 60, 20):
            backend.apply(*hits[first : first + 20])
        backend.commit_to_sql()

    for table in (site_day, exclusion_day, article_day, tally_day):
        assert rows(redis_backend, table) == rows(embedded, table), table
    embedded.close()


def test_nothing_happened_nothing_is_archived(redis_backend: Backend):
    assert redis_backend.commit_to_sql() == 0
    redis_backend.apply(view("an"))
    assert [redis_backend.commit_to_sql() for _ in range(3)] == [1, 0, 0]


def test_an_archivist_that_died_before_dropping_an_epoch_doubles_nothing(redis_backend: Backend):
    redis_backend.apply(view("an"))
    generation = redis_backend.archive.state("main").generation
    redis_backend.epochs.close("main", generation)
    deltas = redis_backend.epochs.deltas("main", 1)
    assert redis_backend.archive.commit("main", generation, 1, deltas) is CommitOutcome.COMMITTED
    assert redis_backend.commit_to_sql() == 0

    assert in_sql(redis_backend) == 1
    assert redis_backend.epochs.closed_epochs("main")[1] == []


def test_two_archivists_at_once_commit_once(redis_backend: Backend):
    redis_backend.apply(view("an"))
    generation = redis_backend.archive.state("main").generation
    redis_backend.epochs.close("main", generation)
    deltas = [redis_backend.epochs.deltas("main", 1) for _ in range(2)]
    outcomes = [redis_backend.archive.commit("main", generation, 1, delta) for delta in deltas]

    assert outcomes == [CommitOutcome.COMMITTED, CommitOutcome.KNOWN]
    assert in_sql(redis_backend) == 1


def test_one_process_is_elected_for_a_while(redis_backend: Backend):
    assert redis_backend.epochs.acquire_duty("main", "archive", 60_000)
    assert not redis_backend.epochs.acquire_duty("main", "archive", 60_000)
    assert redis_backend.epochs.acquire_duty("ward", "archive", 60_000)


def test_a_lost_redis_loses_nothing(redis_backend: Backend, empty_redis: str, tmp_path: Path):
    """SQL's counts are restored, and the journals resend all others, each exactly once."""
    process = Process(redis_backend, tmp_path)
    process.hear(*names(10))
    process.flush()
    redis_backend.commit_to_sql()
    process.hear(*(f"{number} later" for number in range(7)))
    process.flush()
    lose(empty_redis)
    process.hear("after the loss")
    with pytest.raises(NotReadyError):
        process.pipeline.flush()
    process.flush()

    assert process.views() == 18
    assert redis_backend.store.numbers("main", TODAY, AT).today == 18
    redis_backend.commit_to_sql()
    assert in_sql(redis_backend) == 18
    process.die()


def test_a_repeat_stays_a_repeat_through_the_loss_of_redis(
    redis_backend: Backend, empty_redis: str, tmp_path: Path
):
    """Each process replays the visitors of its journals before counting continues."""
    first, second = Process(redis_backend, tmp_path), Process(redis_backend, tmp_path)
    first.hear("an", "binh")
    first.flush()
    redis_backend.commit_to_sql()
    first.die()
    lose(empty_redis)
    redis_backend.clock.advance(minutes=10)
    second.hear("an", "binh", "chi")
    second.flush()  # restores, adopts, replays and counts

    assert second.views() == 3
    assert redis_backend.store.numbers("main", TODAY, AT).today == 3
    second.die()


def test_after_the_loss_of_redis_counting_waits_for_the_journals_of_every_process(
    redis_backend: Backend, empty_redis: str, tmp_path: Path
):
    first, second = Process(redis_backend, tmp_path), Process(redis_backend, tmp_path)
    first.hear("an")
    first.flush()
    second.hear("binh")
    second.flush()
    redis_backend.commit_to_sql()
    lose(empty_redis)
    second.hear("an")
    redis_backend.clock.advance(seconds=9)
    with pytest.raises(NotReadyError):
        second.flush()
    first.flush()
    second.flush()

    assert second.views() == 2
    first.die()
    second.die()


def test_a_process_that_dies_while_counting_waits_for_it_is_replayed_by_the_next(
    redis_backend: Backend, empty_redis: str, tmp_path: Path
):
    first, second = Process(redis_backend, tmp_path), Process(redis_backend, tmp_path)
    first.hear("an")
    first.flush()
    redis_backend.commit_to_sql()
    lose(empty_redis)
    second.hear("an")
    with pytest.raises(NotReadyError):
        second.flush()
    first.die()
    redis_backend.clock.advance(seconds=9)
    third = Process(redis_backend, tmp_path)
    third.flush()
    second.flush()

    assert second.views() == 1
    second.die()
    third.die()


def test_a_replay_for_a_generation_that_is_lost_again_opens_nothing(redis_backend: Backend, empty_redis: str):
    redis_backend.apply(view("an"))
    redis_backend.commit_to_sql()
    lose(empty_redis)
    redis_backend.store.prepare("main")
    lose(empty_redis)
    other = make_backend("redis", redis_backend.database, empty_redis)
    other.store.prepare("main")
    redis_backend.store.finish_replay("main", "one")

    with pytest.raises(NotReadyError):
        other.apply(view("an"), journal="two")
    other.close()


def test_counting_does_not_go_on_while_any_process_still_replays(redis_backend: Backend, empty_redis: str):
    """An hour of a busy portal's journals takes longer than ten seconds."""
    redis_backend.apply(view("an"))
    redis_backend.commit_to_sql()
    lose(empty_redis)
    redis_backend.store.prepare("main")
    for _ in range(3):
        redis_backend.clock.advance(seconds=9)
        redis_backend.store.replay_visitors("main", [view("an")])
    redis_backend.clock.advance(seconds=9)
    with pytest.raises(NotReadyError):
        redis_backend.apply(view("an"))
    redis_backend.clock.advance(seconds=1)

    assert list(redis_backend.apply(view("an")).verdicts) == [Reason.REPEAT]


def test_a_journal_that_is_replayed_later_does_not_stop_counting(redis_backend: Backend, empty_redis: str):
    """A new process adopts journals at any time."""
    redis_backend.apply(view("an"))
    redis_backend.commit_to_sql()
    lose(empty_redis)
    redis_backend.prepare()
    redis_backend.store.replay_visitors("main", [view("an")])

    assert list(redis_backend.apply(view("binh")).verdicts) == [None]


def test_redis_back_from_an_old_save_is_noticed_and_put_right(
    redis_backend: Backend, empty_redis: str, tmp_path: Path
):
    """It has the right generation, but is behind an epoch that SQL has."""
    process = Process(redis_backend, tmp_path)
    process.hear("an")
    process.flush()
    with redis.Redis.from_url(empty_redis) as client:
        saved = {name: (client.dump(name), max(client.pttl(name), 0)) for name in client.keys("*")}
    process.hear("binh")
    process.flush()
    redis_backend.commit_to_sql()
    process.hear("chi")
    process.flush()
    with redis.Redis.from_url(empty_redis) as client:
        client.flushall()
        for name, (value, ttl) in saved.items():
            client.restore(name, ttl, value)
    process.hear("dung")
    process.flush()
    redis_backend.commit_to_sql()

    assert process.views() == 4
    assert in_sql(redis_backend) == 4
    process.die()


def test_an_epoch_of_a_redis_that_went_back_in_time_is_not_swallowed(
    redis_backend: Backend, empty_redis: str, tmp_path: Path
):
    """A process that does not know the newest epoch of SQL counts under its number again. These counts must
    not be lost because the number exists already.
    """
    process = Process(redis_backend, tmp_path)
    process.hear("an")
    process.flush()
    with redis.Redis.from_url(empty_redis) as client:
        saved = {name: (client.dump(name), max(client.pttl(name), 0)) for name in client.keys("*")}
    redis_backend.commit_to_sql()
    with redis.Redis.from_url(empty_redis) as client:
        client.flushall()
        for name, (value, ttl) in saved.items():
            client.restore(name, ttl, value)
    process.hear("binh")
    process.pipeline.flush()
    with pytest.raises(NotReadyError):
        redis_backend.commit_to_sql()
    process.flush()
    redis_backend.commit_to_sql()

    assert process.views() == 2
    assert in_sql(redis_backend) == 2
    process.die()


def test_an_epoch_of_an_earlier_generation_is_never_committed(redis_backend: Backend):
    """A process was committing while Redis was lost and restored by another process."""
    redis_backend.apply(view("an"))
    generation = redis_backend.archive.state("main").generation
    redis_backend.epochs.close("main", generation)
    deltas = redis_backend.epochs.deltas("main", 1)
    redis_backend.archive.begin_generation("main")

    assert redis_backend.archive.commit("main", generation, 1, deltas) is CommitOutcome.DIVERGED
    assert in_sql(redis_backend) == 0


def test_unique_visitors_survive_the_loss_of_redis(redis_backend: Backend, empty_redis: str, tmp_path: Path):
    """SQL stores the sketch of the day, so a visitor of the morning is not new in the evening."""
    process = Process(redis_backend, tmp_path)
    process.hear(*names(20))
    process.flush()
    redis_backend.commit_to_sql()
    lose(empty_redis)
    redis_backend.clock.advance(minutes=120)
    process.flush()
    process.hear(*names(25))
    process.flush()
    redis_backend.commit_to_sql()

    (day,) = rows(redis_backend, site_day)
    assert day["visitors"] == 25
    assert day["visits"] == 45
    process.die()


def test_from_embedded_to_redis_and_back(backend: Backend, empty_redis: str, tmp_path: Path):
    """The numbers and the journals' offsets move in both directions."""
    if backend.kind == "redis":
        pytest.skip("begins without Redis")
    process = Process(backend, tmp_path)
    process.hear("an", "binh")
    process.flush()
    process.die()
    with_redis = make_backend("redis", backend.database, empty_redis)
    with_redis.prepare()
    process = Process(with_redis, tmp_path)
    process.journal_writer.adopt()
    process.hear("chi")
    process.flush()
    assert process.views() == 3
    with_redis.commit_to_sql()
    process.die()
    process = Process(backend, tmp_path)
    process.journal_writer.adopt()
    process.hear("dung")
    process.flush()

    assert process.views() == 4
    assert backend.store.numbers("main", TODAY, AT).total == 4
    process.die()
    with_redis.redis.close()


def test_journals_that_have_not_moved_for_a_week_are_forgotten(redis_backend: Backend):
    redis_backend.apply(view("an"), journal="old")
    redis_backend.commit_to_sql()
    redis_backend.clock.advance(minutes=8 * 24 * 60)
    redis_backend.apply(view("binh"), journal="new")
    redis_backend.commit_to_sql()

    assert redis_backend.store.offsets("main", ["old", "new"]) == {"new": 1}
    assert redis_backend.store.committed_offsets("main", ["old", "new"]) == {"new": 1}


def test_what_redis_knows_of_visitors_goes_with_the_salts(redis_backend: Backend, empty_redis: str):
    redis_backend.apply(view("an"))
    ends = int((NOW.replace(hour=0) + timedelta(hours=48)).timestamp())
    with redis.Redis.from_url(empty_redis) as client:
        names_of_visitors = [*client.keys("*:v:*"), *client.keys("*:u:*")]
        assert names_of_visitors
        assert {client.expiretime(name) for name in names_of_visitors} == {ends}


def test_the_store_is_small(redis_backend: Backend, empty_redis: str):
    """Totals and visitors' reads are in listpacks, for any number of articles. The gain of a batch takes six
    bytes for each article, until it is in SQL.
    """
    redis_backend.apply(
        *(view(hashlib.sha256(b"%d" % number).hexdigest(), str(number)) for number in range(1500))
    )
    with redis.Redis.from_url(empty_redis) as client:
        for name in [*client.keys("*:t:*"), *client.keys("*:v:*")]:
            assert client.object("encoding", name) in {b"listpack", b"ziplist"}
        gained = [client.lrange(name, 0, -1) for name in client.keys("*:views:*")]
        assert [len(batch) for batches in gained for batch in batches] == [1500 * 6]
    redis_backend.commit_to_sql()
    with redis.Redis.from_url(empty_redis) as client:
        assert client.keys("*:e:*") == []


def test_every_script_survives_that_redis_forgets_it(redis_backend: Backend, empty_redis: str):
    """NOSCRIPT after SCRIPT FLUSH or after a fail-over."""
    redis_backend.apply(view("an"))
    with redis.Redis.from_url(empty_redis) as client:
        client.script_flush()
    redis_backend.apply(view("binh"))
    with redis.Redis.from_url(empty_redis) as client:
        client.script_flush()

    assert redis_backend.commit_to_sql() == 1
    assert redis_backend.store.views("main", "1") == 2


def test_late_hits_beyond_the_salts_are_judged_and_then_forgotten(redis_backend: Backend, empty_redis: str):
    """Hits of a journal that waited for four days. They are compared with each other, and their keys are
    deleted soon afterwards.
    """
    redis_backend.clock.advance(minutes=4 * 24 * 60)
    old = [view("an", moment=NOW), view("an", moment=NOW + timedelta(minutes=5))]

    assert list(redis_backend.apply(*old).verdicts) == [None, Reason.REPEAT]
    now = redis_backend.clock.seconds
    with redis.Redis.from_url(empty_redis) as client:
        for name in client.keys("*:v:*"):
            assert client.expiretime(name) <= now + 60 * MINUTE / 1000
