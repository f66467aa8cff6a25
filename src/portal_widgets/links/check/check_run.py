"""One run of the link check: it finds the due addresses and stores the results."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Unpack
from urllib.parse import urlsplit

import click

from ...core.app.portal import Portal
from ...core.text.clock import Milliseconds
from ..service import LinkService
from .link_status import LinkCheck, LinkState, LinkStatus, update_status

if TYPE_CHECKING:
    from .fetch import Network

HOUR: Milliseconds = 60 * 60 * 1000
# If this number of addresses was checked and none of them answered, this machine is offline.
SILENCE = 3
_NETWORK = frozenset({LinkState.DNS, LinkState.UNREACHABLE})


class OfflineError(Exception):
    """Not one address answered."""


class CheckRun:
    """One run of the check over the links of a portal."""

    def __init__(
        self, portal: Portal, service: LinkService, *, gap_seconds: float = 1.0, **network: "Unpack[Network]"
    ) -> None:
        self._portal = portal
        self._service = service
        self._gap_seconds = gap_seconds
        # Tests replace the internet by this; see `Fetcher`.
        self._network = network
        self._known = service.watch.statuses()
        self._unsure: list[tuple[str, LinkCheck]] = []
        self._heard = False

    def walk(self, hours: int) -> list[LinkStatus]:
        """Check addresses that were not checked in the last hours. Returns all that are not in order
        afterwards.
        """
        urls = {link.url for _, link in self._service.newest()[1].links() if _is_on_the_web(link.url)}
        self._service.watch.forget(self._known.keys() - urls)
        now = self._portal.clock.milliseconds()
        # A check in the future was made under a wrong clock.
        due = sorted(url for url in urls if not now - hours * HOUR <= self._checked_at(url) <= now)
        self._look_at(due, self._take)
        if self._unsure and not self._heard and len(self._unsure) >= SILENCE:
            raise OfflineError("No address answered at all. Is this machine online? Nothing was stored.")
        for url, look in self._unsure:
            self._keep(url, look)
        self._service.invalidate()
        left = (one for url, one in self._known.items() if url in urls)
        return _not_in_order(left)

    def check_unlisted(self, urls: Iterable[str]) -> list[LinkStatus]:
        """Check addresses once that are in no directory yet. Nothing is stored."""
        found: list[LinkStatus] = []
        at, today = self._portal.clock.milliseconds(), self._portal.clock.today()
        self._look_at(
            sorted({url for url in urls if _is_on_the_web(url)}),
            lambda url, look: found.append(update_status(LinkStatus(url), look, at, today)),
        )
        return _not_in_order(found)

    def _look_at(self, urls: list[str], take: Callable[[str, LinkCheck], None]) -> None:
        with click.progressbar(length=len(urls), label="Checking links") as bar:

            def note(url: str, look: LinkCheck) -> None:
                take(url, look)
                bar.update(1)

            asyncio.run(self._look(urls, note))

    async def _look(self, urls: list[str], take: Callable[[str, LinkCheck], None]) -> None:
        # Imported here, because servers of pages do not need the packages for checking.
        from .crawler import Crawler
        from .fetch import Fetcher

        async with Fetcher(**self._network) as fetcher:
            crawler = Crawler(fetcher, gap_seconds=self._gap_seconds, now=self._portal.clock.now)
            await crawler.crawl(urls, take)

    def _take(self, url: str, look: LinkCheck) -> None:
        """Store each result immediately, so that an interrupted run can continue. If our own network may be
        the cause of a result, it is stored only after some address has answered.
        """
        if look.seen in _NETWORK and not self._heard:
            self._unsure.append((url, look))
            return
        self._heard = True
        self._keep(url, look)

    def _keep(self, url: str, look: LinkCheck) -> None:
        before = self._known.get(url)
        at, today = self._portal.clock.milliseconds(), self._portal.clock.today()
        now = self._known[url] = update_status(before or LinkStatus(url), look, at, today)
        self._service.save_status(now, before)

    def _checked_at(self, url: str) -> Milliseconds:
        known = self._known.get(url)
        return known.checked_at if known else 0


def _is_on_the_web(url: str) -> bool:
    """Schemes may be written in capitals: HTTPS://example.vn."""
    return urlsplit(url).scheme in {"http", "https"}


def _not_in_order(looked_at: Iterable[LinkStatus]) -> list[LinkStatus]:
    faults = (one for one in looked_at if one.state is not LinkState.OK)
    return sorted(faults, key=lambda one: (one.state, one.url))
