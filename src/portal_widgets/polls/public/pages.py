"""The pages of a poll, and the answers to a vote: as pages, or as JSON for a script."""

from flask import Response, jsonify, make_response, redirect, request

from ...core.app.portal import Portal
from ...core.http.cache_headers import cacheable_response, no_store
from ...core.http.content_negotiation import wants_json
from ...core.http.request_body import is_submission
from ..rules import BallotError, PollState, Visibility
from ..service import PollService, PollView
from ..store.ballots import CastBallot
from ..store.polls import Poll
from ..ui_text.poll import PollUiText
from ..voting import VoteRejected, Voting
from .helpers import context

# The field of the invitation code, among the questions' keys.
CODE = ":code"


class PollPages:
    """Makes the pages for readers. Caches keep no page that depends on the reader."""

    def __init__(self, portal: Portal, service: PollService, voting: Voting) -> None:
        self._portal = portal
        self._service = service
        self._voting = voting

    def every(self) -> Response:
        """Open and closed polls."""
        listed = self._service.published()
        now_open = [one for one in listed if one.state is PollState.OPEN]
        over = [one for one in listed if one.state in {PollState.CLOSED, PollState.ARCHIVED}]
        ui_text = PollUiText(self._portal.language, self._portal.clock)
        return cacheable_response(
            self._portal.render_page("polls/every.html", open=now_open, over=over, pw_words=ui_text)
        )

    def poll(self, poll: Poll, status: int = 200, **more: object) -> Response:
        """The poll's own page, with a ticket that counts once."""
        receipt = self._voting.receipt(poll)
        view = self._service.view(poll, voted=bool(receipt))
        ticket = self._voting.tokens.new_ticket(poll.id)
        values = context(self._portal, view, **{"ticket": ticket, "mine": receipt, **more})
        return no_store(make_response(self._portal.render_page("polls/page.html", **values), status))

    def thanks(self, poll: Poll, cast: CastBallot) -> Response:
        if not wants_json():
            return no_store(make_response(redirect(self._portal.url("polls.one", slug=poll.slug), 303)))
        view = self._service.view(poll, voted=True)
        html = self._portal.render("polls/thanks.html", **context(self._portal, view, mine=cast.receipt))
        said = self._portal.gettext("Your ballot is in the box. Thank you.")
        return no_store(make_response(jsonify(message=said, receipt=cast.receipt, html=html), 201))

    def invalid(self, poll: Poll, error: BallotError) -> Response:
        """The answer 422, with a message for each question. Every choice is still in the form."""
        questions = {question.key: question for question in poll.content.questions}
        ui_text = PollUiText(self._portal.language, self._portal.clock)
        said = {key: ui_text.fault(questions.get(key), fault) for key, fault in error.faults.items()}
        if wants_json():
            told = " ".join(ui_text.at_question(questions.get(key), one) for key, one in said.items())
            return no_store(make_response(jsonify(error=told, faults=said), 422))
        return self.poll(poll, 422, faults=said, given=self._voting.sent_fields)

    def rejected(self, poll: Poll, rejection: VoteRejected) -> Response:
        if rejection.reason == "ticket" and not wants_json():
            said = self._portal.gettext("Please check your choice again and send it.")
            return self.poll(poll, given=self._voting.sent_fields, notice=said)
        said = PollUiText(self._portal.language, self._portal.clock).refused(
            rejection.reason, poll.terms, rejection.wait
        )
        status = 422 if rejection.reason == "ticket" else rejection.status
        faults = {CODE: said} if rejection.reason == "code" else {}
        if wants_json():
            told = {"error": said, "faults": faults}
            if rejection.wait and (challenge := self._voting.proof.challenge()):
                told["challenge"] = challenge
            answer = make_response(jsonify(told), status)
        else:
            answer = self.poll(poll, status, notice=said, faults=faults, given=self._voting.sent_fields)
        if rejection.wait:
            answer.headers["Retry-After"] = str(rejection.wait)
        return no_store(answer)

    def results(self, poll: Poll) -> Response:
        """The results. They are the same for everyone and cacheable, unless only voters may see them."""
        view = self._service.view(poll)
        for_voters = view.result is None and poll.terms.visibility is Visibility.VOTED
        if for_voters:
            view = self._service.view(poll, voted=bool(self._voting.receipt(poll)))
        values = context(self._portal, view, heading_level=2)
        page = self._portal.render_page("polls/results.html", **values)
        return no_store(make_response(page)) if for_voters else cacheable_response(page)

    def ballots(self, view: PollView, receipt: str = "") -> Response:
        """Every ballot by its receipt, and the chain. The requested ballot is highlighted."""
        listed = self._service.results.ballots(view.poll)
        values = context(
            self._portal,
            view,
            listed=listed,
            looked=is_submission(request),
            found=next(((code, ballot) for code, ballot in listed if code == receipt), None),
        )
        page = self._portal.render_page("polls/ballots.html", **values)
        return no_store(make_response(page)) if is_submission(request) else cacheable_response(page)
