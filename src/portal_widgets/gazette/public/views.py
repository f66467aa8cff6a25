"""The pages of the gazette: the data for their templates."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from markupsafe import Markup, escape

from ...core.app.portal import Portal
from ...core.http.json_ld import json_ld
from ...core.offered import PageMessages, TextRequest
from ..rules.addresses import address_slug, issue_slug
from ..rules.beginning import notices
from ..rules.document import Document, Issue, StoredFile, parts
from ..rules.effects import Relation
from ..rules.state import MainState, Reason, Span
from ..rules.timeline import state_on
from ..search.snippets import BEGIN, END
from ..service import GazetteService, OpenDossier
from ..ui_text import GazetteUiText, heading
from .bodies import lineage
from .legislation import legislation
from .related import Acts
from .timeline import timeline

NO_SNIPPETS: Mapping[int, str] = MappingProxyType({})


class GazetteViews:
    """Renders the parts of pages in the language of the page."""

    def __init__(self, portal: Portal, service: GazetteService) -> None:
        self._portal = portal
        self._service = service

    def words(self) -> GazetteUiText:
        return GazetteUiText(self._portal.language)

    def address(self, document: Document, **values: str) -> str:
        """The canonical address of a document."""
        return self._portal.url("gazette.document", **self.place(document), **values)

    def place(self, document: Document) -> dict[str, str | int]:
        """The parts of its address."""
        work = document.work
        return {"body": work.body, "kind": work.kind, "year": work.year, "number": address_slug(work)}

    def cite(self, document: Document) -> str:
        """Kind and number, such as "Quyết định 15/2024/QĐ-UBND"."""
        return heading(self._service.register().printed_kind(document.work.kind), document)

    def body_name(self, document: Document) -> str:
        """The body as it was named on the day of the document."""
        facts = self._service.register().body_on(document.work.body, document.signed)
        return facts.name if facts is not None else document.work.body

    def file_address(self, file: StoredFile) -> str:
        return self._portal.url("gazette.file", digest=file.digest, lang=None)

    def issue_address(self, issue: Issue) -> str:
        return self._portal.url("gazette.issue", year=issue.year, number=issue_slug(issue.number))

    def document(
        self, opened: OpenDossier, day: date, *, file_address: Callable[[StoredFile], str] | None = None
    ) -> Markup:
        """The whole page below the heading: the state first. A preview has addresses of its own for files,
        and no tools for readers.
        """
        one, words = opened.dossier.document, self.words()
        acts = self._acts(opened)
        state = state_on(opened.facts, day)
        register = self._service.register()
        return self._portal.render(
            "gazette/document.html",
            document=one,
            day=day,
            today=self._service.today(),
            words=words,
            state=state,
            reasons=[(words.reason(one_), self._basis(acts, one_, one.id)) for one_ in state.reasons],
            timeline=timeline(opened.facts, one.signed, day),
            why_of=lambda span: self._why(acts, span, one.id),
            groups=acts.groups(opened.dossier.relations, one.id, words),
            changes=self._dated(opened, acts),
            notices=list(notices(one, opened.facts)),
            replaced=[file for file in one.files if file.replaced_at is not None],
            file_day=lambda file: self._portal.clock.local(file.replaced_at).date(),
            parts=parts(opened.dossier.items),
            issue_address=self.issue_address,
            lineage=lineage(register, one.work.body, day),
            body=register.body_on(one.work.body, one.signed),
            body_now=register.body_on(one.work.body, day),
            kind=register.kind(one.work.kind),
            fields=[register.field_path(key) for key in one.fields],
            file_address=file_address or self.file_address,
            feed_address=self._portal.url("gazette.document_feed", **self.place(one)),
            text_request=_text_request(self._portal, one, self.bare(one)) if file_address is None else None,
            tools=None if file_address is not None else self._tools(),
            title=self.cite(one),
        )

    def _tools(self) -> Callable[..., object] | None:
        return self._portal.helpers.article_tools if "article_tools" in self._portal.helpers else None

    def tombstone(self, opened: OpenDossier) -> Markup:
        """The page of a withdrawn document: its number, the reason, and its relations."""
        one, words = opened.dossier.document, self.words()
        return self._portal.render(
            "gazette/tombstone.html",
            document=one,
            words=words,
            groups=self._acts(opened).groups(opened.dossier.relations, one.id, words),
            body=self._service.register().body_on(one.work.body, one.signed),
        )

    def rows(
        self,
        documents: Iterable[Document],
        states: Mapping[int, MainState],
        on: str = "",
        snippets: Mapping[int, str] = NO_SNIPPETS,
    ) -> Markup:
        """The documents of a list with their states. `snippets` are passages of the search."""
        return self._portal.render(
            "gazette/rows.html",
            documents=documents,
            states=states,
            words=self.words(),
            address=lambda one: self.address(one, **({"on": on} if on else {})),
            cite=self.cite,
            body=self.body_name,
            snippets={key: _marked(said) for key, said in snippets.items()},
        )

    def machine(self, opened: OpenDossier, day: date) -> Markup:
        """The data for search engines."""
        one, origin = opened.dossier.document, self._portal.origin()
        targets = [
            (relation.kind, origin + self.bare(opened.others[relation.target.id]))
            for relation in opened.dossier.relations
            if relation.acting.id == one.id and relation.target.id in opened.others
        ]
        files = [(origin + self.file_address(file), file.media_type, file.form) for file in one.current_files]
        kind = self._service.register().kind(one.work.kind)
        span = Span(day, None, state_on(opened.facts, day))
        url, name = origin + self.bare(one), f"{self.cite(one)}: {one.title}"
        return json_ld(
            legislation(one, url, name, kind.name if kind else "", self.body_name(one), span, targets, files)
        )

    def canonical(self, document: Document) -> str:
        return self._portal.origin() + self.bare(document)

    def bare(self, document: Document) -> str:
        """The address without a language."""
        return self._portal.url("gazette.document", lang=None, **self.place(document))

    def _acts(self, opened: OpenDossier) -> Acts:
        known = {**opened.others, opened.dossier.document.id: opened.dossier.document}
        return Acts(known, self.cite, self.address, self.words().lang())

    def _basis(self, acts: Acts, reason: Reason, document: int) -> Markup:
        return acts.basis(reason.relation, document) if reason.relation is not None else Markup()

    def _why(self, acts: Acts, span: Span, document: int) -> list[tuple[str, Markup]]:
        words = self.words()
        return [(words.reason(one), self._basis(acts, one, document)) for one in span.state.reasons]

    def _dated(self, opened: OpenDossier, acts: Acts) -> list[tuple[Relation, Markup]]:
        """Amendments, supplements and corrections in the order of their days: they change the text, not the
        state.
        """
        number = opened.dossier.document.id
        found = [one for one in opened.dossier.relations if one.target.id == number and one.kind.changes_text]
        ordered = sorted(found, key=lambda one: (one.date_from or date.max, one.id))
        lines = [(one, acts.basis(one, number)) for one in ordered]
        return [(one, act) for one, act in lines if act]


def _text_request(portal: Portal, document: Document, path: str) -> TextRequest | None:
    """Where a reader asks for the text of a scan; None if there is a text, or without feedback."""
    messages = portal.offered(PageMessages)
    return messages.text_request(path) if messages and document.is_scan_only else None


def _marked(passage: str) -> Markup:
    """A passage with its hits as <mark>."""
    said = str(escape(passage)).replace(BEGIN, "<mark>").replace(END, "</mark>")
    return Markup(said)  # noqa: S704 - escaped above
