"""Calls a design's WSGI application again and again in this process: `wsgi_loop.py DESIGN REQUESTS`.

Every request comes from another reader. Prints the CPU microseconds of the requesting thread per request.
"""

import gc
import io
import os
import shutil
import sys
import time
from typing import Any

from designs import create_app
from measure import folder


def environment(number: int, path: str = "") -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path or f"/bai/{number % 50}",
        "QUERY_STRING": "",
        "SERVER_NAME": "portal.example",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "portal.example",
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_LANGUAGE": "vi-VN,vi;q=0.9,en;q=0.8",
        "HTTP_USER_AGENT": f"Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.{number % 200}",
        "HTTP_SEC_FETCH_SITE": "none",
        "REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


class Loop:
    """One design, after a warm-up."""

    def __init__(self, design: str, path: str, redis_url: str | None = None) -> None:
        self.app = create_app(design, path, redis_url)
        self._number = 0
        self.run(300)
        # A full collection would happen in some runs and not in others. The objects that exist by now stay
        # anyway.
        gc.collect()
        gc.freeze()

    def run(self, requests: int) -> float:
        """The CPU microseconds of a request."""
        environments = [environment(self._number + index) for index in range(requests)]
        self._number += requests
        began = time.thread_time()
        for each in environments:
            answer = self.app(each, _start_response)
            for _ in answer:
                pass
            answer.close()  # type: ignore[attr-defined]
        return (time.thread_time() - began) / requests * 1e6


def _start_response(status: str, _headers: list[tuple[str, str]], _error: Any = None) -> Any:
    if not status.startswith("200"):
        raise RuntimeError(status)


if __name__ == "__main__":
    with folder() as where:
        print(Loop(sys.argv[1], where).run(int(sys.argv[2])), flush=True)
        shutil.rmtree(where)
        os._exit(0)  # waiting records would be applied now, and counted as work of the requests
