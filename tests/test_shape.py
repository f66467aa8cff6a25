"""Checks the shape of the package: every widget has a docs page, tests and examples, no folder is too full,
and tests use public names.
"""

import ast
import re
import textwrap
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from justhtml import JustHTML

from gazette.samples import fill
from polls.samples import held
from portal_widgets.counting.hits import Hit
from portal_widgets.counting.store.protocol import Batch
from portal_widgets.polls.rules import Visibility
from portal_widgets.polls.service import PollService
from portal_widgets.widgets import WIDGETS
from support import MakeApp, counting_of, portal_of, take_away_database

ROOT = Path(__file__).parent.parent
PACKAGE = Path(str(files("portal_widgets")))
MOST_MODULES = 12
MOST_LINES, MOST_CLASS_LINES = 250, 150
# These names only look private: namedtuples and os document them.
DOCUMENTED = {"_asdict", "_exit", "_fields", "_replace"}
# The only way to stop reading from a connection under TLS.
ASYNCIO = {"_ssl_protocol", "_transport"}
PRIVATE = re.compile(r"_[a-z]\w*")
NAMES = [widget.name for widget in WIDGETS]
# The dashboard is only in the admin area, and has its own structure.
PUBLIC = [name for name in NAMES if name != "dashboard"]


def examples(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((PACKAGE / name / "examples.yaml").read_text("utf-8"))


EXAMPLES = [(name, example) for name in PUBLIC for example in examples(name)]


def test_no_folder_holds_more_than_a_dozen_modules():
    """A larger folder is divided into subfolders. Migrations are a list and are not divided. An `__init__.py`
    does not count as a module.
    """
    for folder in PACKAGE.rglob("*"):
        if folder.is_dir() and folder.name not in {"__pycache__", "versions"}:
            modules = sorted(file.name for file in folder.glob("*.py") if file.name != "__init__.py")

            assert len(modules) <= MOST_MODULES, f"{folder.relative_to(PACKAGE)}: {modules}"


def test_no_module_is_longer_than_can_be_read_at_once():
    lengths = {
        file.relative_to(PACKAGE).as_posix(): len(file.read_text("utf-8").splitlines())
        for file in PACKAGE.rglob("*.py")
    }

    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_class_does_more_than_one_can_keep_in_mind():
    classes = {
        f"{file.relative_to(PACKAGE)}: {node.name}": node.end_lineno - node.lineno + 1
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        # A protocol only lists signatures.
        if isinstance(node, ast.ClassDef) and "Protocol" not in map(ast.unparse, node.bases)
    }

    assert {name: length for name, length in classes.items() if length > MOST_CLASS_LINES} == {}


def test_tests_use_no_private_names_of_others():
    """If a test needs something, it deserves a public interface. Private parts can be changed without
    changing tests.
    """
    tests = ROOT / "tests"
    found = {file.relative_to(tests).as_posix(): private_names(file) for file in tests.rglob("*.py")}

    assert {file: names for file, names in found.items() if names} == {}


def private_names(file: Path) -> list[str]:
    names = ((node.lineno, name) for node, name in names_of_others(ast.parse(file.read_text("utf-8"))))
    return [
        f"line {line}: {name}"
        for line, name in sorted(names)
        if PRIVATE.fullmatch(name) and name not in DOCUMENTED | ASYNCIO
    ]


def names_of_others(tree: ast.AST) -> Iterator[tuple[Any, str]]:
    """Imported names, attributes of other objects, and the arguments of functions such as `setattr`; also in
    scripts that run elsewhere.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=name):
                yield node, name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                path = getattr(node, "module", None) or ""
                yield from ((node, part) for one in aliases for part in f"{path}.{one.name}".split("."))
            case ast.Call(args=arguments):
                told = (one.value for one in arguments[:2] if isinstance(one, ast.Constant))
                yield from ((node, text.rpartition(".")[2]) for text in told if isinstance(text, str))
            case ast.Constant(value=str(text)) if "\n" in text and "import" in text:
                script = parsed(textwrap.dedent(text))
                yield from ((node, name) for _, name in names_of_others(script))


def parsed(text: str) -> ast.AST:
    """The tree of a script. It is empty for other texts."""
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


def test_every_room_says_what_it_is_for():
    for init in PACKAGE.rglob("__init__.py"):
        assert init.read_text("utf-8").startswith('"""'), init.relative_to(PACKAGE)


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_has_a_docs_page_tests_and_examples(name: str):
    assert (ROOT / "docs" / "widgets" / f"{name}.md").is_file()
    assert list((ROOT / "tests" / name).glob("test_*.py"))
    assert name not in PUBLIC or examples(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_widgets_static_files_bear_its_name(name: str):
    static = PACKAGE / name / "static"
    found = {file.name for file in static.iterdir()} if static.is_dir() else set()
    parts = {file for file in found if file.endswith((".mjs", ".woff2", ".svg", "-LICENSE.txt"))}
    read_aloud = {"aloud.css", "aloud.js"} if name == "reading" else set()

    assert found - parts <= {f"{name}.css", f"{name}.js", "head.js", "admin.css", "admin.js"} | read_aloud


def test_every_class_of_our_styles_begins_with_pw():
    """So no rule of ours can match a host's own class. The exception is the bridge, which a host must
    request.
    """
    for sheet in {*PACKAGE.glob("*/static/*.css")} - {PACKAGE / "core" / "static" / "bootstrap5.css"}:
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        selectors = re.findall(r"([^{};]+)\{", rules)
        for name in re.findall(r"\.([a-z][\w-]*)", " ".join(selectors)):
            assert name.startswith("pw-"), f"{sheet}: .{name}"


def test_no_two_folders_style_the_same_class():
    """Except the classes that core and the admin area share: one widget's rule must not match another
    widget's part.
    """
    owners: dict[str, set[str]] = {}
    for sheet in PACKAGE.glob("*/static/*.css"):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"([^{};]+)\{", rules):
            for name in re.findall(r"\.(pw-[a-z0-9-]+)", selector.split(" ")[-1]):
                owners.setdefault(name, set()).add(sheet.parent.parent.name)
    shared = {name: folders for name, folders in owners.items() if len(folders - {"core", "admin"}) > 1}

    assert shared == {}


def test_every_folder_of_the_package_is_listed():
    """A widget that is not in WIDGETS would be useless in the wheel."""
    others = {"admin", "core", "counting", "migrations", "translations", "webhooks", "__pycache__"}
    folders = {folder.name for folder in PACKAGE.iterdir() if folder.is_dir()}

    assert folders - others == set(NAMES)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("name", "example"), EXAMPLES, ids=[f"{name}-{example['name']}" for name, example in EXAMPLES]
)
def test_an_example_renders_to_valid_html(
    make_app: MakeApp, name: str, example: dict[str, Any], language: str
):
    """Every named state, in both languages, is valid, inactive, and without inline style or script."""
    html = draw(make_app, example, language)

    if example.get("empty"):
        assert html == ""
        return
    JustHTML(html, fragment=True, strict=True)
    assert 'class="pw-' in html
    assert not re.search(r'<script(?! type="application/ld\+json")|<b>|\son\w+=|\sstyle=', html)


def draw(make_app: MakeApp, example: dict[str, Any], language: str) -> str:
    given = example.get("given", {})
    app = make_app(language=language, **{"links": {}, "organisation": {}, **given.get("config", {})})
    if given.get("database") == "away":
        take_away_database(app)
    for article, views in given.get("views", {}).items():
        count(app, article, views)
    if "gazette" in given:
        fill(app)
    if "poll" in given:
        hold(app, given["poll"])
    headers = {"Cookie": f"pw_reading={given['cookie']}"} if "cookie" in given else {}
    with app.test_request_context("/bai/nuoc-sach", headers=headers):
        return app.jinja_env.from_string("{{ " + example["call"] + " }}").render()


def hold(app: Any, state: str) -> None:
    """An open poll with results for all or for nobody yet, or a closed poll."""
    visibility = Visibility.CLOSED if state == "hidden" else Visibility.ALWAYS
    number = held(app, visibility=visibility)
    if state == "closed":
        service = portal_of(app).service(PollService)
        service.polls.close(number, service.now())
        service.invalidate()


def count(app: Any, article: str, views: int) -> None:
    counting = counting_of(app)
    at = portal_of(app).clock.milliseconds()
    day = portal_of(app).clock.now().date().isoformat()
    hits = [Hit(at, day, article, f"{article}-{reader:010}".encode()[-16:]) for reader in range(views)]
    counting.parts.store.apply("main", Batch(f"example {article}", 0, len(hits), hits))
    counting.catch_up()


def test_the_files_that_begin_first_exist():
    """A moved file would begin at its alphabetical place, and nobody would notice."""
    from conftest import LONGEST

    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []
