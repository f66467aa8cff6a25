"""A container is replaced and gets a new disk. Only the data that the manual lists are lost."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.outages import EVENING, Host, Server, names
from support import FrozenClock, MakeApp

MakeHost = Callable[..., Host]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def make_container(make_app: MakeApp, server: Server, clock: FrozenClock, tmp_path: Path) -> MakeHost:
    """Each call replaces the container: the one before it no longer exists, nor does its disk."""
    clock.set(EVENING)
    before: list[Host] = []

    def make(**options: str) -> Host:
        for gone in before:
            gone.journal_writer.release()
            gone.portal.database.close()
            shutil.rmtree(gone.app.instance_path)
        before[:] = [Host(make_app(redis_url=server.url, **options), clock)]
        return before[0]

    return make


@pytest.fixture
def elsewhere(new_postgres: str) -> dict[str, str]:
    """A database that is not on the container's disk."""
    return {"database_url": new_postgres}


def test_with_the_journals_only_what_was_not_applied_is_lost(
    make_container: MakeHost, elsewhere: dict[str, str]
):
    """The new container commits the counts in Redis that the dead one had not committed."""
    container = make_container(**elsewhere)
    container.read(*names("applied", 4))
    assert {container.image(visitor).status_code for visitor in names("accepted", 3)} == {200}
    assert container.stored_counts()[0] < 4
    container = make_container(**elsewhere)
    assert container.page() == (200, 4)
    assert container.report("new").json["views"] == 5
    container.catch_up()

    assert container.stored_counts()[0] == 5
    assert container.report("applied 0").json["reason"] == "repeat"


def test_with_journals_and_redis_what_was_not_brought_home_is_lost(
    make_container: MakeHost, elsewhere: dict[str, str], server: Server
):
    container = make_container(**elsewhere)
    container.read(*names("home", 4))
    container.catch_up()
    container.read(*names("not yet", 2))
    server.ask("FLUSHALL")
    container = make_container(**elsewhere)
    container.catch_up()
    container.read("new")
    container.catch_up()

    assert container.stored_counts()[0] == 5


def test_with_the_database_everything_is_lost_and_nothing_is_mixed_up(
    make_container: MakeHost, clock: FrozenClock
):
    """Redis cannot replace the database: it identifies articles by numbers that only the database explains. A
    new article must not inherit the views of an old one.
    """
    container = make_container()
    container.read(*names("before", 4))
    container.catch_up()
    container = make_container()
    container.token = container.counting.tokens.article("another")
    assert set(container.read(*names("after", 2))) <= {200, 202}
    container.catch_up()

    assert container.page("another") == (200, 2)
    assert container.page("nuoc-sach") == (200, 0)
    assert container.counting.numbers().total == 2


def test_a_database_from_a_backup_mixes_nothing_up(
    make_container: MakeHost, make_app: MakeApp, server: Server, clock: FrozenClock, tmp_path: Path
):
    """Redis is ahead of the database, and has counted articles that the backup does not contain."""
    container = make_container()
    container.read(*names("before", 4))
    container.catch_up()
    folder = Path(container.app.instance_path)
    container.portal.database.close()
    shutil.copytree(folder, tmp_path / "backup", ignore=shutil.ignore_patterns("journals"))
    container.token = container.counting.tokens.article("after the backup")
    container.read(*names("after", 3))
    container.catch_up()
    container.portal.tasks.stop()
    container.portal.database.close()

    restored = Host(make_app(instance=tmp_path / "backup", redis_url=server.url), clock)
    restored.token = restored.counting.tokens.article("newest")
    restored.catch_up()
    restored.read("an")
    restored.catch_up()
    assert restored.page("newest") == (200, 1)
