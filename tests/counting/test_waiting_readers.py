"""Reports whose readers wait for a result are counted in their own requests, one thread for all of them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from portal_widgets.counting import pipeline, upkeep
from portal_widgets.counting.classify.categories import Categories
from portal_widgets.counting.journal import pending
from portal_widgets.counting.pipeline import Pipeline
from portal_widgets.counting.store.sql.archive import SqlArchive
from support import MakeApp, browser, counting_of, portal_of

READERS = 24


@pytest.fixture(autouse=True)
def _slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a round of the thread may take longer than a reader would wait."""
    monkeypatch.setattr(pending, "READER_SECONDS", 60.0)
    monkeypatch.setattr(pipeline, "PROMPT_SECONDS", 60.0)
    monkeypatch.setattr(upkeep, "PREPARED_SECONDS", 60.0)


@pytest.fixture(params=["sqlite", "redis"])
def app(request: pytest.FixtureRequest, make_app: MakeApp) -> Flask:
    if request.param == "redis":
        return request.getfixturevalue("redis_app")
    return make_app(background=True)


@pytest.fixture
def redis_app(make_app: MakeApp, empty_redis: str) -> Flask:
    """With the clock of the machine, because Redis deletes visitors by its own clock."""
    return make_app(background=True, redis_url=empty_redis, clock=None)


def report(app: Flask, article: str, reader: int) -> dict[str, object]:
    token = counting_of(app).tokens.article(article)
    sent = browser(app, address=f"192.0.2.{reader}").post("/portal/views", json={"article": token})
    assert sent.status_code == 200
    return dict(sent.json or {})


def note_threads(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[str]:
    """The names of the threads that call a method from now on."""
    seen: list[str] = []
    plain: Callable[..., object] = getattr(owner, name)

    def noted(*arguments: object, **options: object) -> object:
        seen.append(threading.current_thread().name)
        return plain(*arguments, **options)

    monkeypatch.setattr(owner, name, noted)
    return seen


def test_all_who_report_at_once_get_their_own_results(app: Flask):
    report(app, "1", 0)
    with ThreadPoolExecutor(READERS) as pool:
        first = list(pool.map(lambda reader: report(app, "1", reader), range(1, READERS)))
        again = list(pool.map(lambda reader: report(app, "1", reader), range(READERS)))

    assert all(one["counted"] for one in first)
    assert {one["reason"] for one in again} == {"repeat"}
    assert {one["views"] for one in again} == {READERS}
    assert max(int(str(one["views"])) for one in first) == READERS


def test_a_report_is_counted_without_waking_the_thread(redis_app: Flask, monkeypatch: pytest.MonkeyPatch):
    report(redis_app, "1", 0)
    woken: list[bool] = []
    monkeypatch.setattr(portal_of(redis_app).tasks, "wake", lambda: woken.append(True) or True)

    assert report(redis_app, "1", 1) == {"views": 2, "counted": True, "reason": None}
    assert not woken


def test_a_new_article_is_numbered_by_the_thread(redis_app: Flask, monkeypatch: pytest.MonkeyPatch):
    """SQL assigns the number, and another process may be writing there."""
    report(redis_app, "1", 0)
    threads = note_threads(monkeypatch, SqlArchive, "intern")

    assert report(redis_app, "2", 0)["views"] == 1
    assert set(threads) == {"portal_widgets"}


def test_categories_are_looked_up_by_the_thread(redis_app: Flask, monkeypatch: pytest.MonkeyPatch):
    """SQL may take seconds, and a reader waits."""
    report(redis_app, "1", 0)
    monkeypatch.setattr(Categories, "knows", lambda _categories, _articles: False)
    threads = note_threads(monkeypatch, Categories, "of")

    assert report(redis_app, "1", 1)["views"] == 2
    assert set(threads) == {"portal_widgets"}


def test_the_thread_gets_its_turn_however_many_report(redis_app: Flask, monkeypatch: pytest.MonkeyPatch):
    """Other records wait for it, for example those of server mode, and journals of dead processes."""
    report(redis_app, "1", 0)
    rounds = note_threads(monkeypatch, Pipeline, "flush")
    asked = iter(range(10_000))

    def keep_asking(reader: int) -> None:
        while len(rounds) < 3 and next(asked, None) is not None:
            report(redis_app, "1", reader)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep_asking, range(1, 5)))

    assert len(rounds) >= 3
    assert set(rounds) == {"portal_widgets"}


def test_a_fault_in_the_request_is_left_to_the_thread(redis_app: Flask, monkeypatch: pytest.MonkeyPatch):
    report(redis_app, "1", 0)

    def fail(_pipeline: Pipeline) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(Pipeline, "flush_for_readers", fail)

    assert report(redis_app, "1", 1)["views"] == 2
