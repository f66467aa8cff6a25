"""The panel: write, order, close and restore the departments."""

from flask import Response

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.departments import DepartmentMessages
from .closing_pages import ClosingPages
from .context import DepartmentContext
from .form_pages import DepartmentFormPages
from .pages import DepartmentPages
from .service import DepartmentService


def views(portal: Portal, service: DepartmentService, messages: DepartmentMessages) -> Views:
    panel = Views()
    context = DepartmentContext(portal, service, messages)
    _list_routes(panel, DepartmentPages(context))
    _department_routes(panel, DepartmentFormPages(context), ClosingPages(context))
    return panel


def _list_routes(panel: Views, pages: DepartmentPages) -> None:
    @panel.view
    def index() -> Response:
        return pages.index()

    @panel.view
    def move() -> Response:
        return pages.move()

    @panel.view
    def history() -> Response:
        return pages.history()

    @panel.view
    def restore(number: int) -> Response:
        return pages.restore(number)


def _department_routes(panel: Views, forms: DepartmentFormPages, closing: ClosingPages) -> None:
    @panel.view
    def new() -> Response:
        return forms.write_new()

    @panel.view
    def edit(key: str) -> Response:
        return forms.write(key)

    @panel.view
    def close(key: str) -> Response:
        return closing.close(key)

    @panel.view
    def reopen(key: str) -> Response:
        return closing.reopen(key)
