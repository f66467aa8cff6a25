"""Runs things side by side: servers, load, medians and ratios."""

import contextlib
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS = 9


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percent(values: Sequence[float], of: Sequence[float]) -> float:
    """The median of the ratios of each round to another measurement in the same round."""
    return round(100 * median([one / other for one, other in zip(values, of, strict=True)]), 1)


def interleaved(
    names: Sequence[str], run: Callable[[str], float], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Every name once a round, in alternating order, so that a slow moment affects all of them equally."""
    results: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            results[name].append(run(name))
    return results


@dataclass(frozen=True)
class Load:
    """The result of wrk."""

    per_second: float
    p50_ms: float
    p99_ms: float
    requests: int
    errors: int
    without_result: int


def wrk(
    url: str, seconds: float = 2, connections: int = 16, script: str | None = None, **environment: str
) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url]
    if script:
        command[1:1] = ["-s", str(HERE / script)]
    said = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **environment}
    ).stdout
    errors = sum(int(number) for number in re.findall(r"(?:Non-2xx or 3xx responses:|timeout) (\d+)", said))
    return Load(
        float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),  # type: ignore[index]
        _milliseconds(said, "50%"),
        _milliseconds(said, "99%"),
        int(re.search(r"(\d+) requests in", said)[1]),  # type: ignore[index]
        errors,
        sum(int(number) for number in re.findall(r"Without result: (\d+)", said)),
    )


def _milliseconds(said: str, percentile: str) -> float:
    number, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


@contextlib.contextmanager
def folder() -> Iterator[str]:
    path = tempfile.mkdtemp(prefix="bench-")
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    port = free_port()
    with folder() as path:
        command = [
            "redis-server",
            "--port",
            str(port),
            "--save",
            "",
            "--dir",
            path,
            "--enable-debug-command",
            "yes",
        ]
        with running(command, port):
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def server(kind: str, design: str, redis_url: str | None = None, path: str | None = None) -> Iterator[str]:
    """Gunicorn (two processes of four threads) or granian (two workers) with a design. Yields its address."""
    port = free_port()
    with folder() as own:
        path = path or own
        environment = {
            **os.environ,
            "DESIGN": design,
            "FOLDER": path,
            "PYTHONPATH": str(HERE) + os.pathsep + os.environ.get("PYTHONPATH", ""),
        }
        if redis_url:
            environment["REDIS_URL"] = redis_url
        commands = {
            "gunicorn": [
                "-m",
                "gunicorn",
                "designs:app",
                "-b",
                f"127.0.0.1:{port}",
                "-w",
                "2",
                "-k",
                "gthread",
            ]
            + ["--threads", "4", "--log-level", "critical"],
            "granian": ["-m", "granian", "designs:app", "--interface", "wsgi", "--host", "127.0.0.1"]
            + ["--port", str(port), "--workers", "2", "--blocking-threads", "8", "--no-log"],
        }
        with running([sys.executable, *commands[kind]], port, environment):
            yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        ends = time.monotonic() + 20
        while not _answers(port):
            if time.monotonic() > ends:
                raise RuntimeError(f"{command[:4]} did not start")
            time.sleep(0.02)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
        return True
    return False
