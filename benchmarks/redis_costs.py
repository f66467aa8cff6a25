"""The cost of counting for Redis and SQL: memory, processor time, statements, and the lists of a million
articles.
"""

import hashlib
import itertools
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import redis
import sqlalchemy as sa
from measure import folder, interleaved, median, percent, redis_server

from portal_widgets.core.db.database import Database
from portal_widgets.core.redis import Redis
from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.hits import Hit, Labels
from portal_widgets.counting.show.snapshot import Snapshot
from portal_widgets.counting.store.protocol import Batch
from portal_widgets.counting.store.redis.epochs import RedisEpochs
from portal_widgets.counting.store.redis.store import RedisStore
from portal_widgets.counting.store.sql.archive import SqlArchive
from portal_widgets.counting.store.sql.store import SqlStore

ARTICLES = 100_000
ACTIVE = 5_000
MILLION = 1_000_000
BATCHES = 40
CLOCK = Clock(ZoneInfo("Asia/Ho_Chi_Minh"))
LABELS = Labels(
    ("page-hour|12",), ("browser|Firefox", "system|Linux", "device|computer", "hour|12", "language|vi")
)


# Total, day, site, unique visitors, online.
ALONE = """
redis.call("HINCRBY", KEYS[2], ARGV[1], 1)
redis.call("INCR", KEYS[3])
redis.call("PFADD", KEYS[4], ARGV[2])
redis.call("ZADD", KEYS[5], ARGV[3], ARGV[2])
return redis.call("HINCRBY", KEYS[1], ARGV[1], 1)
"""


def run() -> dict[str, Any]:
    with ExitStack() as stack:
        url = stack.enter_context(redis_server())
        database = Database(None, Path(stack.enter_context(folder())))
        database.migrate()
        sql = SqlStore(database, CLOCK.milliseconds)
        archive = SqlArchive(database, CLOCK.milliseconds)
        with database.writing() as connection:
            _articles(connection, ARTICLES, lambda _: int(random.paretovariate(1.1)))
        own = Redis(url, 200)
        store = RedisStore(own, RedisEpochs(own), sql, archive, CLOCK)
        store.prepare("main")
        client = redis.Redis.from_url(url)
        results = {
            "redis_bytes_per_article_total": round(_memory(client, "*:t:*") / ARTICLES, 1),
            "redis_bytes_per_active_article_day": _days(client, store),
            **_processor(client, store),
            **_apply_rate(sql),
            **_top(database, sql),
        }
        database.close()
        return results


def _articles(connection: sa.Connection, count: int, views: Callable[[int], int] = lambda _: 1) -> None:
    insert = sa.text("INSERT INTO pw_article (number, site, id, views) VALUES (:n, 'main', :id, :views)")
    for first in range(1, count + 1, 50_000):
        rows = [
            {"n": n, "id": f"bai-{n}", "views": views(n)}
            for n in range(first, min(first + 50_000, count + 1))
        ]
        connection.execute(insert, rows)


def _memory(client: "redis.Redis", names: str) -> int:
    """The bytes of the keys with such a name, including the names and the entries in Redis's table."""
    return sum(client.memory_usage(name) for name in client.scan_iter(match=names, count=1000))


def _days(client: "redis.Redis", store: RedisStore) -> float:
    """Articles of all ages, each read by some visitor on one day."""
    hits = [
        hit._replace(article=f"bai-{number}")
        for hit, number in zip(_hits(ACTIVE, 0), random.sample(range(1, ARTICLES + 1), ACTIVE), strict=True)
    ]
    for first in range(0, ACTIVE, 1000):
        store.apply("main", Batch("days", first, first + 1000, hits[first : first + 1000]))
    bytes_of_day = _memory(client, "*:views:*") / ACTIVE
    client.flushdb()
    store.prepare("main")
    return round(bytes_of_day, 1)


def _hits(count: int, offset: int, readers: int | None = None) -> list[Hit]:
    """Views of this number of readers. With None, each view has a different reader."""
    at = CLOCK.milliseconds()
    day = CLOCK.day(at).name
    chance = random.Random(offset)  # noqa: S311
    return [
        Hit(
            at + number,
            day,
            f"bai-{_popular(offset + number)}",
            _visitor(chance.randrange(readers) if readers else offset + number),
            None,
            None,
            LABELS,
        )
        for number in range(count)
    ]


def _visitor(number: int) -> bytes:
    return hashlib.blake2b(b"%d" % number, digest_size=16).digest()


def _popular(number: int) -> int:
    """The article that a reader opens. As usual, the n-th article is read 1/n as often as the first one
    (Zipf).
    """
    return int(ACTIVE ** random.Random(number).random())  # noqa: S311


def _processor(client: "redis.Redis", store: RedisStore) -> dict[str, Any]:
    """Redis's own time for batches of a thousand, and its memory for what each reader has read. For
    comparison, in the same minutes: a script for each view, as in most counters, although it decides nothing.
    """
    new = [_cost(client, lambda n=n: _batch(store, "new", n, None)) for n in range(BATCHES)]
    memory = _memory(client, "*:v:*")
    alone, batches, rounds = client.register_script(ALONE), itertools.count(), itertools.count()
    ways = {
        "10,000 readers": lambda: _batch(store, "usual", next(batches), 10_000),
        "a script for each": lambda: _one_by_one(alone, next(rounds)),
    }
    seen = interleaved(list(ways), lambda name: _cost(client, ways[name]), BATCHES)
    costs = {name: round(median(values[5:]), 1) for name, values in seen.items()}
    return {
        "redis_cpu_us_per_view": {**costs, "all new readers": round(median(new[5:]), 1)},
        "redis_cpu_percent_of_a_script_for_each": percent(
            seen["10,000 readers"][5:], seen["a script for each"][5:]
        ),
        "redis_bytes_per_visitor_and_article": round(memory / BATCHES / 1000, 1),
    }


def _batch(store: RedisStore, journal: str, number: int, readers: int | None) -> None:
    first = number * 1000
    hits = _hits(1000, first + (10**6 if readers else 0), readers)
    store.apply("main", Batch(journal, first, first + 1000, hits))


def _one_by_one(script: Any, number: int) -> None:
    for view in range(number * 1000, number * 1000 + 1000):
        article, visitor = f"bai-{_popular(view)}", _visitor(view)
        script(keys=["total", "day", "site", "visitors", "online"], args=[article, visitor, time.time()])


def _cost(client: "redis.Redis", count: Callable[[], None]) -> float:
    """The microseconds of Redis for each of a thousand views."""
    used = _used(client)
    count()
    return (_used(client) - used) * 1000


def _used(client: "redis.Redis") -> float:
    cpu = client.info("cpu")
    return float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])


def _apply_rate(sql: SqlStore) -> dict[str, Any]:
    rates = []
    for batch in range(12):
        hits = _hits(2000, 10**6 + batch * 2000)
        began = time.perf_counter()
        sql.apply("main", Batch("embedded", batch * 2000, batch * 2000 + 2000, hits))
        rates.append(2000 / (time.perf_counter() - began))
    return {"sqlite_apply_per_second": round(median(rates))}


def _top(database: Database, sql: SqlStore) -> dict[str, Any]:
    """The first twenty of a million articles, of all time and of a stored window."""
    today = datetime.now(UTC).date()
    chance = random.Random(1)  # noqa: S311
    with database.writing() as connection:
        for table in ("pw_recent_view", "pw_article_day", "pw_ranking", "pw_article"):
            connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
        _articles(connection, MILLION, lambda _: int(chance.paretovariate(1.1)))
        connection.execute(
            sa.text("INSERT INTO pw_article_day VALUES ('main', :n, :day, :views)"),
            [
                {"n": n, "day": today.isoformat(), "views": chance.randint(1, 500)}
                for n in chance.sample(range(1, MILLION), 50_000)
            ],
        )
    sql.rank("main", 7, today)
    snapshot = Snapshot(sql, "main", CLOCK)
    snapshot.most_read(None, 20)
    snapshot.most_read(7, 20)
    return {
        # As a page reads them, and as the background thread does once a second.
        "top_20_of_a_million_ms": {
            "ever": _milliseconds(lambda: snapshot.most_read(None, 20)),
            "7 days": _milliseconds(lambda: snapshot.most_read(7, 20)),
            "ever, from SQL": _milliseconds(lambda: sql.most_read("main", None, today, 20)),
            "7 days, from SQL": _milliseconds(lambda: sql.most_read("main", 7, today, 20)),
        },
    }


def _milliseconds(do: Callable[[], object]) -> float:
    times = []
    for _ in range(30):
        began = time.perf_counter()
        do()
        times.append((time.perf_counter() - began) * 1000)
    return round(median(times), 4)
