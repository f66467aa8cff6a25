"""A screen reader says the title first, and each text in its language. Both are checked on each page."""

import re
from html.parser import HTMLParser

import pytest

from browser.pages.saved import Site

ERRORS = {"vi": "Lỗi: ", "en": "Error: "}
WRONG = re.compile(r'class="pw-errors"|class="pw-notice pw-notice--error"')
# A letter that English does not have.
LETTER = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
# Texts that people typed. Nobody said in which language: on these pages, in these elements, names and categories,
# and what a history quotes.
PAGES = (
    "/portal/statistics/how-we-count",
    "/portal/admin/links/",
    "/portal/admin/map/",
    "/portal/map",
    "/portal/admin/organisation/",
    "/portal/admin/statistics/notes",
    "/portal/admin/feedback/person",
)
NAME = re.compile(
    r".*”.*|(Category: )?(Bộ phận Một cửa|Thời sự|Đời sống|Văn hóa - Du lịch|Kinh tế - Nông nghiệp)"
)
TYPED = (
    "pw-report__text",
    "pw-case__history",
    "pw-shelf__facts",
    "pw-field__input",
    "pw-message__words",
)
EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@pytest.mark.parametrize("lang", ERRORS)
def test_the_title_says_that_something_is_wrong(pages: Site, lang: str):
    """The title is the first thing that a screen reader says."""
    said = {page.name: re.findall(r"<title>([^<]*)", page.html)[0] for page in pages.of(lang)}
    wrong = {page.name for page in pages.of(lang) if WRONG.search(page.html)}

    assert {name for name, title in said.items() if title.startswith(ERRORS[lang])} == wrong
    assert len(wrong) >= 8


def test_a_text_in_another_language_says_so(pages: Site):
    """WCAG 3.1.2. An English text with a name in it is English. Pages of the map are full of names of places."""
    left = {
        (page.name, text)
        for page in pages.of("en")
        if not page.name.startswith(PAGES)
        for text in vietnamese_texts(page.html)
        if not NAME.fullmatch(text)
    }

    assert left == set()
    assert any('lang="vi"' in page.html for page in pages.of("en"))


def test_an_unmarked_text_is_found():
    assert vietnamese_texts('<html lang="en"><p>Sửa đường <b lang="vi">Sửa đường</b></p>') == ["Sửa đường"]
    assert vietnamese_texts('<html lang="en"><p>The road to Đồng Mây</p>') == []


def vietnamese_texts(html: str) -> list[str]:
    reader = _Texts()
    reader.feed(html)
    return reader.found


class _Texts(HTMLParser):
    """Collects the Vietnamese texts in elements of another language. Two of three words have such a letter."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, str, bool]] = [("", "", False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _, lang, typed = self._open[-1]
        has = dict(attrs)
        typed = typed or (has.get("class") or "").startswith(TYPED)
        if tag not in EMPTY:
            self._open.append((tag, has.get("lang") or lang, typed))

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang, typed = self._open[-1]
        words = re.findall(r"[^\W\d_]+", data)
        foreign = sum(bool(LETTER.search(word)) for word in words)
        if (
            lang != "vi"
            and not typed
            and tag not in {"script", "title"}
            and len(words) > 1
            and foreign * 3 > len(words) * 2
        ):
            self.found.append(data.strip())
