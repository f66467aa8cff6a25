"""The panel: write, publish, monitor, close and verify polls."""

from flask import Response

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ..service import PollService
from .actions import PollActions
from .context import PollAdminContext
from .form_pages import PollFormPages
from .pages import PollAdminPages


def views(portal: Portal, service: PollService) -> Views:
    panel = Views()
    context = PollAdminContext(portal, service)
    pages, form_pages = PollAdminPages(context), PollFormPages(context)
    actions = PollActions(context, pages)

    @panel.view
    def index() -> str:
        return pages.index()

    @panel.view
    def new() -> Response:
        return form_pages.write(None)

    @panel.view
    def one(number: int) -> Response:
        return pages.show(context.find(number))

    @panel.view
    def edit(number: int) -> Response:
        return form_pages.write(context.find(number))

    @panel.view
    def file(number: int, table: str, kind: str) -> Response:
        return pages.file(context.find(number), table, kind)

    @panel.view
    def preview(number: int) -> str:
        return pages.preview(context.find(number))

    @panel.view
    def act(number: int, action: str) -> Response:
        return actions.act(context.find(number), action)

    return panel
