"""The pages of the dashboard as sheets for files: their tables, the chart, and the hours."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from ...core.files.table_export import Sheet, Value
from ...core.text.languages import Language
from .. import periods
from ..page.page import Page
from ..page.tables import Table
from ..periods import Bucket, Days, Unit
from ..store.values import DayCounts
from ..ui_text import DashboardUiText

REPEAT = "repeat"
Excluded = Mapping[date, Mapping[str, int]]


def sheet(table: Table) -> Sheet:
    """A table of the page, with the description for files."""
    columns = (table.headings[0], *table.detail_headings, *table.headings[1:])
    rows = [
        (row[0], *(table.details[place] if table.details else ()), *row[1:])
        for place, row in enumerate(table.rows)
    ]
    return Sheet(table.name, table.title, columns, rows)


def site_sheets(
    language: Language, page: Page, days: Mapping[date, DayCounts], excluded: Excluded
) -> dict[str, Sheet]:
    """Every table of the page of the site."""
    found = {"series": _site_series(language, page, days, excluded), **_tables(page)}
    if page.hours:
        found["hours"] = _hours(language, page.hours)
    return found


def view_sheets(language: Language, page: Page) -> dict[str, Sheet]:
    """Every table of the page of a category or an article."""
    return {"series": _series(language, page), **_tables(page)}


def not_counted(excluded: Excluded, days: Days) -> tuple[int, int]:
    """Reports that are not page views, and repeats, which are page views but not views of an article."""
    hits = Counter[str]()
    for day, reasons in excluded.items():
        if days.first <= day <= days.last:
            hits.update(reasons)
    repeats = hits.pop(REPEAT, 0)
    return hits.total(), repeats


def _tables(page: Page) -> dict[str, Sheet]:
    return {name: sheet(table) for name, table in page.tables.items()}


def _series(language: Language, page: Page) -> Sheet:
    _ = language.gettext
    rows = [(*_time(language, bucket, page.unit), *values) for bucket, values in _columns(page)]
    return Sheet("series", _title(language, page), (*_time_names(language), *page.series_names), rows)


def _site_series(language: Language, page: Page, days: Mapping[date, DayCounts], excluded: Excluded) -> Sheet:
    """The chart with the reports that were not counted. They are not stored by the hour."""
    if page.unit is Unit.HOUR:
        return _series(language, page)
    _ = language.gettext
    names = (_("Page loads heard"), _("Not counted"), _("Repeats"))
    rows = [
        (
            *_time(language, bucket, page.unit),
            *values,
            sum(days[day].heard for day in bucket.days.each() if day in days),
            *not_counted(excluded, bucket.days),
        )
        for bucket, values in _columns(page)
    ]
    return Sheet("series", _title(language, page), (*_time_names(language), *page.series_names, *names), rows)


def _columns(page: Page) -> list[tuple[Bucket, tuple[int | None, ...]]]:
    """The columns of the chart that have begun."""
    cut = periods.buckets(page.ask.period.days, page.unit)
    known = zip(cut, page.chart.slots, strict=True)
    return [(bucket, slot.bucket.values) for bucket, slot in known if None not in slot.bucket.values]


def _time(language: Language, bucket: Bucket, unit: Unit) -> tuple[Value, ...]:
    return (DashboardUiText(language).bucket(bucket, unit)[1], *bucket.days)


def _time_names(language: Language) -> tuple[str, ...]:
    _ = language.gettext
    return (_("Time"), _("From"), _("To"))


def _title(language: Language, page: Page) -> str:
    return f"{', '.join(page.series_names)} {DashboardUiText(language).unit(page.unit)}"


def _hours(language: Language, heat: list[list[int]]) -> Sheet:
    _ = language.gettext
    columns = (_("Weekday"), *(f"{hour}h" for hour in range(24)), _("Total"))
    named = zip(DashboardUiText(language).weekdays(), heat, strict=True)
    rows: list[tuple[Value, ...]] = [(name, *counts, sum(counts)) for name, counts in named]
    return Sheet("hours", _("Visits by weekday and hour"), columns, rows)
