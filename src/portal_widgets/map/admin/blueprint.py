"""The panel: write units and events, import and export, and restore earlier editions."""

from flask import Response

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ..service import UnitService
from .context import MapAdminContext
from .edit_pages import MapEditPages
from .import_pages import MapImportPages
from .pages import MapAdminPages


def views(portal: Portal, service: UnitService) -> Views:
    panel = Views()
    context = MapAdminContext(portal, service)
    _edit_routes(panel, MapEditPages(context), MapAdminPages(context))
    _whole_routes(panel, MapAdminPages(context), MapImportPages(context))
    return panel


def _edit_routes(panel: Views, edit_pages: MapEditPages, pages: MapAdminPages) -> None:
    @panel.view
    def unit(key: str) -> Response:
        return edit_pages.unit(key)

    @panel.view
    def remove_unit(key: str) -> Response:
        return pages.remove_unit(key)

    @panel.view
    def event(key: str) -> Response:
        return edit_pages.event(key)

    @panel.view
    def remove_event(key: str) -> Response:
        return pages.remove_event(key)


def _whole_routes(panel: Views, pages: MapAdminPages, import_pages: MapImportPages) -> None:
    @panel.view
    def index() -> Response:
        return pages.index()

    @panel.view
    def import_() -> Response:
        return import_pages.import_()

    @panel.view
    def confirm() -> Response:
        return import_pages.confirm()

    @panel.view
    def export(kind: str) -> Response:
        return pages.export(kind)

    @panel.view
    def remove_drawing(slug: str, since: str) -> Response:
        return pages.remove_drawing(slug, since)

    @panel.view
    def history() -> Response:
        return pages.history()

    @panel.view
    def restore(number: int) -> Response:
        return pages.restore(number)
