"""The panel: write, publish, monitor, close and verify polls."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ...core.files.table_export import KINDS as FILES
from ..service import PollService
from . import files
from .actions import PollActions
from .context import PollAdminContext
from .form_pages import PollFormPages
from .pages import PollAdminPages


def routes(portal: Portal, service: PollService) -> Blueprint:
    panel = Blueprint("polls", __name__)
    context = PollAdminContext(portal, service)
    pages, form_pages = PollAdminPages(context), PollFormPages(context)
    actions = PollActions(context, pages)

    @panel.get("/")
    def index() -> str:
        return pages.index()

    @panel.route("/new", methods=["GET", "POST"])
    def new() -> Response:
        return form_pages.write(None)

    @panel.get("/<pw_number:number>")
    def one(number: int) -> Response:
        return pages.show(context.find(number))

    @panel.route("/<pw_number:number>/edit", methods=["GET", "POST"])
    def edit(number: int) -> Response:
        return form_pages.write(context.find(number))

    @panel.get(f"/<pw_number:number>/<any({', '.join(files.KINDS)}):table>.<any({', '.join(FILES)}):kind>")
    def file(number: int, table: str, kind: str) -> Response:
        return pages.file(context.find(number), table, kind)

    @panel.get("/<pw_number:number>/preview")
    def preview(number: int) -> str:
        return pages.preview(context.find(number))

    @panel.route("/<pw_number:number>/<action>", methods=["GET", "POST"])
    def act(number: int, action: str) -> Response:
        return actions.act(context.find(number), action)

    return panel
