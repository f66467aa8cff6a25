"""/gazette.json and .csv: the whole register as open data, streamed, and the events as a table."""

from collections.abc import Iterable, Iterator, Mapping

from flask import Response, request, stream_with_context

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.files.csv_file import write_csv
from ...core.http.cache_headers import MAX_AGE_SECONDS
from ..document_data import document_data, issue_data, relation_data
from ..importing.package import package_lines
from ..public.views import GazetteViews
from ..rules.document import Document, Issue
from ..rules.effects import DocumentRef, Relation
from ..service import GazetteService

COLUMNS = (
    "number", "url", "body", "body_name", "kind", "kind_name", "year", "title", "abstract", "signed",
    "published", "signer", "office", "fields", "state", "issues",
)  # fmt: skip
EVENT_COLUMNS = (
    "event", "acting_number", "acting_url", "acting_part", "target_number", "target_url", "target_part",
    "from", "to", "note",
)  # fmt: skip
_MARK = "\ufeff".encode()


def register_routes(pages: Views, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
    data = RegisterData(portal, service, views)

    @pages.view
    def register_json() -> Response:
        return data.answer(data.json_lines(), "application/json")

    @pages.view
    def register_csv() -> Response:
        return data.answer(data.table(), "text/csv")

    @pages.view
    def events_csv() -> Response:
        return data.answer(data.events(), "text/csv")


class RegisterData:
    """Published documents only, in batches, so that memory does not grow with the register."""

    def __init__(self, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
        self._portal = portal
        self._service = service
        self._views = views

    def answer(self, parts: Iterator[bytes], kind: str) -> Response:
        """A cache that has this state of the register gets 304 before anything is read."""
        answer = Response(stream_with_context(parts), mimetype=kind)
        answer.cache_control.public = True
        answer.cache_control.max_age = MAX_AGE_SECONDS
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.set_etag(f"gazette-{kind[-4:].strip('/')}-{self._service.state_key()}", weak=True)
        answer.make_conditional(request)
        return answer

    def json_lines(self) -> Iterator[bytes]:
        """A package that `flask portal gazette import` reads, with addresses and the states of today."""
        documents = (self._data(one, state) for one, state in self._documents())
        relations = (_relation(one) for some in self._service.store.happenings.relations() for one in some)
        issues = (issue_data(*one) for one in self._service.store.issues.contents())
        lines = package_lines(documents, relations, self._service.register(), issues)
        return (line.encode() for line in lines)

    def table(self) -> Iterator[bytes]:
        yield write_csv([COLUMNS])
        for some in self._service.store.happenings.documents():
            states, issues = self._states(some), self._issues(some)
            rows = (self._row(one, states.get(one.id, ""), issues.get(one.id, ())) for one in some)
            yield write_csv(rows).removeprefix(_MARK)

    def events(self) -> Iterator[bytes]:
        """A line for each relation between documents, from the day of its effect."""
        yield write_csv([EVENT_COLUMNS])
        for some in self._service.store.happenings.relations():
            ids = {one.id for each in some for one in (each.acting, each.target) if one.id is not None}
            known = self._service.store.documents.documents(ids)
            yield write_csv(self._event(one, known) for one in some).removeprefix(_MARK)

    def _documents(self) -> Iterator[tuple[Document, str]]:
        for some in self._service.store.happenings.documents():
            states = self._states(some)
            yield from ((one, states.get(one.id, "")) for one in some)

    def _states(self, some: Iterable[Document]) -> dict[int, str]:
        found = self._service.store.relations.states([one.id for one in some], self._service.today())
        return {number: state.value for number, state in found.items()}

    def _issues(self, some: Iterable[Document]) -> Mapping[int, Iterable[Issue]]:
        return self._service.store.issues.of_documents(one.id for one in some)

    def _data(self, one: Document, state: str) -> dict[str, object]:
        data = {**document_data(one), "url": self._views.canonical(one), "state": state}
        # The source is a note of the office.
        return {name: value for name, value in data.items() if name != "source"}

    def _row(self, one: Document, state: str, issues: Iterable[Issue]) -> Iterable[object]:
        kind, work = self._service.register().kind(one.work.kind), one.work
        return (
            work.number, self._views.canonical(one), work.body, self._views.body_name(one), work.kind,
            kind.name if kind else "", work.year, one.title, one.abstract, one.signed, one.published,
            one.signer.name, one.signer.office, "; ".join(one.fields), state,
            "; ".join(f"{issue.number}/{issue.year}" for issue in issues),
        )  # fmt: skip

    def _event(self, one: Relation, known: Mapping[int, Document]) -> Iterable[object]:
        ends = (value for end in (one.acting, one.target) for value in (*self._end(end, known), end.part))
        return one.kind.value, *ends, one.date_from, one.date_to, one.note

    def _end(self, end: DocumentRef, known: Mapping[int, Document]) -> tuple[str, str]:
        document = known.get(end.id) if end.id is not None else None
        return (document.work.number, self._views.canonical(document)) if document else (end.text, "")


def _relation(one: Relation) -> dict[str, object]:
    return {name: value for name, value in relation_data(one).items() if name != "source"}
