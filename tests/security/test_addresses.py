"""No given address becomes a link if a browser would run it, or if it leaves the site in disguise."""

import sqlite3
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from justhtml import JustHTML

from admin.area import HASH, form_token
from core.text.test_urls import RUNS, as_browsers_read
from feedback.sending import feedback_service_of, send
from portal_widgets import ConfigurationError
from portal_widgets.core.settings import CoreSettings
from security.routes import make_office
from support import SQLITE, MakeApp, browser, portal_of

DISGUISED = [
    "//evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
]
HOSTILE = [*RUNS[:-1], *DISGUISED]
ATTRIBUTES = ("href", "src", "action", "formaction", "data-address")
# A helper's call with an address that a host's editor may have typed.
CALLS = {
    "breadcrumb": 'portal.breadcrumb([("A", "/"), ("B", url), "C"])',
    "category": 'portal.byline(category=("A", url))',
    "tags": 'portal.byline(tags=[("A", url), "B"])',
    "newer": 'portal.neighbours(newer=("A", url))',
    "older": 'portal.neighbours(older=("A", url))',
    "share": 'portal.share(url, "A")',
    "tools": 'portal.article_tools("A", url)',
    "count": 'portal.view_count("1", title="A", url=url) ~ portal.most_read()',
    "data": 'portal.article_data("A", "2026-03-11", url=url, image=url)',
}


def links_of(html: str) -> Iterator[str]:
    for node in JustHTML(html, fragment=not html.lstrip().lower().startswith("<!doctype")).query("*"):
        yield from (node.attrs[name] or "" for name in ATTRIBUTES if name in node.attrs)


def is_hostile(link: str) -> bool:
    read = urlsplit(as_browsers_read(link))
    return read.scheme not in {"http", "https", "mailto", "tel"} or read.hostname == "evil.example"


def assert_harmless(html: str) -> None:
    assert [link for link in links_of(html) if is_hostile(link)] == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_helper_links_to_no_hostile_address(app: Flask, call: str):
    for url in HOSTILE:
        with app.test_request_context("/bai/1"):
            html = app.jinja_env.from_string("{{ " + call + " }}").render(url=url)

        assert_harmless(html)
        assert '"javascript:' not in html
        assert "https://evil" not in html
        assert "http://evil" not in html


def test_a_qr_code_leads_to_this_site_alone(app: Flask):
    for url in HOSTILE:
        answer = browser(app).get("/portal/article/qr.svg", query_string={"path": url})

        assert answer.status_code == 400, url


def test_a_message_and_an_answer_about_a_page_name_no_hostile_page(make_app: MakeApp):
    app = make_office(make_app, "admin")
    client = browser(app)
    for url in HOSTILE:
        client.post("/portal/feedback/page", data={"page": url, "text": "Trang này hỏng", "answer": "y"})
        useful = client.post("/portal/feedback/useful", data={"page": url, "answer": "yes"})

        assert useful.status_code == 400, url
        assert_harmless(useful.text)
        assert_harmless(client.get("/portal/feedback/page", query_string={"page": url}).text)


def test_an_old_message_with_a_hostile_page_shows_it_as_text(make_app: MakeApp):
    """It was stored before the rule existed, and must still be readable."""
    app = make_office(make_app, "admin")
    send(browser(app), portal_of(app).settings[CoreSettings].clock, "/portal/feedback/page", page="/bai/1")
    store = feedback_service_of(app).store
    rewrite(app, "UPDATE pw_message SET page = ?", "/\t/evil.example/login")
    page = browser(app).get("/portal/admin/feedback/1").text

    assert "evil.example/login" in page
    assert_harmless(page)
    assert store.by_number(1) is not None


def rewrite(app: Flask, statement: str, *values: Any) -> None:
    with sqlite3.connect(portal_of(app).folder / SQLITE) as connection:
        connection.execute(statement, values)
    connection.close()


def test_no_form_and_no_configuration_takes_a_hostile_link_or_icon(make_app: MakeApp):
    client = browser(make_office(make_app, "editor"))
    token = form_token(client.get("/portal/admin/links/new"))
    well = {"title_vi": "A", "group": "services", "url": "/a", "icon": "/a.svg", "pw_csrf": token}
    assert client.post("/portal/admin/links/new", data=well).status_code == 303
    for url in HOSTILE:
        for field in ("url", "icon"):
            with pytest.raises(ConfigurationError):
                make_app(links={"services": [{"title": "A", "url": "/a", field: url}]})
            if url == url.strip():  # the form trims the input
                answer = client.post("/portal/admin/links/new", data={**well, field: url})
                assert answer.status_code == 400, url
    assert_harmless(client.get("/portal/links").text)


@pytest.mark.parametrize("path", ["/portal/reading-options", "/portal/admin/sign-in"])
def test_no_redirect_and_no_way_back_leaves_the_site(make_app: MakeApp, path: str):
    client = browser(make_app(admin_password_hash=HASH))
    for url in HOSTILE:
        shown = client.get(path, query_string={"next": url})
        sent = client.post(path, data={"next": url, "size": "large"})

        assert_harmless(shown.text)
        assert not is_hostile(sent.headers.get("Location", "/"))
        assert_harmless(sent.text)
