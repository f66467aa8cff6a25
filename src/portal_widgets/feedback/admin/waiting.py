"""The messages that wait for the user, for the start page of the admin area."""

from ...core.app.widget import Severity, WaitingItem
from ...core.text.clock import Milliseconds
from ..rules import Status
from .context import FeedbackAdminContext

WEEK: Milliseconds = 7 * 24 * 60 * 60 * 1000


def waiting_messages(context: FeedbackAdminContext) -> list[WaitingItem]:
    """One query. Each user sees the messages of his or her departments."""
    portal = context.portal
    _, ngettext = portal.gettext, portal.language.ngettext
    since = portal.clock.milliseconds() - WEEK
    found = context.service.waiting.counts(
        context.visible_departments(), context.name(), portal.clock.today(), since
    )
    late = _("Due since %(day)s", day=portal.language.short_day(found.oldest)) if found.oldest else ""

    def inbox(**filters: object) -> str:
        return portal.url("admin.feedback.index", **filters)

    return [
        WaitingItem(
            ngettext("message is overdue", "messages are overdue", found.overdue),
            found.overdue,
            inbox(overdue=1),
            Severity.URGENT,
            detail=late,
        ),
        WaitingItem(
            ngettext(
                "message has a mail that could not be delivered",
                "messages have a mail that could not be delivered",
                found.unsent,
            ),
            found.unsent,
            inbox(status="", unsent=1),
            Severity.URGENT,
        ),
        WaitingItem(ngettext("new message", "new messages", found.new), found.new, inbox(status=Status.NEW)),
        WaitingItem(
            ngettext("message is assigned to you", "messages are assigned to you", found.mine),
            found.mine,
            inbox(mine=1),
        ),
        WaitingItem(
            ngettext(
                "message of the last 7 days is suspected spam",
                "messages of the last 7 days are suspected spam",
                found.suspected,
            ),
            found.suspected,
            inbox(status=Status.SPAM),
            Severity.NOTE,
        ),
    ]
