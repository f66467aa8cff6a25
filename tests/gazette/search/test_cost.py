"""The cost of a search page: the number of its statements, and the plans of SQLite."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import product

import pytest
import sqlalchemy as sa

from gazette.search.test_search import DAY, documents, engine, fill
from portal_widgets.core.db.database import Database
from portal_widgets.gazette.rules.query import Order, SearchFilters

EVERY = SearchFilters(body="lam-chau", kind="qd", year=2024, field="land", state="in-force")


FILTERS = [SearchFilters(), SearchFilters(state="in-force"), SearchFilters(field="land"), EVERY]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with closing(Database(None, tmp_path_factory.mktemp("search"))) as database:
        fill(database, documents())
        yield database


@contextmanager
def asked(database: Database) -> Iterator[list[tuple[str, object]]]:
    """The queries during the block, with their parameters."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("", 2),  # the documents, and one pass for all counts
        ("15/2024/QĐ-UBND", 2),  # all hits are in the first tier of relevance
        ("giá đất", 5),  # a statement for each tier
        ("gia dat", 3),
        ("không có gì", 12),  # the near misses
    ],
)
def test_all_filters_are_counted_in_one_statement(database: Database, query: str, most: int) -> None:
    for filters in FILTERS:
        with asked(database) as seen:
            found = engine(database).search(query, filters, DAY)
        assert len([statement for statement, _ in seen if "group_concat" in statement]) == 1
        assert len(seen) <= most
        assert (found.total > 0) == (query != "không có gì")


def test_no_page_sorts_its_hits_or_reads_every_document(database: Database) -> None:
    with asked(database) as seen:
        for filters, order in product(FILTERS, [None, Order.NEWEST, Order.OLDEST]):
            for query in ("giá đất", "15/2024/QĐ-UBND", "đất đai -nhà", "baang giá đất", "hội đồng nhân dân"):
                engine(database).search(query, replace(filters, order=order), DAY)
    assert len(seen) > 100
    with database.reading() as connection:
        for statement, parameters in seen:
            plan = [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
            assert [step for step in plan if "TEMP B-TREE" in step] == [], statement
            scans = [step for step in plan if step.startswith("SCAN pw_") and "VIRTUAL TABLE" not in step]
            assert scans == [], statement
