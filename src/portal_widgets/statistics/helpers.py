"""What templates call: the statistics block."""

from markupsafe import Markup

from ..core.widget import Portal
from ..counting import Counting
from ..counting.store import Numbers


def rows(portal: Portal, numbers: Numbers) -> list[tuple[str, str, int]]:
    """The lines of the block in their order: key, name, number."""
    return [
        ("online", portal.gettext("Online now"), numbers.online),
        ("today", portal.gettext("Today"), numbers.today),
        ("yesterday", portal.gettext("Yesterday"), numbers.yesterday),
        ("week", portal.gettext("This week"), numbers.week),
        ("month", portal.gettext("This month"), numbers.month),
        ("year", portal.gettext("This year"), numbers.year),
        ("total", portal.gettext("All visits"), numbers.total),
    ]


class StatisticsHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, counting: Counting) -> None:
        self._portal = portal
        self._counting = counting

    def visit_statistics(self) -> Markup:
        """The block; nothing while no number is known."""
        numbers = self._counting.numbers()
        if numbers is None:
            return Markup()
        template = "statistics/block.html"
        return self._portal.share(
            template,
            *numbers,
            make=lambda: self._portal.render(template, rows=rows(self._portal, numbers)),
        )
