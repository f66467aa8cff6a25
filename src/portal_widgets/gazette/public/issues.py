"""The pages of the gazette's issues: the issues of a year, and the contents of one with its gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ...core.app.portal import Portal
from ..rules.addresses import issue_slug
from ..rules.document import Document, Issue, IssueItem, Publication, StoredFile, parts
from ..service import GazetteService
from .views import GazetteViews


@dataclass(frozen=True, slots=True)
class IssueLine:
    """A document in an issue. If it has several parts, they are `parts` with their issues; without one, the
    part is missing.
    """

    document: Document
    item: IssueItem
    parts: Sequence[tuple[int, Issue | None]] = ()


class IssuePages:
    """Renders the issues in the language of the page."""

    def __init__(self, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
        self._portal = portal
        self._service = service
        self._views = views

    def issue(self, year: int, slug: str) -> Issue | None:
        """The issue at an address; None if there is none."""
        found = (one for one in self._service.issues() if one.year == year)
        return next((one for one in found if issue_slug(one.number) == slug), None)

    def years(self) -> list[int]:
        """The years with issues, the newest first."""
        return sorted({one.year for one in self._service.issues()}, reverse=True)

    def year(self, year: int | None) -> Markup:
        """The issues of a year, the newest first."""
        return self._portal.render(
            "gazette/issues.html",
            words=self._views.words(),
            issues=[one for one in self._service.issues() if one.year == year],
            year=year,
            years=self.years(),
            address=self._views.issue_address,
        )

    def contents(self, issue: Issue) -> Markup:
        """The documents of an issue with their parts in other issues. Drafts are left out."""
        store = self._service.store
        items = store.issues.items(issue.id)
        documents = store.documents.documents(item.document for item in items)
        shown = [item for item in items if _is_public(documents.get(item.document))]
        states = store.relations.states([item.document for item in shown], self._service.today())
        return self._portal.render(
            "gazette/issue.html",
            words=self._views.words(),
            issue=issue,
            lines=[self._line(documents[item.document], item) for item in shown],
            states=states,
            cite=self._views.cite,
            body=self._views.body_name,
            address=self._views.address,
            issue_address=self._views.issue_address,
            file_address=self._views.file_address,
        )

    def file(self, digest: str) -> StoredFile | None:
        """The file of an issue; None if there is none."""
        files = (one.file for one in self._service.issues())
        return next((one for one in files if one is not None and one.digest == digest), None)

    def _line(self, document: Document, item: IssueItem) -> IssueLine:
        if item.parts == 1:
            return IssueLine(document, item)
        places = self._service.store.issues.of_document(document.id)
        return IssueLine(document, item, [(part, issue) for part, issue, _ in parts(places)])


def _is_public(document: Document | None) -> bool:
    return document is not None and document.publication is not Publication.DRAFT
