"""The applied offset of each journal of this process: read from the store once, then cached."""

from ...core.text.clock import Clock
from ..journal.writer import AnyJournal
from .protocol import Store

# If a journal is older than this and the store does not know its offset, it is refused, because its counts
# would be a guess.
OLDEST_MILLISECONDS = 7 * 24 * 60 * 60 * 1000


class AppliedOffsets:
    """Offsets by the names of journals. They must be dropped whenever the store may have changed them."""

    def __init__(self, site: str, store: Store, clock: Clock) -> None:
        self._site = site
        self._store = store
        self._clock = clock
        self._known: dict[str, int] = {}

    def find(self, journal: AnyJournal) -> int | None:
        """The offset of a journal; 0 for a new one. None for an old one whose offset the store has
        deleted.
        """
        if journal.name not in self._known:
            stored = self._store.offsets(self._site, [journal.name])
            if journal.name not in stored and self.is_ancient(journal):
                return None
            self._known[journal.name] = stored.get(journal.name, 0)
        return self._known[journal.name]

    def move(self, journal: AnyJournal, stop: int) -> None:
        self._known[journal.name] = stop

    def forget(self, journal: AnyJournal) -> None:
        self._known.pop(journal.name, None)

    def forget_all(self) -> None:
        self._known.clear()

    def is_applied(self, journal: AnyJournal) -> bool:
        """Return whether the journal is known to be applied completely."""
        return self._known.get(journal.name, -1) >= journal.readable

    def is_ancient(self, journal: AnyJournal) -> bool:
        return self._clock.milliseconds() - journal.created > OLDEST_MILLISECONDS
