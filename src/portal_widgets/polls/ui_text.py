"""The texts of polls: refusals, faults, and the limits of a result."""

import math
from datetime import datetime

from ..core.text.clock import Clock, Seconds
from ..core.text.languages import Language
from .history import ChangeKind, PollChange
from .rules import Fault, PollState, Question, QuestionKind, Terms, Visibility, Voters


class PollUiText:
    """The texts in one language."""

    def __init__(self, language: Language, clock: Clock) -> None:
        self._language = language
        self._clock = clock

    def moment(self, microseconds: int) -> str:
        return self._language.moment(self._local(microseconds))

    def iso(self, microseconds: int) -> str:
        return self._local(microseconds).isoformat(timespec="seconds")

    def fault(self, question: Question | None, fault: Fault) -> str:
        _ = self._language.gettext
        if question is None:
            return _("The ballot names a question or choice that is not part of this poll.")
        sentences = {
            Fault.MISSING: _("Please choose an answer."),
            Fault.TOO_FEW: _("Please choose at least %(least)s answers.", least=question.least),
            Fault.TOO_MANY: _("Please choose at most %(most)s answers.", most=question.most),
            Fault.UNKNOWN: _("Please choose from the answers that are offered."),
            Fault.REPEATED: _("Please give each rank and each answer only once."),
            Fault.OTHER_EMPTY: _("Please write your own answer, or choose another one."),
            Fault.OTHER_LONG: _("Your own answer is too long. At most 200 characters are allowed."),
        }
        return sentences[fault]

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
        """The reason why results are not shown, and when they will be shown."""
        _ = self._language.gettext
        if visibility is Visibility.STAFF:
            return _("The results of this poll are not published.")
        if terms.closes_at is None:
            return _("The results are hidden until the poll is closed.")
        closing = self.moment(terms.closes_at)
        if visibility is Visibility.VOTED:
            return _("Voters can see the results now, everyone else from %(moment)s.", moment=closing)
        if visibility is Visibility.SECRET:
            return _("The results are hidden until %(moment)s, from the office as well.", moment=closing)
        return _("The results are hidden until %(moment)s.", moment=closing)

    def ballots_later(self) -> str:
        _ = self._language.gettext
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

    def how_many(self, question: Question) -> str:
        """The form's hint about the number of choices."""
        _ = self._language.gettext
        if question.kind is QuestionKind.RANKED:
            return _("Give 1 to your first choice, then 2, and so on. You may leave some without a number.")
        if question.kind is not QuestionKind.MULTIPLE:
            return ""
        if question.least == question.most:
            return _("Choose %(count)s.", count=question.most)
        if question.least > 1:
            return _("Choose %(least)s to %(most)s.", least=question.least, most=question.most)
        return _("Choose at most %(most)s.", most=question.most)

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

    def share(self, value: float) -> str:
        return self._language.percent(value)

    def _local(self, microseconds: int) -> datetime:
        return self._clock.local(microseconds // 1000)
