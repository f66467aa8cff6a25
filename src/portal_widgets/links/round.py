"""One round of the link watch: which addresses are due, and what is kept of each."""

import asyncio
from collections.abc import Callable
from typing import Any

import click

from ..core.widget import Portal
from .shelf import Shelf
from .watching import Look, Seen, Watched, after

HOUR = 60 * 60 * 1000
# So many addresses and not one answer: it is this machine that has no network.
SILENCE = 3
_NETWORK = frozenset({Seen.DNS, Seen.UNREACHABLE})


class OfflineError(Exception):
    """Not one address answered."""


class Round:
    """One round of the watch over the links of a portal."""

    def __init__(self, portal: Portal, shelf: Shelf, *, gap: float = 1.0, **network: Any) -> None:
        self._portal = portal
        self._shelf = shelf
        self._gap = gap
        # What a test puts in the place of the internet; see `Fetcher`.
        self._network = network
        self.new: list[Watched] = []
        self._known = shelf.watch.known()
        self._unsure: list[tuple[str, Look]] = []
        self._heard = False

    def walk(self, hours: int) -> list[Watched]:
        """Look at what was not looked at in so many hours; everything that is not in order afterwards."""
        urls = {link.url for _, link in self._shelf.newest()[1].links() if link.url.startswith("http")}
        self._shelf.watch.forget(self._known.keys() - urls)
        since = self._portal.clock.milliseconds() - hours * HOUR
        due = sorted(url for url in urls if self._checked(url) < since)
        with click.progressbar(length=len(due), label="Looking at links") as bar:
            asyncio.run(self._look(due, lambda: bar.update(1)))
        if self._unsure and not self._heard and len(self._unsure) >= SILENCE:
            raise OfflineError("Nothing answered at all: is this machine online? Nothing was kept.")
        for url, look in self._unsure:
            self._keep(url, look)
        self._shelf.forget()
        left = (one for url, one in self._known.items() if url in urls)
        return sorted((one for one in left if one.state is not Seen.OK), key=lambda one: (one.state, one.url))

    async def _look(self, due: list[str], done: Callable[[], None]) -> None:
        # Here: what looks at links need not be installed where pages are served.
        from .fetch import Fetcher
        from .patrol import Patrol

        async with Fetcher(**self._network) as fetcher:
            patrol = Patrol(fetcher, gap=self._gap, now=self._portal.clock.now)

            def take(url: str, look: Look) -> None:
                self._take(url, look)
                done()

            await patrol.walk(due, take)

    def _take(self, url: str, look: Look) -> None:
        """Kept at once, so that a round that is stopped goes on; what may be our own network's fault waits
        until something has answered.
        """
        if look.seen in _NETWORK and not self._heard:
            self._unsure.append((url, look))
            return
        self._heard = True
        self._keep(url, look)

    def _keep(self, url: str, look: Look) -> None:
        before = self._known.get(url)
        at, today = self._portal.clock.milliseconds(), self._portal.clock.now().date()
        now = self._known[url] = after(before or Watched(url), look, at, today)
        self._shelf.watch.save(now, before)
        if now.is_alarming and not (before and before.is_alarming):
            self.new.append(now)

    def _checked(self, url: str) -> int:
        known = self._known.get(url)
        return known.checked_at if known else 0
