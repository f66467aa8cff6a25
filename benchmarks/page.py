"""The cost of counting for a page, inside the process: CPU microseconds, and instructions under callgrind."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from measure import HERE, folder, interleaved, median, percent, redis_server
from wsgi_loop import Loop

DESIGNS = ("bare", "server", "beacon", "all", "bare-journal", "naive-sql", "naive-hitcount", "naive-redis")
COUNTED = ("bare", "server", "all")


def run() -> dict[str, Any]:
    with ExitStack() as stack:
        redis_url = stack.enter_context(redis_server())
        loops = {
            design: Loop(
                design, stack.enter_context(folder()), redis_url if design == "naive-redis" else None
            )
            for design in DESIGNS
        }
        loops["server, Redis"] = Loop("server", stack.enter_context(folder()), redis_url)
        times = interleaved(list(loops), lambda name: loops[name].run(400), rounds=11)
    bare = median(times["bare"])
    added = {name: round(median(values) - bare, 1) for name, values in times.items() if name != "bare"}
    instructions = {name: _instructions(name) for name in COUNTED}
    return {
        "page_bare_us": round(bare, 1),
        "page_added_us": added,
        "page_added_percent": {
            name: round(percent(values, times["bare"]) - 100, 1)
            for name, values in times.items()
            if name != "bare"
        },
        "page_added_instructions_percent": {
            name: round(100 * (instructions[name] / instructions["bare"] - 1), 2) for name in COUNTED[1:]
        },
    }


def _instructions(design: str) -> float:
    """Instructions per request in the requesting thread: the difference between two runs of different
    length.
    """
    with ThreadPoolExecutor(2) as both:
        short, long = both.map(lambda requests: _callgrind(design, requests), (20, 220))
    return (long - short) / 200


def _callgrind(design: str, requests: int) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    command += [str(HERE / "wsgi_loop.py"), design, str(requests)]
    # The work of the flusher is not part of the request. The order of names in Python's dictionaries is
    # fixed.
    environment = {**os.environ, "QUIET": "1", "PYTHONHASHSEED": "0"}
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stderr
    return int(re.search(r"Collected : (\d+)", said)[1])  # type: ignore[index]
