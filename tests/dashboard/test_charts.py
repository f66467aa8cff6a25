"""Charts: columns that fit the plot and their figures, round ticks, and labels that do not overlap."""

import itertools
import re
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import portal_widgets
from portal_widgets.dashboard.charts.bars import BarRow, bar_table
from portal_widgets.dashboard.charts.columns import MOST_COLUMNS, column_chart, nice_ticks
from portal_widgets.dashboard.charts.heat import TINTS, heat_table
from portal_widgets.dashboard.charts.labels import FEW, text_width
from portal_widgets.dashboard.charts.model import LEVELS, Chart, ChartBucket, Label, Mark
from portal_widgets.dashboard.charts.sparkline import sparkline
from portal_widgets.reading.contrast import TEXT_RATIO, contrast
from portal_widgets.reading.themes import THEMES

STYLE = (Path(portal_widgets.__file__).parent / "dashboard" / "static" / "admin.css").read_text("utf-8")
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
HUGE = 10**9

values = st.one_of(st.none(), st.just(0), st.integers(0, 20_000), st.integers(0, HUGE))
buckets = st.lists(
    st.builds(
        ChartBucket,
        label=st.sampled_from(["7", "14h", "07/11", "12/2026", "Tuần 45"]),
        long_label=st.just("một ngày"),
        values=st.tuples(values, values),
        complete=st.booleans(),
    ),
    max_size=60,
)
many = st.integers(61, 400).map(lambda count: days(*range(count)))


def days(*views: int | None) -> list[ChartBucket]:
    return [
        ChartBucket(f"{index:02}/11", f"ngày {index}", (figure, None if figure is None else figure // 2))
        for index, figure in enumerate(views)
    ]


def box(label: Label, text: str, width: float) -> tuple[float, float]:
    """The ends of a label in em, as they are in a plot of this width."""
    at, length = label.x / 100 * width, text_width(text)
    left = {"start": at, "middle": at - length / 2, "end": at - length}[label.anchor]
    return left, left + length


def shown(labels: tuple[Label, ...], level: int) -> list[Label]:
    return [label for label in labels if level in label.levels]


# Columns


@given(st.one_of(buckets, many))
def test_columns_stay_inside_the_plot_and_beside_each_other(given_buckets: list[ChartBucket]):
    slots = column_chart(given_buckets).slots
    columns = [column for slot in slots for column in slot.columns if column]

    assert all(0 <= c.y <= 100 and c.x >= 0 and c.x + c.width <= 100.01 for c in columns)
    assert all(column.width > 0 for column in columns)
    for series in range(2):
        ends = [slot.columns[series] for slot in slots if slot.columns[series]]
        assert all(one.x + one.width <= other.x + 0.01 for one, other in itertools.pairwise(ends))


@given(buckets, st.lists(values, max_size=70))
def test_heights_are_true_to_the_figures(given_buckets: list[ChartBucket], compare: list[int | None]):
    """A column, and a point of the comparison, have the height of their share of the highest tick."""
    chart = column_chart(given_buckets, compare=compare)
    scale = chart.ticks[-1].value
    for slot in chart.slots:
        for value, column in zip(slot.bucket.values, slot.columns, strict=True):
            assert (column is None) == (value is None)
            if column:
                assert column.height == pytest.approx(100 * value / scale, abs=0.001)
                assert column.y + column.height == pytest.approx(100)
        if slot.point:
            assert 100 - slot.point.y == pytest.approx(100 * slot.compare / scale, abs=0.001)


@given(buckets, st.lists(values, max_size=70))
def test_totals_are_sums_of_what_is_known(given_buckets: list[ChartBucket], compare: list[int | None]):
    chart = column_chart(given_buckets, compare=compare)

    expected = tuple(sum(bucket.values[series] or 0 for bucket in given_buckets) for series in range(2))
    assert chart.totals == (expected if given_buckets else ())
    assert chart.compare_total == sum(value or 0 for value in compare[: len(given_buckets)])


@given(buckets)
def test_the_highest_and_the_lowest_are_found(given_buckets: list[ChartBucket]):
    """If there are finished buckets, a running one is not the lowest."""
    chart = column_chart(given_buckets)
    known = [bucket for bucket in given_buckets if bucket.values[0] is not None]
    finished = [bucket for bucket in known if bucket.complete] or known
    if not known:
        assert (chart.highest, chart.lowest) == (None, None)
        return

    assert chart.highest.bucket.values[0] == max(bucket.values[0] for bucket in known)
    assert chart.lowest.bucket.values[0] == min(bucket.values[0] for bucket in finished)


def test_the_second_series_stands_narrower_in_front_of_the_first():
    slot = column_chart(days(10, 20)).slots[0]
    views, visits = slot.columns

    assert views.x < visits.x
    assert visits.x + visits.width < views.x + views.width


def test_a_single_bucket_is_no_wall():
    assert column_chart(days(7)).slots[0].columns[0].width < 10


@pytest.mark.parametrize("given_buckets", [[], days(None, None)])
def test_without_figures_the_chart_is_empty(given_buckets: list[ChartBucket]):
    assert column_chart(given_buckets).empty
    assert not column_chart(days(0)).empty
    assert not column_chart(days(None), compare=[3]).empty


def test_a_missing_day_is_not_a_day_with_nothing():
    chart = column_chart(days(4, None, 0))

    assert [slot.columns[0] is None for slot in chart.slots] == [False, True, False]
    assert chart.slots[2].columns[0].height == 0
    assert chart.lowest.index == 2


def test_running_buckets_are_known_by_their_figures():
    """A bucket that is completely in the future has not begun, so it is not "not finished"."""
    chart = column_chart(
        [*days(4), ChartBucket("1", "nay", (2, 1), False), ChartBucket("2", "mai", (None, None), False)]
    )

    assert [slot.bucket.long_label for slot in chart.running] == ["nay"]


def test_the_comparison_breaks_where_it_is_not_known():
    chart = column_chart(days(1, 2, 3, 4, 5), compare=[1, None, 2, 3])

    assert [[point.y for point in part] for part in chart.line] == [[83.333], [66.667, 50]]


@given(many)
def test_many_columns_become_one_silhouette(given_buckets: list[ChartBucket]):
    chart = column_chart(given_buckets)
    outline = chart.outlines[0]

    assert len(given_buckets) > MOST_COLUMNS
    assert outline.count("M") == 1
    assert [float(y) for y in re.findall(r"V([\d.]+)H", outline)] == pytest.approx(
        [slot.columns[0].y for slot in chart.slots], abs=0.01
    )


def test_a_silhouette_leaves_out_what_is_missing_or_running():
    chart = column_chart([*days(*range(30), None, *range(30)), ChartBucket("1", "nay", (2, 1), False)])

    assert chart.outlines[0].count("M") == 2
    assert chart.outlines[0].count("H") == 60


# Ticks


@given(st.one_of(st.integers(0, 300), st.integers(0, 10**13)))
def test_ticks_are_round_and_cover_the_highest_figure(most: int):
    ticks = nice_ticks(most)
    step = ticks[1]

    assert 3 <= len(ticks) <= 5
    assert ticks[0] == 0
    assert {later - earlier for earlier, later in itertools.pairwise(ticks)} == {step}
    assert str(step).rstrip("0") in {"1", "2", "25", "5"}
    assert ticks[-1] >= most
    # There is no needless space: the highest column reaches the upper half.
    assert most * 2 >= ticks[-1] or most < 2


def test_ticks_as_an_office_would_draw_them():
    assert nice_ticks(0) == (0, 1, 2)
    assert nice_ticks(4) == (0, 1, 2, 3, 4)
    assert nice_ticks(14_639) == (0, 5_000, 10_000, 15_000)
    assert nice_ticks(HUGE) == (0, 250_000_000, 500_000_000, 750_000_000, HUGE)


# Labels


def check_room(chart: Chart) -> None:
    for level, width in enumerate(LEVELS):
        axis = [box(label, label.slot.bucket.label, width) for label in shown(chart.labels, level)]
        assert all(one[1] < other[0] for one, other in itertools.pairwise(sorted(axis)))
        texts = [
            (label.y, *box(label, f"{label.slot.bucket.values[0]:,}", width))
            for label in shown(chart.values, level)
        ]
        for (foot, left, right), (other_foot, other_left, other_right) in itertools.combinations(texts, 2):
            assert left >= other_right or other_left >= right or abs(foot - other_foot) >= 7.9


@given(st.one_of(buckets, many), st.lists(values, max_size=60))
def test_labels_never_overlap_at_any_width(given_buckets: list[ChartBucket], compare: list[int | None]):
    check_room(column_chart(given_buckets, compare=compare))
    check_room(column_chart(given_buckets, steps=(1, 7, 14, 28)))


@given(st.one_of(buckets.filter(bool), many))
def test_every_width_has_labels_on_its_axis_from_the_first_bucket_on(given_buckets: list[ChartBucket]):
    chart = column_chart(given_buckets)
    for level in range(len(LEVELS)):
        indices = sorted(label.slot.index for label in shown(chart.labels, level))
        assert indices[0] == 0
        assert len({later - earlier for earlier, later in itertools.pairwise(indices)}) <= 1


@given(buckets)
def test_values_stand_above_all_that_is_drawn_under_them(given_buckets: list[ChartBucket]):
    chart = column_chart(given_buckets)
    for level, width in enumerate(LEVELS):
        for label in shown(chart.values, level):
            left, right = box(label, f"{label.slot.bucket.values[0]:,}", width)
            for slot in chart.slots:
                start, end = slot.x / 100 * width, (slot.x + slot.width) / 100 * width
                if start < right - 0.01 and end > left + 0.01:
                    assert label.y <= slot.top + 0.001


@given(buckets)
def test_the_highest_value_is_always_told(given_buckets: list[ChartBucket]):
    chart = column_chart(given_buckets)
    for level in range(len(LEVELS)):
        told = {label.slot.index for label in shown(chart.values, level)}
        assert chart.highest is None or chart.highest.index in told


def test_few_columns_all_bear_their_values_where_there_is_room():
    chart = column_chart(days(*range(14_000, 14_000 + FEW)))

    assert len(shown(chart.values, len(LEVELS) - 1)) == FEW
    assert 1 <= len(shown(chart.values, 2)) <= 3


def test_of_many_columns_the_highest_the_lowest_and_the_last_are_told():
    chart = column_chart(days(*[50] * 5, 90, *[50] * 7, 10, *[50] * 9))

    assert {label.slot.index for label in shown(chart.values, len(LEVELS) - 1)} == {5, 13, 22}


def test_hours_are_named_as_the_clock_likes():
    hours = [ChartBucket(f"{hour}h", f"{hour}h", (hour, hour)) for hour in range(24)]
    chart = column_chart(hours, steps=(1, 3, 6, 12))

    assert [label.slot.index for label in shown(chart.labels, 4)] == list(range(0, 24, 3))
    assert len(shown(chart.labels, len(LEVELS) - 1)) == 24


def test_the_stylesheet_shows_each_level_from_its_width_on():
    """LEVELS and the container queries are equal."""
    rules = re.findall(r"@container pw-plot \((.+?)\) \{ \.pw-chart__at-(\d) ", STYLE)
    found = {int(level): [int(em) for em in re.findall(r"(\d+)em", query)] for query, level in rules}
    ends = [*LEVELS[1:], None]
    expected = {level: [LEVELS[level], end] for level, end in enumerate(ends)}
    expected[0] = [LEVELS[1]]
    expected[len(LEVELS) - 1] = [LEVELS[-1]]

    assert found == expected


# Marks


@given(
    st.lists(st.builds(Mark, st.integers(-5, 70), st.sampled_from(["a", "b"])), max_size=30),
    st.integers(1, 60),
)
def test_every_mark_inside_the_chart_is_told_once(marks: list[Mark], count: int):
    chart = column_chart(days(*range(count)), marks=marks)
    told = [note for marker in chart.markers for note in marker.notes]

    assert sorted(told) == sorted(
        (f"ngày {mark.index}", mark.text) for mark in marks if 0 <= mark.index < count
    )
    assert [marker.number for marker in chart.markers] == list(range(1, len(chart.markers) + 1))


@given(st.lists(st.builds(Mark, st.integers(0, 59), st.just("a")), max_size=30))
def test_markers_in_a_row_do_not_touch_on_a_telephone(marks: list[Mark]):
    rows: dict[int, list[float]] = defaultdict(list)
    chart = column_chart(days(*range(60)), marks=marks)
    for marker in chart.markers:
        rows[marker.row].append(marker.x / 100 * LEVELS[1])

    assert chart.mark_rows <= 3
    assert all(later - earlier >= 1.7 for row in rows.values() for earlier, later in itertools.pairwise(row))


# Lists, hours by weekdays, sparklines


@given(st.lists(st.integers(0, HUGE), max_size=30))
def test_bars_are_true_to_the_figures_and_shares_sum_up(figures: list[int]):
    table = bar_table([BarRow(str(index), figure) for index, figure in enumerate(figures)])

    assert table.total == sum(figures)
    assert all(0 <= line.length <= 100 for line in table.lines)
    if table.total:
        assert sum(line.share for line in table.lines) == pytest.approx(100, abs=0.05 * len(figures) + 0.01)
        assert max(line.length for line in table.lines) == 100


def test_shares_are_of_the_total_that_is_said():
    (line,) = bar_table([BarRow("a", 50)], total=400).lines

    assert line.share == 12.5
    assert line.length == 100
    assert bar_table([BarRow("a", 0)], total=0).lines[0].share == 0


grids = st.lists(st.lists(values, min_size=24, max_size=24), min_size=7, max_size=7)


@given(grids)
def test_the_sums_of_rows_and_columns_agree(counts: list[list[int | None]]):
    table = heat_table(counts, WEEKDAYS)

    assert sum(row.total for row in table.rows) == sum(table.totals) == table.total
    assert table.totals[9] == sum(row[9] or 0 for row in counts)


@given(grids)
def test_more_is_never_tinted_lighter(counts: list[list[int | None]]):
    cells = [cell for row in heat_table(counts, WEEKDAYS).rows for cell in row.cells]
    tinted = sorted((cell.value or 0, cell.tint) for cell in cells)

    assert [tint for _, tint in tinted] == sorted(tint for _, tint in tinted)
    assert all((tint == 0) == (value == 0) for value, tint in tinted)
    assert tinted[-1][1] in {0, TINTS}


@pytest.mark.parametrize("theme", THEMES)
def test_figures_are_read_on_every_tint(theme: str):
    """WCAG 1.4.6 (AAA), computed from the mixtures in the stylesheet. The tints also differ from each other."""
    colours = THEMES[theme]
    mixed = re.findall(
        r'tint="(\d)"\] \{ background: color-mix\(in srgb, var\(--pw-mark\) (\d+)%.*?\}', STYLE
    )
    shares = {int(tint): int(share) / 100 for tint, share in mixed} | {TINTS: 1.0}
    grounds = {tint: mix(colours.mark, colours.paper, share) for tint, share in shares.items()}

    assert sorted(grounds) == list(range(1, TINTS + 1))
    for tint, ground in grounds.items():
        rule = re.findall(rf'tint="{tint}"\] \{{ background.*\}}', STYLE)[0]
        text = colours.on_mark if "--pw-on-mark" in rule else colours.ink
        assert contrast(text, ground) >= TEXT_RATIO, tint
    steps = [contrast(colours.paper, grounds[tint]) for tint in sorted(grounds)]
    assert all(later > earlier * 1.1 for earlier, later in itertools.pairwise(steps))


def mix(one: str, other: str, share: float) -> str:
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


@given(st.lists(values, max_size=60))
def test_a_sparkline_stays_in_its_square(figures: list[int | None]):
    line = sparkline(figures)
    places = [float(number) for number in re.findall(r"[\d.]+(?:e-?\d+)?", line.path)]

    assert all(0 <= place <= 100.01 for place in places)
    assert (line.end is None) == (not any(figure is not None for figure in figures))
    assert len(places) == 2 * sum(figure is not None for figure in figures)
