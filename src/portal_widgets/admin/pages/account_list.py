"""The list of accounts, as an admin sees it."""

from dataclasses import dataclass

from ...core.text.clock import Milliseconds
from ..accounts import MINUTE, Account, Event
from ..sign_in import MINUTES
from .context import AccountContext


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account, as the list shows it."""

    name: str
    role: str
    email: str
    state: str
    # None if it is not in the log, which is kept for a limited time.
    signed_in_at: Milliseconds | None
    sessions: int
    locked: bool
    second_factor: bool
    invited_until: Milliseconds | None


def account_rows(context: AccountContext) -> list[AccountRow]:
    """All accounts. The one of the configuration is the first."""
    portal = context.portal
    now, site = portal.clock.milliseconds(), portal.site
    configured = context.authenticator.configured
    stored = [
        one for one in context.colleagues.accounts(site) if not configured or one.name != configured.name
    ]
    accounts = [configured, *stored] if configured else stored
    last = {what: context.log.last(site, what) for what in (Event.SIGN_IN, Event.LOCKED, Event.UNLOCKED)}
    sessions = context.colleagues.sessions(site, context.authenticator.lifetime, now)
    invited, factors = context.invitations.store.open(site, now), context.factor.store.confirmed(site)
    return [
        AccountRow(
            one.name,
            one.role,
            one.email,
            "configured" if one is configured else state_of(one, invited=one.name in invited),
            last[Event.SIGN_IN].get(one.name),
            sessions.get(one.name, 0),
            is_locked(last[Event.LOCKED].get(one.name), last[Event.UNLOCKED].get(one.name), now),
            one.name in factors,
            invited.get(one.name),
        )
        for one in accounts
    ]


def state_of(account: Account, *, invited: bool) -> str:
    if account.closed_at is not None:
        return "closed"
    if account.hash:
        return "open"
    return "invited" if invited else "no-password"


def is_locked(locked_at: Milliseconds | None, lifted_at: Milliseconds | None, now: Milliseconds) -> bool:
    """Return whether a lock-out may still last: it ends by itself after a quarter of an hour."""
    if locked_at is None or (lifted_at is not None and lifted_at >= locked_at):
        return False
    return abs(now - locked_at) < MINUTES * MINUTE
