"""The panel: documents with their files and relations, their publication and history, and the register."""

from flask import Blueprint, Response

from ...core.app.portal import Portal
from ..settings import GazetteSettings
from .context import GazetteAdminContext
from .document_pages import DocumentPages
from .file_pages import FilePages
from .imports.pages import import_routes
from .issue_pages import IssuePages
from .list_pages import ListPages
from .publication_pages import PublicationPages
from .register.pages import RegisterPages
from .relation_pages import RelationPages


def routes(portal: Portal, context: GazetteAdminContext) -> Blueprint:
    panel = Blueprint("gazette", __name__)
    documents = DocumentPages(context)
    most = portal.settings[GazetteSettings].gazette_file_mb
    _document_routes(panel, ListPages(context), documents)
    _part_routes(panel, RelationPages(context), IssuePages(context))
    _file_routes(panel, FilePages(context, documents, most))
    _publication_routes(panel, PublicationPages(context))
    _register_routes(panel, RegisterPages(context))
    _body_routes(panel, RegisterPages(context))
    import_routes(panel, portal, context)
    return panel


def _document_routes(panel: Blueprint, lists: ListPages, pages: DocumentPages) -> None:
    @panel.get("/")
    def index() -> Response:
        return lists.index()

    @panel.route("/documents/new", methods=["GET", "POST"], defaults={"number": 0})
    @panel.route("/documents/<pw_number:number>/edit", methods=["GET", "POST"])
    def edit(number: int) -> Response:
        return pages.edit(number)

    @panel.get("/documents/<pw_number:number>")
    def document(number: int) -> Response:
        return pages.document(number)


def _part_routes(panel: Blueprint, relation_pages: RelationPages, issue_pages: IssuePages) -> None:
    @panel.route("/documents/<pw_number:number>/relations", methods=["GET", "POST"])
    def relations(number: int) -> Response:
        return relation_pages.edit(number)

    @panel.route("/documents/<pw_number:number>/issues", methods=["GET", "POST"])
    def issues(number: int) -> Response:
        return issue_pages.edit(number)


def _file_routes(panel: Blueprint, pages: FilePages) -> None:
    @panel.post("/documents/<pw_number:number>/files")
    def attach(number: int) -> Response:
        return pages.attach(number)

    @panel.get("/documents/<pw_number:number>/files/<digest>")
    def file(number: int, digest: str) -> Response:
        return pages.file(number, digest)

    @panel.post("/documents/<pw_number:number>/files/<digest>/remove")
    def remove_file(number: int, digest: str) -> Response:
        return pages.remove(number, digest)


def _publication_routes(panel: Blueprint, pages: PublicationPages) -> None:
    @panel.get("/documents/<pw_number:number>/preview")
    def preview(number: int) -> Response:
        return pages.preview(number)

    @panel.post("/documents/<pw_number:number>/publish")
    def publish(number: int) -> Response:
        return pages.publish(number)

    @panel.route("/documents/<pw_number:number>/withdraw", methods=["GET", "POST"])
    def withdraw(number: int) -> Response:
        return pages.withdraw(number)

    @panel.get("/documents/<pw_number:number>/history")
    def history(number: int) -> Response:
        return pages.history(number)

    @panel.post("/documents/<pw_number:number>/history/<pw_number:revision>/undo")
    def undo(number: int, revision: int) -> Response:
        return pages.undo(number, revision)


def _register_routes(panel: Blueprint, pages: RegisterPages) -> None:
    @panel.get("/register")
    def register() -> Response:
        return pages.index()

    @panel.route("/register/kinds", methods=["GET", "POST"])
    def kinds() -> Response:
        return pages.kinds()

    @panel.route("/register/fields", methods=["GET", "POST"])
    def fields() -> Response:
        return pages.fields()

    @panel.get("/register/history")
    def register_history() -> Response:
        return pages.history()

    @panel.post("/register/history/<pw_number:number>/restore")
    def restore(number: int) -> Response:
        return pages.restore(number)


def _body_routes(panel: Blueprint, pages: RegisterPages) -> None:
    @panel.route("/register/bodies/new", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/register/bodies/<key>/edit", methods=["GET", "POST"])
    def body(key: str) -> Response:
        return pages.body(key)

    @panel.post("/register/bodies/<key>/remove")
    def remove_body(key: str) -> Response:
        return pages.remove_body(key)

    @panel.route("/register/events/new", methods=["GET", "POST"], defaults={"key": ""})
    @panel.route("/register/events/<key>/edit", methods=["GET", "POST"])
    def event(key: str) -> Response:
        return pages.event(key)

    @panel.post("/register/events/<key>/remove")
    def remove_event(key: str) -> Response:
        return pages.remove_event(key)
