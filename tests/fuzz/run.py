"""Attacks parsers and pages with random input. It runs all tests of this folder in turn for a given time.

    python tests/fuzz/run.py --seconds 600 --only ballot

If Atheris is installed, it looks for inputs that reach new code. Without it, Hypothesis draws inputs at
random. The requests go to a portal on PostgreSQL, which refuses more than SQLite does. Findings are made
small at the end, and pytest repeats them until they are fixed. Then add them to the test as an `@example`.
"""

import argparse
import importlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from hypothesis import HealthCheck, settings

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
# Inputs that have reached new code. Later runs begin with them.
CORPUS = ROOT / ".hypothesis" / "fuzz"
LONGEST_INPUT = 4096
# An input that takes this number of seconds is a finding.
HANGS_AFTER = 60


def main() -> int:
    asked = _arguments()
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "examples")]
    settings.register_profile(
        "fuzz", deadline=None, max_examples=400, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("fuzz")
    if asked.target:
        attack(*asked.target.split("."), asked.seconds)
        return 0
    targets = [name for name in found_targets() if asked.only in name]
    print(f"{len(targets)} targets, {asked.seconds // len(targets)} seconds each", flush=True)
    broken = []
    with databases() as new_database:
        for name in targets:
            with new_database() as url:
                if not survives(name, asked.seconds // len(targets), url):
                    broken.append(name)
    for name in broken:
        repeat(name)
    print(f"{len(targets) - len(broken)} of {len(targets)} targets withstood.")
    return 1 if broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=3600, help="of all targets together")
    parser.add_argument("--only", default="", help="a part of the targets' names")
    parser.add_argument("--target", help=argparse.SUPPRESS)
    return parser.parse_args()


def found_targets() -> Iterator[str]:
    for file in sorted(FOLDER.glob("test_*.py")):
        yield from (
            f"{file.stem}.{name}"
            for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
        )


@contextmanager
def databases() -> Iterator[Callable[[], AbstractContextManager[str]]]:
    """A PostgreSQL server that makes a migrated database for each target."""
    from servers import PostgresDatabases, as_superuser, postgres_server
    from support import migrate

    with postgres_server() as server:
        with as_superuser(server) as connection:
            connection.execute("CREATE DATABASE migrated")
        migrate(f"{server}/migrated", Path(os.devnull))
        yield PostgresDatabases(server, "migrated").one


def survives(name: str, seconds: int, database: str) -> bool:
    """Run in a separate process, because Atheris ends its process. Its output is kept."""
    print(f"{name} ...", flush=True)
    command = [sys.executable, str(Path(__file__)), "--target", name, "--seconds", str(seconds)]
    environment = {**os.environ, "FUZZ_DATABASE_URL": database}
    CORPUS.mkdir(parents=True, exist_ok=True)
    with (CORPUS / f"{name}.log").open("wb") as log:
        done = subprocess.run(command, env=environment, cwd=ROOT, check=False, stdout=log, stderr=log)
    return done.returncode == 0


def attack(module: str, name: str, seconds: int) -> None:
    try:
        import atheris
    except ImportError:
        _by_chance(getattr(importlib.import_module(f"fuzz.{module}"), name), seconds)
        return
    with atheris.instrument_imports(include=["portal_widgets"]):
        test = getattr(importlib.import_module(f"fuzz.{module}"), name)
    options = {
        "max_total_time": seconds,
        "timeout": HANGS_AFTER,
        "max_len": LONGEST_INPUT,
        "len_control": 0,
        "artifact_prefix": f"{CORPUS}/",
    }
    atheris.Setup(
        [sys.argv[0], str(_corpus(name)), *(f"-{option}={value}" for option, value in options.items())],
        lambda data: test.hypothesis.fuzz_one_input(data) and None,
    )
    atheris.Fuzz()


def _corpus(name: str) -> Path:
    """Earlier inputs that have reached new code. At first these are bytes from which Hypothesis can make
    complete examples.
    """
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for number in range(100):
            (corpus / str(number)).write_bytes(os.urandom(LONGEST_INPUT))
    return corpus


def _by_chance(test: Callable[[], None], seconds: int) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        test()


def repeat(name: str) -> None:
    """Print the finding in its smallest form."""
    module, _, test = name.partition(".")
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "--tb=short", f"tests/fuzz/{module}.py::{test}"]
    subprocess.run(command, env={**os.environ, "HYPOTHESIS_PROFILE": "search"}, cwd=ROOT, check=False)


if __name__ == "__main__":
    sys.exit(main())
