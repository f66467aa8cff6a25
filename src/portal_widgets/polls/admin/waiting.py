"""The polls that open or close within days, for the start page of the admin area."""

from collections.abc import Sequence

from ...core.app.portal import Portal
from ...core.app.widget import Severity, WaitingItem
from ...core.text.clock import Microseconds
from ..rules import PollState
from ..service import PollService
from ..store.polls import Poll
from .ui_text import PollAdminUiText

DAYS = 3
_SPAN: Microseconds = DAYS * 24 * 60 * 60 * 1_000_000


def waiting_polls(portal: Portal, service: PollService) -> list[WaitingItem]:
    """One query. A single poll is linked itself, several are linked by their list."""
    now, ngettext = service.now(), portal.language.ngettext
    polls = [(poll, poll.state(now)) for poll in service.polls.every()]
    closing = [
        (poll, poll.terms.closes_at)
        for poll, state in polls
        if state is PollState.OPEN and _is_near(poll.terms.closes_at, now)
    ]
    opening = [
        (poll, poll.terms.opens_at)
        for poll, state in polls
        if state is PollState.SCHEDULED and _is_near(poll.terms.opens_at, now)
    ]
    closes = ngettext(
        "poll closes within %(days)s days", "polls close within %(days)s days", len(closing), days=DAYS
    )
    opens = ngettext(
        "poll opens within %(days)s days", "polls open within %(days)s days", len(opening), days=DAYS
    )
    return [
        _item(portal, closes, closing, Severity.DUE),
        _item(portal, opens, opening, Severity.NOTE),
    ]


def _is_near(at: Microseconds | None, now: Microseconds) -> bool:
    return at is not None and at - now <= _SPAN


def _item(
    portal: Portal, title: str, found: Sequence[tuple[Poll, Microseconds | None]], severity: Severity
) -> WaitingItem:
    ui_text = PollAdminUiText(portal.language, portal.clock)
    url = portal.url("admin.polls.index")
    if len(found) == 1:
        url = portal.url("admin.polls.one", number=found[0][0].id)
    detail = "; ".join(
        f"{portal.language.text(poll.content.title)}: {ui_text.moment(at or 0)}" for poll, at in found
    )
    return WaitingItem(title, len(found), url, severity, detail=detail)
