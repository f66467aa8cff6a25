"""The stylesheets of all folders. Browsers hide the colours of visited links, so the test reads the files."""

import re
from pathlib import Path

import pytest

import portal_widgets

SHEETS = sorted(Path(portal_widgets.__file__).parent.glob("*/static/*.css"))
RULE = re.compile(r"([^{};]*:visited[^{}]*)\{")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.parent.parent.name}/{sheet.name}")
def test_a_visited_link_on_a_dark_ground_keeps_its_own_colour(sheet: Path):
    """Either the rule for visited links has no specificity (CSS Selectors 4, `:where()`), so that every rule
    for a kind of link overrides it. Or the same selector also sets the unvisited colour. Or it applies to
    links of no kind.
    """
    for selectors in RULE.findall(sheet.read_text("utf-8")):
        said = [one.strip() for one in re.sub(r"/\*.*?\*/", "", selectors, flags=re.DOTALL).split(",")]

        assert all(
            one.startswith(":where(")
            or one.replace(":visited", "") in said
            or "a:not([class]):visited" in one
            for one in said
            if ":visited" in one
        ), selectors


def test_there_is_a_colour_for_visited_links():
    assert any(":where(.pw-page a:visited)" in sheet.read_text("utf-8") for sheet in SHEETS)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.parent.parent.name}/{sheet.name}")
def test_no_sign_that_a_style_draws_is_read_aloud(sheet: Path):
    """A screen reader says `content`, unless an empty text replaces it (CSS Content 3)."""
    signs = re.findall(r'content: "([^\w\s",(]+)"(?!; content: "\1" / "")(?! / "")', sheet.read_text("utf-8"))

    assert signs == []
