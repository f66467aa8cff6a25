"""The texts of a page without its look: the title comes first, each text is in its language, and words are apart."""

import re
from html.parser import HTMLParser

import pytest

from browser.pages.saved import Site

ERRORS = {"vi": "Lỗi: ", "en": "Error: "}
WRONG = re.compile(r'class="pw-errors"|class="pw-notice pw-notice--error"')
# A letter that English does not have.
LETTER = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
# A label, then a text that only a style sheet sets apart from it.
JOINED = re.compile(r"(?<=[\w?!.])(?:(?:</(?:label|span|legend)>)?<span[^>]*>|</text><text[^>]*>)[\w(][^<>]*")
ENGLISH = {"the", "The", "of", "is", "are", "and", "with", "was"}
# Code, the title, which holds no elements, and what a person is typing.
UNMARKED = {"script", "style", "title", "textarea"}
EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@pytest.mark.parametrize("lang", ERRORS)
def test_the_title_says_that_something_is_wrong(pages: Site, lang: str):
    """The title is the first thing that a screen reader says."""
    said = {page.name: re.findall(r"<title>([^<]*)", page.html)[0] for page in pages.of(lang)}
    wrong = {page.name for page in pages.of(lang) if WRONG.search(page.html)}

    assert {name for name, title in said.items() if title.startswith(ERRORS[lang])} == wrong
    assert len(wrong) >= 8


@pytest.mark.parametrize(("lang", "foreign"), [("en", "vi"), ("vi", "en")])
def test_a_text_in_another_language_says_so(pages: Site, lang: str, foreign: str):
    """WCAG 3.1.2. An English text with a name in it is English, and so is "Sông Ngàn Trà Commune"."""
    left = {
        (page.name, text)
        for page in pages.of(lang)
        for text in texts_in(foreign, page.html)
        if not text.endswith(("Commune", "Ward"))
    }

    assert left == set()
    assert any(f'lang="{foreign}"' in page.html for page in pages.of(lang))


def test_words_of_two_elements_are_apart_without_a_style_sheet(pages: Site):
    """Text browsers, copies and extracts have no style sheets."""
    assert {(found, page.name) for page in pages.of("vi") for found in JOINED.findall(page.html)} == set()


def test_an_unmarked_text_is_found():
    assert texts_in("vi", '<html lang="en"><p>Sửa đường <b lang="vi">Sửa đường</b></p>') == ["Sửa đường"]
    assert texts_in("vi", '<html lang="en"><p>The road to Đồng Mây</p>') == []
    assert texts_in(
        "en", '<html lang="vi"><p>The road is closed. <b lang="en">The road is closed.</b></p>'
    ) == ["The road is closed."]


def texts_in(language: str, html: str) -> list[str]:
    """The texts in this language that no element says to be in it."""
    reader = _Texts(language)
    reader.feed(html)
    return reader.found


class _Texts(HTMLParser):
    """Collects the texts in a language, in elements of another one. In a Vietnamese text, two of three words have a
    letter of its own. An English one has no such letter, and a word that every longer sentence has.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self.found: list[str] = []
        self._open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self._open.append((tag, dict(attrs).get("lang") or self._open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang = self._open[-1]
        if lang != self._language and tag not in UNMARKED and self._is_foreign(data):
            self.found.append(data.strip())

    def _is_foreign(self, data: str) -> bool:
        words = re.findall(r"[^\W\d_]+", data)
        foreign = sum(bool(LETTER.search(word)) for word in words)
        if self._language == "vi":
            return len(words) > 1 and foreign * 3 > len(words) * 2
        return len(words) > 2 and not foreign and not ENGLISH.isdisjoint(data.split())
