"""Fail-over: a replica replaces the master, but does not have the master's last writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.outages import EVENING, NIGHT, Host, Server, eventually, names
from support import FrozenClock, MakeApp


@pytest.fixture
def master(tmp_path: Path) -> Iterator[Server]:
    yield from running(tmp_path / "master")


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Server]:
    yield from running(tmp_path / "replica")


def running(folder: Path) -> Iterator[Server]:
    folder.mkdir()
    server = Server(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def host(master: Server, replica: Server, make_app: MakeApp, clock: FrozenClock) -> Host:
    """Three views have been counted, and the replica knows them."""
    clock.set(EVENING)
    host = Host(make_app(redis_url=master.url), clock)
    follow(replica, master)
    assert host.read(*names("before", 3)) == [200] * 3
    host.catch_up()
    same(replica, master)
    return host


def follow(replica: Server, master: Server) -> None:
    replica.ask("REPLICAOF", "127.0.0.1", str(master.port))
    eventually(lambda: replica.ask("ROLE")[3] == b"connected", "the replica to follow")


def same(replica: Server, master: Server) -> None:
    eventually(lambda: replica.ask("ROLE")[4] == master.ask("ROLE")[1], "the replica to be level")


def cut_off(replica: Server) -> None:
    """From now on the replica gets no writes of the master."""
    replica.ask("REPLICAOF", "NO", "ONE")


def fail_over(master: Server, replica: Server) -> None:
    """A server with the replica's data now answers at the master's address."""
    master.stop()
    master.start()
    follow(master, replica)
    same(master, replica)
    master.ask("REPLICAOF", "NO", "ONE")


def nothing_is_lost(host: Host, evening: int, night: int) -> None:
    counted = {"2037-03-11": evening, "2037-03-12": night}
    for _ in range(2):
        host.catch_up()
        assert host.page() == (200, evening + night)
        assert host.stored_counts() == (evening + night, counted, counted)
    assert host.report("evening 0").json["reason"] == "repeat"


@pytest.mark.parametrize("archived", [False, True], ids=["in Redis alone", "in SQL too"])
@pytest.mark.parametrize("down", [False, True], ids=["at once", "after an outage"])
def test_the_lost_tail_is_counted_again_and_once(
    host: Host, master: Server, replica: Server, archived: bool, down: bool
):
    cut_off(replica)
    assert host.read(*names("evening", 4)) == [200] * 4
    if archived:
        assert host.counting.archive() == 1
    if down:
        master.stop()
    else:
        fail_over(master, replica)
    host.clock.set(NIGHT)
    assert set(host.read(*names("night", 2))) <= {200, 202}
    assert host.page()[0] == 200
    assert host.page()[1] >= 7
    if down:
        fail_over(master, replica)
    nothing_is_lost(host, 7, 2)


def test_the_tail_of_a_quiet_portal_is_counted_again(host: Host, master: Server, replica: Server):
    """Nobody reads anything afterwards, and no process writes the journal with the lost views. So the loss is
    not noticed by the next view.
    """
    cut_off(replica)
    assert host.read(*names("evening", 4)) == [200] * 4
    host.journal_writer.rotate(host.clock.milliseconds, anyway=True)
    fail_over(master, replica)
    host.catch_up()
    host.catch_up()

    assert host.stored_counts()[0] == 7


def test_the_other_processes_show_it_too(host: Host, master: Server, replica: Server, make_app: MakeApp):
    """The version that reports changes to them has gone back in time, too."""
    other = Host(make_app(instance=Path(host.app.instance_path), redis_url=master.url), host.clock)
    other.counting.catch_up()
    cut_off(replica)
    assert host.read(*names("evening", 4)) == [200] * 4
    other.counting.catch_up()
    assert other.page() == (200, 7)
    fail_over(master, replica)
    other.catch_up()
    assert host.read("night 0")[0] in {200, 202}
    host.catch_up()
    other.counting.catch_up()

    assert other.page() == (200, 8)


def test_the_tail_is_counted_again_where_another_process_reads_on(
    host: Host, master: Server, replica: Server, make_app: MakeApp
):
    """The process that received the views is dead. The process that adopts its journal asks Redis for the
    offset.
    """
    cut_off(replica)
    assert host.read(*names("evening", 4)) == [200] * 4
    host.journal_writer.release()
    fail_over(master, replica)
    other = Host(make_app(instance=Path(host.app.instance_path), redis_url=master.url), host.clock)
    assert set(other.read(*names("late", 1))) <= {200, 202}
    other.catch_up()

    assert other.stored_counts()[0] == 8
