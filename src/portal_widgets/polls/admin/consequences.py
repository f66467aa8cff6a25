"""The consequences of actions that cannot be undone, in sentences for the office."""

from ...core.app.portal import Portal
from ...core.text.clock import Microseconds
from ..rules import PollState, Terms, Visibility
from ..store.polls import Poll
from .ui_text import PollAdminUiText

# The actions that cannot be undone, and the states in which they are possible.
LASTING = {
    "publish": {PollState.DRAFT},
    "close": {PollState.OPEN, PollState.SCHEDULED},
    "delete": {PollState.DRAFT},
}


class Consequences:
    """The sentences in the language of the request."""

    def __init__(self, portal: Portal, ui_text: PollAdminUiText, now: Microseconds) -> None:
        self._portal = portal
        self._ui_text = ui_text
        self._now = now

    def of(self, action: str, poll: Poll) -> list[str]:
        """The consequences of one of the lasting actions for a poll."""
        return {"publish": self._of_publishing, "close": self._of_closing, "delete": self._of_deleting}[
            action
        ](poll)

    def _of_publishing(self, poll: Poll) -> list[str]:
        _, terms = self._portal.gettext, poll.terms
        address = self._portal.origin() + self._portal.url("polls.one", slug=poll.slug)
        return [
            _("Everyone can see the poll at %(address)s.", address=address),
            self._opening(terms),
            self._end(terms),
            self._result(terms.visibility),
            _("A published poll cannot become a draft again, and it cannot be deleted."),
            _(
                "After the first ballot you can change only the wording, the end, and who sees the results. "
                "Every change is shown beside the result."
            ),
        ]

    def _opening(self, terms: Terms) -> str:
        _ = self._portal.gettext
        if terms.opens_at is not None and terms.opens_at > self._now:
            return _("Readers can vote from %(moment)s.", moment=self._ui_text.moment(terms.opens_at))
        if terms.closes_at is not None and terms.closes_at <= self._now:
            return _("The end is in the past, so nobody can vote. Please change the end first.")
        return _("Readers can vote at once.")

    def _end(self, terms: Terms) -> str:
        _ = self._portal.gettext
        if terms.closes_at is None:
            return _("The poll has no end: it stays open until you close it.")
        moment = self._ui_text.moment(terms.closes_at)
        return _("It closes on %(moment)s. After that it cannot be opened again.", moment=moment)

    def _of_closing(self, poll: Poll) -> list[str]:
        _ = self._portal.gettext
        published = poll.terms.visibility is not Visibility.STAFF
        return [
            self._ballots(poll),
            _(
                "The poll cannot be opened again: the key that connects voters with their ballots is "
                "destroyed at once."
            ),
            _("Everyone can see the results and the list of all ballots at once.")
            if published
            else _("The results and the ballots are not published. Only the office sees them."),
            self._planned(poll.terms),
        ]

    def _ballots(self, poll: Poll) -> str:
        if poll.state(self._now) is PollState.SCHEDULED:
            return self._portal.gettext("The poll has not opened yet. Nobody will be able to vote.")
        return self._portal.language.ngettext(
            "%(count)s ballot is counted. After this nobody can vote, change a ballot or withdraw it.",
            "%(count)s ballots are counted. After this nobody can vote, change a ballot or withdraw it.",
            poll.ballots,
        )

    def _planned(self, terms: Terms) -> str:
        _ = self._portal.gettext
        if terms.closes_at is None:
            return _("If you do not close it, it stays open: it has no end.")
        return _(
            "If you do not close it, it closes on %(moment)s.", moment=self._ui_text.moment(terms.closes_at)
        )

    def _result(self, visibility: Visibility) -> str:
        return f"{self._portal.gettext('Results are seen')}: {self._ui_text.visibility(visibility)}."

    def _of_deleting(self, _poll: Poll) -> list[str]:
        return [
            self._portal.gettext("The draft and all of its versions are deleted. Nobody can restore them.")
        ]
