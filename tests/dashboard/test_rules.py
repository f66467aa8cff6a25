"""The query of a page, and the meaning of its figures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.languages import language
from portal_widgets.dashboard.periods import KEYS, Comparison, Days, Unit, custom, period
from portal_widgets.dashboard.rules import Sums, before_tables, change, finest_unit, read, sums
from portal_widgets.dashboard.ui_text import DashboardUiText

TODAY = date(2026, 11, 23)
KEPT_FROM = date(2024, 11, 1)


def test_without_a_word_it_is_the_last_30_days():
    ask, wrong = read({}, TODAY)

    assert (ask.period.key, ask.compare_to, ask.category, wrong) == (
        "30-days",
        Comparison.PREVIOUS,
        None,
        frozenset(),
    )


@pytest.mark.parametrize(
    ("given_", "wrong"),
    [
        ({"period": "no-such"}, {"period"}),
        ({"period": "custom"}, {"from", "to"}),
        ({"period": "custom", "from": "2026-02-30", "to": "2026-03-01"}, {"from"}),
        ({"compare": "fate"}, {"compare"}),
        ({"category": "a" * 256}, {"category"}),
        ({"category": "a\nb"}, {"category"}),
    ],
)
def test_what_is_not_understood_is_named(given_: dict[str, str], wrong: set[str]):
    ask, said = read(given_, TODAY)

    assert said == wrong
    assert ask.period.key == "30-days"
    assert ask.category is None


@given(
    st.dictionaries(st.sampled_from(["period", "from", "to", "compare", "category"]), st.text(max_size=12))
)
def test_nonsense_is_never_an_error(given_: dict[str, str]):
    ask, _ = read(given_, TODAY)

    assert ask.period.days.length >= 1


@given(
    st.sampled_from([key for key in KEYS if key != "custom"]),
    st.sampled_from(list(Comparison)),
    st.sampled_from([None, "Đời sống & xã hội"]),
)
def test_an_address_asks_for_the_same_again(key: str, against: Comparison, category: str | None):
    given_ = {"period": key, "compare": against.value, **({"category": category} if category else {})}
    ask, _ = read(given_, TODAY)

    assert read(ask.query(), TODAY) == (ask, frozenset())


def test_an_address_of_other_days_keeps_the_rest():
    ask, _ = read({"compare": "last-year", "category": "Tin"}, TODAY)

    assert ask.query(Days(date(2026, 1, 1), date(2026, 1, 2))) == {
        "period": "custom",
        "from": "2026-01-01",
        "to": "2026-01-02",
        "compare": "last-year",
        "category": "Tin",
    }


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(3, 2, 0.5), (1, 2, -0.5), (2, 2, 0.0), (5, 0, None), (None, 3, None), (5, None, None)],
)
def test_a_change_is_told_only_from_something(now, before, expected):
    assert change(now, before) == expected


@given(now=st.integers(0, 9999), before=st.integers(0, 9999), visits=st.integers(1, 9999))
def test_figures_that_look_the_same_have_not_changed(now: int, before: int, visits: int):
    """Figures are compared as they are shown, with one decimal place."""
    ui_text = DashboardUiText(language("vi"))
    first, second = (Sums(views=views, visits=visits).views_a_visit for views in (now, before))
    said = ui_text.change(change(first, second))

    if second and ui_text.decimal(first) == ui_text.decimal(second):
        assert said == "không đổi"
    else:
        assert said != "không đổi"
    assert said not in {"+0%", "-0%"}


def test_visitors_are_an_average_of_days_never_a_sum():
    found = sums([(10, 4, 6, 12, 5), (0, 0, 0, 0, 0), (20, 8, 9, 25, 7)])

    assert found == Sums(30, 12, 15, 37, 6.0)
    assert found.views_a_visit == 2.0
    assert repr(sums([(1, 1, 1, 1, 2), (1, 1, 1, 1, 5)]).visitors_a_day) == "4"  # no half person
    assert sums([]).views_a_visit is None


def test_articles_of_purged_days_are_shown_by_month():
    old, recent = custom(date(2024, 3, 1), date(2024, 4, 30), TODAY), period("30-days", TODAY)

    assert finest_unit(old, KEPT_FROM) is Unit.MONTH
    assert finest_unit(recent, KEPT_FROM) is finest_unit(old, None) is Unit.DAY


@pytest.mark.parametrize(
    ("first", "last", "lost"),
    [
        ("2024-03-01", "2024-04-30", False),
        ("2024-03-02", "2024-04-30", True),
        ("2024-03-01", "2024-04-29", True),
        ("2024-10-01", "2025-01-17", False),
        ("2024-10-02", "2025-01-17", True),
        ("2024-11-01", "2024-11-17", False),
    ],
)
def test_it_is_said_when_days_are_asked_for_that_are_gone(first: str, last: str, lost: bool):
    asked = custom(date.fromisoformat(first), date.fromisoformat(last), TODAY)

    assert before_tables(asked, KEPT_FROM) is lost
    assert before_tables(asked, None) is False
