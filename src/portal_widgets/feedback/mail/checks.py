"""Checks of `flask portal doctor`: whether anybody gets mails about messages, mails that no server has
accepted, and mails without links.
"""

from typing import TYPE_CHECKING

from ...config import PREFIX, Settings
from ...core.app.page import OfficeAccess
from ...core.app.portal import Portal
from ...core.app.widget import CheckResult, HealthCheck
from ...core.mail.settings import mail_settings
from ...errors import StoreUnavailableError
from ..departments import DepartmentList
from ..settings import FeedbackSettings

if TYPE_CHECKING:
    from ..store.outbox import OutboxStore


def mail_checks(portal: Portal, store: "OutboxStore", departments: DepartmentList) -> list[HealthCheck]:
    _ = portal.gettext
    told = HealthCheck(
        lambda: _check_who_is_told(portal, departments), title=lambda: _("Notice of new messages")
    )
    if mail_settings(portal.settings) is None:
        return [told]
    return [
        told,
        HealthCheck(lambda: _check_outbox(portal, store), alarm=True, title=lambda: _("Mails")),
        HealthCheck(lambda: _check_links(portal), alarm=True, title=lambda: _("Links in mails")),
    ]


def why_nobody_is_mailed(settings: Settings, departments: DepartmentList) -> str:
    """The missing settings for mailing readers' messages to the office; "" if none are missing."""
    if mail_settings(settings) is None:
        return f"{PREFIX}MAIL_SERVER is not set"
    if settings[FeedbackSettings].feedback_to is not None:
        return ""
    some = any(one.mailbox for one in departments.open().values())
    return f"{PREFIX}FEEDBACK_TO is not set{', for messages to no department' if some else ''}"


def _check_who_is_told(portal: Portal, departments: DepartmentList) -> CheckResult:
    """A note, not a fault: an office may read its messages only in the admin area."""
    if not (missing := why_nobody_is_mailed(portal.settings, departments)):
        return CheckResult("messages", well=True, says="are stored and mailed to the office")
    stored = f"are stored, and nobody is mailed: {missing}"
    plain = portal.gettext("Messages are stored, and nobody gets a mail about them.")
    access = portal.offered(OfficeAccess)
    try:
        if access is not None and access.is_open():
            return CheckResult(
                "messages", well=True, note=True, says=f"{stored}; the admin area shows them", plain=plain
            )
    except StoreUnavailableError:
        return CheckResult("messages", well=True, note=True, says=stored, plain=plain)
    says = (
        f"{stored}; and nobody can read them: create an account with `flask portal admin-password`, "
        f"or leave out feedback ({PREFIX}WIDGETS)"
    )
    return CheckResult("messages", well=True, note=True, says=says, plain=plain)


def _check_links(portal: Portal) -> CheckResult:
    if portal.public_address.is_known():
        return CheckResult(
            "links in mails", well=True, says="lead to the address that the configuration names"
        )
    return CheckResult(
        "links in mails",
        well=False,
        says="are left out, because the portal's address is not configured: set PORTAL_WIDGETS_BASE_URL, "
        'such as "https://www.example.vn" (or SERVER_NAME or TRUSTED_HOSTS)',
        plain=portal.gettext("Mails contain no links, because the address of the website is not set."),
    )


def _check_outbox(portal: Portal, store: "OutboxStore") -> CheckResult:
    try:
        # A check must not create a database.
        given_up = store.failed_count() if portal.database.version() is not None else 0
    except StoreUnavailableError:
        return CheckResult("mail", well=False, says="cannot be read while the database does not answer")
    if given_up:
        mails = "1 mail was" if given_up == 1 else f"{given_up} mails were"
        says = f"{mails} given up; the messages themselves are stored"
        plain = portal.language.ngettext(
            "%(count)s mail could not be delivered. The messages themselves are stored.",
            "%(count)s mails could not be delivered. The messages themselves are stored.",
            given_up,
        )
        return CheckResult("mail", well=False, says=says, plain=plain)
    return CheckResult("mail", well=True, says="nothing was given up")
