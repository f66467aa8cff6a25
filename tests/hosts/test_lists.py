"""Pages that list articles show their counts, count no views, and query the store once."""

import logging

import pytest
from flask import Flask, current_app

from portal_widgets import PortalWidgets
from support import MakeApp, browser, copy_database, counting_of, portal_of, statements

IDS = [f"bai-{number}" for number in range(50)]
LIST = "{{ portal.head() }}{% for id in ids %}{{ portal.view_count(id, url='/bai/' ~ id) }}{% endfor %}"


def page(app: Flask, template: str, path: str, **values: object) -> str:
    with app.test_request_context(path):
        return app.jinja_env.from_string(template).render(ids=IDS, **values)


def read(app: Flask, html: str) -> None:
    """Report what the page contains, as a reader's browser does."""
    for part in html.split('data-article-token="')[1:]:
        browser(app).post("/portal/views", json={"article": part.partition('"')[0]})
    counting_of(app).catch_up()


def test_a_list_counts_a_view_of_no_article(app: Flask):
    read(app, page(app, LIST, "/tin-tuc"))

    assert set(portal_of(app).helpers.view_counts(IDS).values()) == {0}


def test_the_article_of_the_page_is_counted_wherever_it_stands_among_others(app: Flask):
    html = page(app, LIST, "/bai/bai-7")
    read(app, html)

    assert html.count("data-article-token") == 1
    assert [one for one, views in portal_of(app).helpers.view_counts(IDS).items() if views] == ["bai-7"]


@pytest.mark.parametrize(
    ("call", "path", "is_read"),
    [
        ("'1'", "/anything", True),
        ("'1', url='/bai/1'", "/bai/1", True),
        ("'1', url='https://www.example.vn/bai/1?a=b#c'", "/bai/1", True),
        ("'1', url='/bai/b%C3%A0i'", "/bai/bài", True),
        ("'1', url='/bai/1/'", "/bai/1", True),
        ("'1', url='/bai/1'", "/tin-tuc", False),
        ("'1', url='/bai/1', read=True", "/tin-tuc", True),
        ("'1', url='/bai/1', read=False", "/bai/1", False),
        ("'1', read=False", "/bai/1", False),
        ("'1', url='http://[bad'", "/bai/1", False),
    ],
)
def test_an_article_is_read_where_it_is_said_or_where_its_address_is(
    app: Flask, call: str, path: str, is_read: bool
):
    html = page(app, "{{ portal.view_count(" + call + ") }}", path)

    assert ("data-article-token" in html) is is_read


def test_a_page_has_one_article_that_is_read(app: Flask):
    html = page(app, "{{ portal.view_count(1, read=True) }}{{ portal.view_count(2, read=True) }}", "/")

    assert html.count("data-article-token") == 1


@pytest.mark.parametrize("kept_in", ["sql", "redis"])
def test_counts_that_were_asked_for_first_cost_one_statement_and_then_none(
    make_app: MakeApp, empty_redis: str, kept_in: str
):
    app = make_app(**({"redis_url": empty_redis} if kept_in == "redis" else {}))
    counting_of(app).catch_up()
    portal_of(app).helpers.view_counts(["warm"])
    with statements(portal_of(app).database) as asked:
        assert len(portal_of(app).helpers.view_counts(IDS)) == 50
    cold = [sql for sql in asked if sql.startswith("SELECT")]
    with statements(portal_of(app).database) as asked:
        page(app, LIST, "/tin-tuc")
        portal_of(app).helpers.view_counts(IDS)

    assert len(cold) == 1
    assert asked == []


def test_a_cold_list_asks_at_most_once_for_each_count(app: Flask):
    counting_of(app).catch_up()
    with statements(portal_of(app).database) as asked:
        page(app, LIST, "/tin-tuc")

    assert len([sql for sql in asked if sql.startswith("SELECT")]) <= 50


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (LIST, "call portal.view_counts(ids) first"),
        (
            "{{ portal.view_count(1) }}{{ portal.view_count(2) }}{{ portal.view_count(3) }}",
            "read=True or read=False",
        ),
    ],
)
def test_in_debug_mode_a_list_is_told_once_what_it_should_do(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, template: str, says: str
):
    for debug in (False, True):
        app = make_app()
        app.debug = debug
        with caplog.at_level(logging.WARNING, logger="portal_widgets"):
            caplog.clear()
            page(app, template, "/tin-tuc")
            page(app, template, "/tin-tuc")

        assert sum(says in line for line in caplog.messages) == debug


def test_the_extension_tells_counts_in_python(tmp_path):
    app = Flask("host", instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="secret")
    extension = PortalWidgets(app, background=False)
    copy_database(tmp_path)
    with app.app_context():
        assert current_app
        assert extension.view_counts(["1", 2]) == {"1": 0, "2": 0}


def test_without_the_counter_there_are_no_counts(tmp_path):
    app = Flask("host", instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="secret")
    extension = PortalWidgets(app, background=False, widgets=["reading"])
    with app.app_context():
        assert extension.view_counts(["1"]) == {}


def test_counts_are_left_out_where_the_store_does_not_answer(make_app: MakeApp, tmp_path):
    (tmp_path / "gone").touch()
    app = make_app(database_url=f"sqlite:///{tmp_path}/gone/no.sqlite3")

    assert portal_of(app).helpers.view_counts(["1"]) == {}
    assert "pw-views" in page(app, "{{ portal.view_count(1) }}", "/")
