"""/map: the map with its table and search, a page for each unit, addresses by code, and the data."""

import json
from collections.abc import Callable
from datetime import date

from flask import Response, abort, make_response, redirect, request
from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.files.attachments import as_attachment
from ...core.history.event_data import LONGEST_KEY
from ...core.http.cache_headers import SVG, cacheable_response
from ..lookup import find, search
from ..rules import MapSheet, UnitVersion
from ..service import UnitService
from ..settings import MapSettings
from ..ui_text import MapUiText
from .downloads import RegisterSource, TooLongError, events_table, mapping_table, units_table
from .geojson import areas, is_offered
from .json_routes import UnitRow
from .pages import MapDay, MapViews
from .picture import picture
from .story import Storyteller
from .unit_page import UnitViews

LONGEST_QUERY = 200
JSON = "application/json"
GEOJSON = "application/geo+json"


def views(portal: Portal, service: UnitService, views: MapViews) -> Views:
    pages = Views()
    _page_routes(pages, portal, service, views)
    _unit_routes(pages, portal, service, views)
    _data_routes(pages, portal, service, views)
    _download_routes(pages, portal, service, views)
    return pages


def _page_routes(pages: Views, portal: Portal, service: UnitService, views: MapViews) -> None:
    @pages.view
    def index() -> Response:
        sheet, day = _sheet(portal, service), _day(portal, service)
        shown = views.on(sheet, day)
        words = request.args.get("q", "")[:LONGEST_QUERY].strip()
        start, goal = (request.args.get(name, "")[:LONGEST_KEY] for name in ("from", "to"))
        hits = search(service.current()[1], words, _asked_day(portal, service)) if words else []
        teller = Storyteller(service.current()[1], views.words(), views.address)
        page = portal.render_page(
            "map/page.html",
            pw_shown=shown,
            pw_words=MapUiText(portal.language),
            pw_sought=words,
            pw_hits=hits,
            pw_now=teller.today(hits, service.today()),
            pw_asked=bool(start or goal),
            pw_start=start,
            pw_goal=goal,
            pw_answer=views.between(shown, start, goal),
            pw_whole=_whole(portal, service, views, shown),
            pw_form=_way(portal, service, views, shown, start, goal),
            pw_address=views.address,
            pw_today=service.today(),
        )
        return cacheable_response(page)


def _whole(portal: Portal, service: UnitService, views: MapViews, shown: MapDay) -> Markup:
    """The part that is the same for all questions."""
    view = request.args.get("view", "")[:20]
    known = shown.drawing.view(view) if shown.drawing is not None else None
    view = view if known is not None else ""
    return _shared(portal, service, shown, "whole", view, lambda: views.whole(shown, view))


def _way(
    portal: Portal, service: UnitService, views: MapViews, shown: MapDay, start: str, goal: str
) -> Markup:
    if start or goal:
        return views.way(shown, start, goal)
    return _shared(portal, service, shown, "way", "", lambda: views.way(shown, "", ""))


def _shared(
    portal: Portal, service: UnitService, shown: MapDay, part: str, view: str, make: Callable[[], Markup]
) -> Markup:
    """A part of today's page, made once. A cache for days that readers choose would grow without an end."""
    if shown.day != service.today():
        return make()
    slug = shown.sheet.slug if shown.sheet is not None else ""
    state = service.current()[0], shown.day.isoformat(), int(shown.drawing is not None)
    return portal.shared_fragment(f"map/{part}.html", slug, *state, view, make=make)


def _unit_routes(pages: Views, portal: Portal, service: UnitService, views: MapViews) -> None:
    units = UnitViews(portal, views)

    @pages.view
    def unit(key: str) -> Response:
        edition, register = service.current()
        found, day = register.unit(key[:LONGEST_KEY]), _day(portal, service)
        if found is None:
            abort(404, portal.gettext("There is no such unit."))
        if day == service.today():
            body = portal.shared_fragment(
                "map/unit.html", key, edition, day.isoformat(), make=lambda: units.unit(register, found, day)
            )
        else:
            body = units.unit(register, found, day)
        words, facts = MapUiText(portal.language), (found.at(day) or found.last).facts
        values = {"pw_title": words.name(facts), "pw_title_lang": words.lang(facts), "pw_body": body}
        at = _day(portal, service, "at") if request.args.get("at") else None
        values |= {
            "pw_at": at.isoformat() if at else "",
            "pw_asked_day": day.isoformat() if day != service.today() else "",
            "pw_lineage": units.at(register, found, day, at) if at else "",
        }
        return cacheable_response(portal.render_page("map/unit_page.html", **values))

    @pages.view
    def code(code: str) -> Response:
        """The unit that bears or bore the code. Without a day, a code of several units is a choice."""
        register, asked = service.current()[1], _asked_day(portal, service)
        hits = [hit for hit in find(register, code, asked) if hit.version.facts.code == code]
        if not hits:
            abort(404, portal.gettext("No unit bears this code."))
        if len(hits) == 1:
            return make_response(redirect(views.address(hits[0].unit.key), 302))
        page = portal.render_page(
            "map/choice.html", pw_code=code, pw_holders=register.holders(code),
            pw_address=views.address, pw_words=MapUiText(portal.language),
        )  # fmt: skip
        return cacheable_response(page)


def _data_routes(pages: Views, portal: Portal, service: UnitService, views: MapViews) -> None:
    @pages.view
    def image(slug: str) -> Response:
        sheet = service.current()[1].map(slug[:LONGEST_KEY])
        shown = views.on(sheet, _day(portal, service))
        if shown.drawing is None:
            abort(404, portal.gettext("There is no such map."))
        words = MapUiText(portal.language)
        drawn = [
            picture(shown.drawing, view, shown.facts, words, views.address)
            for view in shown.drawing.views
            if view.frame != "detail"
        ]
        svg = portal.render("map/image.svg", pictures=drawn, sheet=sheet, source=shown.source, words=words)
        return cacheable_response(svg, SVG)

    @pages.view
    def data() -> Response:
        register = service.current()[1]
        on = _asked_day(portal, service)
        rows = [
            _row(unit.key, version)
            for unit in register.history.entities.values()
            for version in unit.versions
            if on is None or version.holds_on(on)
        ]
        return cacheable_response(json.dumps(rows, ensure_ascii=False), JSON)


def _download_routes(pages: Views, portal: Portal, service: UnitService, views: MapViews) -> None:
    @pages.view
    def geojson(slug: str) -> Response:
        """The areas, if the licence of the drawing lets everyone have them."""
        sheet = service.current()[1].map(slug[:LONGEST_KEY])
        shown = views.on(sheet, _day(portal, service))
        if shown.drawing is None or shown.source is None or not is_offered(shown.drawing, shown.source):
            abort(404, portal.gettext("The areas of this map are not offered as a file."))
        content = areas(shown.drawing, shown.source, shown.facts)
        return as_attachment(cacheable_response(content, GEOJSON), f"{slug[:LONGEST_KEY]}.geojson")

    @pages.view
    def table(table: str) -> Response:
        """The register as a table. The mapping starts from the last day of each unit, or from `?on=`."""
        register, settings = service.current()[1], portal.settings[MapSettings]
        source, today = RegisterSource(settings.map_source, settings.map_licence), service.today()
        if table == "units":
            content = units_table(service, source)
        elif table == "events":
            content = events_table(register, source, today)
        else:
            try:
                content = mapping_table(register, _asked_day(portal, service), today, source)
            except TooLongError:
                abort(404, portal.gettext("The units changed too often for one table. Look up single units."))
        return as_attachment(cacheable_response(content.decode(), "text/csv"), f"{table}.csv")


def _row(key: str, version: UnitVersion) -> UnitRow:
    facts = version.facts
    return {
        "key": key,
        "code": facts.code,
        "name": facts.name,
        "kind": facts.kind.value,
        "parent": facts.parent or None,
        "from": version.start.isoformat() if version.start else None,
        "to": version.end.isoformat() if version.end else None,
    }


def _sheet(portal: Portal, service: UnitService) -> MapSheet | None:
    slug = request.args.get("map", "")[:LONGEST_KEY]
    sheet = service.sheet(slug)
    if slug and sheet is None:
        abort(404, portal.gettext("There is no such map."))
    return sheet


def _asked_day(portal: Portal, service: UnitService) -> date | None:
    """The day of `?on=`; None if there is none. A form sends an empty one if nobody has chosen a day."""
    return _day(portal, service) if request.args.get("on") else None


def _day(portal: Portal, service: UnitService, name: str = "on") -> date:
    """The day of `?on=`, by default today in the portal's time zone."""
    said = request.args.get(name, "")
    if not said:
        return service.today()
    try:
        return date.fromisoformat(said[:10]) if len(said) <= 10 else _refuse_day(portal)  # noqa: PLR2004 - ISO 8601
    except ValueError:
        return _refuse_day(portal)


def _refuse_day(portal: Portal) -> date:
    abort(
        400, portal.gettext("Please give the day as year, month and day, such as %(day)s.", day="2025-07-01")
    )
