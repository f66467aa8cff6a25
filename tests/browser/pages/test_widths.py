"""Each page fits into each window, also with the largest text, and no word is broken inside (WCAG 1.4.4, 1.4.10).
A page is loaded once, and its window is resized.
"""

import pytest
from playwright.sync_api import Page

from browser.pages.saved import FULL, HOST, LANGUAGES, Site

pytestmark = pytest.mark.browser
WIDTHS = (1280, 768, 360, 320) if FULL else (1280, 320)
# How far the page is wider than the window.
WIDER = "document.documentElement.scrollWidth - innerWidth"
# Words of letters that are on several lines, in cells of tables. Addresses and codes may break anywhere.
BROKEN = r"""() => {
    const broken = [];
    const range = document.createRange();
    for (const cell of document.querySelectorAll("th, td")) {
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            if (text.parentElement.closest("code, .pw-hidden")) continue;
            for (const word of text.data.matchAll(/(?<![^\s(])\p{L}{2,14}(?![^\s,.;:)])/gu)) {
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1) broken.push(word[0]);
            }
        }
    }
    return broken;
}"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_page_fits_into_each_window(pages: Site, desk: Page, lang: str):
    """At 100 and at 200 %. Words are whole at 100 %."""
    wide, broken = [], []
    for page in pages.kinds(lang) if lang == LANGUAGES[0] else pages.looks(lang):
        desk.goto(HOST + page.name)
        for size in ("100", "200"):
            desk.evaluate("(size) => { document.documentElement.dataset.pwSize = size; }", size)
            for width in WIDTHS:
                desk.set_viewport_size({"width": width, "height": 900})
                over = desk.evaluate(WIDER)
                if over > 0:
                    wide.append(f"{page.name} at {size} % and {width} px: {over} px too wide")
                if size == "100":
                    broken += [f"{page.name} at {width} px: {word}" for word in desk.evaluate(BROKEN)]

    assert wide + broken == []
