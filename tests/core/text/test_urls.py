"""Which addresses are pages of this site, and which may be links."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.urls import LONGEST_PATH, is_site_path, linkable, may_be_linked

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/a\\..\\..\\evil",
    "/\x00/evil.example",
    "/\u202e/evil",
    "/\ud800",
    "https://evil.example/",
    "bai/1",
    "",
    "/" + "a" * LONGEST_PATH,
]
RUNS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://a.example/1",
    "view-source:javascript:alert(1)",
    "http://[bad",
]
# Characters that parsers of addresses treat specially.
TRICKY = st.text(st.sampled_from("/\\:@.?#%\t\n\r ;aA1-é\u2028\u202ejavscriptdt"), max_size=20)


def as_browsers_read(address: str) -> str:
    """The target of an address on a page of this site (WHATWG URL Standard): without tabs and line breaks,
    trimmed, and with backslashes as slashes.
    """
    kept = "".join(sign for sign in address if sign not in "\t\n\r").strip("".join(map(chr, range(33))))
    return urljoin("https://www.example.vn/bai/1", kept.replace("\\", "/"))


@pytest.mark.parametrize("address", ELSEWHERE)
def test_what_is_no_page_of_this_site_is_none(address: str):
    assert not is_site_path(address)


@pytest.mark.parametrize("address", ["/", "/bai/1?a=1&b=2#c", "/Bài viết", "/a//b", "/%09/evil.example"])
def test_a_page_of_this_site_is_one(address: str):
    assert is_site_path(address)
    assert may_be_linked(address)


@given(TRICKY | TRICKY.map("/".__add__))
def test_a_site_path_stays_on_this_site_in_every_browser(address: str):
    if is_site_path(address):
        assert urlsplit(as_browsers_read(address)).netloc == "www.example.vn"


@pytest.mark.parametrize("address", [*RUNS, *ELSEWHERE[:13]])
def test_what_could_run_or_hides_where_it_leads_is_never_linked(address: str):
    assert not may_be_linked(address)
    assert linkable(address) == ""


@given(TRICKY)
def test_a_link_has_one_of_four_schemes_or_stays_here(address: str):
    for linked in (address if may_be_linked(address) else "", linkable(address)):
        if linked:
            read = urlsplit(as_browsers_read(linked))
            assert read.scheme in {"http", "https", "mailto", "tel"}
            assert read.netloc == "www.example.vn" or linked.lower().startswith(
                ("http:", "https:", "mailto:", "tel:")
            )


@pytest.mark.parametrize(
    "address", ["https://moha.gov.vn/", "mailto:a@b.vn", "tel:+842000000011", "#top", "?page=2"]
)
def test_the_web_mail_and_telephones_are_linked(address: str):
    assert may_be_linked(address)
    assert linkable(address) == address


def test_a_host_may_name_a_page_relative_to_the_current_one():
    assert linkable("tin-tuc/1") == "tin-tuc/1"
    assert not may_be_linked("tin-tuc/1")


@pytest.mark.parametrize("address", [None, 1, b"/"])
def test_what_is_no_text_is_no_address(address: object):
    assert not is_site_path(address)
    assert not may_be_linked(address)
    assert linkable(address) == ""
