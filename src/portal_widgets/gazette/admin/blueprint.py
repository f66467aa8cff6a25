"""The panel: documents with their files and relations, their publication and history, and the register."""

from flask import Response

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ..settings import GazetteSettings
from .context import GazetteAdminContext
from .document_pages import DocumentPages
from .draft_pages import DraftPages
from .file_pages import FilePages
from .imports.pages import import_routes
from .issue_pages import IssuePages
from .list_pages import ListPages
from .publication_pages import PublicationPages
from .register.pages import RegisterPages
from .relation_pages import RelationPages


def views(portal: Portal, context: GazetteAdminContext) -> Views:
    panel = Views()
    documents = DocumentPages(context)
    most = portal.settings[GazetteSettings].gazette_file_mb
    _document_routes(panel, ListPages(context), documents)
    _draft_routes(panel, DraftPages(context))
    _part_routes(panel, RelationPages(context), IssuePages(context))
    _file_routes(panel, FilePages(context, documents, most))
    _publication_routes(panel, PublicationPages(context))
    _register_routes(panel, RegisterPages(context))
    _body_routes(panel, RegisterPages(context))
    import_routes(panel, portal, context)
    return panel


def _document_routes(panel: Views, lists: ListPages, pages: DocumentPages) -> None:
    @panel.view
    def index() -> Response:
        return lists.index()

    @panel.view
    def edit(number: int) -> Response:
        return pages.edit(number)

    @panel.view
    def document(number: int) -> Response:
        return pages.document(number)


def _draft_routes(panel: Views, pages: DraftPages) -> None:
    @panel.view
    def delete(number: int) -> Response:
        return pages.delete(number)


def _part_routes(panel: Views, relation_pages: RelationPages, issue_pages: IssuePages) -> None:
    @panel.view
    def relations(number: int) -> Response:
        return relation_pages.edit(number)

    @panel.view
    def issues(number: int) -> Response:
        return issue_pages.edit(number)


def _file_routes(panel: Views, pages: FilePages) -> None:
    @panel.view
    def attach(number: int) -> Response:
        return pages.attach(number)

    @panel.view
    def file(number: int, digest: str) -> Response:
        return pages.file(number, digest)

    @panel.view
    def remove_file(number: int, digest: str) -> Response:
        return pages.remove(number, digest)


def _publication_routes(panel: Views, pages: PublicationPages) -> None:
    @panel.view
    def preview(number: int) -> Response:
        return pages.preview(number)

    @panel.view
    def publish(number: int) -> Response:
        return pages.publish(number)

    @panel.view
    def withdraw(number: int) -> Response:
        return pages.withdraw(number)

    @panel.view
    def history(number: int) -> Response:
        return pages.history(number)

    @panel.view
    def undo(number: int, revision: int) -> Response:
        return pages.undo(number, revision)


def _register_routes(panel: Views, pages: RegisterPages) -> None:
    @panel.view
    def register() -> Response:
        return pages.index()

    @panel.view
    def kinds() -> Response:
        return pages.kinds()

    @panel.view
    def fields() -> Response:
        return pages.fields()

    @panel.view
    def register_history() -> Response:
        return pages.history()

    @panel.view
    def restore(number: int) -> Response:
        return pages.restore(number)


def _body_routes(panel: Views, pages: RegisterPages) -> None:
    @panel.view
    def body(key: str) -> Response:
        return pages.body(key)

    @panel.view
    def remove_body(key: str) -> Response:
        return pages.remove_body(key)

    @panel.view
    def event(key: str) -> Response:
        return pages.event(key)

    @panel.view
    def remove_event(key: str) -> Response:
        return pages.remove_event(key)
