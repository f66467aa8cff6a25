"""Groups of links: in the page's language, and never to an address that could run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.guard import may_be_linked
from portal_widgets.links.rules import Link, groups
from support import MakeApp, portal_of


@pytest.mark.parametrize(
    "url",
    ["https://a.vn/", "http://a.vn", "mailto:a@b.vn", "tel:+84200000001", "/danh-ba", "#lien-he", "?trang=2"],
)
def test_addresses_that_may_be_linked_to(url: str):
    assert may_be_linked(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "//a.vn",
        "vbscript:x",
        "a.vn",
        "",
        "java\nscript:x",
        "http://[bad",
    ],
)
def test_addresses_that_may_not(url: str):
    assert not may_be_linked(url)


@given(st.text())
def test_whatever_is_safe_has_a_scheme_we_know_or_none(url: str):
    if may_be_linked(url):
        assert url.startswith(("/", "#", "?")) or url.split(":", 1)[0].lower() in {
            "http",
            "https",
            "mailto",
            "tel",
        }


def test_a_group_is_shown_in_the_pages_language(make_app: MakeApp):
    app = make_app(links={"services": [{"title": {"vi": "Học tập", "en": "Learning"}, "url": "/hoc"}]})
    with app.test_request_context("/?lang=en"):
        assert "Learning" in portal_of(app).helpers.links("services")
    with app.test_request_context("/"):
        assert "Học tập" in portal_of(app).helpers.links("services")


def test_an_unknown_layout_names_the_known_ones(make_app: MakeApp):
    app = make_app()
    with app.test_request_context("/"), pytest.raises(ValueError, match="one of: row"):
        portal_of(app).helpers.links("services", layout="wheel")


def test_groups_keep_their_order():
    given_ = {"services": [{"title": "B", "url": "/b"}, {"title": "A", "url": "/a"}]}

    assert groups(given_, may_be_linked) == {"services": (Link("B", "/b"), Link("A", "/a"))}
