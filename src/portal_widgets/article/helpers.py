"""What templates call: the dateline."""

from datetime import date, datetime

from markupsafe import Markup

from ..core.widget import Portal
from .rules import Moment, moment


class ArticleHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def dateline(self, when: Moment) -> Markup:
        """When the article appeared: "Thứ tư, 08/03/2023, 14:35". Nothing for None."""
        shown = moment(when, self._portal.clock.zone)
        if shown is None:
            return Markup()
        return self._portal.keep("article/dateline.html", shown, make=lambda: self._dateline(shown))

    def _dateline(self, shown: datetime | date) -> Markup:
        language = self._portal.language
        text = language.moment(shown) if isinstance(shown, datetime) else language.day(shown)
        machine = shown.isoformat(timespec="minutes") if isinstance(shown, datetime) else shown.isoformat()
        return self._portal.render("article/dateline.html", machine=machine, text=text)
