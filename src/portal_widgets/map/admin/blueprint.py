"""The panel: write units and events, import and export, and restore earlier editions."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ..service import UnitService
from .context import MapAdminContext
from .edit_pages import MapEditPages
from .import_pages import MapImportPages
from .pages import MapAdminPages


def routes(portal: Portal, service: UnitService) -> Blueprint:
    panel = Blueprint("map", __name__)
    context = MapAdminContext(portal, service)
    _edit_routes(panel, MapEditPages(context), MapAdminPages(context))
    _whole_routes(panel, MapAdminPages(context), MapImportPages(context))
    return panel


def _edit_routes(panel: Blueprint, edit_pages: MapEditPages, pages: MapAdminPages) -> None:
    @panel.route("/units/new", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/units/<key>/edit", methods=["GET", "POST"])
    def unit(key: str) -> Response:
        return edit_pages.unit(key)

    @panel.post("/units/<key>/remove")
    def remove_unit(key: str) -> Response:
        return pages.remove_unit(key)

    @panel.route("/events/new", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/events/<key>/edit", methods=["GET", "POST"])
    def event(key: str) -> Response:
        return edit_pages.event(key)

    @panel.post("/events/<key>/remove")
    def remove_event(key: str) -> Response:
        return pages.remove_event(key)


def _whole_routes(panel: Blueprint, pages: MapAdminPages, import_pages: MapImportPages) -> None:
    @panel.get("/")
    def index() -> Response:
        return pages.index()

    @panel.route("/import", methods=["GET", "POST"])
    def import_() -> Response:
        return import_pages.import_()

    @panel.post("/import/confirm")
    def confirm() -> Response:
        return import_pages.confirm()

    @panel.get("/export/<kind>")
    def export(kind: str) -> Response:
        return pages.export(kind)

    @panel.post("/drawings/<slug>/<since>/remove")
    def remove_drawing(slug: str, since: str) -> Response:
        return pages.remove_drawing(slug, since)

    @panel.get("/history")
    def history() -> Response:
        return pages.history()

    @panel.post("/history/<pw_number:number>/restore")
    def restore(number: int) -> Response:
        return pages.restore(number)
