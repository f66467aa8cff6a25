"""Languages: dates and numbers as Vietnamese and English readers write them, and who decides the language."""

import re
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.numbers import format_percent
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.languages import language
from support import MakeApp, browser

PACKAGE = Path(str(files("portal_widgets")))
# A percent sign after a number or a placeholder, outside attributes of SVG and placeholders of gettext.
PERCENT = {
    ".po": r"%%|\d\s?%(?!\()",
    ".html": r"(?<!=\")\}\}\s?%(?=[^\"])",
    ".py": r"\} ?%[\"']|format_percent\((?!share, percent_pattern)|\\u00a0%",
    ".js": r"\+ *[\"'`] ?%",
    ".mjs": r"\+ *[\"'`] ?%",
}
MOMENT = datetime(2023, 3, 8, 14, 35)  # noqa: DTZ001 - shown as it is


def test_a_moment_in_both_languages():
    assert language("vi").moment(MOMENT) == "Thứ tư, 08/03/2023, 14:35"
    assert language("en").moment(MOMENT) == "Wednesday, 8 March 2023, 14:35"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (6, "Thứ hai"),
        (7, "Thứ ba"),
        (8, "Thứ tư"),
        (9, "Thứ năm"),
        (10, "Thứ sáu"),
        (11, "Thứ bảy"),
        (12, "Chủ nhật"),
    ],
)
def test_every_vietnamese_weekday_is_spelt_as_in_schoolbooks(day: int, name: str):
    assert language("vi").day(date(2023, 3, day)) == f"{name}, {day:02}/03/2023"


def test_numbers():
    assert language("vi").number(14639) == "14.639"
    assert language("en").number(14639) == "14,639"


@pytest.mark.parametrize("code", ["vi", "en"])
def test_a_whole_number_is_written_as_one_whatever_its_type(code: str):
    """A cached text of one type must not appear in place of the other."""
    words = language(code)
    assert words.number(641.0) == words.number(641) == "641"


@given(st.floats(0, 100), st.sampled_from(["vi", "en"]))
def test_a_percentage_has_the_form_of_cldr(share: float, code: str):
    whole = round(share)

    assert language(code).percent(whole) == format_percent(whole, locale=code)


def test_percentages():
    assert [language("vi").percent(share) for share in (0.331, 0.5, 2, 0)] == ["33,1%", "50%", "200%", "0%"]
    assert language("en").percent(0.331) == "33.1%"
    assert language("vi").percent_of("{}") == "{}%"


def test_no_catalogue_template_or_module_writes_a_percent_sign_by_hand():
    found = [
        f"{file.relative_to(PACKAGE)}: {match[0]}"
        for file in sorted(PACKAGE.rglob("*"))
        if file.suffix in PERCENT
        for match in re.finditer(PERCENT[file.suffix], file.read_text("utf-8"))
    ]

    assert not found


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".po", 'msgid "%(size)s %% (default)"'),
        (".po", 'msgstr "Còn 5 % nữa"'),
        (".html", "<td>{{ words.number(share) }}%</td>"),
        (".html", "<span>{{ size }} %</span>"),
        (".py", 'f"{size} %"'),
        (".py", "format_percent(1)"),
        (".js", 'value + " %"'),
    ],
)
def test_percent_signs_by_hand_are_found(suffix: str, text: str):
    assert re.search(PERCENT[suffix], text)


def test_a_text_by_language_falls_back_to_the_first_there_is():
    assert language("en").text({"vi": "Học tập", "en": "Learning"}) == "Learning"
    assert language("en").text({"vi": "Học tập"}) == "Học tập"
    assert language("en").text("Danh bạ") == "Danh bạ"
    assert language("en").text({}) == ""


def words_in_the_code() -> set[str]:
    keywords = {"N_": None, "gettext": None, "ngettext": (1, 2), "_": None, "_pw": None, "_pwn": (1, 2)}
    methods = [("**.py", "python"), *((f"**/templates/**.{kind}", "jinja2") for kind in ("html", "svg"))]
    found: set[str] = set()
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(files("portal_widgets")), methods, keywords=keywords
    ):
        found.add(message if isinstance(message, str) else message[0])
    return found


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_catalogue_has_every_word_of_the_code_and_no_other(code: str):
    with (files("portal_widgets") / "translations" / code / "LC_MESSAGES" / "portal_widgets.po").open(
        "rb"
    ) as file:
        catalogue = read_po(file, locale=code)
    known = {
        message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id
    }

    assert known == words_in_the_code()
    for message in catalogue:
        assert not message.fuzzy, message.id
        assert not list(message.check(catalogue)), message.id


def test_every_word_is_said_in_vietnamese():
    with (files("portal_widgets") / "translations/vi/LC_MESSAGES/portal_widgets.po").open("rb") as file:
        untranslated = [
            message.id for message in read_po(file, locale="vi") if message.id and not message.string
        ]

    assert untranslated == []


def test_the_host_function_decides_before_the_address(make_app: MakeApp):
    client = browser(make_app(locale=lambda: "en_GB"))

    assert "Views" in client.get("/bai/1?lang=vi").text


def test_a_host_that_says_nothing_leaves_it_to_the_address(make_app: MakeApp):
    client = browser(make_app(locale=lambda: None))

    assert "Views" in client.get("/bai/1?lang=en").text
    assert "Số lượt xem" in client.get("/bai/1").text


def test_a_language_we_do_not_speak_falls_back(make_app: MakeApp):
    client = browser(make_app())

    assert "Số lượt xem" in client.get("/bai/1?lang=fr").text


def test_flask_babel_of_the_host_decides_where_it_is_used(make_app: MakeApp):
    app = make_app()
    Babel(app, locale_selector=lambda: "en")

    assert "Views" in browser(app).get("/bai/1").text


def test_flask_babel_that_is_only_installed_decides_nothing(app: Flask):
    assert "babel" not in app.extensions
    assert "Số lượt xem" in browser(app).get("/bai/1").text
