"""HEAD requests the head of a page and changes nothing, whatever it contains (RFC 9110, section 9.2.1)."""

import sqlite3
from pathlib import Path

from security.routes import make_office, routes_of
from support import SQLITE, MakeApp, browser, counting_of, portal_of

# The order of the most read articles, which a request for a page stores for others.
REMEMBERED = "pw_ranking"
# One form for all pages: they ignore unknown fields.
FORM = {
    "name_vi": "Kẻ lạ", "key": "ke-la", "above": "", "group": "services", "title_vi": "Kẻ lạ", "layout": "list",
    "url": "https://evil.example/", "slug": "ke-la", "q0-text_vi": "Có không?", "text": "Kẻ lạ", "how": "replace",
    "reference": "x", "answer": "yes", "page": "/bai/1", "link": "hoc-tap", "fault": "broken", "day": "2026-03-11",
}  # fmt: skip


def test_a_head_request_changes_nothing_on_any_address(make_app: MakeApp):
    """Signed in as admin, with a form in the body, with and without a page's token."""
    app = make_office(make_app, "admin")
    client = browser(app)
    token = counting_of(app).tokens.article("1")
    counting_of(app).catch_up()
    before = dump(portal_of(app).folder)
    asked = 0
    for route in routes_of(app):
        if "HEAD" in route.methods:
            asked += 1
            with client.head(
                route.path,
                data=FORM,
                query_string={"article": token},
                headers={"Origin": "https://evil.example"},
            ) as answer:
                assert answer.status_code < 500, route.path
    counting_of(app).catch_up()

    assert asked > 60
    assert dump(portal_of(app).folder) == before


def dump(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / SQLITE)
    lines = [line for line in connection.iterdump() if REMEMBERED not in line]
    connection.close()
    return lines
