"""Reading options: reversible steps, harmless cookies, and legible pairs of colours."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.reading.contrast import contrast
from portal_widgets.reading.rules import (
    DEFAULT_SIZE,
    OFFERED,
    OWN_INK,
    OWN_PAPER,
    SIZES,
    LowContrastError,
    Preferences,
    choose,
    parse,
)
from portal_widgets.reading.styles import PROPERTIES

OFFERS = st.fixed_dictionaries({name: st.sampled_from(["", *values]) for name, values in OFFERED.items()})


def test_text_grows_to_200_percent_in_even_steps_with_one_step_smaller():
    """WCAG 1.4.4, technique G178."""
    assert SIZES[-1] == 200
    assert SIZES.index(DEFAULT_SIZE) == 1
    assert len({later - earlier for earlier, later in itertools.pairwise(SIZES)}) == 1


@given(st.integers(0, len(SIZES)))
def test_as_many_steps_back_lead_to_exactly_the_default(steps: int):
    now = Preferences()
    for step in ["larger"] * min(steps, SIZES.index(200) - 1) + ["smaller"] * min(
        steps, SIZES.index(200) - 1
    ):
        now = choose({"size": step}, now)

    assert now == Preferences()
    assert now.cookie() == ""


def test_the_ends_are_ends():
    assert choose({"size": "larger"}, Preferences(size="200")).percent == 200
    assert choose({"size": "smaller"}, Preferences(size="75")).percent == 75


def test_default_leads_back_from_anywhere():
    assert choose({"size": "default"}, Preferences(size="175", theme="dark")) == Preferences(theme="dark")


def test_reset_forgets_everything():
    before = Preferences(size="175", theme="own", ink="000000", paper="ffffff", line="200", ruler="on")

    assert choose({"reset": "all", "size": "200"}, before) == Preferences()


@given(OFFERS)
def test_the_cookie_brings_back_what_was_chosen(choices):
    """Every combination fits into the part of a cookie that is read."""
    chosen = choose(choices)

    assert parse(chosen.cookie()) == chosen
    assert re.fullmatch(r"[\w.-]*", chosen.cookie())


@given(OFFERS, OFFERS)
def test_a_form_that_holds_everything_leaves_nothing_of_before(before, after):
    assert choose(after, choose(before)) == choose(after)


@given(st.text())
def test_any_cookie_is_read_without_harm(cookie: str):
    chosen = parse(cookie).chosen

    assert all(value in OFFERED[name] for name, value in chosen.items() if name not in {"ink", "paper"})


@given(st.dictionaries(st.sampled_from([*OFFERED, "ink", "paper", "next"]), st.text()))
def test_any_form_is_read_without_harm(form):
    chosen = choose(form, Preferences(size="150", theme="dark"))

    assert chosen.percent in SIZES
    assert all(
        value in OFFERED[name] for name, value in chosen.chosen.items() if name not in {"ink", "paper"}
    )


def test_only_what_differs_from_the_default_is_kept():
    assert Preferences().chosen == {}
    assert choose({"size": "100", "theme": "", "line": ""}).chosen == {}
    assert choose({"size": "150"}).chosen == {"size": "150"}


COLOURS = st.integers(0, 0xFFFFFF).map("{:06x}".format)


@given(COLOURS, COLOURS)
def test_an_own_pair_is_kept_from_four_and_a_half_to_one_and_refused_below(ink: str, paper: str):
    """WCAG 1.4.3. Text and background are always chosen together (F24)."""
    form = {"theme": "own", "ink": f"#{ink.upper()}", "paper": f"#{paper}"}
    if contrast(f"#{ink}", f"#{paper}") < 4.5:
        with pytest.raises(LowContrastError):
            choose(form)
        assert parse(f"size-125.theme-own.ink-{ink}.paper-{paper}") == Preferences(size="125")
        return
    chosen = choose(form)

    assert (chosen.ink, chosen.paper) == (ink, paper)
    assert parse(chosen.cookie()) == chosen


def test_an_own_pair_goes_with_its_theme():
    before = choose({"theme": "own", "ink": "#000000", "paper": "#ffff00"})

    assert choose({"size": "larger"}, before).ink == "000000"
    assert choose({"theme": "dark", "ink": "#000000", "paper": "#ffffff"}, before) == Preferences(
        theme="dark"
    )
    assert choose({"theme": "own", "ink": "red"}).ink == OWN_INK
    assert contrast(f"#{OWN_INK}", f"#{OWN_PAPER}") >= 7


def test_spacing_covers_what_wcag_1_4_12_asks_for():
    """Lines 1.5, paragraphs 2 em, letters 0.12 em, words 0.16 em; and WCAG 1.4.8: 80 characters."""
    assert "1.5" in PROPERTIES["line"][1].values()
    assert "2em" in PROPERTIES["paragraph"][1].values()
    assert ".12em" in PROPERTIES["letter"][1].values()
    assert ".16em" in PROPERTIES["word"][1].values()
    assert "80" in PROPERTIES["width"][1]


@pytest.mark.parametrize("name", PROPERTIES)
def test_every_value_that_is_offered_has_its_style(name: str):
    assert set(OFFERED[name]) <= set(PROPERTIES[name][1])
