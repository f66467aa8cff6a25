"""The view of an article without menus and sidebars: addresses, canonical address, and counting."""

import re

import pytest
from flask import Flask

from support import MakeApp, browser

PAGE = """<!doctype html><html {{ portal.html_attributes() }}><head>{{ portal.head() }}</head>
<body><article class="pw-article">{{ portal.text_view() }}{{ portal.view_count("1", url="/bai") }}</article></body></html>"""
LINKS = re.compile(r'<p class="pw-text-view.*?</p>', re.DOTALL)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    app = make_app()
    app.add_url_rule("/bai", "bai", lambda: app.jinja_env.from_string(PAGE).render())
    return app


def link(page: str) -> str:
    (part,) = LINKS.findall(page)
    return re.findall('href="([^"]+)"', part)[0].replace("&amp;", "&")


@pytest.mark.parametrize("query", ["", "?trang=2", "?trang=2&x=%C4%91"])
def test_the_link_leads_there_and_the_first_link_leads_back(app: Flask, query: str):
    reader = browser(app)
    there = link(reader.get(f"/bai{query}").text)

    assert there == f"/bai{query}{'&' if query else '?'}pw-view=text"
    assert link(reader.get(there).text) == f"/bai{query}"


def test_a_choice_of_reading_options_leads_back_to_the_text(app: Flask):
    reader = browser(app)
    options = re.findall('href="(/portal/reading-options[^"]*)"', reader.get("/bai?pw-view=text").text)[0]
    back = re.findall('name="next" value="([^"]*)"', reader.get(options).text)
    assert set(back) == {"/bai?pw-view=text"}

    answer = reader.post("/portal/reading-options", data={"theme": "dark", "next": back[0]})
    assert link(reader.get(answer.location).text) == "/bai"


def test_the_whole_page_is_the_one_for_search_engines(app: Flask):
    reader = browser(app)

    assert (
        reader.get("/bai?a=1&pw-view=text").headers["Link"] == '<http://localhost/bai?a=1>; rel="canonical"'
    )
    assert "Link" not in reader.get("/bai?a=1").headers
    assert "Link" not in reader.get("/bai?pw-view=other").headers


def test_both_views_of_a_page_are_one_view_of_its_article(app: Flask):
    reader = browser(app)
    told = []
    for address in ("/bai", "/bai?pw-view=text", "/bai"):
        page = reader.get(address).text
        tokens = {kind: re.findall(f'data-{kind}-token="([^"]+)"', page)[0] for kind in ("article", "page")}
        told.append(reader.post("/portal/views", json=tokens).json)

    assert [one["counted"] for one in told] == [True, False, False]
    assert {one["reason"] for one in told[1:]} == {"repeat"}
