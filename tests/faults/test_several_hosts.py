"""Several hosts share one Redis and one database. They count together, each with journals on its own disk."""

import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from faults.outages import EVENING, Host, names
from support import FrozenClock, MakeApp

MakeHost = Callable[..., Host]

# A host that is killed with kill -9. Reports with the answer 200 were applied, images were only accepted.
DYING = """
    import os, signal, sys
    from pathlib import Path
    from flask import Flask
    from portal_widgets import PortalWidgets
    from support import FrozenClock
    from faults.outages import Host, names

    folder, redis_url, database_url, moment, applied, accepted = sys.argv[1:]
    app = Flask("host", instance_path=folder)
    app.secret_key = "secret"
    clock = FrozenClock(moment)
    PortalWidgets(app, clock=clock, background=False, redis_url=redis_url, database_url=database_url)
    host = Host(app, clock)
    statuses = host.read(*names("applied", int(applied)))
    statuses += [host.image(visitor).status_code for visitor in names("accepted", int(accepted))]
    print(sorted(set(statuses)), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def shared(redis_url: str, new_postgres: str) -> dict[str, str]:
    """One Redis and one database, both empty."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return {"redis_url": redis_url, "database_url": new_postgres}


@pytest.fixture
def make_host(shared: dict[str, str], make_app: MakeApp, clock: FrozenClock) -> MakeHost:
    clock.set(EVENING)
    return lambda instance=None: Host(make_app(instance=instance, **shared), clock)


@pytest.fixture
def hosts(make_host: MakeHost) -> tuple[Host, Host]:
    return make_host(), make_host()


def archive_again(shared: dict[str, str]) -> None:
    """The minute is over in which only one process may commit."""
    with redis.Redis.from_url(shared["redis_url"]) as client:
        assert client.delete("{pw:main}:duty:archive") == 1


def test_a_visitor_of_one_is_a_repeat_on_the_other(hosts: tuple[Host, Host]):
    one, other = hosts

    assert one.report("an").json == {"views": 1, "counted": True, "reason": None}
    assert other.report("an").json == {"views": 1, "counted": False, "reason": "repeat"}
    assert other.report("binh").json == {"views": 2, "counted": True, "reason": None}
    assert one.report("binh").json["reason"] == "repeat"


def test_both_show_the_same_numbers(hosts: tuple[Host, Host]):
    one, other = hosts
    for number in range(6):
        hosts[number % 2].read(f"reader {number}")
    for host in (one, other, one):
        host.counting.catch_up()

    assert one.page() == other.page() == (200, 6)
    assert one.counting.numbers() == other.counting.numbers()
    assert one.counting.numbers().today == 6
    assert one.counting.numbers().online == 6


def test_the_first_page_of_a_new_process_shows_the_number(hosts: tuple[Host, Host], make_host: MakeHost):
    """A cache in front may keep that page for a long time."""
    hosts[0].read(*names("reader", 3))

    assert make_host().page() == (200, 3)


def test_one_of_them_archives(hosts: tuple[Host, Host], shared: dict[str, str]):
    """One process commits the counts of both. The other one does nothing meanwhile."""
    one, other = hosts
    one.counting.catch_up()
    one.read("an")
    other.read("binh")
    for host in (one, other):
        host.counting.catch_up()
    assert one.stored_counts()[0] == 0
    archive_again(shared)
    other.counting.catch_up()
    assert one.stored_counts()[0] == 2
    one.read("chi")
    one.counting.catch_up()

    assert one.stored_counts()[0] == 2


def test_all_archiving_at_once_bring_each_view_home_once(hosts: tuple[Host, Host]):
    """For example after a failed election, or with `flask portal archive` at the same time."""
    counted = 0
    for number in range(8):
        counted += len(hosts[number % 2].read(*names(f"round {number}", 3)))
        archivists = [threading.Thread(target=host.counting.archive) for host in hosts for _ in range(2)]
        for archivist in archivists:
            archivist.start()
        for archivist in archivists:
            archivist.join()
    hosts[0].catch_up()

    assert hosts[0].stored_counts() == (counted, *[{"2037-03-11": counted}] * 2)


@pytest.mark.parametrize("lost", [False, True], ids=["", "and Redis was lost meanwhile"])
def test_a_host_that_was_killed_and_is_back_within_a_week(
    make_host: MakeHost, shared: dict[str, str], clock: FrozenClock, tmp_path: Path, lost: bool
):
    """Nobody else can read its disk. Its reports are counted once, on their own day."""
    disk = tmp_path / "disk"
    arguments = (disk, shared["redis_url"], shared["database_url"], EVENING, 4, 3)
    assert run_killed(DYING, *arguments) == "[200]"
    assert list((disk / "journals").glob("*.journal"))
    other = make_host()
    if not lost:
        other.catch_up()
        assert other.stored_counts()[0] == 4
    safe = other.stored_counts()[0]
    if lost:
        assert safe < 4, "what Redis alone had is lost with it"
        with redis.Redis.from_url(shared["redis_url"]) as client:
            client.flushall()
    other.read(*names("elsewhere", 2))
    clock.set("2037-03-17T20:00:00")
    other.catch_up()
    assert other.stored_counts()[0] == safe + 2

    back = make_host(instance=disk)
    for _ in range(2):
        back.catch_up()
        assert back.stored_counts()[:2] == (9, {"2037-03-11": 9})
    back.portal.tasks.stop()
    other.catch_up()
    assert other.page() == (200, 9)


def test_a_host_that_is_back_too_late_is_reported_not_guessed(
    make_host: MakeHost, shared: dict[str, str], clock: FrozenClock, tmp_path: Path, caplog
):
    disk = tmp_path / "disk"
    arguments = (disk, shared["redis_url"], shared["database_url"], EVENING, 4, 3)
    run_killed(DYING, *arguments)
    other = make_host()
    other.catch_up()
    clock.set("2037-03-19T20:00:00")
    other.catch_up()
    back = make_host(instance=disk)
    back.catch_up()

    assert back.stored_counts()[0] == 4
    assert [file.suffix for file in (disk / "journals").iterdir()] == [".refused"]
    assert "older than a week" in caplog.text


def run_killed(code: str, *arguments: object) -> str:
    """The output of a script that ends by kill -9."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, cwd=Path(__file__).parents[1]
    )
    assert result.returncode == -signal.SIGKILL, result.stderr
    return result.stdout.strip()
