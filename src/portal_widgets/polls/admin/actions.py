"""The buttons of a poll's page: publish, close, archive, duplicate, delete, create codes. The office is
asked before what cannot be undone.
"""

from dataclasses import replace

from flask import Response, abort, flash, make_response, redirect, request

from ...core.app.routing import whole_number
from ...core.forms import Field, Form
from ...core.http.request_body import is_submission, sent_form
from ..rules import PollState, Voters
from ..store.ballots import NotOpenError
from ..store.polls import Poll
from .consequences import LASTING, Consequences
from .context import PollAdminContext
from .pages import PollAdminPages

MOST_CODES = 1000
CODES = {"count": Field()}
# The button of the page that asks.
SURE = {"sure": Field()}
STATES = {**LASTING, "archive": {PollState.CLOSED}, "restore": {PollState.ARCHIVED}}


class PollActions:
    """Does the action of a button. An action that is not possible in the poll's state changes nothing."""

    def __init__(self, context: PollAdminContext, pages: PollAdminPages) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._pages = pages

    def act(self, poll: Poll, action: str) -> Response:
        """Do the action. If it cannot be undone, the office is asked first: a GET only asks."""
        if not is_submission(request):
            return self._ask(poll, action) if action in LASTING else abort(404)
        if action == "codes":
            return self._codes(poll)
        if action == "duplicate":
            return self._duplicate(poll)
        if action in LASTING and "sure" not in sent_form(Form, SURE):
            return self._ask(poll, action)
        self._require_state(poll, action)
        if action == "delete":
            self._service.polls.delete_draft(poll.id)
            flash(self._portal.gettext("The draft is deleted."))
            return make_response(redirect(self._portal.url("admin.polls.index"), 303))
        self._change_state(poll, action)
        self._service.invalidate()
        flash(self._portal.gettext("Done."))
        return self._context.redirect(poll.id)

    def _ask(self, poll: Poll, action: str) -> Response:
        """The page that says what follows from the action."""
        self._require_state(poll, action)
        heading, label = self._context.ui_text().question(action)
        consequences = Consequences(self._portal, self._context.ui_text(), self._service.now())
        page = self._context.page(
            "admin_confirm.html",
            poll=poll,
            action=action,
            heading=heading,
            label=label,
            consequences=consequences.of(action, poll),
        )
        return make_response(page)

    def _require_state(self, poll: Poll, action: str) -> None:
        """404 if there is no such action, 409 if it is not possible in the poll's state."""
        possible = STATES.get(action) or abort(404)
        state = poll.state(self._service.now())
        if state not in possible:
            said = self._context.ui_text().state(state)
            abort(
                409,
                self._portal.gettext("This is not possible now. State of the poll: %(state)s.", state=said),
            )

    def _change_state(self, poll: Poll, action: str) -> None:
        polls, now = self._service.polls, self._service.now()
        if action == "publish":
            polls.publish(poll.id, now)
        elif action == "close":
            polls.close(poll.id, now, self._context.who())
        else:
            polls.archive(poll.id, archived=action == "archive")

    def _codes(self, poll: Poll) -> Response:
        """Create codes, and show them on the poll's page. They are shown only once."""
        form = sent_form(Form, CODES)
        count = form.number("count", whole_number)
        if poll.terms.voters is not Voters.CODE or not 1 <= count <= MOST_CODES:
            said = self._portal.gettext("Please ask for 1 to %(most)s codes.", most=MOST_CODES)
            return self._pages.show(poll, errors={"count": said}, count=form["count"])
        try:
            made = self._service.invite(poll, count)
        except NotOpenError:
            abort(409, self._portal.gettext("This poll does not accept ballots now."))
        return self._pages.show(poll, made)

    def _duplicate(self, poll: Poll) -> Response:
        """Create a draft with the same questions and terms but no times, under the next free address."""
        slug = self._context.free_slug(poll.slug)
        terms = replace(poll.terms, opens_at=None, closes_at=None)
        at = self._service.now()
        number = self._service.polls.create(slug, poll.content, terms, who=self._context.who(), at=at)
        return self._context.redirect(number, "edit")
