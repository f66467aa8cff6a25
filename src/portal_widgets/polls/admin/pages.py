"""The office's pages of polls: the list, one poll with its turnout and result, its preview and its files."""

from collections.abc import Mapping

from flask import Response, abort, make_response

from ...core.files.attachments import attachment
from ...core.files.table_export import file_name, write_table
from ...core.files.table_kinds import KINDS as FILES
from ..public.helpers import context as poll_context
from ..rules import PollState, may_see_ballots, may_see_results
from ..service import PollView
from ..store.polls import Poll
from ..terms import TermKind, each_term
from . import files
from .context import PollAdminContext
from .version_changes import VersionChanges

# The number of codes that the form suggests.
USUAL_CODES = "50"


class PollAdminPages:
    """Shows polls, as far as the rules of each poll allow the office to see them."""

    def __init__(self, context: PollAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def index(self) -> str:
        now = self._service.now()
        polls = [(poll, poll.state(now)) for poll in self._service.polls.every()]
        return self._context.page("admin_list.html", polls=polls)

    def show(
        self,
        poll: Poll,
        codes: list[str] | None = None,
        errors: Mapping[str, str] | None = None,
        count: str = USUAL_CODES,
    ) -> Response:
        """Turnout and refusals are always shown. Results are shown only if the poll's rule allows it."""
        state = poll.state(self._service.now())
        seen = may_see_results(poll.terms.visibility, state, staff=True)
        view = self._service.with_result(poll, state) if seen else PollView(poll, state, None)
        disclosure = view.disclosure or self._service.disclosure(poll)
        page = self._context.page(
            "admin_poll.html",
            **poll_context(self._portal, view),
            refusals=disclosure.refused,
            versions=disclosure.versions,
            version_changes=VersionChanges(self._context.ui_text()).of(disclosure.versions),
            verdict=self._service.results.verify(poll) if seen and poll.chain_length else None,
            codes=codes or [],
            errors=errors or {},
            count=count,
            facts=self._facts(poll),
        )
        return make_response(page, 400 if errors else 200)

    def _facts(self, poll: Poll) -> list[tuple[str, str]]:
        """The label and the value of every term. The switches share a row: what a voter may do."""
        _, ui_text, each = self._portal.gettext, self._context.ui_text(), each_term(type(poll.terms))
        values = {one: getattr(poll.terms, one.attribute) for one in each}
        rows = [(_(one.label), ui_text.term(values[one])) for one in each if one.kind is not TermKind.SWITCH]
        may = [_(one.label) for one in each if one.kind is TermKind.SWITCH and values[one]]
        return [*rows, (_("Until the close, a voter may"), ", ".join(may) or "–")]

    def file(self, poll: Poll, table: str, kind: str) -> Response:
        """Result or ballots as a file, if the poll's rule allows the office to see them."""
        portal, state = self._portal, poll.state(self._service.now())
        ui_text = self._context.ui_text()
        if not may_see_results(poll.terms.visibility, state, staff=True):
            abort(403, ui_text.hidden(poll.terms.visibility, poll.terms))
        if table == "ballots" and not may_see_ballots(poll.terms.visibility, state, staff=True):
            abort(403, ui_text.ballots_later(poll.terms.visibility))
        if table == "results":
            sheet = files.results(portal.language, poll, self._service.results.result(poll))
        else:
            sheet = files.ballots(portal.language, poll, self._service.results.ballots(poll))
        about = files.about(portal, poll)
        name = file_name(f"{table} {poll.slug}", about, kind)
        return attachment(write_table(kind, sheet, about, portal.gettext), FILES[kind], name)

    def preview(self, poll: Poll) -> str:
        """The ballot as readers see it. The reading options show it in each theme."""
        values = poll_context(self._portal, self._service.view(poll))
        return self._context.page("admin_preview.html", **{**values, "state": PollState.OPEN, "result": None})
