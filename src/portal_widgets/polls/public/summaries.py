"""Published polls as plain data for host code."""

from ...core.app.portal import Portal
from ...core.public_data import OptionCount, PollSummary, QuestionResult
from ..rules import PollState, Question
from ..service import PollService, PollView
from ..tally.tally import QuestionTally


class PublishedPolls:
    """The polls of one portal, in the language of the page."""

    def __init__(self, portal: Portal, service: PollService) -> None:
        self._portal = portal
        self._service = service

    def open_polls(self) -> list[PollSummary]:
        """The open polls, newest first. Raises StoreUnavailableError if results cannot be read."""
        views = [one for one in self._service.published() if one.state is PollState.OPEN]
        return [self._summary(self._service.view(one.poll)) for one in views]

    def poll(self, slug: str) -> PollSummary | None:
        """A published poll; None if there is none. Raises StoreUnavailableError if it cannot be read."""
        found = self._service.find(slug)
        return None if found is None else self._summary(self._service.view(found))

    def _summary(self, view: PollView) -> PollSummary:
        poll, closes = view.poll, view.poll.terms.closes_at
        questions = {one.key: one for one in poll.content.questions}
        return PollSummary(
            slug=poll.slug,
            title=self._portal.language.text(poll.content.title),
            state=view.state.value,
            closes=None if closes is None else self._portal.clock.local(closes // 1000),
            results=None
            if view.result is None
            else [self._result(questions[tally.key], tally) for tally in view.result.questions],
        )

    def _result(self, question: Question, tally: QuestionTally) -> QuestionResult:
        text = self._portal.language.text
        titles = {option.key: text(option.text) for option in question.options}
        return QuestionResult(
            text(question.text),
            tally.answered,
            [
                OptionCount(titles.get(one.key) or self._portal.gettext("Other"), one.votes, one.share)
                for one in tally.counts
            ],
        )
