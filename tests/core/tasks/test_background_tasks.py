"""The portal's threads start when there is work, run tasks in the order of mounting, and do not block each
other.
"""

import threading
from collections.abc import Iterator

import pytest

from portal_widgets.core.tasks import worker_thread as module
from portal_widgets.core.tasks.background_tasks import BackgroundTasks
from portal_widgets.core.tasks.scheduler import PeriodicTask
from support import run_alone


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[BackgroundTasks]:
    monkeypatch.setattr(module, "TICK_SECONDS", 0.001)
    tasks = BackgroundTasks(enabled=True)
    yield tasks
    tasks.stop()


def test_without_tasks_there_is_no_thread(tasks: BackgroundTasks):
    before = threading.active_count()
    tasks.ensure_running()

    assert threading.active_count() == before
    assert not tasks.wake()


def test_tasks_run_in_the_order_of_their_mounting(tasks: BackgroundTasks):
    done: list[str] = []
    tasks.add([PeriodicTask(0, lambda: done.append("journals"))])
    tasks.add([PeriodicTask(60, lambda: done.append("salts"))])
    for _ in range(2):
        tasks.run_due()

    assert done == ["journals", "salts", "journals"]


def test_a_slow_task_keeps_nobody_waiting(tasks: BackgroundTasks):
    """A reader waits for a round of the first thread. A mail server may be slow."""
    asked, answered, round_done = threading.Event(), threading.Event(), threading.Event()

    def send() -> None:
        asked.set()
        answered.wait(10)

    tasks.add([PeriodicTask(60, send, slow=True), PeriodicTask(0, round_done.set)])
    tasks.ensure_running()
    assert asked.wait(10)
    round_done.clear()

    assert tasks.wake()
    assert round_done.wait(10)
    answered.set()


def test_a_task_that_is_wanted_soon_does_not_wait_for_its_time(tasks: BackgroundTasks):
    runs = threading.Semaphore(0)
    task = PeriodicTask(3600, runs.release, slow=True)
    tasks.add([task])
    tasks.ensure_running()
    assert runs.acquire(timeout=10)
    while not task.due_at:  # until the first round has recorded its end
        pass
    tasks.run_soon(task)

    assert runs.acquire(timeout=10)


def test_what_widgets_hold_is_completed_when_the_process_ends():
    code = """
        from portal_widgets.core.tasks.background_tasks import BackgroundTasks
        from portal_widgets.core.tasks.scheduler import PeriodicTask

        tasks = BackgroundTasks(enabled=True)
        tasks.add([PeriodicTask(0, lambda: None)], stop=lambda: print("complete"))
        tasks.ensure_running()
    """

    assert run_alone(code) == "complete"


def test_the_end_of_one_widget_that_fails_is_not_that_of_the_others():
    done: list[str] = []

    def fail() -> None:
        done.append("failed")
        raise ValueError("a file is gone")

    tasks = BackgroundTasks(enabled=False)
    for stop in (lambda: done.append("first"), fail, lambda: done.append("last")):
        tasks.add([], stop)
    with pytest.raises(ValueError, match="a file is gone"):
        tasks.drain()

    assert done == ["first", "failed", "last"]
