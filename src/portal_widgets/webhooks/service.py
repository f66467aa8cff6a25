"""Stores the events of the signals for the configured endpoints, and sends them."""

import secrets
from collections.abc import Callable
from contextlib import suppress

from ..core.app.portal import Portal
from ..core.tasks.waiting_work import WaitingWork
from ..core.text.clock import Milliseconds
from ..errors import StoreUnavailableError
from .events import EVENTS, TEST, body_of
from .post import DeliveryError, Poster
from .rules import signed_headers
from .settings import Endpoint, WebhookSettings
from .store import DueEvent, WebhookStore

Receiver = Callable[..., None]
# Events that were given up are removed after this time.
KEPT_MILLISECONDS: Milliseconds = 30 * 24 * 60 * 60 * 1000


class Webhooks:
    """The webhooks of one portal. An event may arrive twice under the same id, because the answer of an
    endpoint may be lost.
    """

    def __init__(self, portal: Portal, poster: Poster | None = None) -> None:
        self._portal = portal
        self.endpoints = {one.url: one for one in portal.settings[WebhookSettings].webhooks}
        self.store = WebhookStore(portal.database, portal.site)
        self.poster = poster or Poster()
        self.tasks = WaitingWork(portal.tasks, self.waiting, self.run)
        # Signals know their receivers only weakly, so this object keeps them.
        wanted = {event for one in self.endpoints.values() for event in one.events}
        self._receivers = {event: self._receiver(event) for event in sorted(wanted)}
        for event, receiver in self._receivers.items():
            EVENTS[event].connect(receiver, sender=portal)

    def _receiver(self, event: str) -> Receiver:
        def store(_sender: object, **values: object) -> None:
            self.add(event, values)

        return store

    def add(self, event: str, values: dict[str, object]) -> None:
        """Store an event for the endpoints that want it, and send it soon."""
        urls = [one.url for one in self.endpoints.values() if event in one.events]
        self.store.add(_new_id(), self._body(event, values), urls, self._now())
        self.tasks.wake()

    def waiting(self) -> int:
        return self.store.due_count(self._now())

    def run(self) -> None:
        """Send what is due in the background thread. If the database is unavailable, events wait."""
        with suppress(StoreUnavailableError):
            if self.waiting():
                self.send()

    def send(self) -> tuple[int, int]:
        """Send what is due. Returns how many events were accepted, and how many were not. An endpoint that
        fails once is not called again in this round, so that the others do not wait for it.
        """
        sent, failing = 0, list[str]()
        while (due := self.store.claim(self._now(), failing)) is not None:
            endpoint = self.endpoints.get(due.url)
            if endpoint is None:  # it is no longer configured
                self.store.remove(due)
            elif self._deliver(endpoint, due):
                sent += 1
            else:
                failing.append(due.url)
        return sent, len(failing)

    def test(self, endpoint: Endpoint) -> None:
        """Send a test event now, without storing it. Raises DeliveryError."""
        self._post(endpoint, _new_id(), self._body(TEST, {}))

    def purge(self) -> None:
        """Remove the events that were given up long ago."""
        self.store.discard(self._now() - KEPT_MILLISECONDS)

    def _deliver(self, endpoint: Endpoint, due: DueEvent) -> bool:
        try:
            self._post(endpoint, due.event_id, due.body)
        except DeliveryError as error:
            if error.final:
                self.store.fail(due, str(error))
            else:
                self.store.postpone(due, self._now(), str(error))
            return False
        self.store.remove(due)
        return True

    def _post(self, endpoint: Endpoint, event_id: str, body: str) -> None:
        headers = signed_headers(endpoint.secret, event_id, self._now() // 1000, body)
        self.poster.post(endpoint.url, body, headers, private=endpoint.private)

    def _body(self, event: str, values: dict[str, object]) -> str:
        return body_of(event, self._portal.clock.local(self._now()), self._portal.site, values)

    def _now(self) -> Milliseconds:
        return self._portal.clock.milliseconds()


def _new_id() -> str:
    return f"msg_{secrets.token_hex(16)}"
