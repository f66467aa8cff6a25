"""The panel: the office's inbox and statistics, and the data of a person."""

from flask import Response

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ..service import FeedbackService
from .context import FeedbackAdminContext
from .inbox import Inbox
from .message_pages import MessageAdminPages
from .person_pages import PersonPages
from .statistics_pages import StatisticsPages
from .usefulness_pages import UsefulnessPages


def views(portal: Portal, service: FeedbackService) -> Views:
    panel = Views()
    context = FeedbackAdminContext(portal, service)
    _inbox_routes(panel, Inbox(context))
    _message_routes(panel, MessageAdminPages(context))
    _statistics_routes(panel, StatisticsPages(context))
    _usefulness_routes(panel, UsefulnessPages(context))
    _person_routes(panel, PersonPages(context))
    return panel


def _inbox_routes(panel: Views, inbox: Inbox) -> None:
    @panel.view
    def index() -> Response:
        return inbox.show()

    @panel.view
    def search() -> Response:
        return inbox.search()

    @panel.view
    def listed(ending: str) -> Response:
        return inbox.file(ending)


def _message_routes(panel: Views, message_pages: MessageAdminPages) -> None:
    @panel.view
    def one(number: int) -> Response:
        return message_pages.show(number)

    @panel.view
    def file(number: int, name: str) -> Response:
        return message_pages.file(number, name)

    @panel.view
    def act(number: int, action: str) -> Response:
        return message_pages.act(number, action)


def _statistics_routes(panel: Views, pages: StatisticsPages) -> None:
    @panel.view
    def statistics() -> Response:
        return pages.show()

    @panel.view
    def table(table: str, kind: str) -> Response:
        return pages.file(table, kind)


def _usefulness_routes(panel: Views, pages: UsefulnessPages) -> None:
    @panel.view
    def useful() -> Response:
        return pages.show()

    @panel.view
    def useful_file(kind: str) -> Response:
        return pages.file(kind)


def _person_routes(panel: Views, pages: PersonPages) -> None:
    @panel.view
    def person() -> Response:
        return pages.ask()

    @panel.view
    def find() -> Response:
        return pages.find()

    @panel.view
    def export() -> Response:
        return pages.export()

    @panel.view
    def erase() -> Response:
        return pages.erase()
