"""/polls: open and closed polls, and for each poll its page, ballots, results, and data for verification."""

from flask import Response, abort, jsonify, make_response, redirect

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.forms import Field, Form, first
from ...core.http.cache_headers import SVG, cacheable_response
from ...core.http.request_body import sent_form
from ...core.text.codes import read_code
from ..rules import BallotError, may_see_ballots
from ..service import PollService, PollView
from ..store.polls import Poll
from ..ui_text.poll import PollUiText
from ..voting import VoteRejected, Voting
from .helpers import context
from .pages import PollPages
from .poll_data import ballot_data, result_data

RECEIPT = {"receipt": Field(first(40))}


def views(portal: Portal, service: PollService) -> Views:
    polls = Views()
    voting = Voting(portal, service)
    pages = PollPages(portal, service, voting)
    _voting_routes(polls, portal, service, voting, pages)
    _reading_routes(polls, portal, service, pages)
    return polls


def _voting_routes(
    polls: Views, portal: Portal, service: PollService, voting: Voting, pages: PollPages
) -> None:
    """An answer that depends on the reader: no cache keeps it."""

    @polls.view
    def one(slug: str) -> Response:
        return pages.poll(_find_poll(portal, service, slug))

    @polls.view
    def cast(slug: str) -> Response:
        portal.require_same_origin()
        poll = _find_poll(portal, service, slug)
        try:
            done, voter = voting.vote(poll)
        except BallotError as error:
            return pages.invalid(poll, error)
        except VoteRejected as rejection:
            return pages.rejected(poll, rejection)
        response = pages.thanks(poll, done)
        voting.cookies.set(response, poll, voter, done.receipt)
        return response

    @polls.view
    def withdraw(slug: str) -> Response:
        portal.require_same_origin()
        poll = _find_poll(portal, service, slug)
        try:
            gone = voting.withdraw(poll)
        except VoteRejected as rejection:
            return pages.rejected(poll, rejection)
        response = make_response(redirect(portal.url("polls.one", slug=slug), 303))
        if gone:
            voting.cookies.delete(response, poll)
        return response


def _reading_routes(polls: Views, portal: Portal, service: PollService, pages: PollPages) -> None:
    """An answer that is the same for everyone who may see the results."""

    @polls.view
    def every() -> Response:
        return pages.every()

    @polls.view
    def results(slug: str) -> Response:
        return pages.results(_find_poll(portal, service, slug))

    @polls.view
    def data(slug: str) -> Response:
        view = _require_visible_results(portal, service, _find_poll(portal, service, slug))
        return _published_json(result_data(portal, view))

    @polls.view
    def picture(slug: str) -> Response:
        view = _require_visible_results(portal, service, _find_poll(portal, service, slug))
        return cacheable_response(portal.render("polls/results.svg", **context(portal, view)), SVG)

    @polls.view
    def ballots(slug: str) -> Response:
        return pages.ballots(_require_visible_ballots(portal, service, _find_poll(portal, service, slug)))

    @polls.view
    def find(slug: str) -> Response:
        portal.require_same_origin()
        view = _require_visible_ballots(portal, service, _find_poll(portal, service, slug))
        return pages.ballots(view, read_code(sent_form(Form, RECEIPT)["receipt"]) or "")

    @polls.view
    def list_(slug: str) -> Response:
        poll = _require_visible_ballots(portal, service, _find_poll(portal, service, slug)).poll
        return _published_json(ballot_data(service, poll))


def _find_poll(portal: Portal, service: PollService, slug: str) -> Poll:
    return service.find(slug) or abort(404, portal.gettext("There is no such poll."))


def _require_visible_results(portal: Portal, service: PollService, poll: Poll) -> PollView:
    """A poll whose result everyone may see. Otherwise 403 with the time from which they may, because caches
    serve everyone.
    """
    view = service.view(poll)
    if view.result is None:
        ui_text = PollUiText(portal.language, portal.clock)
        abort(403, ui_text.hidden(poll.terms.visibility, poll.terms))
    return view


def _require_visible_ballots(portal: Portal, service: PollService, poll: Poll) -> PollView:
    """A poll whose ballots everyone may see. Otherwise 403 with the time from which they may."""
    view = _require_visible_results(portal, service, poll)
    if not may_see_ballots(poll.terms.visibility, view.state):
        abort(403, PollUiText(portal.language, portal.clock).ballots_later(poll.terms.visibility))
    return view


def _published_json(value: object) -> Response:
    return cacheable_response(jsonify(value).get_data(as_text=True), "application/json")
