"""The links of one portal for its pages: the newest edition, and the addresses that are held back."""

from ..core.app.events import link_state_changed, send
from ..core.app.portal import Portal
from ..core.db.refreshing_cache import RefreshingCache
from ..core.db.versioned_document import DocumentKind, VersionedDocument
from ..core.http.rate_limiter import RateLimiter
from .check.link_status import LinkStatus
from .directory_data import DirectoryReader, as_data, derive_key
from .rules import Directory
from .settings import LinkSettings
from .store.clicks import ClickStore
from .store.reports import LinkReportStore
from .store.status import LinkStatusStore


class LinkService:
    """The service for routes and helpers. Pages read memory, which is refreshed every few seconds."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        settings = portal.settings[LinkSettings]
        begun = settings.links
        self.document = VersionedDocument(portal, DocumentKind("links", begun, _read, as_data))
        self.reports = LinkReportStore(portal.database, portal.site)
        self.watch = LinkStatusStore(portal.database, portal.site)
        self.clicks = ClickStore(portal.database, portal.site)
        self.limiter = RateLimiter(portal, "link reports")
        self._begun = derive_key(repr(as_data(begun)))
        self._holds_back = settings.link_quarantine
        self._quarantined: frozenset[str] = frozenset()
        self._quarantine_name = ""
        self._cache = RefreshingCache(portal, self._renew)

    def current(self) -> tuple[Directory, frozenset[str], str]:
        """The directory, the addresses that are held back, and a name for the state of both. While the
        database is unavailable, these are the last known values.
        """
        number, directory = self.document.current()
        self._cache.refresh_if_stale()
        return directory, self._quarantined, f"{number or self._begun} {self._quarantine_name}"

    def newest(self) -> tuple[int, Directory]:
        """Number and content of the newest edition, read from the database."""
        return self.document.store.current()

    def alarms(self) -> int:
        """How many links are held back from readers."""
        directory, held, _ = self.current()
        return sum(link.url in held for _, link in directory.links()) if held else 0

    def save_status(self, now: LinkStatus, before: LinkStatus | None, who: str = "") -> None:
        """Store the state of an address. If it has changed, send the signal."""
        self.watch.save(now, before, who)
        if before is None or now.state is not before.state:
            told = before.state.value if before else None
            send(link_state_changed, self._portal, url=now.url, before=told, now=now.state.value)

    def invalidate(self) -> None:
        """The cache is out of date: the next page reads again."""
        self._cache.invalidate()

    def _renew(self) -> None:
        if self._holds_back:
            self._quarantined = self.watch.quarantined()
            self._quarantine_name = derive_key(*sorted(self._quarantined))


def _read(content: object) -> Directory:
    # The links were checked when they were stored.
    return DirectoryReader(lambda _address: True).directory(content)
