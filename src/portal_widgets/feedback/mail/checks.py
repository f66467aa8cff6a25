"""What `flask portal doctor` looks at: mails that no server has taken."""

from ...core.app.portal import Portal
from ...core.app.widget import CheckResult, HealthCheck
from ...core.mail.settings import mail_settings
from ...errors import StoreUnavailableError
from ..store.messages import MessageStore


def mail_checks(portal: Portal, store: MessageStore) -> list[HealthCheck]:
    if mail_settings(portal.settings) is None:
        return []
    return [HealthCheck(lambda: _given_up(store))]


def _given_up(store: MessageStore) -> CheckResult:
    try:
        given_up = store.failed_count()
    except StoreUnavailableError:
        return CheckResult("mail", well=False, says="cannot be looked at while the database does not answer")
    if given_up:
        mails = "1 mail was" if given_up == 1 else f"{given_up} mails were"
        return CheckResult("mail", well=False, says=f"{mails} given up; the messages themselves are stored")
    return CheckResult("mail", well=True, says="nothing was given up")
