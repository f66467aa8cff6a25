"""The chart of a page: its period as columns, the compared period as a line, and the annotations."""

from collections.abc import Callable, Sequence
from datetime import date

from ...core.text.languages import Language
from .. import periods
from ..charts.columns import STEPS, column_chart
from ..charts.model import Chart, Mark
from ..charts.model import ChartBucket as Column
from ..periods import Bucket, Unit
from ..rules import PageRequest
from ..store.values import Annotation
from ..ui_text import DashboardUiText

_STEPS = {Unit.HOUR: (1, 3, 6, 12), Unit.DAY: (1, 7, 14, 28), Unit.MONTH: (1, 3, 6, 12)}
Counted = Callable[[Bucket], tuple[int, ...]]


class PageChart:
    """Makes charts in one language."""

    def __init__(self, language: Language, today: date) -> None:
        self._language = language
        self._ui_text = DashboardUiText(language)
        self._today = today

    def make(
        self, ask: PageRequest, unit: Unit, counted: Counted, annotations: Sequence[Annotation]
    ) -> Chart:
        """Columns with the values of `counted` for each bucket, and the compared period as a line behind
        them.
        """
        cut = periods.buckets(ask.period.days, unit)
        columns = [self._column(bucket, unit, counted) for bucket in cut]
        compare = self._line(ask, unit, counted)
        marks = [
            Mark(index, self._annotation_text(annotation))
            for annotation in annotations
            for index, bucket in enumerate(cut)
            if bucket.days.first <= annotation.day <= bucket.days.last and not bucket.hour
        ]
        return column_chart(columns, marks=marks, compare=compare, steps=_STEPS.get(unit, STEPS))

    def _line(self, ask: PageRequest, unit: Unit, counted: Counted) -> list[int | None] | None:
        """The last series of the compared period, for the compared days only."""
        whole, part = ask.period.whole(ask.compare_to), ask.compared
        if whole is None or part is None:
            return None
        cut = periods.buckets(whole, unit)
        return [counted(bucket)[-1] if bucket.days.last <= part.last else None for bucket in cut]

    def _column(self, bucket: Bucket, unit: Unit, counted: Counted) -> Column:
        label, long_label = self._ui_text.bucket(bucket, unit)
        if bucket.days.first > self._today:
            return Column(label, long_label, tuple(None for _ in counted(bucket)))
        return Column(label, long_label, counted(bucket), complete=bucket.days.last < self._today)

    def _annotation_text(self, annotation: Annotation) -> str:
        day = self._language.short_day(annotation.day)
        if annotation.amount is None:
            return f"{day}: {annotation.text}"
        carried = self._language.gettext(
            "%(amount)s visits carried over", amount=self._language.number(annotation.amount)
        )
        return f"{day}: {carried} ({annotation.text})"
