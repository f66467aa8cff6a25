"""The check of `flask portal doctor`: events that no endpoint has accepted."""

from ..core.app.portal import Portal
from ..core.app.widget import CheckResult, HealthCheck
from ..errors import StoreUnavailableError
from .store import WebhookStore


def webhook_check(portal: Portal, store: WebhookStore) -> HealthCheck:
    return HealthCheck(
        lambda: _check(portal, store), title=lambda: portal.gettext("Notices to other systems"), alarm=True
    )


def _check(portal: Portal, store: WebhookStore) -> CheckResult:
    try:
        # A check must not create a database.
        found = store.state() if portal.database.version() is not None else None
    except StoreUnavailableError:
        return CheckResult("webhooks", well=False, says="cannot be read while the database does not answer")
    if found is None or not (found.retried or found.failed):
        return CheckResult("webhooks", well=True, says="every event was accepted")
    if not found.failed:
        says = f"events that wait for a retry: {found.retried}; the newest error: {found.error}"
        return CheckResult("webhooks", well=True, note=True, says=says)
    plain = portal.language.ngettext(
        "%(count)s notice could not be delivered to another system.",
        "%(count)s notices could not be delivered to other systems.",
        found.failed,
    )
    says = (
        f"events that were given up: {found.failed}; the newest error: {found.error}; correct the cause, and "
        "run `flask portal webhooks retry`"
    )
    return CheckResult("webhooks", well=False, says=says, plain=plain)
