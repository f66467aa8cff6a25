"""Small things for which a page waits: the snapshot, and a hostile User-Agent."""

import time
from collections.abc import Callable
from typing import Any

from designs import create_app
from measure import folder, median
from wsgi_loop import Loop, environment

from portal_widgets.counting.engine import Counting


def run() -> dict[str, Any]:
    with folder() as path, folder() as other:
        loop = Loop("all", path)
        counting = loop.app.extensions["portal_widgets"].service(Counting)
        app = create_app("server", other)
        hostile = [environment(number) | {"HTTP_USER_AGENT": "(" * 8192} for number in range(200)]
        usual = [environment(number) for number in range(200)]
        return {
            "snapshot_read_us": {
                "block": _microseconds(counting.numbers),
                "article": _microseconds(lambda: counting.views("1")),
            },
            "hostile_agent_added_us": round(_calls(app, hostile) - _calls(app, usual), 1),
            "sql_statements_per_view_on_the_request_path": _statements(loop),
        }


def _microseconds(do: Callable[[], object], times: int = 20_000) -> float:
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(times):
            do()
        rounds.append((time.perf_counter() - began) / times * 1e6)
    return round(median(rounds), 2)


def _calls(app: Any, environments: list[dict[str, Any]]) -> float:
    rounds = []
    for _ in range(7):
        began = time.thread_time()
        for each in environments:
            app(dict(each), lambda *_: None).close()
        rounds.append((time.thread_time() - began) / len(environments) * 1e6)
    return median(rounds)


def _statements(loop: Loop) -> int:
    """The SQL statements of the requesting thread in a hundred requests."""
    import threading

    import sqlalchemy as sa

    mine, seen = threading.get_ident(), []
    engine = loop.app.extensions["portal_widgets"].database.engine

    def note(*_: object) -> None:
        if threading.get_ident() == mine:
            seen.append(1)

    sa.event.listen(engine, "before_cursor_execute", note)
    loop.run(100)
    return len(seen)
