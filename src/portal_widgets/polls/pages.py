"""The pages of a poll, and the answers to a vote: as pages, or as JSON where a script asked."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, make_response, redirect, request

from ..core.published import published
from ..core.widget import Portal
from . import chain
from .ballot_store import Cast
from .booth import Booth, Refusal, Shown
from .forms import from_form
from .helpers import context
from .rules import Answer, BallotError, Content, State
from .store import Poll
from .words import Words


class Pages:
    """Makes what readers are shown. Whatever depends on who asks is kept by no cache."""

    def __init__(self, portal: Portal, booth: Booth) -> None:
        self._portal = portal
        self._booth = booth

    def every(self) -> Response:
        """Open and closed polls."""
        listed = self._booth.published()
        now_open = [one for one in listed if one.state is State.OPEN]
        over = [one for one in listed if one.state in {State.CLOSED, State.ARCHIVED}]
        words = Words(self._portal.language, self._portal.clock)
        return published(self._portal.page("polls/every.html", open=now_open, over=over, pw_words=words))

    def poll(self, poll: Poll, status: int = 200, **more: Any) -> Response:
        """The poll's own page, with a ticket that counts once."""
        voter = self._booth.voter(poll)
        voted = voter is not None
        shown = self._booth.shown(poll, voted=voted)
        ticket = self._booth.tokens.new_ticket(poll.id)
        receipt = voter[1] if voter else ""
        values = context(self._portal, shown, **{"ticket": ticket, "mine": receipt, "given": {}, **more})
        return _not_kept(make_response(self._portal.page("polls/page.html", **values), status))

    def thanks(self, poll: Poll, cast: Cast) -> Response:
        if not _script():
            return _not_kept(make_response(redirect(self._portal.url("polls.one", slug=poll.slug), 303)))
        shown = self._booth.shown(poll, voted=True)
        html = self._portal.render("polls/thanks.html", **context(self._portal, shown, mine=cast.receipt))
        said = self._portal.gettext("Your ballot is in the box. Thank you.")
        return _not_kept(make_response(jsonify(message=said, receipt=cast.receipt, html=html), 201))

    def faulty(self, poll: Poll, error: BallotError) -> Response:
        """422 with a sentence for each question, and everything that was chosen still there."""
        questions = {question.key: question for question in poll.content.questions}
        words = Words(self._portal.language, self._portal.clock)
        said = {key: words.fault(questions.get(key), fault) for key, fault in error.faults.items()}
        if _script():
            return _not_kept(make_response(jsonify(error=next(iter(said.values())), faults=said), 422))
        return self.poll(poll, 422, faults=said, given=_sent(poll.content))

    def refused(self, poll: Poll, refusal: Refusal) -> Response:
        if refusal.reason == "ticket" and not _script():
            said = self._portal.gettext("Please look at your choice once more and send it.")
            return self.poll(poll, given=_sent(poll.content), notice=said)
        said = Words(self._portal.language, self._portal.clock).refused(refusal.reason, poll.terms)
        status = 422 if refusal.reason == "ticket" else refusal.status
        if _script():
            return _not_kept(make_response(jsonify(error=said), status))
        return self.poll(poll, status, notice=said, given=_sent(poll.content))

    def results(self, poll: Poll) -> Response:
        """For everyone alike and cacheable, unless only who has voted may see them."""
        shown = self._booth.shown(poll)
        voter = self._booth.voter(poll) if shown.result is None else None
        if voter is not None:
            shown = self._booth.shown(poll, voted=True)
        values = context(self._portal, shown, **self._honest(shown))
        page = self._portal.page("polls/results.html", **values)
        return published(page) if voter is None else _not_kept(make_response(page))

    def ballots(self, shown: Shown, receipt: str = "") -> Response:
        """Every ballot by its receipt, and the chain; with the one that was looked for."""
        listed = self._booth.ballots.published(shown.poll)
        values = context(
            self._portal,
            shown,
            listed=listed,
            looked=request.method == "POST",
            found=next(((code, ballot) for code, ballot in listed if code == receipt), None),
        )
        page = self._portal.page("polls/ballots.html", **values)
        return published(page) if request.method == "GET" else _not_kept(make_response(page))

    def data(self, shown: Shown) -> Mapping[str, Any]:
        """The result as JSON."""
        poll = shown.poll
        return {
            "poll": poll.slug,
            "title": self._portal.language.text(poll.content.title),
            "state": shown.state.value,
            "version": poll.version,
            "chain": {"length": poll.chain_length, "head": poll.chain_head},
            "refused": self._booth.polls.refusals(poll.id),
            "result": asdict(shown.result) if shown.result else None,
        }

    def listed(self, poll: Poll) -> Mapping[str, Any]:
        """The ballots and the chain as JSON, for whoever wants to count again."""
        return {
            "poll": poll.slug,
            "ballots": [
                {"receipt": code, "answers": {key: asdict(one) for key, one in ballot.items()}}
                for code, ballot in self._booth.ballots.published(poll)
            ],
            "chain": [asdict(entry) for entry in self._booth.ballots.entries(poll)],
            "genesis": chain.GENESIS,
        }

    def _honest(self, shown: Shown) -> dict[str, Any]:
        """What a reader should know before believing a result."""
        if shown.result is None:
            return {}
        opened = shown.poll.terms.opens_at or 0
        versions = self._booth.polls.versions(shown.poll.id)
        return {
            "refusals": self._booth.polls.refusals(shown.poll.id),
            "edits": [at for version, at, _ in versions if version > 1 and at >= opened],
        }


def _sent(content: Content) -> Mapping[str, Answer]:
    """What was chosen, for the form that is shown again."""
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    try:
        return from_form(content, fields)
    except BallotError:
        return {}


def _script() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _not_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
