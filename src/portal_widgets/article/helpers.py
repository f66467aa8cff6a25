"""What templates call: the dateline."""

from datetime import date, datetime

from markupsafe import Markup

from ..core.widget import Portal
from .rules import Moment, moment


class ArticleHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def dateline(self, when: Moment | None) -> Markup:
        """When the article appeared: "Thứ tư, 08/03/2023, 14:35". Nothing for None."""
        if not when:
            return Markup()
        return self._portal.keep(
            self._portal.here(), "article/dateline.html", when, make=lambda: self._dateline(when)
        )

    def _dateline(self, when: datetime | date | str) -> Markup:
        shown = moment(when, self._portal.clock.zone)
        language = self._portal.language
        text = language.moment(shown) if isinstance(shown, datetime) else language.day(shown)
        machine = shown.isoformat(timespec="minutes") if isinstance(shown, datetime) else shown.isoformat()
        return self._portal.render("article/dateline.html", machine=machine, text=text)
