"""The widgets are intact with every style sheet of a host, before ours or after it: nothing leaves its block,
nothing important is hidden, and every control is visible.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser.foreign_hosts import FRAMEWORKS, bare, faults, opened, sheet, wear

pytestmark = pytest.mark.browser
FULL = os.environ.get("MATRIX") == "full"
WIDTHS = [1280, 320] if FULL else [1280]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened(tmp_path_factory.mktemp("styles") / "instance") as page:
        page.evaluate("document.querySelector('#host').replaceChildren()")  # faults there are not ours
        yield page


@pytest.fixture(scope="module", params=WIDTHS)
def looks(page: Page, request: pytest.FixtureRequest):
    """The look of all elements without any style sheet."""
    page.set_viewport_size({"width": request.param, "height": 900})
    wear(page, "")
    return bare(page)


def test_alone_nothing_is_wrong(page: Page, looks):
    wear(page, "")

    assert faults(page, bare=looks) == []


@pytest.mark.parametrize("after", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_widgets_are_whole_in_the_style_sheet_of(name: str, page: Page, looks, *, after: bool):
    wear(page, sheet(name), after=after)

    assert faults(page, bare=looks) == []


# These rules have broken hosts. Their specificity overrides everything, so the check must find the faults.
BLOWS = {
    "legend { float: left !important }": "float left, not none",
    "[type=submit] { width: 100% !important }": "wide, not",
    "[type=radio] { position: absolute !important }": "position absolute",
    "[type=radio] { opacity: 0 !important }": "cannot be seen",
    "#host ~ * [hidden] { display: block !important }": "shown though hidden",
    "a { color: #3d8fff !important }": "text at",
    "input { border-color: #ddd !important }": "border at",
    ".pw-heading { margin-inline-end: -3rem !important }": "out of its block by",
    ".pw-poll { width: 120vw !important }": "scrolls sideways",
    "li { list-style: none !important }": "listStyleType none, not disc",
    "nav { display: flex !important }": "display flex, not block",
}


@pytest.mark.parametrize("blow", BLOWS)
def test_what_breaks_a_block_is_seen(blow: str, page: Page, looks):
    wear(page, blow)

    assert [fault for fault in faults(page, bare=looks) if BLOWS[blow] in fault]
