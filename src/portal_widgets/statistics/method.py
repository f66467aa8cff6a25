"""The description of the counting, for the page that explains it."""

from typing import TypedDict

from ..core.app.portal import Portal
from ..counting import method as how
from ..counting.classify.dimensions import COUNTRY, LISTED
from ..counting.settings import CountingSettings
from ..counting.store.sql.ledger import OpeningBalance
from .helpers import zone_name


class Method(TypedDict):
    """The portal's way of counting, for the page that explains it."""

    zone: str
    by_server: bool
    visit_minutes: int
    repeat_minutes: int
    online_minutes: int
    knows_staff: bool
    most_reports: int
    salt_hours: int
    in_file: bool
    journal_minutes: int
    outage_days: int
    dimensions: str
    countries: bool
    retention_months: int
    carried: list[OpeningBalance] | None


def zone_in_words(portal: Portal) -> str:
    """The name of the time zone for readers: "Giờ Việt Nam (Asia/Ho_Chi_Minh)"."""
    name = zone_name(portal)
    if "/" not in name or name.startswith("Etc/"):
        return name  # a zone without a country
    from babel.dates import get_timezone_name

    return f"{get_timezone_name(portal.clock.zone, locale=portal.language.code)} ({name})"


def method(portal: Portal, settings: CountingSettings) -> Method:
    """The portal's way of counting, read from its settings and from the constants of the counting code."""
    return {
        "zone": zone_in_words(portal),
        "by_server": settings.by_server,
        "visit_minutes": how.VISIT_MINUTES,
        "repeat_minutes": how.REPEAT_MINUTES,
        "online_minutes": how.ONLINE_MINUTES,
        "knows_staff": settings.is_staff is not None,
        "most_reports": how.REPORTS_PER_MINUTE,
        "salt_hours": how.SALT_HOURS,
        "in_file": settings.journal == "file",
        "journal_minutes": how.journal_minutes(portal),
        "outage_days": how.OUTAGE_DAYS,
        "dimensions": _dimensions(portal),
        "countries": settings.country_database is not None,
        "retention_months": settings.retention_months,
        "carried": how.opening_visits(portal),
    }


def _dimensions(portal: Portal) -> str:
    """The dimensions for the middle of a sentence, without countries: the page has a sentence about them."""
    titles = [portal.gettext(one.title) for one in LISTED if one is not COUNTRY]
    return ", ".join(title[:1].lower() + title[1:] for title in titles)
