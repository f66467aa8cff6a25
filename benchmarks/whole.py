"""The cost of a counted view for all processes together: the requests, the worker, and redis-server. The
worker runs in the background, as in every real process.

Each design runs in a separate process, and all take turns in the same rounds. A round ends when all reports
have been counted. `whole.py DESIGN VIEWS_A_VISITOR` is such a process.
"""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from designs import create_app
from measure import folder, interleaved, median, redis_server
from wsgi_loop import environment

DESIGNS = ("bare", "server", "server, Redis", "naive-sql", "naive-hitcount", "naive-redis")
REQUESTS = 3_000
# Pages of each visitor. In the second workload the visitor is a returning browser.
WORKLOADS = {"one page a visitor": 1, "three pages a visitor": 3}
# An idle worker has less to do.
QUIET_SECONDS = 0.01
QUIET_LOOKS = 2


def run(rounds: int = 7) -> dict[str, Any]:
    results: dict[str, Any] = {}
    for workload, pages in WORKLOADS.items():
        seen = _rounds(pages, rounds)
        costs = {
            design: median([one - bare for one, bare in zip(seen[design], seen["bare"], strict=True)])
            for design in DESIGNS[1:]
        }
        results[f"whole_cpu_us_per_view, {workload}"] = {name: round(cost) for name, cost in costs.items()}
        results[f"whole_cost_ratio, {workload}"] = {
            "embedded of naive-sql": round(costs["server"] / costs["naive-sql"], 2),
            "Redis of naive-redis": round(costs["server, Redis"] / costs["naive-redis"], 2),
        }
    return results | {"whole_stage_us_per_view": _stages()}


def _rounds(pages: int, rounds: int) -> dict[str, list[float]]:
    """CPU microseconds of a request for each design in each round, including redis-server."""
    with ExitStack() as stack:
        redis_url, redis_pid = _redis(stack)
        loops = {design: stack.enter_context(_process(design, pages, redis_url)) for design in DESIGNS}

        def spent(design: str) -> float:
            before = _cpu_seconds(redis_pid)
            return loops[design]() + (_cpu_seconds(redis_pid) - before) / REQUESTS * 1e6

        interleaved(DESIGNS, spent, 1)
        return interleaved(DESIGNS, spent, rounds)


def _redis(stack: ExitStack) -> tuple[str, int]:
    url = stack.enter_context(redis_server())
    port = url.split(":")[2].split("/")[0]
    found = subprocess.run(
        ["pgrep", "-f", f"redis-server .*:{port}"], capture_output=True, text=True, check=True
    )
    return url, int(found.stdout.split()[0])


def _cpu_seconds(pid: int) -> float:
    """The CPU time of a process until now, in all its threads. /proc/PID/stat has whole ticks of 10 ms only."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


@contextmanager
def _process(design: str, pages: int, redis_url: str) -> Iterator[Callable[[], float]]:
    """A process that runs a round on request, and reports its cost."""
    with folder() as path:
        command = [sys.executable, __file__, design.split(",", maxsplit=1)[0], str(pages), path]
        command += [redis_url] if "edis" in design else []
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

            def spend() -> float:
                process.stdin.write("\n")  # type: ignore[union-attr]
                process.stdin.flush()  # type: ignore[union-attr]
                return float(process.stdout.readline())  # type: ignore[union-attr]

            yield spend
            process.kill()


class Visits:
    """Requests of new visitors. Each one opens this number of pages."""

    def __init__(self, app: Any, pages: int) -> None:
        self._app = app
        self._pages = pages
        self._number = 0

    def send(self, requests: int) -> None:
        for number in range(self._number, self._number + requests):
            asked = environment(number // self._pages, f"/bai/{number % 100}")
            answer = self._app(asked, _begin)
            for _ in answer:
                pass
            answer.close()
        self._number += requests


def _begin(status: str, _headers: list[tuple[str, str]], _error: Any = None) -> Any:
    if not status.startswith("200"):
        raise RuntimeError(status)


def _settle() -> None:
    """Wait until all reports are counted: the worker has looked twice and found nothing."""
    quiet, last = 0, time.process_time()
    while quiet < QUIET_LOOKS:
        time.sleep(0.6)
        now = time.process_time()
        quiet, last = quiet + 1 if now - last < QUIET_SECONDS else 0, now


def _loop(design: str, pages: int, path: str, redis_url: str | None) -> None:
    app = create_app(design, path, redis_url)
    visits = Visits(app, pages)
    for _ in sys.stdin:
        began = time.process_time()
        visits.send(REQUESTS)
        _settle()
        print((time.process_time() - began) / REQUESTS * 1e6, flush=True)


def _stages() -> dict[str, float]:
    """The cost of each stage in its thread, in microseconds for each view, with the embedded design."""
    with folder() as path:
        command = [sys.executable, __file__, "stages", "3", path]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: float(value) for name, value in (line.split("\t") for line in said.splitlines())}


def _print_stages(path: str) -> None:
    from portal_widgets.counting.classify.enrich import Enricher
    from portal_widgets.counting.journal.file import JournalFile
    from portal_widgets.counting.show.snapshot import Snapshot
    from portal_widgets.counting.store.sql import batch, store
    from portal_widgets.counting.upkeep import Upkeep

    spent: Counter[str] = Counter()
    inside = threading.local()

    def timed(name: str, owner: Any, attribute: str) -> None:
        """Measures the CPU time of the calling thread, without the other stages inside it."""
        plain = getattr(owner, attribute)

        def measured(*arguments: Any, **named: Any) -> Any:
            outer = getattr(inside, "spent", 0.0)
            inside.spent, began = 0.0, time.thread_time()
            try:
                return plain(*arguments, **named)
            finally:
                took = time.thread_time() - began
                spent[name] += took - inside.spent
                inside.spent = outer + took

        setattr(owner, attribute, measured)

    timed("decode", JournalFile, "read")
    timed("classify", Enricher, "hits")
    timed("judge", batch, "count_hits")
    timed("sql", store.BatchWriter, "apply")
    timed("commit and offsets", store.SqlStore, "apply")
    timed("snapshot", Snapshot, "refresh")
    timed("other chores", Upkeep, "flush")
    app = create_app("server", path)
    visits = Visits(app, 3)
    visits.send(REQUESTS)
    _settle()
    spent.clear()
    main = time.thread_time()
    for _ in range(4):
        visits.send(REQUESTS)
    main, sent = time.thread_time() - main, 4 * REQUESTS
    _settle()
    stages = {name: took / sent * 1e6 for name, took in spent.items()}
    began = time.process_time()
    time.sleep(5)
    print(f"request, page and all\t{main / sent * 1e6:.1f}")
    for name, took in stages.items():
        print(f"worker: {name}\t{took:.1f}")
    print(f"idle, ms a second\t{(time.process_time() - began) / 5 * 1e3:.2f}", flush=True)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "stages":
        _print_stages(sys.argv[3])
    _loop(sys.argv[1], int(sys.argv[2]), sys.argv[3], (sys.argv[4:] or [None])[0])
