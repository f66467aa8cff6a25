"""The buttons of a poll's page: publish, close, archive, duplicate, delete, create codes."""

import itertools
from dataclasses import replace

from flask import Response, abort, flash, make_response, redirect

from ...core.app.routing import whole_number
from ...core.forms import Field, Form
from ...core.http.request_body import sent_form
from ..rules import PollState, Voters
from ..store.ballots import NotOpenError
from ..store.polls import Poll
from .context import PollAdminContext
from .pages import PollAdminPages

MOST_CODES = 1000
CODES = {"count": Field()}


class PollActions:
    """Does the action of a button. An action that is not possible in the poll's state changes nothing."""

    def __init__(self, context: PollAdminContext, pages: PollAdminPages) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._pages = pages

    def act(self, poll: Poll, action: str) -> Response:
        polls, now = self._service.polls, self._service.now()
        if action == "codes":
            return self._codes(poll)
        if action == "duplicate":
            return self._duplicate(poll)
        if action == "delete":
            polls.delete_draft(poll.id)
            return make_response(redirect(self._portal.url("admin.polls.index"), 303))
        does = {
            "publish": lambda: polls.publish(poll.id, now),
            "close": lambda: polls.close(poll.id, now, self._context.who()),
            "archive": lambda: polls.archive(poll.id, archived=True),
            "restore": lambda: polls.archive(poll.id, archived=False),
        }.get(action)
        if does is None:
            abort(404)
        if action == "archive" and poll.state(now) is not PollState.CLOSED:
            abort(409, self._portal.gettext("Only a closed poll can be archived."))
        does()
        self._service.invalidate()
        flash(self._portal.gettext("Done."))
        return self._context.redirect(poll.id)

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
        taken = {one.slug for one in self._service.polls.every()}
        slug = next(name for at in itertools.count(2) if (name := f"{poll.slug[:75]}-{at}") not in taken)
        terms = replace(poll.terms, opens_at=None, closes_at=None)
        at = self._service.now()
        number = self._service.polls.create(slug, poll.content, terms, who=self._context.who(), at=at)
        return self._context.redirect(number, "edit")
