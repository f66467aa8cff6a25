"""Servers that are killed, hung and starved, while readers keep reporting."""

import contextlib
import http.client
import itertools
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servers import answers, free_port, wait_until

HERE = Path(__file__).parent
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@dataclass
class Portal:
    """gunicorn with two workers of four threads."""

    instance: Path
    options: dict[str, Any]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "INSTANCE": str(self.instance), "OPTIONS": json.dumps(self.options)}

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--chdir", str(HERE), "host:app"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--worker-class", "gthread"]
        command += ["--threads", "4", "--log-level", "critical", "--timeout", "20"]
        self.process = subprocess.Popen(command, env=self.environment, start_new_session=True)
        wait_until(lambda: answers(self.port), "gunicorn")

    def workers(self) -> list[int]:
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill(self) -> None:
        """Kill the master and all workers at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        wait_until(lambda: not answers(self.port), "the port to be free")

    def command(self, *words: str, seconds: float = 60) -> str:
        """The output of a command. If it reports an outage, it is repeated, as an operator would do. On a
        busy machine a server may take longer than a page waits.
        """
        command = [sys.executable, "-m", "flask", "--app", str(HERE / "host.py"), "portal", *words]
        ends = time.monotonic() + seconds
        while True:
            result = subprocess.run(
                command, env=self.environment, capture_output=True, text=True, check=False
            )
            if "could not be done now" not in result.stderr or time.monotonic() > ends:
                assert result.returncode == 0, result.stderr
                return result.stdout


@dataclass
class RedisServer:
    """A Redis that saves nothing."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        command += ["--enable-debug-command", "yes"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self.port), "redis-server")

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def ask(self, *words: str) -> None:
        """Start a command without waiting for it."""
        subprocess.Popen(["redis-cli", "-p", str(self.port), *words], stdout=subprocess.DEVNULL).wait(30)


class Readers:
    """Each thread reads as one visitor after the other. It reports each view until it is accepted. After a
    broken connection the same visitor reports the same view again.
    """

    def __init__(self, port: int, threads: int = 8) -> None:
        self._port = port
        self._numbers = itertools.count()
        self._stop = threading.Event()
        self.accepted = 0
        self.broken = 0
        self.refused: dict[int, int] = {}
        self._accepted_of = [0] * threads
        self._threads = [threading.Thread(target=self._read, args=[index]) for index in range(threads)]

    def start(self) -> None:
        self._token = self._fetch_token()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int, seconds: float = 60) -> None:
        """Wait until this number of further views was accepted, so that the servers work again."""
        wanted, ends = self.accepted + more, time.monotonic() + seconds
        while self.accepted < wanted:
            assert time.monotonic() < ends, f"{self.accepted} of {wanted} accepted, {self.refused} refused"
            time.sleep(0.005)

    def wait_for_each(self, seconds: float = 60) -> None:
        """Wait until every report that began before now has its answer."""
        before, ends = list(self._accepted_of), time.monotonic() + seconds
        while any(now == then for now, then in zip(self._accepted_of, before, strict=True)):
            assert time.monotonic() < ends, f"a report is still not accepted, {self.refused} refused"
            time.sleep(0.005)

    def _fetch_token(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        connection.request("GET", "/", headers={"User-Agent": AGENT})
        page = connection.getresponse().read().decode()
        connection.close()
        return page.split('data-article-token="')[1].split('"')[0]

    def _read(self, index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        while not self._stop.is_set():
            number = next(self._numbers)
            address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            while not self._report(connection, address):
                connection.close()
                time.sleep(0.01)
            self.accepted += 1
            self._accepted_of[index] += 1
        connection.close()

    def _report(self, connection: http.client.HTTPConnection, address: str) -> bool:
        body = json.dumps({"article": self._token})
        headers = {"User-Agent": AGENT, "X-Forwarded-For": address, "Content-Type": "application/json"}
        try:
            connection.request("POST", "/portal/views", body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return False
        if answer.status in {200, 202}:
            return True
        self.refused[answer.status] = self.refused.get(answer.status, 0) + 1
        return False


Fault = Callable[[], None]


class Torment:
    """The faults by their names."""

    def __init__(
        self, portal: Portal, redis: RedisServer | None, readers: Readers, chance: random.Random
    ) -> None:
        self._portal = portal
        self._redis = redis
        self._readers = readers
        self._chance = chance
        self._only_in_redis = False

    def faults(self) -> list[Fault]:
        always: list[Fault] = [
            self.kill_a_worker,
            self.kill_a_worker,
            self.kill_everything,
            self.full_disk,
            self.hang_a_worker,
        ]
        if self._redis is None:
            return always
        return [
            *always,
            self.hang_redis,
            self.sleep_in_redis,
            self.restart_redis_empty,
            self.full_redis,
            self.flush_scripts,
        ]

    def kill_a_worker(self) -> None:
        workers = self._portal.workers()
        if workers:
            _signal(self._chance.choice(workers), signal.SIGKILL)

    def hang_a_worker(self) -> None:
        workers = self._portal.workers()
        if workers:
            worker = self._chance.choice(workers)
            _signal(worker, signal.SIGSTOP)
            time.sleep(self._chance.uniform(0.1, 1.0))
            _signal(worker, signal.SIGCONT)

    def kill_everything(self) -> None:
        self._portal.kill()
        self._portal.start()

    def full_disk(self) -> None:
        """No worker can write a longer file. Earlier reports are on disk."""
        for worker in self._portal.workers():
            _limit_files(worker, (4096, resource.RLIM_INFINITY))
        time.sleep(self._chance.uniform(0.05, 0.3))
        for worker in self._portal.workers():
            _limit_files(worker, UNLIMITED)
        self._only_in_redis = True

    def hang_redis(self) -> None:
        assert self._redis is not None
        self._redis.signal(signal.SIGSTOP)
        time.sleep(self._chance.uniform(0.1, 1.5))
        self._redis.signal(signal.SIGCONT)

    def sleep_in_redis(self) -> None:
        assert self._redis is not None
        self._redis.ask("DEBUG", "SLEEP", f"{self._chance.uniform(0.05, 0.8):.2f}")

    def restart_redis_empty(self) -> None:
        assert self._redis is not None
        if self._only_in_redis:
            # Views that were accepted while the disk was full are only in Redis until the next minute, and so
            # are their readers. A reader with a broken connection sends the same report again. The portal
            # does not promise to survive if Redis is lost in the same minute.
            self._readers.wait_for_each()
            self._portal.command("archive")
            self._only_in_redis = False
        self._redis.kill()
        time.sleep(self._chance.uniform(0, 0.5))
        self._redis.start()

    def full_redis(self) -> None:
        """OOM: writes are refused."""
        assert self._redis is not None
        self._redis.ask("CONFIG", "SET", "maxmemory", "1")
        time.sleep(self._chance.uniform(0.05, 0.5))
        self._redis.ask("CONFIG", "SET", "maxmemory", "0")

    def flush_scripts(self) -> None:
        assert self._redis is not None
        self._redis.ask("SCRIPT", "FLUSH")


def _signal(worker: int, number: int) -> None:
    """Send a signal to a worker. It may have ended since it was listed, because of an earlier fault."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, number)


def _limit_files(worker: int, limits: tuple[int, int]) -> None:
    """Limit the size of a worker's files. The worker may have ended."""
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(worker, resource.RLIMIT_FSIZE, limits)
