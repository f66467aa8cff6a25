"""A hundred thousand generated documents of a gazette: how long a page of a search takes, beside LIKE."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from polls import DATABASES, _postgresql, _sqlite
from portal_widgets.core.db.database import Database
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.gazette.rules.document import Document, Publication, Signer, Work
from portal_widgets.gazette.rules.query import SearchFilters
from portal_widgets.gazette.rules.register import BodyFacts, DocumentKind, Field, GazetteRegister
from portal_widgets.gazette.search.sql.indexing import SearchIndex
from portal_widgets.gazette.search.sql.searching import SqlSearch
from portal_widgets.gazette.search.sql.tables import words
from portal_widgets.gazette.store.tables import document_field, span

DOCUMENTS, BATCH, VOCABULARY, FIELDS, TOP, ROUNDS = 100_000, 5000, 6000, 30, 6, 5
TODAY = date(2026, 1, 15)
KINDS = {"qd": "QĐ", "nq": "NQ", "ct": "CT", "kh": "KH", "tb": "TB"}
STATES = {"in-force": 60, "ended": 30, "partly-ended": 8, "suspended": 1, "unknown": 1}
FIRST = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gi",
    "h",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
SYLLABLES = [
    first + middle + last
    for first in FIRST
    for middle in "aáàảãạăắằâấầậeếềệiíịoóôốồộơớờợuúụưứự"
    for last in ["", "c", "n", "ng", "nh", "t", "m", "i"]
]
PHRASES = [
    "15/2024/QĐ-UBND", "15-2024-qd-ubnd", "QĐ-UBND 15", "nq hđnd 01/2025", "1/2025/NQ-HĐND", "5/2024", "51/2024",
    "giá đất", "gia dat", "GIA ĐẤT", "ấp", '"bảng giá đất"', "điều 5a", "đất đai -nhà ở", "%", "_", '"', "Hà Nội",
    "nguyen van an", "van ban con hieu luc ve hoc phi", "tỉnh Lam Châu học phí", "bảng giá đats",
]  # fmt: skip
BROADEST = "quyết định"
LIMITS = {"p95": 50, "broadest word": 250, "broadest word, in force": 250, "broadest word, rare state": 250}
ONE_CORE = {"postgresql": "?options=-c%20max_parallel_workers_per_gather%3D0"}


def run() -> dict[str, Any]:
    """Milliseconds for the first page: documents, counts of all filters, snippets. SQLite's are of processor
    time. PostgreSQL works in a process of its own, on one core, so that its times are those of the clock.
    """
    found: dict[str, Any] = {"gazette_index_seconds": {}, "gazette_search_ms": {}}
    clocks = (time.process_time, time.perf_counter)
    for name, opened, clock in zip(DATABASES, (_sqlite, _postgresql), clocks, strict=True):
        with opened() as (url, path), closing(Database(url + ONE_CORE.get(name, ""), path)) as database:
            database.migrate()
            began = clock()
            search = _filled(database)
            found["gazette_index_seconds"][name] = round(clock() - began, 1)
            figures = _figures(database, search, clock)
            found["gazette_search_ms"] |= {f"{name}, {part}": value for part, value in figures.items()}
    return found


def _filled(database: Database) -> SqlSearch:
    register, texts = _register(), dict[int, Document]()
    for batch in _batches(random.Random(1)):  # noqa: S311 - data to measure with
        _store(database, batch, register)
        texts |= {one.id: one for one in batch}
    with database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")  # PostgreSQL does it by itself within a minute

    def load(ids: Sequence[int]) -> Mapping[int, Document]:
        return {one: texts[one] for one in ids}

    return SqlSearch(database, "main", lambda: register, load, lambda *_: {})


def _figures(database: Database, search: SqlSearch, clock: Callable[[], float]) -> dict[str, Any]:
    def median(query: str, **filters: str) -> float:
        return _median(clock, lambda: _search(search, query, **filters))

    times = {query: median(query) for query in PHRASES}
    listed = sorted(times.values())
    return {
        "p50": listed[len(listed) // 2],
        "p95": listed[int(len(listed) * 0.95)],
        "slowest": max(times, key=lambda query: times[query]),
        "broadest word": median(BROADEST),
        "broadest word, in force": median(BROADEST, state="in-force"),
        "broadest word, rare state": median(BROADEST, state="suspended"),
        "broadest word, four filters": median(
            BROADEST, state="in-force", kind="qd", body="lam-chau", field="f1"
        ),
        "no query": median(""),
        "like, one word": _median(clock, lambda: _like(database, "đất")),
        "like, broadest word": _median(clock, lambda: _like(database, "quyết")),
    }


def _search(search: SqlSearch, query: str, **filters: str) -> None:
    search.search(query, SearchFilters(**filters), TODAY)


def _like(database: Database, word: str) -> None:
    """The newest page and the number of hits of one word, over the same rows, without any count of filters."""
    hit = sa.or_(
        words.c.title.like(f"%{word}%"), words.c.body.like(f"%{word}%"), words.c.marked.like(f"%{word}%")
    )
    with database.reading() as connection:
        connection.execute(sa.select(sa.func.count()).select_from(words).where(hit)).scalar_one()
        connection.execute(sa.select(words.c.place).where(hit).order_by(words.c.place.desc()).limit(20)).all()


def _median(clock: Callable[[], float], do: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = clock()
        do()
        times.append(clock() - began)
    return round(sorted(times)[ROUNDS // 2] * 1000, 1)


def _register() -> GazetteRegister:
    names = {"lam-chau": "UBND tỉnh Lam Châu", "hoi-dong": "HĐND tỉnh Lam Châu", "ha-bac": "UBND tỉnh Hà Bắc"}
    bodies = {
        key: Entity(key, (Version(date(1997, 1, 1), None, BodyFacts(name)),)) for key, name in names.items()
    }
    fields = tuple(
        Field(f"f{one}", f"Lĩnh vực {one}", f"f{one % TOP}" if one >= TOP else "") for one in range(FIELDS)
    )
    kinds = tuple(DocumentKind(key, "Quyết định", short) for key, short in KINDS.items())
    return GazetteRegister(History(bodies, ()), kinds, fields)


def _batches(rng: random.Random) -> Iterator[list[Document]]:
    vocabulary = ["đất", "giá", "học", "phí", "bảng", "điều", "nhà", "ở", "đai", "ấp", "5a", "Hà", "Nội"]
    vocabulary += rng.sample(SYLLABLES, VOCABULARY - len(vocabulary))
    # Zipf's law: the word of rank n is n times rarer than the first.
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    rng.shuffle(vocabulary)
    for start in range(0, DOCUMENTS, BATCH):
        yield [_document(rng, vocabulary, weights, key) for key in range(start + 1, start + BATCH + 1)]


def _document(rng: random.Random, vocabulary: list[str], weights: list[float], key: int) -> Document:
    def text(least: int, most: int) -> str:
        return " ".join(rng.choices(vocabulary, cum_weights=weights, k=rng.randint(least, most)))

    # Documents are entered about in the order of their days.
    signed = date(2000, 1, 1) + timedelta(days=key * 26 * 365 // DOCUMENTS - rng.randrange(60))
    body, kind = rng.choice(["lam-chau", "hoi-dong", "ha-bac"]), rng.choice(list(KINDS))
    short = "HĐND" if body == "hoi-dong" else "UBND"
    number = f"{rng.randrange(1, 900):02d}/{signed.year}/{KINDS[kind]}-{short}"
    fields = tuple({f"f{rng.randrange(FIELDS)}" for _ in range(rng.randint(1, 2))})
    return Document(
        Work(body, kind, signed.year, number), f"Quyết định {text(8, 20)}", text(30, 120), signed,
        signer=Signer(f"Nguyễn {text(1, 2)}", "CHỦ TỊCH"), fields=fields,
        publication=Publication.PUBLISHED, id=key,
    )  # fmt: skip


def _store(database: Database, batch: list[Document], register: GazetteRegister) -> None:
    rng = random.Random(batch[0].id)  # noqa: S311 - data to measure with
    states = rng.choices(list(STATES), weights=list(STATES.values()), k=len(batch))
    flags = {"site": "main", "partly_suspended": False}
    spans = []
    for one, state in zip(batch, states, strict=True):
        first = one.signed or TODAY
        spans.append(
            {
                "document": one.id,
                "start": date.min,
                "until": first,
                "state": "not-yet",
                "partly_ended": False,
                **flags,
            }
        )
        spans.append(
            {
                "document": one.id,
                "start": first,
                "until": date.max,
                "state": state,
                "partly_ended": state == "partly-ended",
                **flags,
            }
        )
    with database.writing() as connection:
        SearchIndex("main").put(connection, batch, register, {})
        connection.execute(sa.insert(span), spans)
        rows = [{"document": one.id, "field": key, "site": "main"} for one in batch for key in one.fields]
        connection.execute(sa.insert(document_field), rows)
