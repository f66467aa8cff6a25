"""The panel: write, order and restore the organisation and its units."""

from flask import Response

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ..service import OrganisationService
from .context import OrganisationAdminContext
from .form_pages import OrganisationFormPages
from .pages import OrganisationAdminPages


def views(portal: Portal, service: OrganisationService) -> Views:
    panel = Views()
    context = OrganisationAdminContext(portal, service)
    pages, form_pages = OrganisationAdminPages(context), OrganisationFormPages(context)

    @panel.view
    def index() -> Response:
        return pages.index()

    @panel.view
    def edit(key: str) -> Response:
        return form_pages.write(key)

    @panel.view
    def new() -> Response:
        return form_pages.write_new()

    @panel.view
    def move() -> Response:
        return pages.move()

    @panel.view
    def several() -> Response:
        return pages.change_selected()

    @panel.view
    def history() -> Response:
        return pages.history()

    @panel.view
    def restore(number: int) -> Response:
        return pages.restore(number)

    return panel
