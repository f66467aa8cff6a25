"""The panel: polls are written, published, watched, closed and checked."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ...core.text.table_export import KINDS as FILES
from ..service import PollService
from . import files
from .pages import PollAdminPages


def routes(portal: Portal, service: PollService) -> Blueprint:
    panel = Blueprint("polls", __name__)
    poll_pages = PollAdminPages(portal, service)

    @panel.get("/")
    def index() -> str:
        return poll_pages.listed()

    @panel.route("/new", methods=["GET", "POST"])
    def new() -> Response:
        return poll_pages.write(None)

    @panel.get("/<int:number>")
    def one(number: int) -> Response:
        return poll_pages.show(poll_pages.find(number))

    @panel.route("/<int:number>/edit", methods=["GET", "POST"])
    def edit(number: int) -> Response:
        return poll_pages.write(poll_pages.find(number))

    @panel.get(f"/<int:number>/<any({', '.join(files.KINDS)}):table>.<any({', '.join(FILES)}):kind>")
    def file(number: int, table: str, kind: str) -> Response:
        return poll_pages.file(poll_pages.find(number), table, kind)

    @panel.get("/<int:number>/preview")
    def preview(number: int) -> str:
        return poll_pages.preview(poll_pages.find(number))

    @panel.post("/<int:number>/<action>")
    def act(number: int, action: str) -> Response:
        return poll_pages.act(poll_pages.find(number), action)

    return panel
