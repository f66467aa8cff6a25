"""The texts of polls: refusals, who sees results and when, and the limits of a result."""

import math
from datetime import datetime

from ...core.text.clock import Clock, Seconds
from ...core.text.languages import Language
from ..history import ChangeKind, PollChange
from ..rules import PollState, Terms, Visibility, Voters
from .ballot import BallotUiText


class PollUiText(BallotUiText):
    """The texts in one language."""

    def __init__(self, language: Language, clock: Clock) -> None:
        super().__init__(language)
        self._clock = clock

    def moment(self, microseconds: int) -> str:
        return self._language.moment(self._local(microseconds))

    def iso(self, microseconds: int) -> str:
        return self._local(microseconds).isoformat(timespec="seconds")

    def refused(self, reason: str, terms: Terms, wait: Seconds = 0) -> str:
        """The reason why a vote was refused. `wait` is in seconds."""
        _ = self._language.gettext
        if wait:
            return self._language.ngettext(
                "Very many ballots come from your network. Please send yours again in a minute; "
                "it is still here.",
                "Very many ballots come from your network. Please send yours again in %(count)s minutes; "
                "it is still here.",
                math.ceil(wait / 60),
            )
        if reason == PollState.SCHEDULED and terms.opens_at is not None:
            return _("This poll opens on %(moment)s.", moment=self.moment(terms.opens_at))
        if reason == PollState.CLOSED and terms.closes_at is not None:
            return _("This poll closed on %(moment)s.", moment=self.moment(terms.closes_at))
        return {
            "repeat": _("Your ballot is in the box already, and it counts. Thank you."),
            "code": _("This code does not belong to this poll. Please type it as it is printed."),
            "person": _("Please sign in first: each person has one ballot in this poll."),
        }.get(reason, _("This poll does not accept ballots now."))

    def hidden(self, visibility: Visibility, terms: Terms) -> str:
        """The readers who see the results before the close, and the time for all others. It is true for every
        reader of a poll that is not over, with and without an end.
        """
        if visibility is Visibility.STAFF:
            return self._language.gettext("The results of this poll are not published.")
        if terms.closes_at is None:
            return self._hidden_until_close(visibility)
        return self._hidden_until(visibility, self.moment(terms.closes_at))

    def _hidden_until_close(self, visibility: Visibility) -> str:
        _ = self._language.gettext
        if visibility is Visibility.VOTED:
            return _("You see the results after you have voted. Everyone sees them when the poll is closed.")
        if visibility is Visibility.SECRET:
            return _("The results are hidden until the poll is closed, from the office as well.")
        return _("The results are published when the poll is closed. Until then only the office sees them.")

    def _hidden_until(self, visibility: Visibility, closing: str) -> str:
        _ = self._language.gettext
        if visibility is Visibility.VOTED:
            return _(
                "You see the results after you have voted. Everyone sees them from %(moment)s.",
                moment=closing,
            )
        if visibility is Visibility.SECRET:
            return _("The results are hidden until %(moment)s, from the office as well.", moment=closing)
        return _(
            "The results are published on %(moment)s. Until then only the office sees them.", moment=closing
        )

    def ballots_later(self, visibility: Visibility) -> str:
        """The reason why the list of ballots is not available while the poll is open."""
        _ = self._language.gettext
        if visibility is Visibility.STAFF:
            return _(
                "The office can download every ballot after the poll has closed. If the list were available "
                "earlier, an observer could find out who voted how."
            )
        return _(
            "Every ballot is published after the poll has closed. If the list were published earlier, an "
            "observer could find out who voted how."
        )

    def told_apart(self, voters: Voters) -> str:
        _ = self._language.gettext
        return {
            Voters.BROWSER: _(
                "Voters were distinguished by browser. A person with several browsers can vote with each."
            ),
            Voters.PERSON: _("Voters were distinguished by their accounts on this site."),
            Voters.CODE: _("Voters were distinguished by invitation codes, each for one ballot."),
        }[voters]

    def change(self, change: PollChange) -> str:
        """The changes after the opening, with their times."""
        _ = self._language.gettext
        moment = self.moment(change.at)
        if change.what is ChangeKind.END:
            ends = {"before": self._end(change.before), "after": self._end(change.after)}
            return _(
                "On %(moment)s the end was moved: before %(before)s, since then %(after)s.",
                moment=moment,
                **ends,
            )
        if change.what is ChangeKind.VISIBILITY:
            seen = [self.visibility(Visibility(str(one))) for one in (change.before, change.after)]
            return _(
                "On %(moment)s the visibility of results changed: before %(before)s, since then %(after)s.",
                moment=moment,
                before=seen[0],
                after=seen[1],
            )
        if not (change.before or change.after):
            return _("The wording was changed on %(moment)s, after the opening.", moment=moment)
        return _(
            "The wording was changed on %(moment)s, after the opening: “%(before)s” became “%(after)s”.",
            moment=moment,
            before=change.before,
            after=change.after,
        )

    def _end(self, instant: str | int | None) -> str:
        return self.moment(instant) if isinstance(instant, int) else self._language.gettext("without an end")

    def state(self, state: PollState) -> str:
        _ = self._language.gettext
        return {
            PollState.DRAFT: _("Draft"),
            PollState.SCHEDULED: _("Scheduled"),
            PollState.OPEN: _("Open"),
            PollState.CLOSED: _("Closed"),
            PollState.ARCHIVED: _("Archived"),
        }[state]

    def visibility(self, visibility: Visibility) -> str:
        _ = self._language.gettext
        return {
            Visibility.ALWAYS: _("by everyone, always"),
            Visibility.VOTED: _("by people who have voted; by everyone after the close"),
            Visibility.CLOSED: _("by everyone after the close; by the office before"),
            Visibility.STAFF: _("only by the office"),
            Visibility.SECRET: _("by nobody before the close, not even the office"),
        }[visibility]

    def _local(self, microseconds: int) -> datetime:
        return self._clock.local(microseconds // 1000)
