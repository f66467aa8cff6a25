"""The panel: write, order, export, import, check and restore links and groups."""

from flask import Response

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ..service import LinkService
from .bulk import BulkActions
from .check_pages import CheckPages
from .click_pages import ClickPages
from .context import LinkAdminContext
from .group_pages import GroupPages
from .pages import LinkAdminPages


def views(portal: Portal, service: LinkService) -> Views:
    panel = Views()
    context = LinkAdminContext(portal, service)
    pages = LinkAdminPages(context)
    _link_routes(panel, pages)
    _group_routes(panel, GroupPages(context))
    _order_routes(panel, BulkActions(context, pages))
    _click_routes(panel, ClickPages(context))
    _check_routes(panel, CheckPages(context))
    return panel


def _link_routes(panel: Views, pages: LinkAdminPages) -> None:
    @panel.view
    def index() -> Response:
        return pages.index()

    @panel.view
    def edit(key: str) -> Response:
        return pages.write(key)

    @panel.view
    def history() -> Response:
        return pages.history()

    @panel.view
    def restore(number: int) -> Response:
        return pages.restore(number)


def _group_routes(panel: Views, pages: GroupPages) -> None:
    @panel.view
    def group(key: str) -> Response:
        return pages.write(key)

    @panel.view
    def preview(key: str) -> Response:
        return pages.preview(key)


def _order_routes(panel: Views, bulk_actions: BulkActions) -> None:
    @panel.view
    def move() -> Response:
        return bulk_actions.move()

    @panel.view
    def several() -> Response:
        return bulk_actions.change_selected()

    @panel.view
    def remove_group(key: str) -> Response:
        return bulk_actions.remove_group(key)

    @panel.view
    def export(kind: str) -> Response:
        return bulk_actions.export(kind)

    @panel.view
    def import_() -> Response:
        return bulk_actions.import_()


def _click_routes(panel: Views, pages: ClickPages) -> None:
    @panel.view
    def clicks() -> Response:
        return pages.show()

    @panel.view
    def clicks_file(kind: str) -> Response:
        return pages.file(kind)


def _check_routes(panel: Views, pages: CheckPages) -> None:
    @panel.view
    def watch() -> Response:
        return pages.index()

    @panel.view
    def one(key: str) -> Response:
        return pages.one(key)

    @panel.view
    def act(key: str, action: str) -> Response:
        return pages.act(key, action)
