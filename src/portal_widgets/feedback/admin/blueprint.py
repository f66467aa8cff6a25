"""The panel: the office's inbox and statistics, and the data of a person."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ...core.files.table_export import KINDS
from ..service import FeedbackService
from .context import FeedbackAdminContext
from .inbox import Inbox
from .message_actions import FIELDS
from .message_pages import MessageAdminPages
from .person_pages import PersonPages
from .statistics_pages import StatisticsPages
from .usefulness_pages import UsefulnessPages

ACTIONS = ", ".join(FIELDS)


def routes(portal: Portal, service: FeedbackService) -> Blueprint:
    panel = Blueprint("feedback", __name__)
    context = FeedbackAdminContext(portal, service)
    _inbox_routes(panel, Inbox(context))
    _message_routes(panel, MessageAdminPages(context))
    _statistics_routes(panel, StatisticsPages(context))
    _usefulness_routes(panel, UsefulnessPages(context))
    _person_routes(panel, PersonPages(context))
    return panel


def _inbox_routes(panel: Blueprint, inbox: Inbox) -> None:
    @panel.get("/")
    def index() -> Response:
        return inbox.show()

    @panel.post("/search")
    def search() -> Response:
        return inbox.search()

    @panel.get(f"/messages.<any({', '.join(KINDS)}):ending>")
    def listed(ending: str) -> Response:
        return inbox.file(ending)


def _message_routes(panel: Blueprint, message_pages: MessageAdminPages) -> None:
    @panel.get("/<pw_number:number>")
    def one(number: int) -> Response:
        return message_pages.show(number)

    @panel.get("/<pw_number:number>/files/<name>")
    def file(number: int, name: str) -> Response:
        return message_pages.file(number, name)

    @panel.post(f"/<pw_number:number>/<any({ACTIONS}):action>")
    def act(number: int, action: str) -> Response:
        return message_pages.act(number, action)


def _statistics_routes(panel: Blueprint, pages: StatisticsPages) -> None:
    @panel.get("/statistics")
    def statistics() -> Response:
        return pages.show()

    @panel.get(f"/statistics/<any(month, department, kind):table>.<any({', '.join(KINDS)}):kind>")
    def table(table: str, kind: str) -> Response:
        return pages.file(table, kind)


def _usefulness_routes(panel: Blueprint, pages: UsefulnessPages) -> None:
    @panel.get("/useful")
    def useful() -> Response:
        return pages.show()

    @panel.get(f"/useful.<any({', '.join(KINDS)}):kind>")
    def useful_file(kind: str) -> Response:
        return pages.file(kind)


def _person_routes(panel: Blueprint, pages: PersonPages) -> None:
    @panel.get("/person")
    def person() -> Response:
        return pages.ask()

    @panel.post("/person")
    def find() -> Response:
        return pages.find()

    @panel.post("/person/export")
    def export() -> Response:
        return pages.export()

    @panel.post("/person/erase")
    def erase() -> Response:
        return pages.erase()
