"""Today's figures beside those of the same weekday a week before, for the start page of the admin area."""

from datetime import timedelta

from ...core.app.portal import Portal
from ...core.app.widget import Figures
from ..periods import Days
from ..store.store import DashboardStore
from ..store.values import DayCounts

WEEK = timedelta(days=7)


def figures_of_today(portal: Portal, store: DashboardStore) -> Figures:
    """One query. Today has not ended, so the heading names the time; the earlier day is whole."""
    _, language, now = portal.gettext, portal.language, portal.clock.now()
    today, before = now.date(), now.date() - WEEK
    with store.query(portal.site) as query:
        days = query.days(Days(today, today), Days(before, before))
    both = [days.get(day, DayCounts()) for day in (today, before)]
    return Figures(
        caption=_("Visit statistics"),
        columns=(
            _("Today until %(time)s", time=f"{now:%H:%M}"),
            _("%(day)s, whole day", day=language.day(before)),
        ),
        rows=(
            (_("Visitors"), [one.visitors for one in both]),
            (_("Visits"), [one.visits for one in both]),
            (_("Page views"), [one.page_views for one in both]),
        ),
        url=portal.url("admin.statistics.index", period="today"),
    )
