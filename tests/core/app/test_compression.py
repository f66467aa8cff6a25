"""Styles, scripts and drawings are sent compressed. Pages are not: they can hold a token."""

import gzip
import re
import sys

import brotli
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_widgets.core.http import compression
from support import browser

STYLE = re.compile(r'href="(/portal/assets/portal-[^"]+\.css)"')
ASSETS = re.compile(r'(?:href|src)="(/portal/assets/[^"]+)"')
# The headers of browsers, text browsers and caches, and others that RFC 9110 allows.
ASKED = {
    None: None,
    "": None,
    "identity": None,
    "deflate": None,
    "gzip": "gzip",
    "GZIP": "gzip",
    "gzip, deflate": "gzip",
    "gzip, deflate, br, zstd": "br",
    "br;q=0.5, gzip;q=0.9": "gzip",
    "br;q=0, gzip": "gzip",
    "gzip;q=0": None,
    "gzip;q=0, *;q=0": None,
}


def style(app: Flask) -> str:
    found = STYLE.search(browser(app).get("/bai/1").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("asked", "coding"), ASKED.items())
def test_a_style_comes_in_the_form_that_the_client_accepts(app: Flask, asked: str | None, coding: str | None):
    answer = browser(app).get(style(app), headers={} if asked is None else {"Accept-Encoding": asked})
    plain = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding](answer.data)

    assert answer.headers.get("Content-Encoding") == coding
    assert answer.vary.as_set() == {"accept-encoding"}
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert b"--pw-paper" in plain


def test_without_the_extra_gzip_is_the_smallest_form(app: Flask, monkeypatch: pytest.MonkeyPatch):
    compression.compressed_forms.cache_clear()
    monkeypatch.setitem(sys.modules, "brotli", None)
    answer = browser(app).get(style(app), headers={"Accept-Encoding": "gzip, deflate, br"})
    compression.compressed_forms.cache_clear()

    assert answer.headers["Content-Encoding"] == "gzip"


@settings(max_examples=50)
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_no_header_breaks_a_file(asked: str):
    app = Flask("compression")
    with app.test_request_context(headers={"Accept-Encoding": asked}):
        answer = compression.compressed_response(b"a{b:c}" * 100, "text/css")

    assert answer.status_code == 200


def test_a_font_is_not_compressed_again():
    app = Flask("compression")
    with app.test_request_context(headers={"Accept-Encoding": "gzip, br"}):
        answer = compression.compressed_response(bytes(1000), "font/woff2")

    assert "Content-Encoding" not in answer.headers
    assert not answer.vary


def test_two_processes_send_the_same_bytes():
    """Caches in front of several servers may join parts of one file."""
    first = compression.compressed_forms(b"a{b:c}" * 100)
    compression.compressed_forms.cache_clear()

    assert compression.compressed_forms(b"a{b:c}" * 100) == first


def test_pages_and_numbers_are_sent_as_they_are(app: Flask):
    reader = browser(app)
    for address in ("/bai/1", "/portal/statistics", "/portal/statistics.json"):
        answer = reader.get(address, headers={"Accept-Encoding": "gzip, br"})

        assert "Content-Encoding" not in answer.headers
        assert "accept-encoding" not in answer.vary.as_set()


def test_the_files_of_a_first_visit_are_at_most_16_kilobytes(app: Flask):
    reader = browser(app)
    files = set(ASSETS.findall(reader.get("/bai/1").text))
    sizes = {file: len(reader.get(file, headers={"Accept-Encoding": "gzip"}).data) for file in files}

    assert len(sizes) >= 3
    assert sum(sizes.values()) <= 16_000, sizes
