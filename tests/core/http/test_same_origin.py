"""The pages that may post, and the targets of redirects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from portal_widgets.core.http.same_origin import same_origin
from portal_widgets.core.text.urls import safe_redirect_target

HOST = "portal.example"
CASES = [
    ("a browser's own page", {"Sec-Fetch-Site": "same-origin"}, True),
    ("typed or from a bookmark", {"Sec-Fetch-Site": "none"}, True),
    ("another site", {"Sec-Fetch-Site": "cross-site", "Origin": "https://portal.example"}, False),
    ("a sister site", {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example"}, False),
    ("a sister site that is us", {"Sec-Fetch-Site": "same-site", "Origin": "https://portal.example"}, True),
    ("a sister site that hides itself", {"Sec-Fetch-Site": "same-site", "Origin": "null"}, False),
    ("a sister site without any sign", {"Sec-Fetch-Site": "same-site"}, False),
    ("an older browser", {"Origin": "https://portal.example"}, True),
    ("an older browser elsewhere", {"Origin": "https://evil.example"}, False),
    ("our name as a prefix", {"Origin": "https://portal.example.evil.example"}, False),
    ("another port", {"Origin": "https://portal.example:8443"}, False),
    ("the default port, said", {"Origin": "https://portal.example:443"}, True),
    ("a trusted second domain", {"Origin": "https://www.trusted.example"}, True),
    ("a trusted name over another scheme", {"Origin": "http://www.trusted.example"}, False),
    ("only a Referer", {"Referer": "https://portal.example/bai/1"}, True),
    ("only a foreign Referer", {"Referer": "https://evil.example/portal.example"}, False),
    ("a hidden origin with our Referer", {"Origin": "null", "Referer": "https://portal.example/"}, True),
    ("a hidden origin without a Referer", {"Origin": "null"}, False),
    ("a text browser or old telephone", {}, True),
    ("nonsense", {"Origin": "https://[::bad"}, False),
]


@pytest.mark.parametrize(
    ("headers", "allowed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_same_origin(headers, allowed):
    trusted = frozenset({"https://www.trusted.example"})
    request = Request(EnvironBuilder(base_url=f"https://{HOST}/", headers=headers).get_environ())

    assert same_origin(request, trusted) is allowed


@pytest.mark.parametrize(
    "written", ["https://xã-lâm.example", "https://XÃ-LÂM.example:443", "https://xn--x-lm-doad.example"]
)
def test_a_trusted_domain_is_one_in_each_of_its_spellings(written: str):
    headers = {"Origin": "https://xn--x-lm-doad.example"}
    request = Request(EnvironBuilder(base_url=f"https://{HOST}/", headers=headers).get_environ())

    assert same_origin(request, frozenset({written}))
    assert not same_origin(request, frozenset({"https://xa-lam.example"}))


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "",
        None,
        "/a\nb",
        "bai/1",
    ],
)
def test_a_redirect_never_leaves_the_site(target):
    assert safe_redirect_target(target, "/") == "/"


@pytest.mark.parametrize("target", ["/", "/bai/1?trang=2#cuoi", "/bài-viết"])
def test_a_redirect_goes_to_a_local_path(target):
    assert safe_redirect_target(target, "/home") == target


@given(st.text())
def test_whatever_is_asked_for_a_redirect_is_local(target):
    address = safe_redirect_target(target, "/")

    assert address.startswith("/")
    assert not address.replace("\\", "/").startswith("//")
