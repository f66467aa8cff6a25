"""The list of documents with its search, and what waits for the start page."""

from flask import Response, request

from ...core.app.routing import whole_number
from ...core.app.widget import Severity, WaitingItem
from ..numbers import fold_number
from ..rules.addresses import number_key
from ..rules.document import Document, Publication
from ..rules.query import Order, SearchFilters, SearchResult
from ..store.office import WaitingKind
from .context import GazetteAdminContext

_SEVERITY = {WaitingKind.UNKNOWN: Severity.DUE, WaitingKind.UNRESOLVED: Severity.DUE}
MOST = 200


class ListPages:
    """Finds documents in any state of publication."""

    def __init__(self, context: GazetteAdminContext) -> None:
        self._context = context
        self._service = context.service

    def index(self) -> Response:
        words = request.args.get("q", "")[:200].strip()
        status = request.args.get("status", "")
        waiting = request.args.get("waiting", "")
        kind = WaitingKind(waiting) if waiting in set(WaitingKind) else None
        others = self._unpublished(words, status) if kind is None else self._waiting(kind)
        published = self._published(words) if kind is None and status in ("", Publication.PUBLISHED) else None
        documents = [*others, *(published.documents if published else ())]
        states = self._service.store.relations.states([one.id for one in documents], self._service.today())
        return self._context.page(
            "admin_list.html",
            sought=words,
            status=status if status in set(Publication) else "",
            statuses=list(Publication),
            waiting=kind,
            others=others,
            published=published,
            states=states,
            unresolved=self._service.store.office.unresolved(MOST) if kind is WaitingKind.UNRESOLVED else [],
        )

    def _waiting(self, kind: WaitingKind) -> list[Document]:
        return self._service.store.office.waiting(kind, self._service.today())

    def _unpublished(self, words: str, status: str) -> list[Document]:
        """Drafts and withdrawn documents whose number or title has the words. There are few of them."""
        wanted = [Publication.DRAFT, Publication.WITHDRAWN] if not status else []
        wanted += [one for one in Publication if one == status and one is not Publication.PUBLISHED]
        found = self._service.store.office.unpublished(*wanted) if wanted else []
        folded, key = fold_number(words).split(), number_key(words)
        return [one for one in found if _has(one, folded) or (key and number_key(one.work.number) == key)]

    def _published(self, words: str) -> SearchResult:
        page = request.args.get("page", 1, type=whole_number)
        filters = SearchFilters(order=None if words else Order.NEWEST)
        return self._service.search.search(words, filters, self._service.today(), max(1, page))


def waiting_documents(context: GazetteAdminContext) -> list[WaitingItem]:
    """The lines of the start page. One query."""
    counts = context.service.store.office.counts(context.service.today()).by_kind
    text = context.ui_text()
    return [
        WaitingItem(
            text.waiting(kind, count),
            count,
            context.portal.url("admin.gazette.index", waiting=kind.value),
            _SEVERITY.get(kind, Severity.NOTE),
        )
        for kind, count in counts.items()
    ]


def _has(document: Document, words: list[str]) -> bool:
    text = fold_number(f"{document.work.number} {document.title}")
    return all(word in text for word in words)
