"""An SQLite file is removed or replaced while the portal runs. Nothing is confirmed that was not stored."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from feedback.sending import CITIZEN, OFFICE, PDF, feedback_service_of, send
from polls.samples import held
from polls.test_routes import vote
from portal_widgets.core.db.database import Database
from portal_widgets.errors import StoreUnavailableError
from support import SQLITE, FrozenClock, Hands, MakeApp, browser, copy_database, counting_of, portal_of

ADD = sa.text("INSERT INTO pw_site (site, version) VALUES ('one', 1)")
SITES = "SELECT count(*) FROM pw_site"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def database(folder: Path, hands: Hands) -> Database:
    """A database that was used before."""
    copy_database(folder)
    database = Database(None, folder)
    add(database)
    return database


def add(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(ADD)


def sites(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(sa.text(SITES))


def replace(folder: Path) -> None:
    """Put an empty copy in place of the database, as a restore does."""
    copy_database(folder, "backup")
    for end in ("-wal", "-shm"):
        (folder / f"{SQLITE}{end}").unlink()
    (folder / "backup").rename(folder / SQLITE)


def test_a_file_that_was_taken_away_is_an_outage_and_is_not_made_anew(
    database: Database, folder: Path, hands: Hands
):
    """A new empty database would hide the loss of all data."""
    shutil.rmtree(folder)
    for use in (sites, add, Database.version):
        hands.advance(seconds=10)
        with pytest.raises(StoreUnavailableError, match=SQLITE):
            use(database)

    assert not folder.exists()
    database.close()


def test_a_file_that_comes_back_is_used_again(database: Database, folder: Path, hands: Hands):
    folder.rename(folder.with_name("away"))
    with pytest.raises(StoreUnavailableError):
        add(database)
    folder.with_name("away").rename(folder)
    hands.advance(seconds=10)

    assert sites(database) == 1
    database.close()


@pytest.mark.parametrize("take_away", [shutil.rmtree, replace])
def test_what_was_written_into_a_file_that_had_gone_was_not_kept(
    database: Database, folder: Path, take_away, hands: Hands
):
    with pytest.raises(StoreUnavailableError), database.writing() as connection:
        connection.execute(sa.text("DELETE FROM pw_site"))
        take_away(folder)

    database.close()


def test_a_file_that_was_replaced_is_used_from_then_on(database: Database, folder: Path, caplog):
    """Every other process finds the new file, too. Its missing data are not invented."""
    assert sites(database) == 1
    replace(folder)

    assert sites(database) == 0
    assert "was replaced" in caplog.text
    add(database)
    with closing(sqlite3.connect(folder / SQLITE)) as connection:
        assert connection.execute(SITES).fetchone() == (1,)
    database.close()


def test_a_file_that_was_replaced_by_an_older_one_is_migrated(database: Database, folder: Path):
    (folder / SQLITE).rename(folder / "old")
    (folder / SQLITE).touch()

    assert sites(database) == 0
    database.close()


def test_to_look_whether_there_is_one_makes_none(folder: Path):
    database = Database(None, folder)

    assert database.version() is None
    assert not folder.exists()


def test_a_process_that_begins_without_the_file_begins_anew_and_says_so(
    database: Database, folder: Path, caplog
):
    database.migrate()  # this leaves its lock
    database.close()
    for part in folder.glob(f"{SQLITE}*"):
        part.unlink()
    later = Database(None, folder)

    assert sites(later) == 0
    assert "was missing" in caplog.text
    later.close()


def test_a_first_start_says_nothing(folder: Path, caplog):
    database = Database(None, folder)

    assert sites(database) == 0
    assert caplog.records == []
    database.close()


# The portal around the database.


@pytest.fixture
def app(make_app: MakeApp, folder: Path, hands: Hands) -> Flask:
    copy_database(folder)
    app = make_app(instance=folder, **OFFICE)
    held(app)
    assert browser(app).get("/bai/1").status_code == 200
    return app


def test_a_message_is_not_thanked_for_and_is_still_there(
    app: Flask, folder: Path, clock: FrozenClock, hands: Hands
):
    """As in any outage. When the folder is back, the same form is sent again."""
    folder.rename(folder.with_name("away"))
    answer = send(browser(app), clock, text="Đèn đường hỏng.", files=[(PDF, "don.pdf")], **CITIZEN)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Đèn đường hỏng." in answer.text
    assert CITIZEN["email"] in answer.text
    shutil.rmtree(folder)
    folder.with_name("away").rename(folder)
    hands.advance(seconds=10)
    assert send(browser(app), clock, **CITIZEN).status_code == 303
    assert feedback_service_of(app).store.by_number(1) is not None


def test_a_ballot_is_not_thanked_for(app: Flask, folder: Path, hands: Hands, monkeypatch):
    """The page was open before, and the file disappears while the ballot is on its way."""
    service = portal_of(app).database
    real = service.writing
    gone = []

    def writing():
        if not gone:
            gone.append(folder.rename(folder.with_name("away")))
        return real()

    monkeypatch.setattr(service, "writing", writing)
    answer = vote(browser(app))
    assert (answer.status_code, bool(answer.headers["Retry-After"])) == (503, True)
    monkeypatch.undo()
    folder.with_name("away").rename(folder)
    portal_of(app).database.close()


def test_a_view_is_not_written_into_a_journal_that_had_gone(app: Flask, folder: Path, hands: Hands):
    """The background thread notices it, and the next view has a journal that outlives the process."""
    tokens = {"article": counting_of(app).tokens.article("1")}
    assert browser(app).post("/portal/views", json=tokens).json["views"] == 1
    shutil.rmtree(folder / "journals")
    counting_of(app).catch_up()
    assert not (folder / "journals").exists()
    assert browser(app, address="192.0.2.9").post("/portal/views", json=tokens).json["views"] == 2
    assert len(list((folder / "journals").glob("*.journal"))) == 1


def test_a_view_that_comes_while_everything_is_gone_waits(app: Flask, folder: Path, hands: Hands):
    """It waits in a journal in a new folder, until the database is back."""
    tokens = {"article": counting_of(app).tokens.article("1")}
    browser(app).post("/portal/views", json=tokens)
    folder.rename(folder.with_name("away"))
    with pytest.raises(StoreUnavailableError):
        counting_of(app).catch_up()
    assert browser(app, address="192.0.2.9").post("/portal/views", json=tokens).status_code == 202
    (folder.with_name("away") / SQLITE).rename(folder / SQLITE)
    hands.advance(seconds=10)
    counting_of(app).catch_up()

    assert counting_of(app).views("1") == 2


def test_health_and_doctor_tell_that_it_is_gone(app: Flask, folder: Path):
    folder.rename(folder.with_name("away"))
    health = browser(app).get("/portal/health")

    assert health.status_code == 503
    assert health.json["checks"]["database"].startswith("its file is missing")
    assert str(folder) not in health.text
    assert "FAIL  database: its file is missing" in doctor(app)


def test_the_doctor_of_another_process_knows_it_by_what_was_left(app: Flask, folder: Path, make_app: MakeApp):
    """The check itself creates no new file."""
    portal_of(app).database.migrate()
    for part in folder.glob(f"{SQLITE}*"):
        part.unlink()
    said = doctor(make_app(instance=folder, mail_folder=folder / "mail", **OFFICE))

    assert "FAIL  database: its file is missing" in said
    assert not (folder / SQLITE).exists()


def test_the_doctor_of_a_portal_that_was_never_used_finds_nothing_wrong(make_app: MakeApp, folder: Path):
    assert "FAIL" not in doctor(make_app(instance=folder, **OFFICE))


def doctor(app: Flask) -> str:
    return app.test_cli_runner().invoke(args=["portal", "doctor"]).output
