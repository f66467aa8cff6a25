"""The widgets work beside the usual extensions of Flask applications, without a line of code in the host."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, redirect, request
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

import portal_widgets
from browser.pages import acts_and_units
from feedback.sending import CITIZEN, send
from gazette.test_demo import address
from map.provinces import LAM_CHAU
from polls.samples import held
from portal.gazette import fill
from portal_widgets import PortalWidgets
from support import OPTIONS, PAGE, FrozenClock, MakeApp, browser, copy_database, counting_of, portal_of

Change = Callable[[Flask], Any]


@pytest.fixture
def make_host(tmp_path: Path, clock: FrozenClock) -> Callable[..., Flask]:
    """A host with its own settings. Its extensions are set up before the widgets or after them."""

    def make(
        before: Change = lambda _: None, after: Change = lambda _: None, kind=Flask, **options: Any
    ) -> Flask:
        app = kind("host", instance_path=str(tmp_path / "host"))
        app.config.update(SECRET_KEY="secret", TESTING=True)
        before(app)
        given = {"clock": clock, "background": False, **OPTIONS, **options}
        PortalWidgets(app, **given)
        after(app)
        copy_database(tmp_path / "host")
        return app

    return make


def page_of(app: Flask, template: str = PAGE, **values: Any) -> str:
    with app.test_request_context("/bai/1"):
        return app.jinja_env.from_string(template).render(article="1", **values)


ORDERS = {"before": ("before",), "after": ("after",)}


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_host_with_csrf_protection_counts_takes_votes_and_messages(
    make_host, clock: FrozenClock, order: str
):
    """Flask-WTF still refuses the host's own POSTs."""
    app = make_host(**{order: CSRFProtect}, admin_guard=lambda: {"admin"})
    app.add_url_rule("/own", "own", lambda: "", methods=["POST"])
    held(app)
    client = browser(app)
    token = counting_of(app).tokens.article("1")

    assert client.post("/portal/views", json={"article": token}).json["counted"]
    assert client.post("/portal/reading-options", data={"size": "150"}).status_code == 303
    assert client.post("/portal/feedback/useful", data={"page": "/bai/1", "answer": "yes"}).status_code == 200
    assert send(client, clock, **CITIZEN).status_code == 303
    assert client.post("/portal/polls/duong/ballots", data={"q": "x"}).status_code == 422
    assert client.post("/portal/admin/links/new", data={}).status_code == 403  # our own token
    assert client.post("/own").status_code == 400


@pytest.mark.filterwarnings("ignore:'get_engine' is deprecated:DeprecationWarning")
def test_a_migration_of_the_host_leaves_our_tables_alone(make_host, tmp_path: Path, monkeypatch):
    """Flask-Migrate and our tables are in one file. Without the filter it would write drop_table for each of
    them.
    """
    # Its command configures logging for the rest of the process.
    monkeypatch.setattr("logging.config.fileConfig", lambda *_, **__: None)
    from flask_sqlalchemy import SQLAlchemy

    file = copy_database(tmp_path / "shared", "app.sqlite3")
    db = SQLAlchemy()

    def host(app: Flask, **filters: Any) -> None:
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
        db.init_app(app)
        Migrate(app, db, directory=str(tmp_path / "migrations"), **filters)

    app = make_host(
        lambda app: host(app, include_name=portal_widgets.include_name), database_url=f"sqlite:///{file}"
    )

    class Post(db.Model):
        id = db.Column(db.Integer, primary_key=True)

    run = app.test_cli_runner().invoke
    assert run(args=["db", "init"]).exit_code == 0
    made = run(args=["db", "migrate", "-m", "posts"])
    assert made.exit_code == 0, made.output
    (written,) = (tmp_path / "migrations" / "versions").glob("*.py")

    assert "create_table('post'" in written.read_text("utf-8")
    assert "pw_" not in written.read_text("utf-8")
    assert "ok    Flask-Migrate" in run(args=["portal", "doctor"]).output


def test_the_doctor_names_the_remedy_before_a_migration_drops_anything(make_host, tmp_path: Path):
    from flask_sqlalchemy import SQLAlchemy

    file = copy_database(tmp_path / "shared", "app.sqlite3")

    def host(app: Flask) -> None:
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
        Migrate(app, SQLAlchemy(app))

    app = make_host(host, database_url=f"sqlite:///{file}")
    told = app.test_cli_runner().invoke(args=["portal", "doctor"])

    assert told.exit_code == 1
    assert "FAIL  Flask-Migrate" in told.output
    assert "include_name=portal_widgets.include_name" in told.output


@pytest.mark.parametrize("what", ["table", "index", "column", "unique_constraint", "foreign_key_constraint"])
def test_alembic_is_shown_whatever_is_not_ours(what: str):
    def shown(table: str) -> bool:
        name, parents = (table, {}) if what == "table" else ("ix", {"table_name": table})
        return portal_widgets.include_name(name, what, parents)

    assert shown("post")
    assert not shown("pw_message")
    assert portal_widgets.include_name(None, "schema", {})


def strict(app: Flask) -> None:
    app.jinja_options = {**app.jinja_options, "undefined": StrictUndefined}


def delimiters(app: Flask) -> None:
    app.jinja_options = {
        **app.jinja_options,
        "variable_start_string": "[[",
        "variable_end_string": "]]",
        "block_start_string": "[%",
        "block_end_string": "%]",
        "comment_start_string": "[#",
        "comment_end_string": "#]",
        "line_statement_prefix": "#",
    }


def whitespace(app: Flask) -> None:
    app.jinja_options = {
        **app.jinja_options,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "line_comment_prefix": "##",
    }


def asynchronous(app: Flask) -> None:
    app.jinja_options = {**app.jinja_options, "enable_async": True}


def finalized(app: Flask) -> None:
    app.jinja_options = {**app.jinja_options, "finalize": lambda value: "?" if value in {None, ""} else value}


def unescaped(app: Flask) -> None:
    app.jinja_options = {**app.jinja_options, "autoescape": False}


JINJA = [strict, delimiters, whitespace, asynchronous, finalized, unescaped]
OWN_PAGES = [
    "/portal/statistics",
    "/portal/statistics/how-we-count",
    "/portal/reading-options",
    "/portal/polls",
    "/portal/polls/duong",
    "/portal/polls/duong/results",
    "/portal/polls/duong/ballots",
    "/portal/feedback",
    "/portal/feedback/page?page=/bai/1",
    "/portal/feedback/status",
    "/portal/feedback/receipt",
    "/portal/contact",
    "/portal/questions",
    "/portal/links",
    "/portal/links/report?link=11d051ff62",
    "/portal/organisation",
    "/portal/gazette",
    "/portal/gazette?q=dat+nong+nghiep",
    "/portal/gazette/issues",
    "/portal/gazette/issues/2024/03-04",
    *(address(key) for key in ("prices-2024", "waste-2027", "village-market", "mistake")),
    "/portal/map",
    "/portal/map?map=lam-chau&from=hon-nga&to=tan-tra",
    "/portal/map/units/giang-dong",
    "/portal/nothing-here",
    "/portal/admin/",
    "/portal/admin/gazette/",
    "/portal/admin/gazette/documents/new",
    "/portal/admin/gazette/documents/1",
    "/portal/admin/gazette/documents/1/edit",
    "/portal/admin/gazette/documents/1/relations",
    "/portal/admin/gazette/documents/1/history",
    "/portal/admin/gazette/register",
    "/portal/admin/gazette/register/bodies/new",
    "/portal/admin/gazette/import",
    "/portal/admin/map/",
    "/portal/admin/map/units/dong-may/edit",
    "/portal/admin/map/events/new",
    "/portal/admin/map/import",
    "/portal/admin/statistics/",
    "/portal/admin/polls/",
    "/portal/admin/polls/new",
    "/portal/admin/feedback/",
    "/portal/admin/links/",
    "/portal/admin/links/new",
    "/portal/admin/organisation/edit",
    "/portal/admin/nothing-here",
]


@pytest.mark.parametrize("change", JINJA, ids=lambda change: change.__name__)
def test_templates_are_the_same_under_whatever_rules_the_host_has_for_its_own(
    make_host, make_app: MakeApp, change
):
    app = make_host(change, admin_guard=lambda: {"admin"}, map_file=LAM_CHAU)
    plain = make_app(admin_guard=lambda: {"admin"}, map_file=LAM_CHAU)
    for each in (app, plain):
        held(each)
        fill(each)
    for path in OWN_PAGES:
        asked, expected = browser(app).get(path), browser(plain).get(path)

        assert asked.status_code == expected.status_code, path
        assert expected.status_code != 404 or "nothing-here" in path, path
        assert len(asked.text) == pytest.approx(len(expected.text), rel=0.02), path
    for call in ("poll()", 'links("services")', "visit_statistics()", "page_feedback()", "organisation()"):
        template = f"[[ portal.{call} ]]" if change is delimiters else f"{{{{ portal.{call} }}}}"
        assert "pw-" in page_of(app, template), call


def test_refused_forms_and_previews_work_where_undefined_names_are_errors(make_host):
    app = make_host(strict, admin_guard=lambda: {"admin"}, map_file=LAM_CHAU)
    office = browser(app)
    acts_and_units.use(app, office)
    answers = [(path, office.post(path, data=form)) for path, form in acts_and_units.forms(office)]

    assert {answer.status_code for _, answer in answers} <= {200, 400, 422}
    assert sum("<title>Lỗi: " in answer.text for _, answer in answers) >= 8


def test_a_template_that_the_host_overrides_follows_the_hosts_rules(make_host, tmp_path: Path):
    """It also works in the host's own layout, if one of our pages extends it."""
    folder = tmp_path / "templates" / "portal_widgets"
    (folder / "core").mkdir(parents=True)
    (tmp_path / "templates" / "base.html").write_text(
        "<html><nav>[[ site ]]</nav>[% block body %][% endblock %]</html>"
    )
    (folder / "core" / "page.html").write_text(
        '[% extends "base.html" %][% block body %][% block content %][% endblock %][% endblock %]'
    )
    (folder / "article").mkdir()
    (folder / "article" / "dateline.html").write_text("<b>[[ times[0][1] ]]</b>")

    def host(app: Flask) -> None:
        delimiters(app)
        app.template_folder = str(tmp_path / "templates")
        app.context_processor(lambda: {"site": "Đồng Mây"})

    app = make_host(host)
    page = browser(app).get("/portal/contact").text

    assert page.startswith("<html><nav>Đồng Mây</nav>")
    assert "<h1>" in page
    assert page_of(app, '[[ portal.dateline("2026-03-08") ]]') == "<b>Chủ nhật, 08/03/2026</b>"


def test_a_guard_may_answer_itself(make_host):
    """For example `login_manager.unauthorized()`, or a redirect to the host's own sign-in page."""
    app = make_host(admin_guard=lambda: redirect("/login?next=/portal/admin/"))
    for path in ("/portal/admin/", "/portal/admin/polls/new"):
        for method in ("get", "post"):
            answer = getattr(browser(app), method)(path)
            assert answer.status_code == 302, (method, path)
            assert answer.headers["Location"].startswith("/login")
            assert answer.headers["Cache-Control"] == "no-store"


def test_a_guard_of_flask_login_sends_strangers_to_the_hosts_sign_in(make_host):
    manager = LoginManager()
    manager.login_view = "login"
    manager.user_loader(lambda _: None)

    def after(app: Flask) -> None:
        manager.init_app(app)
        app.add_url_rule("/login", "login", lambda: "sign in")

    app = make_host(after=after, admin_guard=manager.unauthorized)

    assert "/login" in browser(app).get("/portal/admin/").headers["Location"]


def test_an_application_that_tells_its_hosts_apart_has_the_widgets_on_each(make_host):
    def host_matching(name: str, **options: Any) -> Flask:
        return Flask(name, host_matching=True, static_host="www.example.vn", **options)

    app = make_host(kind=host_matching)
    client = browser(app)
    for host in ("www.example.vn", "xa.example.vn:8080"):
        page = client.get("/portal/statistics", base_url=f"http://{host}")
        assert page.status_code == 200
        with app.test_request_context("/bai/1", base_url=f"http://{host}"):
            part = app.jinja_env.from_string("{{ portal.head() }}{{ portal.page_feedback() }}").render()
        assert 'action="/portal/feedback/useful' in part
        assert client.get("/portal/feedback/page", base_url=f"http://{host}").status_code == 200


def test_a_limit_of_the_host_for_bodies_is_for_its_own_addresses(make_host, clock: FrozenClock):
    app = make_host(lambda app: app.config.update(MAX_CONTENT_LENGTH=200, MAX_FORM_MEMORY_SIZE=100))
    app.add_url_rule("/own", "own", lambda: request.form.get("a", ""), methods=["POST"])
    client = browser(app)

    assert send(client, clock, text="a" * 600, **CITIZEN).status_code == 303
    assert client.post("/own", data={"a": "a" * 300}).status_code == 413


def test_limits_of_flask_limiter_are_answered_in_the_readers_language(make_host):
    app = make_host(
        lambda app: Limiter(lambda: "all", app=app, default_limits=["1/minute"], storage_uri="memory://")
    )
    client = browser(app)
    client.get("/portal/statistics")
    answer = client.get("/portal/statistics")

    assert answer.status_code == 429
    assert 'lang="vi"' in answer.text


def test_handlers_of_the_host_stand_back_on_our_addresses(make_host):
    def handlers(app: Flask) -> None:
        app.register_error_handler(404, lambda _: ("the host's", 404))
        app.register_error_handler(403, lambda _: ("the host's", 403))

    client = browser(make_host(after=handlers))

    assert "the host's" not in client.get("/portal/polls/none").text
    assert client.get("/portal/polls/none.json", headers={"Accept": "application/json"}).json["error"]
    assert client.get("/nothing").text == "the host's"


def test_the_doctor_says_when_a_page_of_the_host_has_another_portal(make_host):
    app = make_host(after=lambda app: app.context_processor(lambda: {"portal": "Cổng"}))
    told = app.test_cli_runner().invoke(args=["portal", "doctor"]).output

    assert "PORTAL_WIDGETS_TEMPLATE_GLOBAL" in told
    assert browser(app).get("/portal/statistics").status_code == 200  # our own pages do not need it


def test_lazy_texts_are_taken_wherever_a_text_is(make_host):
    """Hosts with Flask-Babel write every label this way."""
    from flask_babel import Babel, lazy_gettext

    name = lazy_gettext("Đồng Mây")
    app = make_host(
        Babel,
        organisation={"name": name},
        departments={"office": {"name": name, "telephones": ["0200 000 0011"]}},
        links={"services": [{"title": name, "url": "/a"}]},
    )
    calls = {
        'portal.breadcrumb([(name, "/"), name])': 2,
        "portal.byline(name, category=(name, '/a'), tags=[name])": 3,
        "portal.neighbours(newer=(name, '/a'))": 1,
        "portal.article_data(name, '2026-03-08')": 1,
        "portal.share(None, name)": 1,
        "portal.visit_statistics(title=name)": 1,
        "portal.view_count('1', title=name, url='/a')": 0,
        "portal.organisation()": 1,
        "portal.contact()": 1,
        "portal.links('services')": 1,
        "portal.feedback_form()": 0,
    }
    for call, times in calls.items():
        assert page_of(app, "{{ " + call + " }}", name=name).count("Đồng Mây") >= times, call
    assert portal_of(app).publisher_name() == "Đồng Mây"
