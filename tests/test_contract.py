"""The contract of a widget is complete: a widget in the list is mounted with all its parts, and nothing else
is.
"""

import itertools
import re
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import click
import pytest
from flask import Blueprint, Flask
from flask.cli import AppGroup
from flask.testing import FlaskClient

from feedback.mailserver import mail_server
from feedback.sending import CITIZEN, OFFICE, stored
from portal_widgets import ConfigurationError, PortalWidgets, extension
from portal_widgets.config import setting, whole_number
from portal_widgets.core.app.portal import Portal
from portal_widgets.core.app.widget import (
    CheckResult,
    HealthCheck,
    MenuEntry,
    MountedWidget,
    Panel,
    WaitingItem,
    Widget,
)
from portal_widgets.core.late import made
from portal_widgets.core.tasks.scheduler import PeriodicTask
from portal_widgets.counting.engine import Counting
from portal_widgets.reading.themes import LIGHT
from portal_widgets.widgets import WIDGETS, with_features
from servers import wait_until
from support import FrozenClock, MakeApp, browser, portal_of, statements

NAMES = [widget.name for widget in WIDGETS]
CHOICES = [(name,) for name in NAMES] + list(itertools.combinations(NAMES, 2))
PACKAGE = Path(str(files("portal_widgets")))
# The commands that belong to no widget.
ALWAYS = {"init", "migrate", "doctor", "purge"}
# Every portal has these helpers. The reading options only extend them.
ALWAYS_HELPERS = {"html_attributes", "is_personal", "menu"}
TABLES = {
    "polls": r"pw_(poll|ballot)\w*",
    "feedback": r"pw_(message|consent|attachment|outbox|question|useful|erasure)\w*",
    "links": r"pw_link\w*",
    "map": r"pw_map\w*",
    "gazette": r"pw_gazette\w*",
    "counting": r"pw_(site|journal|epoch|article|month|exclusion|tally|ranking|dead|presence|recent|sketch|salt)\w*",
}


class Greeting(Protocol):
    """The service of the widget below for other widgets."""

    def greet(self) -> str: ...


@dataclass(frozen=True)
class GreetingSettings:
    """The settings of the widget below."""

    greetings: int = setting(1, whole_number(1, 3), "How often readers are greeted.")


class Greeter:
    """The state of a widget, and a record of its calls."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.done: list[str] = []

    def greet(self) -> str:
        return "Xin chào " * self.portal.settings[GreetingSettings].greetings


def mount(portal: Portal) -> MountedWidget:
    greeter = portal.service(Greeter)
    routes, panel = Blueprint("greeting", __name__), Blueprint("greeting", __name__)
    routes.add_url_rule("/greeting", "page", greeter.greet)
    panel.add_url_rule("/", "index", lambda: "Lời chào")

    def commands(group: AppGroup) -> None:
        @group.command()
        def greet() -> None:
            """Greet."""
            click.echo(greeter.greet())

    def every_response(_request: Any, response: Any) -> None:
        response.headers["X-Greeted"] = "yes"

    def after_request(_page: Any, _request: Any, response: Any) -> None:
        response.headers["X-Greeting-Here"] = "yes"

    return MountedWidget(
        helpers={"greeting": greeter.greet},
        filters={"greet": lambda name: f"Chào {name}" if name != "lỗi" else 1 / 0},
        head=lambda _page: {"data-greeting": "xin-chao"},
        styles=".pw-greeting { color: red }",
        own_style=lambda page: "/greeting.css" if "greeting" in page.cookies else "",
        blueprint=routes,
        menu=[MenuEntry(lambda: "Lời chào", "greeting.page", 15)],
        after_request=after_request,
        every_response=every_response,
        panel=Panel(
            "greeting",
            lambda: "Lời chào",
            panel,
            frozenset({"editor"}),
            waiting=lambda: [WaitingItem("Lời chào chưa gửi", 3, "/portal/admin/greeting/")],
        ),
        commands=commands,
        checks=[
            HealthCheck(
                lambda: CheckResult("greeting", well=True, says="is friendly"),
                lambda: "Greeting",
                public=True,
            ),
            HealthCheck(lambda: CheckResult("voice", well=False, says="is hoarse"), lambda: "Voice"),
        ],
        purge=lambda: greeter.done.append("purge"),
        tasks=[PeriodicTask(60, lambda: greeter.done.append("task"))],
        stop=lambda: greeter.done.append("stop"),
        services={Greeting: greeter},
    )


MINE = Widget(
    name="greeting",
    mount=mount,
    settings=lambda: GreetingSettings,
    helpers=("greeting",),
    filters=("greet",),
)


@pytest.fixture
def with_mine(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> MakeApp:
    """Makes applications with one more widget in the list."""
    monkeypatch.setattr(extension, "WIDGETS", (*WIDGETS, MINE))
    return make_app


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["portal", *arguments])


def test_a_widget_is_mounted_by_listing_it(with_mine: MakeApp):
    app = with_mine(widgets=["greeting"], greetings=2, admin_guard=lambda: {"editor"})
    reader, greeter = browser(app), portal_of(app).service(Greeter)
    page = reader.get("/bai/1")

    assert 'data-greeting="xin-chao"' in page.text
    assert page.headers["X-Greeting-Here"] == "yes"
    assert reader.get("/portal/greeting").text == "Xin chào Xin chào "
    assert ".pw-greeting" in reader.get(re.search(r'href="([^"]+portal-\w+\.css)', page.text)[1]).text
    assert app.jinja_env.from_string("{{ portal.greeting() }}").render() == "Xin chào Xin chào "
    reader.set_cookie("greeting", "1")
    assert 'href="/greeting.css"' in reader.get("/bai/1").text
    assert reader.get("/nowhere").headers["X-Greeted"] == "yes"
    assert reader.get("/portal/admin/greeting/").text == "Lời chào"
    assert portal_of(app).offered(Greeting) is greeter


def test_a_filter_that_fails_or_is_left_out_returns_its_text(with_mine: MakeApp):
    def drawn(app: Flask, text: str) -> str:
        with app.test_request_context("/"):
            return app.jinja_env.from_string("{{ text | greet }}").render(text=text)

    mounted, left_out = with_mine(widgets=["greeting"]), with_mine(widgets=["reading"])

    assert drawn(mounted, "Lan") == "Chào Lan"
    assert drawn(mounted, "lỗi") == "lỗi"
    assert drawn(left_out, "Lan") == "Lan"


def test_its_work_for_the_operator_is_done(with_mine: MakeApp):
    app = with_mine(widgets=["greeting"])
    greeter = portal_of(app).service(Greeter)

    assert run(app, "greet").output == "Xin chào \n"
    assert browser(app).get("/portal/health").json["checks"] == {"database": "ok", "greeting": "ok"}
    doctor = run(app, "doctor").output
    assert "ok    greeting: is friendly" in doctor
    assert "FAIL  voice: is hoarse" in doctor
    run(app, "purge")
    portal_of(app).tasks.run_due()
    portal_of(app).tasks.stop()
    assert greeter.done == ["purge", "task", "stop"]


def test_its_tasks_run_beside_the_requests_from_the_first_page_on(with_mine: MakeApp):
    app = with_mine(widgets=["greeting"], background=True)
    assert not portal_of(app).tasks.running
    browser(app).get("/bai/1")

    wait_until(lambda: portal_of(app).service(Greeter).done == ["task"], "its task")


def test_its_setting_is_checked_and_in_the_reference(with_mine: MakeApp):
    assert "GREETINGS" in dict(extension.setting_sections())["Widget: greeting"]
    with pytest.raises(ConfigurationError, match="PORTAL_WIDGETS_GREETINGS: .* from 1 to 3"):
        with_mine(widgets=["greeting"], greetings=4)


def test_its_page_is_in_the_menu_at_its_place(with_mine: MakeApp):
    app = with_mine(widgets=["links", "greeting", "polls"])
    show = "{% for one in portal.menu() %}{{ one.title }} {{ one.url }} {{ one.current }};{% endfor %}"
    with app.test_request_context("/portal/greeting"):
        shown = app.jinja_env.from_string(show).render()

    assert shown == (
        "Thăm dò ý kiến /portal/polls False;Lời chào /portal/greeting True;Liên kết web /portal/links False;"
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_link_of_the_menu_leads_to_a_page_in_its_language(make_app: MakeApp, lang: str):
    app = make_app()
    with app.test_request_context(f"/portal/polls?lang={lang}"):
        menu = portal_of(app).helpers.menu()

    assert len(menu) > 5
    for title, url, _ in menu:
        page = browser(app).get(url)
        assert (page.status_code, f'<html lang="{lang}"' in page.text) == (200, True), title


def test_what_waits_stands_on_the_start_page(with_mine: MakeApp):
    app = with_mine(widgets=["greeting"], admin_guard=lambda: {"editor"})

    assert "Lời chào chưa gửi" in browser(app).get("/portal/admin/").text


# The helpers that exist.


@pytest.mark.parametrize("widget", with_features(WIDGETS), ids=lambda widget: widget.name)
def test_a_widget_names_the_helpers_it_mounts(make_app: MakeApp, widget: Widget):
    portal = portal_of(make_app())

    assert set(widget.helpers) == set(widget.mount(portal).helpers)
    assert set(widget.filters) == set(widget.mount(portal).filters)


def test_journals_are_the_first_thing_of_a_round():
    """A reader waits for the result, so no other widget's task may run first."""
    assert with_features(WIDGETS)[0].name == "counting"
    assert made(_brought()["counting"].tasks)[0].seconds == 0


@pytest.mark.parametrize("names", CHOICES, ids="-".join)
def test_of_the_widgets_left_out_there_is_nothing(make_app: MakeApp, names: tuple[str, ...]):
    app = make_app(widgets=list(names), admin_guard=lambda: {"admin"})
    reader, mounted = browser(app), _mounted(names)
    page = reader.get("/bai/1")

    assert page.status_code == 200
    assert reader.get("/portal/health").json["status"] == "ok"
    own = {name for widget in WIDGETS if widget.name in names for name in widget.helpers}
    assert _helpers_drawn(app) == own - ALWAYS_HELPERS
    assert _owners_of_rules(app) <= mounted
    assert _commands_of(app) == _commands(mounted)
    assert not _classes_of_others(reader, page.text, mounted)


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_alone_touches_no_table_of_another(make_app: MakeApp, name: str):
    app = make_app(widgets=[name])
    portal = portal_of(app)
    portal.database.migrate()
    with statements(portal.database) as asked:
        browser(app).get("/bai/1")
        portal.tasks.run_all()
    others = [TABLES[other] for other in TABLES.keys() - _mounted((name,))]

    assert re.findall(rf"\b({'|'.join(others)})\b", " ".join(asked)) == []


def test_a_portal_of_feedback_alone_counts_nothing_and_sends_its_mail(make_app: MakeApp, clock: FrozenClock):
    with mail_server() as box:
        mail = {"mail_server": f"127.0.0.1:{box.port}", "mail_security": "none"}
        app = make_app(widgets=["feedback"], background=True, **OFFICE, **mail)
        stored(app, clock, **CITIZEN)
        wait_until(lambda: len(box.mails) == 2, "the mails")
    portal = portal_of(app)

    assert portal.offered(Counting) is None
    assert not (portal.folder / "journals").exists()


def _mounted(names: tuple[str, ...]) -> set[str]:
    """These widgets, and the features that they use."""
    return {part.name for part in with_features(widget for widget in WIDGETS if widget.name in names)}


def _helpers_drawn(app: Flask) -> set[str]:
    helpers = portal_of(app).helpers
    return {name for widget in WIDGETS for name in widget.helpers if name in helpers} - ALWAYS_HELPERS


@cache
def _commands_of(app: Flask) -> set[str]:
    group = app.cli.commands["portal"]
    assert isinstance(group, AppGroup)
    return set(group.list_commands(click.Context(group)))


def _brought() -> dict[str, MountedWidget]:
    """The parts that each widget and feature adds."""
    app = Flask("brought", instance_path=tempfile.mkdtemp())
    app.secret_key = "secret"
    PortalWidgets(app, background=False)
    return {part.name: part.mount(portal_of(app)) for part in with_features(WIDGETS)}


def _commands(mounted: set[str]) -> set[str]:
    group = AppGroup()
    for name in mounted:
        if (commands := _brought()[name].commands) is not None:
            commands(group)
    area = {"admin-password"} if any(_brought()[name].panels for name in mounted) else set()
    return ALWAYS | area | group.commands.keys()


def _owners_of_rules(app: Flask) -> set[str]:
    """The widgets to which the portal's addresses belong."""
    panels = {panel.name: name for name, part in _brought().items() for panel in part.panels}
    owners = set()
    for rule in app.url_map.iter_rules():
        groups = rule.endpoint.split(".")[1:-1]
        if groups[:1] == ["admin"]:
            own = {panels[name] for name in groups[1:] if name not in {"accounts", "system"}}
            owners |= own  # the others are the shell's
        elif groups == ["api"]:
            owners.add("dashboard")
        elif groups != ["assets"]:
            owners |= set(groups)
    return owners


def _classes(folder: str) -> set[str]:
    sheets = [file.read_text("utf-8") for file in (PACKAGE / folder / "static").glob("*.css")]
    return set(re.findall(r"\.(pw-[\w-]+)", " ".join(sheets)))


def _classes_of_others(reader: FlaskClient, page: str, mounted: set[str]) -> set[str]:
    """The classes in the portal's styles for which only unmounted widgets have rules."""
    links = re.findall(r'(?:href|src)="([^"]+/assets/[^"]+\.css)"', page)
    styles = " ".join(reader.get(link).text for link in links)
    there = set(re.findall(r"\.(pw-[\w-]+)", styles))
    own = set().union(*(_classes(folder) for folder in {"core", "admin", *mounted}))
    others = set().union(*(_classes(name) for name in NAMES if name not in mounted))
    return there & others - own


# The chosen widgets.


def test_an_unknown_widget_is_refused_with_the_right_one(make_app: MakeApp):
    with pytest.raises(ConfigurationError, match="PORTAL_WIDGETS_WIDGETS: .*did you mean views"):
        make_app(widgets=["reading", "veiws"])
    with pytest.raises(ConfigurationError, match="must be a list of widgets' names"):
        make_app(widgets="views")


def test_the_helper_of_a_widget_that_is_left_out_draws_nothing_and_logs_once(make_app: MakeApp, caplog):
    app = make_app(widgets=["reading"])
    for _ in range(2):
        assert app.jinja_env.from_string("[{{ portal.poll('a', title='b') }}]").render() == "[]"

    assert [record.getMessage() for record in caplog.records] == [
        "portal_widgets: portal.poll() draws nothing: PORTAL_WIDGETS_WIDGETS leaves out the widget polls"
    ]


def test_in_debug_mode_the_page_says_what_is_missing(make_app: MakeApp):
    app = make_app(widgets=["reading"])
    app.debug = True

    page = app.jinja_env.from_string("{{ portal.poll() }}").render()
    assert app.jinja_env.from_string("{{ 'poll' in portal }} {{ 'head' in portal }}").render() == "False True"
    assert page.startswith("<!-- portal.poll() draws nothing: ")
    assert page.endswith("the widget polls -->")


def test_settings_of_a_widget_that_is_left_out_may_stay(make_app: MakeApp):
    app = make_app(widgets=["feedback"], poll_ballots_per_network=5, organisation={"name": "Ủy ban xã"})

    assert portal_of(app).publisher_name() == "Ủy ban xã"
    with pytest.raises(ConfigurationError, match="POLL_BALLOTS_PER_NETWORK"):
        make_app(widgets=["feedback"], poll_ballots_per_network="many")


def test_a_widget_that_lacks_its_extra_is_left_out_or_stops_the_start(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
):
    lacking = replace(MINE, requires=("no_such_module",))
    monkeypatch.setattr(extension, "WIDGETS", (*WIDGETS, lacking))
    app = make_app()

    assert "greeting" not in portal_of(app).helpers
    assert "pip install 'portal_widgets[greeting]'" in portal_of(app).helpers.greeting.reason
    with pytest.raises(ConfigurationError, match=r"no_such_module: pip install 'portal_widgets\[greeting\]'"):
        make_app(widgets=["greeting"])


def test_without_the_reading_options_a_page_has_its_language_and_the_light_colours(make_app: MakeApp):
    reader = browser(make_app(widgets=["views"]))
    page = reader.get("/bai/1").text
    styles = reader.get(re.search(r'href="([^"]+\.css)"', page)[1]).text

    assert '<html lang="vi">' in page
    assert all(f"--pw-{name.replace('_', '-')}:{colour}" in styles for name, colour in LIGHT.colours.items())


def test_what_a_widget_cannot_purge_keeps_the_others_from_nothing(
    with_mine: MakeApp, monkeypatch: pytest.MonkeyPatch
):
    """The widgets before and after it remove what is theirs, and the command fails."""
    done: list[str] = []

    def purging(name: str) -> Widget:
        return replace(MINE, name=name, mount=lambda _portal: MountedWidget(purge=lambda: do(name)))

    def do(name: str) -> None:
        done.append(name)
        if name == "second":
            raise PermissionError("attachments")

    names = ["first", "second", "third"]
    monkeypatch.setattr(extension, "WIDGETS", (*WIDGETS, *map(purging, names)))
    purged = run(with_mine(widgets=names), "purge")

    assert (done, isinstance(purged.exception, PermissionError)) == (names, True)


def test_a_check_that_fails_keeps_no_other_from_being_run(
    with_mine: MakeApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail() -> CheckResult:
        raise LookupError("secret path")

    well = HealthCheck(
        lambda: CheckResult("greeting", well=True, says="is friendly"), lambda: "Greeting", public=True
    )
    checks = [HealthCheck(fail, lambda: "Failing", public=True), well]
    mine = replace(MINE, mount=lambda _portal: MountedWidget(checks=checks))
    monkeypatch.setattr(extension, "WIDGETS", (*WIDGETS, mine))
    app = with_mine(widgets=["greeting"])
    health = browser(app).get("/portal/health")

    assert (health.status_code, health.json["checks"]["greeting"]) == (503, "ok")
    assert "secret path" not in health.text
    doctor = run(app, "doctor").output
    assert "FAIL  a check: failed: LookupError: secret path; the log has the details" in doctor
    assert "ok    greeting: is friendly" in doctor
    assert len(caplog.records) == 2
