"""A script gets JSON, and a reader gets a page."""

import pytest
from flask import Flask

from portal_widgets.core.http.content_negotiation import wants_json

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "given", "wanted"),
    [
        ("/a", {"headers": {"Accept": "application/json"}}, True),
        ("/a", {"headers": {"Accept": "application/json, text/plain, */*"}}, True),
        ("/a", {"headers": {"Accept": "application/json, text/html;q=0.5"}}, True),
        ("/a", {"json": {}}, True),
        ("/a.json", {"headers": {"Accept": BROWSER}}, True),
        ("/a", {"headers": {"Accept": BROWSER}}, False),
        ("/a", {"headers": {"Accept": "*/*"}}, False),
        ("/a", {"headers": {"Accept": "text/html, application/json;q=0.9"}}, False),
        ("/a", {"headers": {"Accept": "image/png"}}, False),
        ("/a", {}, False),
    ],
)
def test_a_script_is_known_by_what_it_sends_and_asks_for(path: str, given: dict, wanted: bool):
    with Flask("host").test_request_context(path, method="POST", **given):
        assert wants_json() is wanted
