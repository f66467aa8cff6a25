"""The files that an article page with all widgets loads, in bytes of gzip."""

import gzip
import re

import pytest
from flask import Flask

from support import browser

MOST = {"head script": 700, "all scripts": 5000, "stylesheet": 8500}
KINDS = {"head script": r"/head-\w+\.js$", "all scripts": r"\.js$", "stylesheet": r"\.css$"}


@pytest.fixture
def loaded(app: Flask) -> dict[str, int]:
    """Every file that a page with all widgets requests at once. Modules are loaded when they are needed."""
    reader = browser(app)
    files = re.findall(r'(?:href|src)="(/portal/assets/[^"]+\.(?:css|m?js))"', reader.get("/bai/1").text)
    return {file: len(gzip.compress(reader.get(file).data, 9, mtime=0)) for file in files}


@pytest.mark.parametrize("kind", MOST)
def test_an_article_page_loads_no_more_than_is_promised(loaded: dict[str, int], kind: str):
    sizes = [size for file, size in loaded.items() if re.search(KINDS[kind], file)]

    assert sizes, loaded
    assert sum(sizes) <= MOST[kind]


def test_nothing_stands_in_a_page_that_is_only_needed_later(loaded: dict[str, int]):
    assert len(loaded) == 3
    assert [file for file in loaded if file.endswith(".mjs")] == []
