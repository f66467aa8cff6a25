"""The background thread starts on first use, once per process, restarts after a fork, and survives errors."""

import threading

from portal_widgets.core.tasks import worker_thread as module
from portal_widgets.core.tasks.worker_thread import WorkerThread
from portal_widgets.errors import StoreUnavailableError
from support import run_alone


def test_it_starts_on_first_use_and_only_once(monkeypatch):
    monkeypatch.setattr(module, "TICK_SECONDS", 0.001)
    worked = threading.Event()
    background = WorkerThread(worked.set)
    before = set(threading.enumerate())
    assert not background.running
    for _ in range(5):
        background.ensure_running()

    assert worked.wait(10)
    assert len(set(threading.enumerate()) - before) == 1
    background.stop()
    assert not background.running


def test_a_stop_that_comes_during_a_start_waits_for_it_and_ends_the_thread(monkeypatch):
    starting, go_on, faults = threading.Event(), threading.Event(), []
    start = threading.Thread.start

    def start_late(thread: threading.Thread) -> None:
        if thread.name == "portal_widgets":
            starting.set()
            go_on.wait(10)
        start(thread)

    def stop() -> None:
        try:
            background.stop()
        except RuntimeError as error:
            faults.append(error)

    monkeypatch.setattr(threading.Thread, "start", start_late)
    background = WorkerThread(lambda: None)
    starter, stopper = threading.Thread(target=background.ensure_running), threading.Thread(target=stop)
    starter.start()
    assert starting.wait(10)
    stopper.start()
    stopper.join(0.1)  # long enough that a failure at once would be noticed
    go_on.set()
    starter.join(10)
    stopper.join(10)

    assert (faults, background.running) == ([], False)


def test_a_failing_round_is_followed_by_another(monkeypatch, caplog):
    monkeypatch.setattr(module, "TICK_SECONDS", 0.001)
    again = threading.Event()
    rounds = []

    def work() -> None:
        rounds.append(1)
        if len(rounds) > 1:
            again.set()
        raise RuntimeError("the store is upside down")

    background = WorkerThread(work)
    background.ensure_running()
    assert again.wait(10)
    background.stop()

    assert "the store is upside down" in caplog.text


def test_a_forked_child_starts_its_own():
    code = """
        import os
        from portal_widgets.core.tasks.worker_thread import WorkerThread

        background = WorkerThread(lambda: None)
        background.ensure_running()
        child = os.fork()
        if child == 0:
            alone = not background.running
            background.ensure_running()
            print(alone, background.running, flush=True)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    """

    assert run_alone(code) == "True True"


def test_it_can_be_kept_from_starting():
    background = WorkerThread(lambda: None, enabled=False)
    background.ensure_running()

    assert not background.running


def test_an_outage_is_logged_once_not_every_round(monkeypatch, caplog):
    monkeypatch.setattr(module, "TICK_SECONDS", 0.001)
    rounds = []
    enough = threading.Event()

    def work() -> None:
        rounds.append(1)
        if len(rounds) > 5:
            enough.set()
        raise StoreUnavailableError("Redis is left alone")

    background = WorkerThread(work)
    background.ensure_running()
    assert enough.wait(10)
    background.stop()

    assert caplog.text.count("Redis is left alone") == 1


def test_a_fault_is_logged_once_and_the_next_one_too(monkeypatch, caplog):
    monkeypatch.setattr(module, "TICK_SECONDS", 0.001)
    rounds = []
    enough = threading.Event()

    def work() -> None:
        rounds.append(1)
        if len(rounds) > 8:
            enough.set()
        if len(rounds) == 5:
            return
        raise RuntimeError("upside down" if len(rounds) < 3 else "inside out")

    background = WorkerThread(work)
    background.ensure_running()
    assert enough.wait(10)
    background.stop()

    assert [one.exc_info[1].args[0] for one in caplog.records] == ["upside down", "inside out", "inside out"]


def test_a_wake_does_not_wait_for_the_tick(monkeypatch):
    monkeypatch.setattr(module, "TICK_SECONDS", 60)
    worked = threading.Event()
    background = WorkerThread(worked.set)
    background.ensure_running()
    background.wake()

    assert worked.wait(10)
    background.stop()
