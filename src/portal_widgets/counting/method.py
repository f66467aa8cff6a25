"""How views are counted, in numbers: for the pages and reports that explain it."""

from ..core.app.portal import Portal
from ..errors import StoreUnavailableError
from .collect.recording import CAP_PER_MINUTE
from .journal.file import FULL_MILLISECONDS
from .sessions import MINUTE, ONLINE_WINDOW, REPEAT_WINDOW, VISIT_WINDOW
from .store.offsets import OLDEST_MILLISECONDS
from .store.redis.store import RedisStore
from .store.sql.ledger import LedgerStore, OpeningBalance
from .store.sql.store import SqlStore
from .upkeep import FORGET_AFTER

VISIT_MINUTES = VISIT_WINDOW // MINUTE
REPEAT_MINUTES = REPEAT_WINDOW // MINUTE
ONLINE_MINUTES = ONLINE_WINDOW // MINUTE
REPORTS_PER_MINUTE = CAP_PER_MINUTE
SALT_HOURS = round(FORGET_AFTER.total_seconds() / 3600)
# After a longer outage, in days, views are lost.
OUTAGE_DAYS = OLDEST_MILLISECONDS // (24 * 60 * MINUTE)


def journal_minutes(portal: Portal) -> int:
    """How long a journal is kept, at most, while all stores are available."""
    store = RedisStore if portal.redis else SqlStore
    return (FULL_MILLISECONDS + store.holds_milliseconds) // MINUTE


def opening_visits(portal: Portal) -> list[OpeningBalance] | None:
    """The opening balance of the site; None if it cannot be read now."""
    try:
        return LedgerStore(portal.database, portal.clock.milliseconds).entries(portal.site, articles=False)
    except StoreUnavailableError:
        return None
