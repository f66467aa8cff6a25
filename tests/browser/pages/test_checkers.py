"""Other checkers than axe find nothing on any page: the Nu HTML checker, IBM Equal Access, HTML_CodeSniffer."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.pages.checkers import ACCEPTED, html_errors, ibm_failures, sniffer_errors
from browser.pages.saved import FULL, HOST, LANGUAGES, Saved, Site

pytestmark = pytest.mark.browser
PLANTED = '<!doctype html><html lang="vi"><title>Trang</title><main><h1>Trang</h1><ul></ul><input><hr role="x"></main>'


def test_the_html_of_every_page_is_valid(pages: Site, tmp_path: Path):
    hit, left = html_errors(pages.pages.values(), tmp_path)

    assert left == []
    assert [entry for at, entry in enumerate(ACCEPTED["nu"]) if at not in hit] == []


def test_ibm_equal_access_finds_no_failure(pages: Site, desk: Page):
    hit: set[int] = set()
    left = []
    for page in [one for lang in (LANGUAGES if FULL else ["vi"]) for one in pages.looks(lang)]:
        opened(desk, page)
        for entry, finding in ibm_failures(desk):
            hit.add(entry)
            left += [f"{page.name}: {finding}"] * (entry < 0)

    assert left == []
    if FULL:  # only all pages have all accepted findings
        assert [entry for at, entry in enumerate(ACCEPTED["ibm"]) if at not in hit] == []


@pytest.mark.skipif(not FULL, reason="takes minutes; `make test-full` runs it")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_codesniffer_finds_no_error(pages: Site, desk: Page, lang: str):
    left = []
    for page in pages.kinds(lang):
        opened(desk, page)
        left += [f"{page.name}: {finding}" for finding in sniffer_errors(desk)]

    assert left == []


def test_each_checker_finds_a_planted_fault(pages: Site, desk: Page, tmp_path: Path):
    page = Saved(f"{HOST}/planted", 200, {}, PLANTED)
    assert any("role" in error for error in html_errors([page], tmp_path)[1])
    desk.set_content(PLANTED)

    assert any("input_label_exists" in finding for _, finding in ibm_failures(desk))
    assert any("input" in finding for finding in sniffer_errors(desk))


def opened(desk: Page, page: Saved) -> None:
    desk.goto(HOST + page.name)
    desk.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
