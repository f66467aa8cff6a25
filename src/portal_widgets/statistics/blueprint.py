"""GET /statistics (page, JSON, one number as a picture) and GET /statistics/how-we-count."""

import json

from flask import Response, abort, request
from markupsafe import Markup

from ..core.app.portal import Portal
from ..core.app.routing import Views
from ..core.http.badge import badge
from ..core.http.cache_headers import cacheable_response
from ..counting.settings import CountingSettings
from .helpers import StatisticsHelpers, names
from .method import method, zone_in_words
from .rules import KEYS, WINDOWS, window

MOST_READ = 10


def views(portal: Portal, helpers: StatisticsHelpers) -> Views:
    statistics = Views()
    counted = portal.settings[CountingSettings]

    @statistics.view
    def page() -> Response:
        days = _days(portal)
        return cacheable_response(
            portal.render_page(
                "statistics/page.html",
                block=helpers.on_own_page(),
                most_read=_most_read(portal, days),
                days=days,
                windows=WINDOWS,
                zone=zone_in_words(portal),
            ),
        )

    @statistics.view
    def data() -> Response:
        text = json.dumps(helpers.data(), ensure_ascii=False, separators=(",", ":"))
        return cacheable_response(text, "application/json")

    @statistics.view
    def picture(key: str) -> Response:
        if key not in KEYS:
            abort(404)
        return badge(portal, names(portal)[key], getattr(helpers.current_numbers(), key))

    @statistics.view
    def how() -> Response:
        return cacheable_response(portal.render_page("statistics/how.html", **method(portal, counted)))

    return statistics


def _most_read(portal: Portal, days: int) -> Markup | None:
    """Another widget's helper, by its name in templates, because widgets do not import each other. None if it
    is not mounted.
    """
    if "most_read" not in portal.helpers:
        return None
    listed: Markup = portal.helpers.most_read(MOST_READ, days, counts=True, heading=False)
    return listed


def _days(portal: Portal) -> int:
    try:
        return window(request.args.get("days"))
    except ValueError:
        example = WINDOWS[0]
        abort(400, portal.gettext("Please give a whole number of days, such as %(days)s.", days=example))
