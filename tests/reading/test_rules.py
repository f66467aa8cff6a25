"""Reading options: steps that lead back, cookies that cannot hurt, colours that can be read."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.reading.rules import (
    OUTLINE_RATIO,
    SIZES,
    TEXT_RATIO,
    THEMES,
    Preferences,
    choose,
    contrast,
    parse,
    stylesheet,
)

BACKGROUNDS = ("paper", "surface")
TEXTS = ("ink", "muted", "link", "visited")
OUTLINES = ("line", "focus")


def test_text_grows_to_200_percent_in_even_steps():
    """WCAG 1.4.4, technique G178."""
    assert SIZES[0] == 100
    assert SIZES[-1] == 200
    assert len({later - earlier for earlier, later in itertools.pairwise(SIZES)}) == 1


@given(st.lists(st.sampled_from(["smaller", "larger"]), max_size=20))
def test_as_many_steps_back_lead_to_exactly_the_default(steps):
    now = Preferences()
    for step in steps:
        now = choose({"size": step}, now)
    for _ in SIZES:
        now = choose({"size": "smaller"}, now)

    assert now == Preferences()


def test_the_ends_are_ends():
    assert choose({"size": "larger"}, Preferences(size=200)).size == 200
    assert choose({"size": "smaller"}, Preferences()).size == 100


def test_default_leads_back_from_anywhere():
    assert choose({"size": "default"}, Preferences(size=175, theme="dark")) == Preferences(theme="dark")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_the_cookie_brings_back_what_was_chosen(size: int, theme: str):
    chosen = Preferences(size=size, theme=theme)

    assert parse(chosen.cookie()) == chosen
    assert re.fullmatch(r"[\w.-]*", chosen.cookie())


@given(st.text())
def test_any_cookie_is_read_without_harm(cookie: str):
    chosen = parse(cookie)

    assert chosen.size in SIZES
    assert chosen.theme in THEMES


@given(st.dictionaries(st.sampled_from(["size", "theme", "next"]), st.text()))
def test_any_form_is_read_without_harm(form):
    chosen = choose(form, Preferences(size=150, theme="dark"))

    assert chosen.size in SIZES
    assert chosen.theme in THEMES


def test_only_what_differs_from_the_default_is_kept():
    assert Preferences().chosen == {}
    assert Preferences(size=150).chosen == {"size": "150"}


@pytest.mark.parametrize("name", THEMES)
def test_every_text_of_a_theme_is_read_at_seven_to_one(name: str):
    """WCAG 1.4.6 (AAA) for text on every ground it stands on."""
    theme = THEMES[name]
    pairs = [(text, ground) for text in TEXTS for ground in BACKGROUNDS]
    for text, ground in [*pairs, ("on_accent", "accent"), ("on_mark", "mark")]:
        ratio = contrast(getattr(theme, text), getattr(theme, ground))
        assert ratio >= TEXT_RATIO, f"{name}: {text} on {ground} {ratio:.2f}"


@pytest.mark.parametrize("name", THEMES)
def test_every_outline_of_a_theme_is_seen_at_three_to_one(name: str):
    """WCAG 1.4.11 for borders of controls and the focus ring."""
    theme = THEMES[name]
    for outline, ground in itertools.product(OUTLINES, BACKGROUNDS):
        ratio = contrast(getattr(theme, outline), getattr(theme, ground))
        assert ratio >= OUTLINE_RATIO, f"{name}: {outline} on {ground} {ratio:.2f}"


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast("red", "#ffffff")


def test_the_stylesheet_sets_text_and_ground_together():
    """WCAG F24: one without the other may leave text on its own colour."""
    for rule in stylesheet().splitlines():
        assert ("--pw-ink:" in rule) == ("--pw-paper:" in rule)
