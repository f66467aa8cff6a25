"""A page while Redis is available, and while it hangs: it must not be slower or fail, and every view must be
counted later.
"""

import os
import re
import signal
import subprocess
from contextlib import ExitStack
from typing import Any

import sqlalchemy as sa
from designs import create_app
from measure import Load, folder, median, redis_server, server, wrk

from portal_widgets.counting.engine import Counting

ROUNDS = 5
CONNECTIONS = 16


def run() -> dict[str, Any]:
    with ExitStack() as stack:
        url, path = stack.enter_context(redis_server()), stack.enter_context(folder())
        process = _process(url)
        there, hung = [], []
        with server("gunicorn", "all", url, path) as address:
            loads = [_load(address)]
            for _ in range(ROUNDS):
                there.append(_load(address))
                os.kill(process, signal.SIGSTOP)
                hung.append(_load(address))
                os.kill(process, signal.SIGCONT)
        loads += there + hung
        answered, counted = sum(load.requests for load in loads), _counted(path, url)
        return {
            "outage_page_p99_ms": {
                "Redis there": round(median([load.p99_ms for load in there]), 1),
                "Redis hung": round(median([load.p99_ms for load in hung]), 1),
            },
            "outage_errors": sum(load.errors for load in loads),
            "outage_answered": answered,
            "outage_lost": max(answered - counted, 0),
            # A request that was running at the end of a round was counted, but nobody waited for its answer.
            "outage_doubled": max(counted - answered - CONNECTIONS * len(loads), 0),
        }


def _load(address: str) -> Load:
    return wrk(address + "/bai/1", 3, CONNECTIONS, "readers.lua")


def _counted(path: str, url: str) -> int:
    """The page views in SQL after all records have been applied and committed."""
    portal = create_app("all", path, url).extensions["portal_widgets"]
    counting = portal.service(Counting)
    counting.catch_up()
    counting.archive()
    with portal.database.reading() as connection:
        return int(connection.execute(sa.text("SELECT sum(page_views) FROM pw_site_day")).scalar_one())


def _process(url: str) -> int:
    port = re.search(r":(\d+)/", url)[1]  # type: ignore[index]
    said = subprocess.run(
        ["pgrep", "-f", f"redis-server.*:{port}"], capture_output=True, text=True, check=True
    ).stdout
    return int(said.split()[0])
