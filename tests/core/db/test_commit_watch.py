"""A process that shows numbers learns without a transaction whether anybody has committed."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from portal_widgets.core.db.commit_watch import CommitWatch
from portal_widgets.core.db.database import Database
from support import SQLITE, copy_database, run_alone

ADD = "INSERT INTO pw_site (site, version) VALUES (?, 1)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    copy_database(folder)
    return folder


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    database = Database(None, folder)
    yield database
    database.close()


def add(database: Database, site: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(ADD, (site,))


def test_nothing_changes_by_looking_reading_or_giving_up(database: Database):
    before = database.commit_version()
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM pw_site")
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.exec_driver_sql(ADD, ("given up",))
        raise ZeroDivisionError

    assert before is not None
    assert database.commit_version() == before


def test_every_commit_is_noticed(database: Database, folder: Path):
    seen = [database.commit_version()]
    add(database, "one")
    seen.append(database.commit_version())
    with closing(sqlite3.connect(folder / SQLITE)) as other, other:
        other.execute(ADD, ("two",))
    seen.append(database.commit_version())
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2], 'x'); c.commit()"
    subprocess.run([sys.executable, "-c", program, folder / SQLITE, ADD], check=True)
    seen.append(database.commit_version())

    assert None not in seen
    assert len(set(seen)) == len(seen)


def test_a_commit_is_noticed_after_a_checkpoint_and_a_new_log(database: Database):
    add(database, "one")
    before = database.commit_version()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    add(database, "two")

    assert database.commit_version() != before


def test_a_replaced_file_is_another_one_and_its_commits_are_noticed(database: Database, folder: Path):
    before = database.commit_version()
    copy_database(folder, "backup")
    (folder / "backup").rename(folder / SQLITE)
    replaced = database.commit_version()
    add(database, "one")

    assert None not in (before, replaced)
    assert len({before, replaced, database.commit_version()}) == 3


def test_a_file_that_is_away_is_unknown_until_it_is_back(database: Database, folder: Path, tmp_path: Path):
    assert database.commit_version() is not None
    shutil.move(folder / SQLITE, tmp_path / "away")
    assert database.commit_version() is None
    shutil.move(tmp_path / "away", folder / SQLITE)
    before = database.commit_version()
    add(database, "one")

    assert before is not None
    assert database.commit_version() != before


def test_a_connection_that_is_opened_again_does_not_repeat_what_another_said(database: Database):
    """SQLite counts the commits for each connection."""
    watch = CommitWatch()
    seen = []
    for site in ("one", "two", "three"):
        seen.append(watch.version(lambda: database.engine))
        watch.close()
        add(database, site)

    assert None not in seen
    assert len(set(seen)) == len(seen)


def test_threads_share_one_connection(database: Database):
    database.commit_version()
    with ThreadPoolExecutor(8) as threads:
        seen = set(threads.map(lambda _: database.commit_version(), range(100)))
    with ThreadPoolExecutor(8) as threads:
        database.close()
        again = set(threads.map(lambda _: database.commit_version(), range(100)))

    assert (len(seen), len(again)) == (1, 1)
    assert None not in seen | again


def test_a_broken_file_is_unknown(database: Database, folder: Path):
    (folder / "broken").write_bytes(b"nothing that SQLite knows" * 400)
    (folder / "broken").rename(folder / SQLITE)
    assert database.commit_version() is None


def test_a_forked_child_notices_by_a_connection_of_its_own(folder: Path):
    code = f"""
        import os, sys
        from pathlib import Path
        from portal_widgets.core.db.database import Database

        database = Database(None, Path(sys.argv[1]))

        def notices(site):
            before = database.commit_version()
            with database.writing() as connection:
                connection.exec_driver_sql("{ADD}", (site,))
            return before is not None and database.commit_version() not in (None, before)

        first = database.commit_version()
        child = os.fork()
        if child == 0:
            os._exit(0 if notices("child") and database.commit_version() != first else 1)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(ended, database.commit_version() != first, notices("parent"))
        database.close()
    """
    assert run_alone(code, folder) == "0 True True"


def test_another_database_is_read_each_time(empty_database_url: str, tmp_path: Path):
    """PostgreSQL has no such number. The fixture gives both kinds."""
    database = Database(empty_database_url, tmp_path)
    known = database.commit_version()
    database.close()

    assert (known is None) == (database.file is None)
