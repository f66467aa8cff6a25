"""The built wheel contains every file that the package needs, and installs without the tests."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.resources import files
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = Path(str(files("portal_widgets")))
NEEDED = {
    ".toml",
    ".html",
    ".svg",
    ".css",
    ".js",
    ".mjs",
    ".woff2",
    ".txt",
    ".po",
    ".py",
    ".yaml",
    ".mako",
    ".lua",
    ".sql",
    ".typed",
    ".xml",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a new wheel."""
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys; from flit_core import buildapi; print(buildapi.build_wheel(sys.argv[1]))"
    result = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    with zipfile.ZipFile(folder / result.stdout.strip().splitlines()[-1]) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_package(wheel: set[str]):
    wanted = {
        str(Path("portal_widgets") / file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    assert {name for name in wheel if name.startswith("portal_widgets/")} == wanted
    assert {Path(name).suffix or Path(name).name for name in wanted} <= NEEDED | {"py.typed"}


@pytest.mark.parametrize(
    "name",
    [
        "py.typed",
        "views/templates/count.html",
        "reading/static/head.js",
        "core/static/core.css",
        "migrations/versions/0001_counting.py",
        "migrations/script.py.mako",
        "translations/vi/LC_MESSAGES/portal_widgets.po",
    ],
)
def test_the_wheel_holds(wheel: set[str], name: str):
    assert f"portal_widgets/{name}" in wheel


def test_the_wheel_holds_nothing_of_the_tests_and_examples(wheel: set[str]):
    assert {name.split("/")[0] for name in wheel} == {"portal_widgets", "portal_widgets-0.1.0.dist-info"}


def test_no_dependency_is_capped():
    """An upper cap in an extension breaks its hosts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in chain(project["dependencies"], *project["optional-dependencies"].values()):
        assert "<" not in requirement, requirement


def test_no_file_names_a_package_registry():
    for file in [*(ROOT / "requirements").iterdir(), ROOT / "pyproject.toml"]:
        assert "://" not in file.read_text("utf-8"), file


def test_importing_the_package_connects_and_opens_nothing():
    """It also does not import Redis's client, Alembic or Flask-Babel, which many portals never need."""
    code = "import portal_widgets, sys; print([name for name in ('redis', 'alembic', 'flask_babel') if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True
    )

    assert result.stdout.strip() == "[]"


def test_no_function_of_the_preparation_hides_a_missing_program():
    """`command -v` finds a function of the script, too."""
    script = (ROOT / ".ci" / "prepare").read_text("utf-8")
    functions = set(re.findall(r"^(\w+)\(\) \{", script, re.MULTILINE))
    programs = set(re.findall(r"command -v ([\w-]+)", script))
    assert functions
    assert "chromium" in programs
    assert not functions & programs
