"""Ballots a second, compared with a poll that first reads and then writes, and how often that poll counts
twice.
"""

import contextlib
import importlib.util
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from measure import HERE, folder, interleaved, median

from portal_widgets.core.db.database import Database
from portal_widgets.polls.rules import Answer, Content, Option, Question, QuestionKind, Terms
from portal_widgets.polls.store.ballots import AlreadyVotedError, BallotStore
from portal_widgets.polls.store.polls import PollStore
from portal_widgets.polls.store.results import ResultStore

DATABASES = ("sqlite", "postgresql")
THREADS = 8
BALLOTS = 400  # for one measurement
VOTERS = 60  # each voter taps with all threads at once
ROUNDS = 5
ASKED = Content(
    "Thăm dò ý kiến",
    (
        Question(
            "road", "Nên sửa đường nào trước?", QuestionKind.SINGLE, tuple(Option(key, key) for key in "abc")
        ),
    ),
)
Vote = Callable[[str], bool]


def run() -> dict[str, Any]:
    """The rates, their ratio, and the surplus ballots, for each database."""
    figures: dict[str, dict[str, Any]] = {}
    for database, opened in zip(DATABASES, (_sqlite, _postgresql), strict=True):
        with opened() as (url, path):
            for name, part in _measured(url, path).items():
                figures.setdefault(name, {}).update(
                    {f"{database}, {of}": value for of, value in part.items()}
                )
    return figures


def _measured(url: str, path: Path) -> dict[str, dict[str, Any]]:
    ours, naive = Ours(url, path), Naive(url)
    designs = {"ours": ours.vote, "naive": naive.vote}
    number = itertools.count()

    def rate(name: str, threads: int) -> float:
        voters = [f"voter {next(number)}" for _ in range(BALLOTS)]
        began = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            done = sum(pool.map(designs[name], voters))
        if done != BALLOTS:
            raise RuntimeError(f"{name} refused {BALLOTS - done} of {BALLOTS} ballots")
        return BALLOTS / (time.perf_counter() - began)

    figures: dict[str, dict[str, Any]] = {"polls_ballots_per_second": {}, "polls_times_naive": {}}
    for threads in (1, THREADS):
        seen = interleaved(list(designs), lambda name, threads=threads: rate(name, threads), ROUNDS)
        taken = {name: median(values) for name, values in seen.items()}
        for name in designs:
            figures["polls_ballots_per_second"][f"{name}, {_threads(threads)}"] = round(taken[name])
        figures["polls_times_naive"][_threads(threads)] = round(taken["ours"] / taken["naive"], 2)
    figures["polls_surplus_ballots"] = {name: _surplus(vote) for name, vote in designs.items()}
    figures["polls_tally_off_by"] = {"ours": ours.off_by(), "naive": naive.off_by()}
    ours.close()
    naive.close()
    return figures


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def _surplus(vote: Vote) -> int:
    """The ballots beyond one for each voter, if voters tap with several threads at the same moment."""
    taken = 0
    with ThreadPoolExecutor(THREADS) as pool:
        for voter in range(VOTERS):
            gate = threading.Barrier(THREADS)

            def tap(_: int, voter: int = voter, gate: threading.Barrier = gate) -> bool:
                gate.wait()
                return vote(f"impatient {voter}")

            taken += sum(pool.map(tap, range(THREADS)))
    return taken - VOTERS


class Ours:
    """The portal's way: one transaction with lock, unique keys, tally and chain."""

    def __init__(self, url: str, path: Path) -> None:
        self._database = Database(url, path)
        self._database.migrate()
        self._polls = PollStore(self._database, "main")
        self._ballots = BallotStore(self._database, self._polls)
        self._results = ResultStore(self._database, self._polls)
        self._poll = self._polls.create("bench", ASKED, Terms(0, None), who="", at=0)
        self._polls.publish(self._poll, 0)

    def vote(self, voter: str) -> bool:
        ballot = {"road": Answer(("a",))}
        try:
            self._ballots.cast(self._poll, voter.encode(), lambda _: ballot, lambda: 1)
        except AlreadyVotedError:
            return False
        return True

    def off_by(self) -> int:
        """The difference between the stored tally and the ballots. Any other inconsistency ends the
        benchmark.
        """
        poll = self._polls.by_slug("bench")
        verdict = self._results.verify(poll) if poll else None
        if poll is None or verdict is None or verdict.faults:
            raise RuntimeError(f"the tally is not sound: {verdict}")
        return abs(verdict.ballots - poll.ballots)

    def close(self) -> None:
        self._database.close()


class Naive:
    """The way of many polls: check whether the voter has a ballot, write it, then read and write the
    count.
    """

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        if url.startswith("sqlite"):
            sa.event.listen(self._engine, "connect", _as_ours)
        with self._engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE naive_ballot (voter VARCHAR(64), answer VARCHAR(8))")
            connection.exec_driver_sql("CREATE INDEX naive_voter ON naive_ballot (voter)")
            connection.exec_driver_sql("CREATE TABLE naive_tally (answer VARCHAR(8), votes INTEGER)")
            connection.exec_driver_sql("INSERT INTO naive_tally VALUES ('a', 0)")

    def vote(self, voter: str) -> bool:
        one = {"voter": voter}
        with self._engine.connect() as connection:
            found = connection.execute(sa.text("SELECT 1 FROM naive_ballot WHERE voter = :voter"), one)
            if found.first() is not None:
                return False
            connection.execute(sa.text("INSERT INTO naive_ballot VALUES (:voter, 'a')"), one)
            votes = connection.execute(
                sa.text("SELECT votes FROM naive_tally WHERE answer = 'a'")
            ).scalar_one()
            connection.execute(
                sa.text("UPDATE naive_tally SET votes = :votes WHERE answer = 'a'"), {"votes": votes + 1}
            )
        return True

    def off_by(self) -> int:
        with self._engine.connect() as connection:
            ballots = connection.execute(sa.text("SELECT count(*) FROM naive_ballot")).scalar_one()
            votes = connection.execute(sa.text("SELECT votes FROM naive_tally")).scalar_one()
        return abs(int(ballots) - int(votes))

    def close(self) -> None:
        self._engine.dispose()


def _as_ours(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


@contextlib.contextmanager
def _sqlite() -> Iterator[tuple[str, Path]]:
    with folder() as path:
        yield f"sqlite:///{path}/bench.sqlite3", Path(path)


@contextlib.contextmanager
def _postgresql() -> Iterator[tuple[str, Path]]:
    """A separate server, as in the tests. It does not wait for the disk, in either design."""
    spec = importlib.util.spec_from_file_location("tests_servers", HERE.parent / "tests" / "servers.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("tests/servers.py is not there")
    servers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(servers)
    with folder() as path, servers.postgres_server() as url:
        yield f"{url}/postgres", Path(path)
