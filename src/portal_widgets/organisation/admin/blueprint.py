"""The panel: write, order and restore the organisation and its units."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ..service import OrganisationService
from .context import OrganisationAdminContext
from .form_pages import OrganisationFormPages
from .pages import OrganisationAdminPages


def routes(portal: Portal, service: OrganisationService) -> Blueprint:
    panel = Blueprint("organisation", __name__)
    context = OrganisationAdminContext(portal, service)
    pages, form_pages = OrganisationAdminPages(context), OrganisationFormPages(context)

    @panel.get("/")
    def index() -> Response:
        return pages.index()

    @panel.route("/edit", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/units/<key>/edit", methods=["GET", "POST"])
    def edit(key: str) -> Response:
        return form_pages.write(key)

    @panel.route("/units/new", methods=["GET", "POST"])
    def new() -> Response:
        return form_pages.write_new()

    @panel.post("/move")
    def move() -> Response:
        return pages.move()

    @panel.post("/several")
    def several() -> Response:
        return pages.change_selected()

    @panel.get("/history")
    def history() -> Response:
        return pages.history()

    @panel.post("/history/<pw_number:number>/restore")
    def restore(number: int) -> Response:
        return pages.restore(number)

    return panel
