"""The panel: the organisation and its units are written, ordered, and undone."""

from flask import Blueprint, Response

from ..core.app.portal import Portal
from .admin_pages import OrganisationAdminPages
from .service import OrganisationService


def routes(portal: Portal, register: OrganisationService) -> Blueprint:
    panel = Blueprint("organisation", __name__)
    desk = OrganisationAdminPages(portal, register)

    @panel.get("/")
    def index() -> Response:
        return desk.listed()

    @panel.route("/edit", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/units/<key>/edit", methods=["GET", "POST"])
    def edit(key: str) -> Response:
        return desk.write(key)

    @panel.route("/units/new", methods=["GET", "POST"])
    def new() -> Response:
        return desk.write_new()

    @panel.post("/move")
    def move() -> Response:
        return desk.move()

    @panel.post("/several")
    def several() -> Response:
        return desk.several()

    @panel.get("/history")
    def history() -> Response:
        return desk.history()

    @panel.post("/history/<int:number>/restore")
    def restore(number: int) -> Response:
        return desk.restore(number)

    return panel
