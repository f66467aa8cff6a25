"""The built files install into fresh environments, and the README's portal runs there. `make test-full` runs this,
because it downloads packages.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from readme_portal import ROOT, start

pytestmark = pytest.mark.skipif(os.environ.get("MATRIX") != "full", reason="MATRIX=full installs packages")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
UV = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
# The helpers that the README's page has, beside those of the base, by the extra that they need.
HELPERS = {
    "view_count": {"statistics", "all", "demo"},
    "visit_statistics": {"statistics", "all", "demo"},
    "links": {"statistics", "all", "demo"},
    "page_feedback": {"feedback", "all", "demo"},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--quiet", "--out-dir", str(folder), str(ROOT))
    return folder


def run(*command: str, **environment: str) -> str:
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**clean, **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(folder: Path, file: Path, extra: str = "") -> Path:
    """A new environment with this file and the pinned versions of what it needs. Returns its Python."""
    run(UV, "venv", "--quiet", "--python", sys.executable, str(folder))
    python = folder / "bin" / "python"
    wanted = f"portal_widgets{f'[{extra}]' if extra else ''} @ {file.as_uri()}"
    pins = str(ROOT / "requirements" / "dev.txt")
    run(UV, "pip", "install", "--quiet", "--python", str(python), "--constraint", pins, wanted)
    return python


def test_the_built_files_describe_themselves_well(built: Path):
    files = [str(file) for file in built.iterdir() if file.suffix in {".whl", ".gz"}]

    assert len(files) == 2
    run(UV, "tool", "run", "--quiet", "twine", "check", "--strict", *files)


@pytest.mark.parametrize("extra", ["", *PROJECT["optional-dependencies"]], ids=lambda extra: extra or "base")
def test_the_readmes_portal_starts_with_the_base_and_each_extra(built: Path, tmp_path: Path, extra: str):
    python = install(tmp_path / "environment", next(built.glob("*.whl")), extra)
    started = start(python, tmp_path)

    assert started["status"] == 200
    assert {name for name in HELPERS if name not in started["left_out"]} == {
        name for name, extras in HELPERS.items() if extra in extras
    }
    assert ("xlsx" in started["file_kinds"]) == (extra in {"export", "all", "demo"})


def test_the_sdist_installs_as_the_wheel_does(built: Path, tmp_path: Path):
    python = install(tmp_path / "environment", next(built.glob("*.tar.gz")), "all")

    assert start(python, tmp_path)["status"] == 200
