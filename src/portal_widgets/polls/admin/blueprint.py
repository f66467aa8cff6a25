"""The panel: polls are written, published, watched, closed and checked."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ...core.text.table_export import KINDS as FILES
from ..service import PollService
from . import files
from .pages import PollAdminPages


def routes(portal: Portal, booth: PollService) -> Blueprint:
    panel = Blueprint("polls", __name__)
    desk = PollAdminPages(portal, booth)

    @panel.get("/")
    def index() -> str:
        return desk.listed()

    @panel.route("/new", methods=["GET", "POST"])
    def new() -> Response:
        return desk.write(None)

    @panel.get("/<int:number>")
    def one(number: int) -> Response:
        return desk.show(desk.find(number))

    @panel.route("/<int:number>/edit", methods=["GET", "POST"])
    def edit(number: int) -> Response:
        return desk.write(desk.find(number))

    @panel.get(f"/<int:number>/<any({', '.join(files.KINDS)}):table>.<any({', '.join(FILES)}):kind>")
    def file(number: int, table: str, kind: str) -> Response:
        return desk.file(desk.find(number), table, kind)

    @panel.get("/<int:number>/preview")
    def preview(number: int) -> str:
        return desk.preview(desk.find(number))

    @panel.post("/<int:number>/<action>")
    def act(number: int, action: str) -> Response:
        return desk.act(desk.find(number), action)

    return panel
