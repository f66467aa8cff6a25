"""A reader's beacon waits for its result, but never for long."""

import threading

import pytest

from portal_widgets.counting.hits import Reason
from portal_widgets.counting.journal import pending
from portal_widgets.counting.journal.pending import CountAnswer, PendingAnswer

REPEAT = CountAnswer(95, Reason.REPEAT)


def test_an_answer_that_is_there_already_is_handed_over(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pending, "READER_SECONDS", 0)
    pending_answer = PendingAnswer()
    pending_answer.set(REPEAT)

    assert pending_answer.wait() == REPEAT


def test_who_waits_is_told_by_another_thread():
    pending_answer = PendingAnswer()
    answers: list[CountAnswer | None] = []
    reader = threading.Thread(target=lambda: answers.append(pending_answer.wait()))
    reader.start()
    pending_answer.set(REPEAT)
    reader.join()

    assert answers == [REPEAT]


def test_nobody_waits_for_what_will_not_come(monkeypatch: pytest.MonkeyPatch):
    """If the store is unavailable, waiting requests continue immediately, not only after the timeout."""
    monkeypatch.setattr(pending, "READER_SECONDS", 600)
    pending_answer = PendingAnswer()
    pending_answer.set(None)

    assert pending_answer.wait() is None


def test_an_answer_that_comes_too_late_harms_nobody(monkeypatch: pytest.MonkeyPatch):
    """The reader got "accepted", and the late answer does not disturb the flusher."""
    monkeypatch.setattr(pending, "READER_SECONDS", 0)
    pending_answer = PendingAnswer()
    assert pending_answer.wait() is None
    pending_answer.set(REPEAT)

    assert pending_answer.wait() == REPEAT
