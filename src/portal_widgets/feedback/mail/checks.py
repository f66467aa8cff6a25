"""What `flask portal doctor` looks at: mails that no server has taken, and mails without links."""

from ...core.app.portal import Portal
from ...core.app.widget import CheckResult, HealthCheck
from ...core.mail.settings import mail_settings
from ...errors import StoreUnavailableError
from ..store.outbox import OutboxStore


def mail_checks(portal: Portal, store: OutboxStore) -> list[HealthCheck]:
    if mail_settings(portal.settings) is None:
        return []
    return [HealthCheck(lambda: _check_outbox(portal, store)), HealthCheck(lambda: _check_links(portal))]


def _check_links(portal: Portal) -> CheckResult:
    if portal.public_address.is_known():
        return CheckResult(
            "links in mails", well=True, says="lead to the address that the configuration names"
        )
    return CheckResult(
        "links in mails",
        well=False,
        says="are left out, because nobody has said the portal's address: set PORTAL_WIDGETS_BASE_URL, "
        'such as "https://www.example.vn" (or SERVER_NAME or TRUSTED_HOSTS)',
    )


def _check_outbox(portal: Portal, store: OutboxStore) -> CheckResult:
    try:
        # To look is no reason to make a database.
        given_up = store.failed_count() if portal.database.version() is not None else 0
    except StoreUnavailableError:
        return CheckResult("mail", well=False, says="cannot be looked at while the database does not answer")
    if given_up:
        mails = "1 mail was" if given_up == 1 else f"{given_up} mails were"
        return CheckResult("mail", well=False, says=f"{mails} given up; the messages themselves are stored")
    return CheckResult("mail", well=True, says="nothing was given up")
