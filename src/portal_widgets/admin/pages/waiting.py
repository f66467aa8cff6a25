"""The lines about accounts on the start page of the admin area."""

from ...core.app.widget import Severity, WaitingItem
from ..accounts import MINUTE
from ..sign_in import MINUTES
from .context import AccountContext


def waiting_accounts(context: AccountContext) -> list[WaitingItem]:
    """Two queries: locked accounts, and invitations that nobody has used."""
    portal = context.portal
    now, ngettext = portal.clock.milliseconds(), portal.language.ngettext
    locked = context.log.locked(portal.site, now - MINUTES * MINUTE)
    unused = context.invitations.store.unused(portal.site)
    open_ = {name: until for name, until in unused.items() if until is not None and until > now}
    expired = [name for name in unused if name not in open_]
    titles = [
        (
            ngettext(
                "account is locked after too many tries",
                "accounts are locked after too many tries",
                len(locked),
            ),
            locked,
            Severity.DUE,
        ),
        (
            ngettext("invitation has expired unused", "invitations have expired unused", len(expired)),
            expired,
            Severity.DUE,
        ),
        (
            ngettext("invitation is not used yet", "invitations are not used yet", len(open_)),
            [*open_],
            Severity.NOTE,
        ),
    ]
    url = portal.url("admin.accounts.index")
    return [
        WaitingItem(title, len(names), url, severity, detail=", ".join(names))
        for title, names, severity in titles
    ]
