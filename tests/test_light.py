"""A start imports only what its widgets need. A widget that lacks a package is left out."""

import ast
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from portal_widgets.core.app.routing import LateBlueprint
from portal_widgets.widgets import WIDGETS, with_features
from readme_portal import start
from support import MakeApp, run_alone

PACKAGE = Path(str(files("portal_widgets")))
# Packages that only some portals, pages or commands need.
HEAVY = {
    *(
        "sqlalchemy",
        "alembic",
        "redis",
        "flask_caching",
        "limits",
        "babel",
        "flask_babel",
        "email.headerregistry",
    ),
    *("ua_parser", "crawleruseragents", "altcha", "puremagic", "holidays", "segno", "xlsxwriter"),
    *("aiohttp", "asyncio", "smtplib", "sqlite3", "multiprocessing", "maxminddb", "pyotp", "cryptography"),
}
# Settings and rules of ours that the reading options do not read.
UNREAD = {"admin.settings", "core.mail.settings", "core.departments", "core.openapi.json_route", "tomllib"}
# Each extra's packages, as they are imported.
EXTRAS = {
    "statistics": ("ua_parser", "crawleruseragents"),
    "feedback": ("holidays", "puremagic"),
    "polls": ("altcha",),
    "share": ("segno",),
    "export": ("xlsxwriter",),
}
READING = """
from flask import Flask, render_template_string
app = Flask("reading", instance_path={folder!r})
app.secret_key = "secret"
portal_widgets.PortalWidgets(app, widgets=["reading"])
PAGE = "<html {{{{ portal.html_attributes() }}}}>{{{{ portal.head() }}}}{{{{ portal.reading_options() }}}}"
app.add_url_rule("/", view_func=lambda: render_template_string(PAGE))
assert "pw-reading" in app.test_client().get("/").text
"""
ALL = """
from flask import Flask, render_template_string
app = Flask("all", instance_path={folder!r})
app.secret_key = "secret"
portal_widgets.PortalWidgets(app, background=False)
"""
PAGE = """
PAGE = "{{{{ portal.head() }}}}{{{{ portal.reading_options() }}}}{{{{ portal.view_count(1) }}}}"
PAGE += "{{{{ portal.page_feedback() }}}}{{{{ portal.visit_statistics() }}}}{{{{ portal.poll() }}}}"
app.add_url_rule("/", view_func=lambda: render_template_string(PAGE))
assert "pw-views" in app.test_client().get("/").text
"""
REST = """
assert not {messages} & set(sys.modules)
app.extensions["portal_widgets"].tasks.run_all()
assert "portal_widgets.gazette.service" not in sys.modules
assert app.test_client().get("/portal/gazette?q=a").status_code == 200
"""
# Packages for databases and settings that such a portal does not have.
UNUSED = {
    *("alembic", "redis", "flask_caching", "email.headerregistry", "sqlalchemy.dialects.postgresql"),
    "portal_widgets.counting.store.redis",
}
# Only a message, the office or a task needs them.
MESSAGES = {"portal_widgets.feedback.service", "portal_widgets.feedback.store"}
# Our parts that answer only the office, the operator, or a request of their own.
RARE = {"cli", "blueprint", "checks", "json_routes", "log_import", "gazette.service", "map.service"}
FOR_THE_OFFICE = {"admin.auth", "admin.layout", "admin.pages.context", "dashboard.page", "dashboard.charts"}


def modules_after(code: str) -> set[str]:
    """The modules that a new process imports, without those that Flask imports."""
    program = (
        f"import sys, flask, flask.testing; before = set(sys.modules)\n{code}\n"
        "import threading; print(*(set(sys.modules) - before), threading.active_count())"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    *modules, threads = done.stdout.split()
    assert threads == "1"
    return set(modules)


def test_the_package_imports_no_widget_and_no_heavy_package():
    modules = modules_after("import portal_widgets")

    assert modules & HEAVY == set()
    assert {name for name in modules if name.endswith((".blueprint", ".cli", ".service", ".store"))} <= {
        "portal_widgets.core.app.cli"
    }


def test_the_reading_options_need_no_database_and_nothing_of_another_widget(tmp_path: Path):
    modules = modules_after("import portal_widgets\n" + READING.format(folder=str(tmp_path)))
    others = {part.name for part in with_features(WIDGETS)} - {"reading"}

    assert modules & HEAVY == set()
    assert {name for name in modules if name.split(".")[1:2] and name.split(".")[1] in others} == {
        f"portal_widgets.{name}" for name in others
    }
    assert modules & {f"portal_widgets.{name}" for name in UNREAD} == set()
    assert list(tmp_path.iterdir()) == []


def test_a_start_with_every_widget_imports_no_store_no_view_and_no_command(tmp_path: Path):
    modules = modules_after("import portal_widgets\n" + ALL.format(folder=str(tmp_path)))

    assert modules & HEAVY == set()
    assert _of_ours(modules, RARE | FOR_THE_OFFICE | {"service", "store", "helpers"}) <= {
        *("admin.blueprint", "core.app.cli", "core.app.helpers"),
        *(f"reading.{name}" for name in ("blueprint", "helpers", "checks")),
    }
    assert list(tmp_path.iterdir()) == []


def test_a_public_page_imports_nothing_of_the_office_and_no_command(tmp_path: Path):
    modules = modules_after(
        "import portal_widgets\n" + ALL.format(folder=str(tmp_path)) + PAGE.format(),
    )

    assert modules & {"smtplib", "mailbox"} == set()
    assert _of_ours(modules, RARE | FOR_THE_OFFICE) <= {
        *("admin.blueprint", "core.app.cli", "reading.blueprint", "reading.checks", "feedback.mail.checks"),
    }


def test_a_migrated_portal_imports_only_what_it_uses(tmp_path: Path):
    """A page needs no message, and a task needs no gazette without files. Nothing needs another database."""
    page = "import portal_widgets\n" + ALL.format(folder=str(tmp_path)) + PAGE.format()
    modules_after(page)  # migrates
    modules = modules_after(page + REST.format(messages=MESSAGES))

    assert "portal_widgets.gazette.search.sql.matching" in modules
    assert modules & UNUSED == set()


def test_a_process_that_counted_nothing_ends_without_the_counting():
    code = """
        import sys, tempfile
        from flask import Flask
        from portal_widgets import PortalWidgets

        app = Flask("host", instance_path=tempfile.mkdtemp())
        app.secret_key = "secret"
        PortalWidgets(app)
        app.extensions["portal_widgets"].tasks.stop()
        print({"portal_widgets.counting.engine", "sqlalchemy"} & set(sys.modules))
    """

    assert run_alone(code) == "set()"


@pytest.mark.parametrize("guard", [None, lambda: {"admin"}], ids=["accounts", "host"])
def test_every_address_has_its_view(make_app: MakeApp, guard: Callable[[], set[str]] | None):
    app = make_app(admin_guard=guard)
    late = {name: one for name, one in app.blueprints.items() if isinstance(one, LateBlueprint)}
    rules = {tuple(rule.endpoint.rsplit(".", 1)) for rule in app.url_map.iter_rules()}

    assert len(late) > len(WIDGETS)
    for name, blueprint in late.items():
        assert {view for owner, *views in rules if owner == name for view in views} == set(
            blueprint.views().by_name
        ), name


def _of_ours(modules: set[str], names: set[str]) -> set[str]:
    """Our modules that have one of these names, or are in a folder with it."""
    ours = {name.removeprefix("portal_widgets.") for name in modules if name.startswith("portal_widgets.")}
    return {one for one in ours if any(f".{name}." in f".{one}." for name in names)}


@pytest.mark.parametrize("folder", [part.name for part in with_features(WIDGETS)])
def test_a_folder_describes_itself_without_the_modules_that_mount_it(folder: str):
    """They are imported at the first request, and its settings when they are read. At its head a folder
    imports what core offers.
    """
    tree = ast.parse((PACKAGE / folder / "__init__.py").read_text("utf-8"))
    heads = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.level]
    others = {
        node.module for node in heads if not (node.module or "").startswith(("core.", "config", "counting"))
    }

    assert others == set()


@pytest.mark.parametrize("extra", EXTRAS)
def test_without_the_packages_of_an_extra_the_readmes_portal_starts(tmp_path: Path, extra: str):
    started = start(sys.executable, tmp_path, EXTRAS[extra])

    assert started["status"] == 200
    assert ("view_count" in started["left_out"]) == (extra == "statistics")
    assert ("page_feedback" in started["left_out"]) == (extra == "feedback")
    assert started["file_kinds"] == (["csv", "json"] if extra == "export" else ["csv", "xlsx", "json"])


def test_without_any_extra_the_readmes_portal_starts(tmp_path: Path):
    everything = tuple(name for names in EXTRAS.values() for name in names)
    started = start(sys.executable, tmp_path, everything)

    assert started["status"] == 200
    assert {"view_count", "links", "page_feedback"} <= set(started["left_out"])
    assert not {"reading_options", "poll", "organisation", "share"} & set(started["left_out"])


@pytest.mark.parametrize(
    ("widget", "missing", "line"),
    [
        ("views", "ua_parser", r"portal_widgets\[statistics\]"),
        ("links", "crawleruseragents", r"portal_widgets\[statistics\]"),
        ("feedback", "puremagic", r"portal_widgets\[feedback\]"),
    ],
)
def test_a_named_widget_that_lacks_a_package_stops_the_start_with_the_line_for_pip(
    make_app, monkeypatch: pytest.MonkeyPatch, widget: str, missing: str, line: str
):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ValueError, match=rf"the widget {widget} needs {missing}: pip install '{line}'"):
        make_app(widgets=[widget])


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_database_that_lacks_its_driver_stops_the_start_with_the_line_for_pip(
    make_app, monkeypatch: pytest.MonkeyPatch, scheme: str
):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    line = r"pip install 'portal_widgets\[postgres\]'"
    with pytest.raises(ValueError, match=rf"DATABASE_URL: needs the driver psycopg: {line}") as refused:
        make_app(database_url=f"{scheme}://portal:secret@localhost/portal")
    assert "secret" not in str(refused.value)


def test_a_proof_of_work_that_lacks_its_package_stops_the_start(make_app, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "altcha", None)
    with pytest.raises(
        ValueError, match=r"PROOF_OF_WORK needs altcha: pip install 'portal_widgets\[polls\]'"
    ):
        make_app(proof_of_work=True)
