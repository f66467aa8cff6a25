"""The records: migrated automatically or by a command, and written completely or not at all."""

import importlib
import pkgutil
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import portal_widgets
from polls.samples import OPEN, SHORT
from portal_widgets.admin.store.tables import account
from portal_widgets.core.db.database import HEAD, VERSION_TABLE, Database, metadata
from portal_widgets.counting.collect.salt_store import salt
from portal_widgets.counting.store.sql.tables import presence, recent_click, recent_view
from portal_widgets.errors import SchemaOutdatedError, StoreUnavailableError
from portal_widgets.polls.store.polls import PollStore
from portal_widgets.polls.store.tables import ballot, code, entry, refusal, tally, version
from support import MakeApp, browser, counting_of, end_pause, portal_of, run_alone


def test_the_newest_migration_is_the_one_that_is_checked_for():
    config = Config()
    config.set_main_option("script_location", "portal_widgets:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


# Tables outside a folder `store`.
PLACES = (".search.sql.tables", ".core.db.versioned_document")

for module in pkgutil.walk_packages(portal_widgets.__path__, "portal_widgets."):
    # A portal imports only the tables that its widgets need.
    if "migrations" not in module.name and (".store" in module.name or module.name.endswith(PLACES)):
        importlib.import_module(module.name)


def is_described(name: str | None, type_: str, parent_names: dict[str, str | None]) -> bool:
    """Only migrations can write a full-text index: its tables, or its column and index, belong to a database."""
    table = name if type_ == "table" else parent_names.get("table_name")
    return not (table or "").startswith("pw_gazette_search_index") and name not in {
        "tokens",
        "pw_gazette_search_tokens",
    }


def test_migrations_make_exactly_the_tables_of_the_stores(empty_database_url: str, tmp_path: Path):
    database = Database(empty_database_url, tmp_path)
    database.migrate()
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"version_table": VERSION_TABLE, "compare_type": True, "include_name": is_described},
        )
        differences = compare_metadata(context, metadata)

    database.close()
    assert differences == []


def test_a_migrated_file_stores_each_table_as_a_new_one_would(tmp_path: Path):
    """SQLite can store a table in the tree of its primary key. The comparison above does not see this."""
    database = Database(None, tmp_path)
    with database.reading() as connection:
        listed = connection.exec_driver_sql("PRAGMA main.table_list").mappings().all()
    in_its_key = {row["name"] for row in listed if row["wr"]}
    database.close()

    wanted = {
        name for name, one in metadata.tables.items() if not one.dialect_options["sqlite"]["with_rowid"]
    }
    assert wanted <= in_its_key


def test_the_indexes_of_counting_that_are_partial_have_their_conditions(
    empty_database_url: str, tmp_path: Path
):
    """The comparison above does not see conditions."""
    database = Database(empty_database_url, tmp_path)
    database.migrate()
    with database.reading() as connection:
        conditions = {
            str(one["name"]): str(one.get("dialect_options", {}).get(f"{connection.dialect.name}_where"))
            for table in ("pw_tally_day", "pw_tally_month", "pw_presence")
            for one in sa.inspect(connection).get_indexes(table)
        }
    database.close()

    assert "'from'" in conditions["pw_tally_day_from"]
    assert "'from'" in conditions["pw_tally_month_from"]
    assert "superseded" in conditions["pw_presence_online"]


def test_visitors_stay_known_over_the_migration_of_their_tables(tmp_path: Path):
    database = Database(None, tmp_path)
    key = {"site": "main", "visitor": b"v" * 16, "first_at": 1, "last_at": 2}
    old = {"pw_recent_view": "article INTEGER", "pw_recent_click": "link VARCHAR(100)"}
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO pw_article (number, site, id, views) VALUES (7, 'main', 'x', 1)"
        )
        connection.execute(sa.insert(presence), {**key, "superseded": False})
        for name, column in old.items():
            connection.exec_driver_sql(f"DROP TABLE {name}")
            connection.exec_driver_sql(
                f"CREATE TABLE {name} (site VARCHAR(32), visitor BLOB, {column}, first_at BIGINT,"
                f" last_at BIGINT, PRIMARY KEY (site, visitor, {column.split()[0]}))"
            )
        connection.exec_driver_sql("CREATE INDEX pw_presence_site_last ON pw_presence (site, last_at)")
        connection.exec_driver_sql("CREATE INDEX pw_recent_view_site_last ON pw_recent_view (site, last_at)")
        connection.execute(sa.insert(recent_view), {**key, "article": 7})
        connection.execute(sa.insert(recent_click), {**key, "link": "a"})
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0021'")  # noqa: S608
    database.migrate()
    with database.reading() as connection:
        kept = [connection.execute(sa.select(table)).all() for table in (presence, recent_view, recent_click)]
        indexes = {
            one["name"] for table in metadata.tables for one in sa.inspect(connection).get_indexes(table)
        }
    database.close()

    assert kept == [
        [("main", b"v" * 16, 1, 2, False)],
        [("main", b"v" * 16, 7, 1, 2)],
        [("main", b"v" * 16, "a", 1, 2)],
    ]
    assert not [name for name in indexes if name and name.endswith("site_last")]


def go_back(connection: sa.Connection, version: str) -> None:
    """Undo the migrations after 0011, which add what cannot be added twice, and store this version."""
    later = (
        "dead_letter",
        "admin_invitation",
        "admin_second_factor",
        "admin_recovery_code",
        "admin_log",
        "admin_token",
    )
    gazette = (
        "document",
        "document_field",
        "file",
        "text",
        "relation",
        "span",
        "issue",
        "issue_item",
        "revision",
        "search",
        "search_words",
    )
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DROP TABLE pw_gazette_search_index"))
    for name in (*later, "map_content", "webhook", *(f"gazette_{table}" for table in gazette)):
        connection.execute(sa.text(f"DROP TABLE pw_{name}"))
    connection.execute(sa.text("DROP INDEX pw_presence_online"))
    connection.execute(sa.text("DROP VIEW pw_article_views"))
    for name in ("email", "closed_at"):
        connection.execute(sa.text(f"ALTER TABLE pw_admin_account DROP COLUMN {name}"))
    connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = :version"), {"version": version})  # noqa: S608


def test_the_role_of_an_account_goes_over_to_its_new_name(empty_database_url: str, tmp_path: Path):
    """Officers become moderators. Nobody else does."""
    database = Database(empty_database_url, tmp_path)
    database.migrate()
    known = {"site": "main", "hash": "x", "changed_at": 0}
    with database.writing() as connection:
        people = [{**known, "name": "lan", "role": "officer"}, {**known, "name": "minh", "role": "editor"}]
        connection.execute(sa.insert(account), people)
        go_back(connection, "0010")
    database.migrate()
    with database.reading() as connection:
        roles = dict(connection.execute(sa.select(account.c.name, account.c.role)).all())

    database.close()
    assert roles == {"lan": "moderator", "minh": "editor"}


def test_polls_older_than_the_sites_of_their_rows_get_them(empty_database_url: str, tmp_path: Path):
    """Polls as the first form of migration 0007 created them."""
    database = Database(empty_database_url, tmp_path)
    database.migrate()
    number = PollStore(database, "xa").create("duong", SHORT, OPEN, who="Lan", at=0)
    with database.writing() as connection:
        for table in (version, ballot, entry, tally, refusal, code):
            connection.execute(sa.text(f"ALTER TABLE {table.name} DROP COLUMN site"))
        go_back(connection, "0011")
    database.migrate()

    assert [one.who for one in PollStore(database, "xa").versions(number)] == ["Lan"]
    database.close()


def test_the_default_database_migrates_itself(tmp_path: Path):
    database = Database(None, tmp_path / "instance")
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(salt)) == 0

    assert database.version() == HEAD
    database.close()


@pytest.mark.parametrize(
    "name", ["inst?q", "inst#q", "inst%3Fq", "inst%q", "a?b=c&uri=true", "cơ sở", "file:x"]
)
def test_the_default_database_is_in_its_folder_whatever_its_name(tmp_path: Path, name: str):
    with Database(None, tmp_path / name).reading():
        pass

    assert [found.name for found in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "portal_widgets.sqlite3").stat().st_size


def test_the_default_database_migrates_itself_though_it_was_away_at_first(tmp_path: Path):
    now, file = [0.0], tmp_path / "portal_widgets.sqlite3"
    file.mkdir()  # no database can be created there
    database = Database(None, tmp_path)
    database.breaker.seconds = lambda: now[0]
    with pytest.raises(StoreUnavailableError), database.reading():
        pass
    file.rmdir()
    now[0] = 10.0

    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(salt)) == 0


def test_another_database_waits_for_the_command(empty_database_url: str, tmp_path: Path):
    database = Database(empty_database_url, tmp_path)
    with pytest.raises(SchemaOutdatedError, match="flask portal migrate"), database.reading():
        pass
    database.migrate()
    with database.reading():
        pass
    database.close()


def test_a_page_of_an_unmigrated_database_is_whole_but_for_the_numbers(
    make_app: MakeApp, empty_database_url: str
):
    app = make_app(database_url=empty_database_url)
    page = browser(app).get("/bai/1")

    assert page.status_code == 200
    assert "Cỡ chữ" in page.text
    assert "pw-statistics" not in page.text
    assert browser(app).get("/portal/health").json["checks"]["database"] == "needs `flask portal migrate`"


def test_a_failed_write_leaves_nothing_behind(empty_database_url: str, tmp_path: Path):
    database = Database(empty_database_url, tmp_path)
    database.migrate()
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute(sa.insert(salt), {"site": "main", "day": date(2026, 1, 1), "salt": b"s" * 32})
        raise ZeroDivisionError

    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(salt)) == 0
    database.close()


def test_many_processes_may_start_at_once(tmp_path: Path):
    """All workers of one server find an empty folder. One migrates, and the others wait."""
    code = """
        import sys
        from pathlib import Path
        from portal_widgets.core.db.database import Database

        sys.stdin.read()
        with Database(None, Path(sys.argv[1])).reading():
            print("ready")
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(6)]
    for worker in workers:
        worker.stdin.close()

    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda worker: worker.stdout.read(), workers))
    assert [worker.wait(60) for worker in workers] == [0] * 6
    assert said == [b"ready\n"] * 6
    for worker in workers:
        worker.stdout.close()


def test_writers_queue_instead_of_failing(tmp_path: Path):
    database = Database(None, tmp_path)
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            for _ in range(20):
                with database.writing() as connection:
                    connection.execute(
                        sa.text(
                            "INSERT INTO pw_site (site, version) VALUES (:site, 1) ON CONFLICT DO NOTHING"
                        ),
                        {"site": f"s{number}"},
                    )
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails with it
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    database.close()


def test_a_forked_child_does_not_use_its_parents_connection(tmp_path: Path):
    code = """
        import os, sys
        from pathlib import Path
        import sqlalchemy as sa
        from portal_widgets.core.db.database import Database

        database = Database(None, Path(sys.argv[1]))
        with database.reading():
            child = os.fork()
            if child == 0:
                with database.writing() as connection:
                    connection.execute(sa.text("INSERT INTO pw_site (site, version) VALUES ('child', 1)"))
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
        with database.reading() as connection:
            print(connection.scalar(sa.text("SELECT count(*) FROM pw_site")))
    """

    assert run_alone(code, tmp_path) == "1"


def test_sqlite_is_set_for_many_readers_and_forgets_what_it_deletes(tmp_path: Path):
    database = Database(None, tmp_path)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    database.close()


def test_a_database_that_is_away_never_breaks_a_page(make_app: MakeApp, tmp_path: Path):
    """The last known numbers stay. Views wait in the journal and are counted when the database is back."""
    app = make_app(instance=tmp_path / "instance")
    client = browser(app)
    client.post("/portal/views", json={"article": counting_of(app).tokens.article("1")})
    counting_of(app).catch_up()
    page = client.get("/bai/1").text
    portal_of(app).database.close()
    file = tmp_path / "instance" / "portal_widgets.sqlite3"
    for part in file.parent.glob("portal_widgets.sqlite3*"):
        part.rename(part.with_name(f"away-{part.name}"))
    file.mkdir()

    assert client.get("/bai/1").text == page
    assert client.get("/bai/2").status_code == 200
    answer = client.post("/portal/views", json={"article": counting_of(app).tokens.article("2")})
    assert answer.status_code == 202
    assert answer.json == {"views": None, "counted": None, "reason": None}

    file.rmdir()
    for part in list(file.parent.glob("away-*")):
        part.rename(part.with_name(part.name.removeprefix("away-")))
    end_pause(portal_of(app).database.breaker)
    counting_of(app).catch_up()
    assert counting_of(app).views("2") == 1


def test_without_a_journal_a_view_that_cannot_be_kept_is_refused(make_app: MakeApp, tmp_path: Path):
    """The answer is 503 with a message, so that the page may report the view again. No report is confirmed
    without being stored.
    """
    app = make_app(instance=tmp_path / "instance", journal="memory")
    (tmp_path / "instance").touch()
    answer = browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article("1")})

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "thử lại" in answer.json["error"]


def test_a_corrupt_file_is_an_outage_not_an_error(make_app: MakeApp, tmp_path: Path):
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "portal_widgets.sqlite3").write_bytes(b"not a database" * 100)
    app = make_app(instance=instance)

    with pytest.raises(StoreUnavailableError):
        portal_of(app).database.version()
    assert browser(app).get("/bai/1").status_code == 200
