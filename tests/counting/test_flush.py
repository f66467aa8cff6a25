"""The thread beside the requests: late, one per process, alive again after a fork, and tenacious."""

import threading

from portal_widgets.counting import flush
from portal_widgets.counting.flush import Background
from support import run_alone


def test_it_starts_on_first_use_and_only_once(monkeypatch):
    monkeypatch.setattr(flush, "SECONDS", 0.001)
    worked = threading.Event()
    background = Background(worked.set)
    assert not background.running
    for _ in range(5):
        background.ensure_running()

    assert worked.wait(10)
    assert sum(thread.name == "portal_widgets" for thread in threading.enumerate()) == 1
    background.stop()
    assert not background.running


def test_a_failing_round_is_followed_by_another(monkeypatch, caplog):
    monkeypatch.setattr(flush, "SECONDS", 0.001)
    again = threading.Event()
    rounds = []

    def work() -> None:
        rounds.append(1)
        if len(rounds) > 1:
            again.set()
        raise RuntimeError("the store is upside down")

    background = Background(work)
    background.ensure_running()
    assert again.wait(10)
    background.stop()

    assert "the store is upside down" in caplog.text


def test_a_forked_child_starts_its_own():
    code = """
        import os
        from portal_widgets.counting.flush import Background

        background = Background(lambda: None)
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
    background = Background(lambda: None, enabled=False)
    background.ensure_running()

    assert not background.running
