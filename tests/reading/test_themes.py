"""Every pair of colours in a theme is computed, ours and the host's."""

import re
import unicodedata
import warnings
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from fontTools.ttLib import TTFont

from portal_widgets import PortalWidgets
from portal_widgets.errors import ConfigurationError
from portal_widgets.reading.contrast import contrast, scheme
from portal_widgets.reading.styles import DEVICE, stylesheet
from portal_widgets.reading.themes import THEMES, pairs, with_own_colours

STATIC = Path(str(files("portal_widgets"))) / "reading" / "static"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES] + ["đ"]
LETTERS = {letter for letter in [*SMALL, *map(str.upper, SMALL)] if not letter.isascii()}


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_of_a_theme_reaches_what_is_wanted(name: str):
    """WCAG 1.4.6 (AAA): texts, links, visited links, placeholders and selections have 7:1 on every
    background. WCAG 1.4.11: borders, focus and bars have 3:1.
    """
    for pair in pairs(THEMES[name]):
        assert pair.ratio >= pair.wanted, f"{name}: {pair}"


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast("red", "#ffffff")


@pytest.mark.parametrize("name", THEMES)
def test_the_native_controls_of_a_theme_go_with_its_pair(name: str):
    assert THEMES[name].scheme == scheme(THEMES[name].ink, THEMES[name].paper)


def app_with(**themes) -> Flask:
    app = Flask(__name__)
    app.secret_key = "key"
    PortalWidgets(app, reading_themes=themes, background=False)
    return app


def test_a_hosts_colours_take_the_place_of_ours():
    css = stylesheet(with_own_colours({"light": {"accent": "#7A0019"}}))

    assert "--pw-accent:#7a0019" in css


def test_a_hosts_pair_below_four_and_a_half_is_refused_with_its_ratio():
    with pytest.raises(ConfigurationError, match=r"light: ink on paper has 1\.07:1; at least 4\.5:1"):
        app_with(light={"ink": "#ffff00"})


def test_a_hosts_outline_below_three_is_refused():
    with pytest.raises(ConfigurationError, match=r"dark: focus on paper has 1\.00:1; at least 3:1"):
        app_with(dark={"focus": THEMES["dark"].paper})


def test_a_hosts_pair_below_seven_is_warned_about():
    with pytest.warns(UserWarning, match=r"light: muted on (paper|surface) has 5\.\d\d:1; 7:1 is better"):
        app_with(light={"muted": "#666666"})


def test_a_good_pair_is_taken_in_silence():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app_with(light={"accent": "#7a0019", "mark": "#7a0019"})


@pytest.mark.parametrize(
    ("themes", "says"),
    [
        ({"sepia": {}}, "some of the themes light, paper"),
        ({"light": {"background": "#ffffff"}}, "some of paper, ink"),
        ({"light": {"ink": "black"}}, "light: ink must be a colour written #rrggbb"),
        ({"light": {"scheme": "dark"}}, "some of paper, ink"),
    ],
)
def test_a_wrong_setting_is_named(themes, says: str):
    with pytest.raises(ConfigurationError, match=says):
        app_with(**themes)


def test_the_stylesheet_sets_text_and_ground_together():
    """WCAG F24: if only one of them were set, text and background could have the same colour."""
    for rule in stylesheet().splitlines():
        assert ("--pw-ink:" in rule) == ("--pw-paper:" in rule)


def test_a_host_may_keep_the_device_out():
    assert "prefers-color-scheme" in stylesheet()
    assert "prefers-" not in stylesheet(follow_device=False)


def test_a_page_follows_the_device_where_it_says_that_it_uses_the_tokens():
    """A browser without :has() also follows. It drops only the rules that use it."""
    rules = [rule for rule in stylesheet().splitlines() if "prefers-" in rule]

    assert [rule for rule in rules if ".pw-page" not in rule] == []
    assert len([rule for rule in rules if ":has(" not in rule]) == len(DEVICE)


def test_the_root_hears_of_a_scheme_only_where_the_setting_says_so():
    """Otherwise the text of a host without its own colour would change."""
    assert "color-scheme:" not in stylesheet().replace("prefers-color-scheme:", "")
    assert ":root{color-scheme:var(--pw-scheme)" in stylesheet(follow_device=True)


def test_a_bundled_face_has_every_vietnamese_letter_and_its_licence():
    """All 134 letters, so that no word mixes two typefaces."""
    faces = [TTFont(face) for face in STATIC.glob("lexend-*.woff2")]
    covered = set().union(*(face.getBestCmap() for face in faces))

    assert len(LETTERS) == 134
    assert [letter for letter in LETTERS if ord(letter) not in covered] == []
    assert "SIL Open Font License" in (STATIC / "LEXEND-LICENSE.txt").read_text("utf-8")


def test_the_stylesheet_asks_the_right_face_for_every_letter():
    """The Vietnamese font has the letters of its range. The Latin font has all others."""
    css = (STATIC / "reading.css").read_text("utf-8")
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css)
    asked = {code for first, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)}
    latin, vietnamese = (
        TTFont(STATIC / f"lexend-{name}.woff2").getBestCmap() for name in ("latin", "vietnamese")
    )

    assert css.count("unicode-range") == 1
    assert [
        letter for letter in LETTERS if ord(letter) not in (vietnamese if ord(letter) in asked else latin)
    ] == []


def test_every_word_of_ours_is_composed():
    """NFC: decomposed letters look wrong in fonts without combining marks."""
    package = Path(str(files("portal_widgets")))
    for file in [*package.rglob("*.po"), *package.rglob("*.html"), *package.rglob("*.py")]:
        assert unicodedata.is_normalized("NFC", file.read_text("utf-8")), file
