"""A page while Redis is there, refuses connections, and hangs: nothing slower, nothing lost, no error."""

import os
import re
import signal
import subprocess
import time
from contextlib import ExitStack
from typing import Any

import redis
from measure import median, redis_server, server, wrk

ROUNDS = 5


def run() -> dict[str, Any]:
    with ExitStack() as stack:
        url = stack.enter_context(redis_server())
        process = _process(url)
        address = stack.enter_context(server("gunicorn", "all", url))
        page = address + "/bai/1"
        wrk(page, 3, script="readers.lua")
        there = [wrk(page, 2, script="readers.lua") for _ in range(ROUNDS)]
        os.kill(process, signal.SIGSTOP)
        hung = [wrk(page, 2, script="readers.lua") for _ in range(ROUNDS)]
        os.kill(process, signal.SIGCONT)
        client = redis.Redis.from_url(url)
        expected = _settled(client)
        return {
            "outage_page_p99_ms": {
                "Redis there": round(median([load.p99_ms for load in there]), 1),
                "Redis hung": round(median([load.p99_ms for load in hung]), 1),
            },
            "outage_errors": sum(load.errors for load in (*there, *hung)),
            "outage_page_views_afterwards": expected,
        }


def _settled(client: "redis.Redis") -> int:
    """Page views in Redis and SQL once the journals are through."""
    last = -1
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        time.sleep(3)
        now = int(client.hget("{pw:main}:visits", "total") or 0)
        if now == last:
            return now
        last = now
    return last


def _process(url: str) -> int:
    port = re.search(r":(\d+)/", url)[1]  # type: ignore[index]
    said = subprocess.run(
        ["pgrep", "-f", f"redis-server.*:{port}"], capture_output=True, text=True, check=True
    ).stdout
    return int(said.split()[0])
