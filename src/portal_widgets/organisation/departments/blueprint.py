"""The panel: write, order, close and restore the departments."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ...core.departments import DepartmentMessages
from .closing_pages import ClosingPages
from .context import DepartmentContext
from .form_pages import DepartmentFormPages
from .pages import DepartmentPages
from .service import DepartmentService


def routes(portal: Portal, service: DepartmentService, messages: DepartmentMessages) -> Blueprint:
    panel = Blueprint("departments", __name__)
    context = DepartmentContext(portal, service, messages)
    _list_routes(panel, DepartmentPages(context))
    _department_routes(panel, DepartmentFormPages(context), ClosingPages(context))
    return panel


def _list_routes(panel: Blueprint, pages: DepartmentPages) -> None:
    @panel.get("/")
    def index() -> Response:
        return pages.index()

    @panel.post("/move")
    def move() -> Response:
        return pages.move()

    @panel.get("/history")
    def history() -> Response:
        return pages.history()

    @panel.post("/history/<pw_number:number>/restore")
    def restore(number: int) -> Response:
        return pages.restore(number)


def _department_routes(panel: Blueprint, forms: DepartmentFormPages, closing: ClosingPages) -> None:
    @panel.route("/new", methods=["GET", "POST"])
    def new() -> Response:
        return forms.write_new()

    @panel.route("/<key>/edit", methods=["GET", "POST"])
    def edit(key: str) -> Response:
        return forms.write(key)

    @panel.route("/<key>/close", methods=["GET", "POST"])
    def close(key: str) -> Response:
        return closing.close(key)

    @panel.post("/<key>/reopen")
    def reopen(key: str) -> Response:
        return closing.reopen(key)
