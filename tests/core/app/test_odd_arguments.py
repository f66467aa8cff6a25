"""A part beside an article never stops the page, whatever its arguments are."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from jinja2 import Undefined

from support import MakeApp, portal_of

ODD: list[Any] = [
    None,
    Undefined(name="bai"),
    "",
    " ",
    "bai\x07viet",
    "bài\xa0viết",
    "a\x00b",
    "\ud83c",
    "x" * 300,
    "08/03/2026",
    "2026-03-08 ",
    "javascript:alert(1)",
    "http://[",
    -1,
    0,
    10**30,
    1.5,
    float("nan"),
    date.min,
    date.max,
    b"\xff",
    [],
    [None],
    [("a",)],
    {"a": 1},
    object(),
]
# One call of each helper, with an odd value in place of the page's data.
CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "about": lambda portal, odd: portal.about(odd),
    "article_data": lambda portal, odd: portal.article_data(odd, date(2026, 3, 8)),
    "article_data, when": lambda portal, odd: portal.article_data("Tin", odd),
    "article_tools": lambda portal, odd: portal.article_tools(odd, odd),
    "audio": lambda portal, odd: portal.audio(odd),
    "audio, said": lambda portal, odd: portal.audio("/a.mp3", odd, odd),
    "audio, numbers": lambda portal, odd: portal.audio("/a.mp3", duration=odd, size=odd),
    "breadcrumb": lambda portal, odd: portal.breadcrumb(odd),
    "breadcrumb, step": lambda portal, odd: portal.breadcrumb([(odd, odd)]),
    "byline": lambda portal, odd: portal.byline(odd),
    "dateline": lambda portal, odd: portal.dateline(odd),
    "dateline, updated": lambda portal, odd: portal.dateline(date(2026, 3, 8), odd),
    "feedback_form": lambda portal, odd: portal.feedback_form(odd),
    "gazette": lambda portal, odd: portal.gazette(odd),
    "html_attributes": lambda portal, odd: portal.html_attributes(odd),
    "links": lambda portal, odd: portal.links(odd),
    "links, layout": lambda portal, odd: portal.links("services", odd),
    "map": lambda portal, odd: portal.map(odd),
    "most_read": lambda portal, odd: portal.most_read(odd),
    "most_read, days": lambda portal, odd: portal.most_read(days=odd),
    "neighbours": lambda portal, odd: portal.neighbours(odd, odd),
    "page_feedback": lambda portal, odd: portal.page_feedback(odd),
    "poll": lambda portal, odd: portal.poll(odd),
    "poll, show": lambda portal, odd: portal.poll(show=odd),
    "reading_options": lambda portal, odd: portal.reading_options(odd),
    "share": lambda portal, odd: portal.share(odd, odd),
    "unit": lambda portal, odd: portal.unit(odd),
    "unit, on": lambda portal, odd: portal.unit("Tân An", odd),
    "view_count": lambda portal, odd: portal.view_count(odd),
    "view_count, said": lambda portal, odd: portal.view_count("1", odd, odd, odd, odd, odd),
    "view_counts": lambda portal, odd: portal.view_counts(odd),
    "view_counts, id": lambda portal, odd: portal.view_counts([odd]),
    "visit_statistics": lambda portal, odd: portal.visit_statistics(odd),
}
WITHOUT_ARGUMENTS = {"contact", "head", "is_personal", "menu", "organisation", "statement", "text_view"}


@pytest.fixture
def page(app: Flask, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING, "portal_widgets")
    with app.test_request_context("/bai/1"):
        yield portal_of(app).helpers


@pytest.mark.parametrize("call", CALLS)
def test_no_helper_stops_the_page_and_each_says_so_once(page, caplog: pytest.LogCaptureFixture, call: str):
    for odd in [*ODD, *ODD]:
        drawn = CALLS[call](page, odd)
        str(drawn).encode()  # it can be sent

    said = [record.getMessage() for record in caplog.records if "could not be drawn" in record.getMessage()]
    assert len(said) <= 1


def test_every_helper_is_tried(page):
    assert {call.partition(",")[0] for call in CALLS} | WITHOUT_ARGUMENTS == set(vars(page))


def test_a_page_shows_what_can_be_shown(make_app: MakeApp, caplog: pytest.LogCaptureFixture):
    app = make_app()
    with app.test_request_context("/bai/1"):
        template = "<h1>Tin</h1>{{ portal.view_count('bai\x07viet') }}{{ portal.dateline('08/03/2026') }}"
        assert app.jinja_env.from_string(template).render() == "<h1>Tin</h1>"

    assert "portal.view_count() could not be drawn: ValueError: an article id has 1 to 255" in caplog.text
    assert "portal.dateline() could not be drawn: ValueError: a dateline reads ISO 8601" in caplog.text


def test_in_debug_mode_the_page_says_why(make_app: MakeApp):
    app = make_app()
    app.debug = True
    with app.test_request_context("/bai/1"):
        said = str(portal_of(app).helpers.dateline("--><script>"))

    assert said.startswith("<!-- portal.dateline() draws nothing: ValueError")
    assert said.count("-->") == 1
    assert "<script>" not in said


def test_a_call_that_no_helper_understands_is_the_developers(page):
    with pytest.raises(TypeError):
        page.poll(colour="red")
