"""A Redis that a test can take away, and a portal beside it: its pages, and its stored data."""

import re
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa
from flask import Flask
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal_widgets.counting.store.sql.tables import article, article_day, site_day
from portal_widgets.errors import StoreUnavailableError
from servers import answers, free_port, wait_until
from support import FrozenClock, browser, counting_of, portal_of

PATH = "/portal/views"
# A time that Redis's own clock has not reached, so that no key expires.
EVENING, NIGHT = "2037-03-11T23:50:00", "2037-03-12T00:10:00"
BACK_SECONDS = 30


@dataclass
class Server:
    """A separate Redis that saves nothing, unless a test wants it."""

    folder: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ("--save", "")
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--repl-diskless-sync-delay", "0", "--dir", str(self.folder), *(options or self.options)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self.port), "redis-server")

    def ask(self, *words: str) -> Any:
        with redis.Redis(port=self.port, retry=Retry(NoBackoff(), 0)) as client:
            return client.execute_command(*words)

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Breakers:
    """The clock of the circuit breakers: their pauses end when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Host:
    """One application with its own disk, with or without its own thread, and with a Redis that others may
    share.
    """

    def __init__(self, app: Flask, clock: FrozenClock) -> None:
        self.app, self.clock = app, clock
        self.counting, self.portal = counting_of(app), portal_of(app)
        self.journal_writer = self.counting.parts.journal_writer
        self.token = self.counting.tokens.article("nuoc-sach")
        self.breakers = Breakers()
        self.tries = 0
        if self.portal.redis:
            self.portal.redis.breaker.seconds = self.breakers
            self._watch(self.portal.redis.breaker)

    def _watch(self, breaker: Any) -> None:
        """Observe every call to Redis that the breaker admits. Calls of the background thread keep no reader
        waiting.
        """
        guard, reader = breaker.guard, threading.get_ident()

        @contextmanager
        def counted() -> Iterator[None]:
            with guard():
                self.tries += threading.get_ident() == reader
                yield

        breaker.guard = counted

    # The view of readers.

    def report(self, visitor: str) -> Any:
        """The answer to the beacon of a visitor. Each name has its own address."""
        return browser(self.app, address=_address(visitor)).post(PATH, json={"article": self.token})

    def read(self, *visitors: str) -> list[int]:
        return [self.report(visitor).status_code for visitor in visitors]

    def image(self, visitor: str) -> Any:
        """The answer to the image of a visitor without JavaScript: accepted now, and applied later."""
        return browser(self.app, address=_address(visitor)).get(f"{PATH}.gif?article={self.token}")

    def page(self, identity: str = "nuoc-sach") -> tuple[int, int | None]:
        """The page's status, and the number on it, if there is one."""
        answer = browser(self.app, address="198.51.100.9").get(f"/bai/{identity}")
        counter = answer.text.partition('class="pw-views"')[2].partition("</p>")[0]
        shown = re.search(r'value="(\d+)"', counter)
        assert shown, answer.text
        return answer.status_code, None if " hidden" in counter.partition(">")[0] else int(shown[1])

    def make_cold(self, count: int = 20) -> list[str]:
        """Articles that have been read, but not shown by this process: each one needs a call to Redis."""
        cold = names("cold", count)
        self.counting.parts.archive.intern("main", cold)
        return cold

    @contextmanager
    def tries_at_most(self, most: int) -> Iterator[None]:
        before = self.tries
        yield
        assert self.tries - before <= most, f"Redis was tried {self.tries - before} times"

    # The parts for the operator.

    def catch_up(self) -> None:
        """When the servers are back, apply and commit everything."""

        def done() -> bool:
            self.pass_time()
            try:
                self.counting.catch_up()
                self.counting.archive()
                return self.counting.waiting_bytes() == 0
            except StoreUnavailableError:
                return False

        eventually(done, "the portal to catch up")

    def pass_time(self) -> None:
        """The breaker tries again, and after a loss counting opens again."""
        self.breakers.seconds += 5
        self.clock.advance(seconds=1)

    def stored_counts(self) -> tuple[int, dict[str, int], dict[str, int]]:
        """The counts in SQL: the article's total, its views by day, and the site's visits by day."""
        with self.portal.database.reading() as connection:
            total = connection.scalar(sa.select(article.c.views).where(article.c.id == "nuoc-sach"))
            number = sa.select(article.c.number).where(article.c.id == "nuoc-sach").scalar_subquery()
            views = sa.select(article_day.c.day, article_day.c.views).where(article_day.c.article == number)
            visits = sa.select(site_day.c.day, site_day.c.visits)
            return total or 0, _by_day(connection.execute(views)), _by_day(connection.execute(visits))


def names(what: str, count: int) -> list[str]:
    return [f"{what} {number}" for number in range(count)]


def eventually(holds: Callable[[], bool], what: str, seconds: float = BACK_SECONDS) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"waited {seconds} seconds for {what}"
        time.sleep(0.02)


def _by_day(rows: Any) -> dict[str, int]:
    return {day.isoformat(): int(count) for day, count in rows}


def _address(visitor: str) -> str:
    number = zlib.crc32(visitor.encode())
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
