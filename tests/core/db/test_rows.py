"""Many rows at once: the same result as one by one, in few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counting.stores import make_backend, open_database, view
from portal_widgets.core.db.database import Database
from portal_widgets.core.db.rows import VARIABLES, Selection, add_to, upsert

metadata = sa.MetaData()
fruit = sa.Table(
    "pw_test_fruit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("key", sa.LargeBinary(16), unique=True, nullable=False),
    sa.Column("name", sa.Text, nullable=False, server_default="?"),
    sa.Column("picked", sa.Date),
    sa.Column("ripe", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("sold", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
)
MANY = VARIABLES  # rows: more than one statement accepts
COLUMNS = [fruit.c[name] for name in ("key", "name", "sold", "version")]


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path) -> Iterator[sa.Connection]:
    url = None if request.param == "sqlite" else request.getfixturevalue("new_postgres")
    database = open_database(tmp_path, url)
    with database.writing() as connection:
        metadata.create_all(connection)
        yield connection
        metadata.drop_all(connection)
    database.close()


def key(number: int) -> bytes:
    return number.to_bytes(16)


def test_new_rows_are_inserted_and_known_ones_changed(connection: sa.Connection):
    old = [{"key": key(n), "name": "ổi", "sold": 1, "version": 1} for n in range(0, MANY, 2)]
    new = [{"key": key(n), "name": "đào", "sold": 10, "version": 2} for n in range(MANY)]
    for rows in (old, new):
        upsert(connection, fruit, rows, keys=["key"], add=["sold"], replace=["version"])

    found = {row[0]: tuple(row[1:]) for row in Selection(COLUMNS).rows(connection)}

    assert found == {key(n): ("đào", 10, 2) if n % 2 else ("ổi", 11, 2) for n in range(MANY)}


def test_rows_that_exist_stay_where_nothing_is_to_change(connection: sa.Connection):
    upsert(connection, fruit, [{"key": key(1), "name": "ổi"}])
    upsert(connection, fruit, [{"key": key(n), "name": "đào"} for n in range(3)])

    assert dict(Selection([fruit.c.key, fruit.c.name]).rows(connection)) == {
        key(0): "đào",
        key(1): "ổi",
        key(2): "đào",
    }


def test_days_and_truth_values_are_stored_as_one_by_one(connection: sa.Connection):
    rows = [{"key": key(n), "picked": date(2037, 3, 11), "ripe": n == 1} for n in range(3)]
    upsert(connection, fruit, rows)

    ripe = sa.select(fruit.c.key, fruit.c.picked).where(fruit.c.ripe)
    assert connection.execute(ripe).all() == [(key(1), date(2037, 3, 11))]


def test_each_row_gains_its_own(connection: sa.Connection):
    upsert(connection, fruit, [{"number": n + 1, "key": key(n), "sold": 5} for n in range(MANY)])
    add_to(connection, fruit.c.sold, fruit.c.number, {n + 1: n for n in range(1, MANY)}, version=7)

    found = {
        row[0]: tuple(row[1:])
        for row in Selection([fruit.c.key, fruit.c.sold, fruit.c.version]).rows(connection)
    }

    assert found == {key(0): (5, 0)} | {key(n): (5 + n, 7) for n in range(1, MANY)}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.binary(min_size=1, max_size=16), st.text(st.characters(exclude_characters="\0", codec="utf-8"))
    )
)
def test_bytes_and_texts_come_back_as_they_were(connection: sa.Connection, names: dict[bytes, str]):
    connection.execute(sa.delete(fruit))
    upsert(connection, fruit, [{"key": one, "name": name} for one, name in names.items()])

    assert dict(Selection([fruit.c.key, fruit.c.name]).rows(connection)) == names
    assert list(Selection([fruit.c.key], fruit.c.name == "there is none").rows(connection)) == []


def test_a_refused_row_is_an_error_of_sqlalchemy_without_its_values(connection: sa.Connection):
    """The class of an error decides what is an outage, and its text is logged."""
    with pytest.raises(sa.exc.IntegrityError) as caught, connection.begin_nested():
        upsert(connection, fruit, [{"key": b"secret", "name": None}])

    assert "secret" not in str(caught.value)
    assert connection.scalar(sa.select(sa.func.count()).select_from(fruit)) == 0


def test_a_large_batch_takes_few_steps(tmp_path):
    """At each step the threads of busy readers may run, each for a full time slice."""
    backend = make_backend("sqlite", open_database(tmp_path))
    hits = [view(f"reader-{number}", str(number % 300)) for number in range(1000)]
    backend.apply(*hits[:500])

    with steps(backend.database) as taken:
        backend.apply(*hits)

    assert len(taken) < 80
    backend.close()


@contextmanager
def steps(database: Database) -> Iterator[list[int]]:
    """One step for each statement, and one for each row that it gets."""
    taken: list[int] = []

    def note(_connection, _cursor, _statement, parameters, _context, executemany):
        taken.extend([1] * (len(parameters) if executemany else 1))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield taken
    sa.event.remove(database.engine, "before_cursor_execute", note)
