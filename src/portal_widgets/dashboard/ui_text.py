"""The dashboard's texts for periods, columns of charts, labels and changes, in the language of the page."""

from datetime import date

from ..core.text.languages import FALLBACK, Language
from ..counting.classify.dimensions import Dimension
from .periods import Bucket, Days, Period, Unit

# A share is shown with one decimal place of its percentage.
SHOWN_DIGITS = 3
_DAY = {"vi": "dd/MM", "en": "d MMM"}
_MONTH = {"vi": "MM/yy", "en": "MMM yy"}
_LONG_MONTH = {"vi": "'Tháng' M/yyyy", "en": "MMMM y"}
# ISO 8601: 1 is Monday.
_WEEKDAYS = range(7)


class DashboardUiText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._code = language.code
        self._ = language.gettext

    def period(self, key: str) -> str:
        """The name of a period in the picker."""
        _ = self._
        return {
            "today": _("Today"),
            "yesterday": _("Yesterday"),
            "7-days": _("Last 7 days"),
            "30-days": _("Last 30 days"),
            "this-week": _("This week"),
            "last-week": _("Last week"),
            "this-month": _("This month"),
            "last-month": _("Last month"),
            "this-quarter": _("This quarter"),
            "last-quarter": _("Last quarter"),
            "this-half-year": _("This half-year"),
            "last-half-year": _("Last half-year"),
            "this-year": _("This year"),
            "last-year": _("Last year"),
        }.get(key, _("Other days"))

    def days(self, days: Days) -> str:
        """01/11/2026 – 23/11/2026, or one day."""
        first = self._language.short_day(days.first)
        return first if days.length == 1 else f"{first} – {self._language.short_day(days.last)}"

    def title(self, period: Period) -> str:
        """The title of the page: the period's name, and its days."""
        name = self.period(period.key)
        return f"{name}: {self.days(period.days)}"

    def bucket(self, bucket: Bucket, unit: Unit) -> tuple[str, str]:
        """A column's short and long label."""
        first = bucket.days.first
        if bucket.hour is not None:
            hours = f"{bucket.hour:02}:00–{bucket.hour:02}:59"
            return f"{bucket.hour}h", f"{hours}, {self._language.short_day(first)}"
        if unit is Unit.YEAR:
            return str(first.year), self.days(bucket.days)
        if unit is Unit.MONTH:
            return self._date(first, _MONTH), self._date(first, _LONG_MONTH)
        if unit is Unit.WEEK:
            return self._date(first, _DAY), self._("Week of %(days)s", days=self.days(bucket.days))
        return self._date(first, _DAY), self._language.day(first)

    def unit(self, unit: Unit) -> str:
        _ = self._
        names = {
            Unit.HOUR: _("by hour"),
            Unit.DAY: _("by day"),
            Unit.WEEK: _("by week"),
            Unit.MONTH: _("by month"),
            Unit.YEAR: _("by year"),
        }
        return names[unit]

    def reason(self, reason: str) -> str:
        """The reason why hits were not counted, in words."""
        _ = self._
        return {
            "bot": _("Robots"),
            "prefetch": _("Prefetched, not read"),
            "repeat": _("Read again within 30 minutes"),
            "staff": _("The portal's own staff"),
            "forged": _("Report with a forged token"),
            "cross-site": _("Report from another site"),
            "too-many": _("More than 120 reports in a minute from one visitor"),
            "journal": _("Could not be stored (disk full)"),
            "dead-letter": _("Refused by the database and put aside"),
        }.get(reason, reason)

    def value(self, dimension: Dimension, value: str) -> str:
        """The value of a label, in words for readers."""
        if value in {"(other)", "other"}:
            return self._("Other")
        if value in dimension.words:
            return self._(dimension.words[value])
        if dimension.locale_names:
            from babel import Locale

            name = getattr(Locale.parse(self._code), dimension.locale_names).get(value)
            return f"{name[:1].upper()}{name[1:]} ({value})" if name else value
        return value

    def weekdays(self) -> list[str]:
        from babel.dates import get_day_names

        names = get_day_names("wide", locale=self._code)
        return [names[number].capitalize() for number in _WEEKDAYS]

    def change(self, change: float | None) -> str:
        """The change with its sign, such as "+12,5%", or "unchanged". "" if the earlier figure was zero."""
        if change is None:
            return ""
        if not change:
            return self._("unchanged")
        shown = round(change, SHOWN_DIGITS)  # a change that is shown as zero has no sign
        return ("+" if shown > 0 else "") + self.percent(shown or 0)

    def percent(self, share: float) -> str:
        return self._language.percent(share)

    def decimal(self, value: float | None) -> str:
        from babel.numbers import format_decimal

        return "–" if value is None else format_decimal(value, "#,##0.0", locale=self._code)

    def _date(self, day: date, formats: dict[str, str]) -> str:
        from babel.dates import format_date

        return format_date(day, formats.get(self._code, formats[FALLBACK]), locale=self._code)
