"""In debug mode an empty part gives the reason in the page's source. Readers see nothing."""

import logging
from pathlib import Path

import pytest
from flask import Flask

from portal_widgets.widgets import WIDGETS
from support import MakeApp, browser, counting_of, portal_of

# A call of each helper that may be empty, and a part of the reason.
EMPTY = {
    "poll()": "no poll is open",
    'poll("duong")': "no published poll has the address duong",
    "most_read()": "no article has been read in the last 7 days",
    "most_read(days=none)": "no article has been read ever",
    'links("none")': "there is no group none; the groups are: services",
    'links("services")': "has no link to show today",
    "contact()": "PORTAL_WIDGETS_DEPARTMENTS",
    "statement()": "PORTAL_WIDGETS_ACCESSIBILITY_STATEMENT",
    "organisation()": "has no name",
    'organisation("none")': "there is no unit none",
    'about("none")': "there is no unit none",
    "audio(none)": "it was given no file",
    "breadcrumb([])": "no steps",
    "dateline(none)": "no date",
    "byline()": "nothing to show",
    "neighbours()": "no article",
    "gazette()": "no document is published",
    "map()": "the maps are: none",
    'map("none")': "there is no map none",
    "view_count(none)": "no id",
    "view_count(article.id)": "no id",
}
# These helpers always show something, or do not draw a part.
NEVER_EMPTY = {
    "article_data",
    "text_view",
    "article_tools",
    "feedback_form",
    "page_feedback",
    "reading_options",
    "share",
    "unit",
    "view_counts",
    "visit_statistics",
}


@pytest.fixture
def bare(make_app: MakeApp) -> Flask:
    links = {"services": [{"title": "Học tập", "url": "https://hoc-tap.example/", "ends": "2020-01-01"}]}
    return make_app(links=links, organisation={})


def drawn(app: Flask, call: str, *, debug: bool) -> str:
    app.debug = debug
    with app.test_request_context("/bai/1"):
        template = "{% if portal.CALL %}heading{% endif %}{{ portal.CALL }}".replace("CALL", call)
        return app.jinja_env.from_string(template).render(article={})


@pytest.mark.parametrize("call", EMPTY)
def test_an_empty_part_says_why_to_developers_alone(bare: Flask, call: str):
    """The result is false, so that a page can leave out the heading above it."""
    told = drawn(bare, call, debug=True)

    assert told.startswith(f"<!-- portal.{call.partition('(')[0]}() draws nothing: ")
    assert told.endswith(" -->")
    assert EMPTY[call] in told
    assert drawn(bare, call, debug=False) == ""


def test_every_helper_is_known_to_these_tests():
    helpers = {name for widget in WIDGETS for name in widget.helpers}
    known = {call.partition("(")[0] for call in EMPTY} | NEVER_EMPTY

    assert helpers - {"html_attributes", "is_personal"} == known


def test_what_a_page_names_cannot_end_the_comment(bare: Flask):
    assert drawn(bare, "links('--><b>')", debug=True).count("-->") == 1


def test_an_article_without_an_id_is_no_article(app: Flask, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING, logger="portal_widgets"):
        for _ in range(3):
            drawn(app, "view_count(none)", debug=False)

    assert sum("no id of an article" in line for line in caplog.messages) == 1
    assert portal_of(app).helpers.view_counts([None, "1"]) == {"1": 0}


@pytest.mark.parametrize("count_by", ["beacon", "server"])
def test_a_view_is_counted_whatever_the_host_makes_of_the_counts_template(
    make_app: MakeApp, tmp_path: Path, count_by: str
):
    """A host's template that shows only the number still reports views."""
    template = tmp_path / "own" / "portal_widgets" / "views" / "count.html"
    template.parent.mkdir(parents=True)
    template.write_text("<b>{{ views }}</b>")
    app = make_app(count_by=count_by)
    app.template_folder = str(tmp_path / "own")
    client = browser(app)
    page = client.get("/bai/1").text
    if count_by == "beacon":
        token = page.partition('data-article-token="')[2].partition('"')[0]
        assert client.post("/portal/views", json={"article": token}).json["counted"]
        assert "views.gif" in page
    counting_of(app).catch_up()

    assert "<b>0</b>" in page
    assert portal_of(app).helpers.view_counts(["1"]) == {"1": 1}
