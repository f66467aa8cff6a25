"""The panel: write, order, export, import, check and restore links and groups."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ...core.files.table_export import KINDS
from ..formats import FORMATS
from ..service import LinkService
from .bulk import BulkActions
from .check_pages import CheckPages
from .click_pages import ClickPages
from .context import LinkAdminContext
from .group_pages import GroupPages
from .pages import LinkAdminPages

FILES = ", ".join(name for name, one in FORMATS.items() if one.write)


def routes(portal: Portal, service: LinkService) -> Blueprint:
    panel = Blueprint("links", __name__)
    context = LinkAdminContext(portal, service)
    pages = LinkAdminPages(context)
    _link_routes(panel, pages)
    _group_routes(panel, GroupPages(context))
    _order_routes(panel, BulkActions(context, pages))
    _click_routes(panel, ClickPages(context))
    _check_routes(panel, CheckPages(context))
    return panel


def _link_routes(panel: Blueprint, pages: LinkAdminPages) -> None:
    @panel.get("/")
    def index() -> Response:
        return pages.index()

    @panel.route("/new", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/<key>/edit", methods=["GET", "POST"])
    def edit(key: str) -> Response:
        return pages.write(key)

    @panel.get("/history")
    def history() -> Response:
        return pages.history()

    @panel.post("/history/<pw_number:number>/restore")
    def restore(number: int) -> Response:
        return pages.restore(number)


def _group_routes(panel: Blueprint, pages: GroupPages) -> None:
    @panel.route("/groups/new", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/groups/<key>/edit", methods=["GET", "POST"])
    def group(key: str) -> Response:
        return pages.write(key)

    @panel.get("/groups/<key>")
    def preview(key: str) -> Response:
        return pages.preview(key)


def _order_routes(panel: Blueprint, bulk_actions: BulkActions) -> None:
    @panel.post("/move")
    def move() -> Response:
        return bulk_actions.move()

    @panel.post("/several")
    def several() -> Response:
        return bulk_actions.change_selected()

    @panel.post("/groups/<key>/remove")
    def remove_group(key: str) -> Response:
        return bulk_actions.remove_group(key)

    @panel.get(f"/export/<any({FILES}):kind>")
    def export(kind: str) -> Response:
        return bulk_actions.export(kind)

    @panel.route("/import", methods=["GET", "POST"])
    def import_() -> Response:
        return bulk_actions.import_()


def _click_routes(panel: Blueprint, pages: ClickPages) -> None:
    @panel.get("/clicks")
    def clicks() -> Response:
        return pages.show()

    @panel.get(f"/clicks.<any({', '.join(KINDS)}):kind>")
    def clicks_file(kind: str) -> Response:
        return pages.file(kind)


def _check_routes(panel: Blueprint, pages: CheckPages) -> None:
    @panel.get("/watch")
    def watch() -> Response:
        return pages.index()

    @panel.get("/<key>/watch")
    def one(key: str) -> Response:
        return pages.one(key)

    @panel.post("/<key>/watch/<any(accept, settle):action>")
    def act(key: str, action: str) -> Response:
        return pages.act(key, action)
