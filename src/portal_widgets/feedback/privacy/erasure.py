"""Erases messages with their files: after their retention time, or because the sender asks for it."""

from collections.abc import Callable, Sequence

from ...core.app.portal import Portal
from ...core.legal.profile import Subject
from ...core.settings import CoreSettings
from ...core.text.clock import Milliseconds, months_ago
from ..departments import DepartmentList
from ..files import Files
from ..retention import Topic, topics
from ..settings import FeedbackSettings
from ..store.erasures import SOME, Erasure, ErasureReason, ErasureStore, Expired

Progress = Callable[[int], None]


class Eraser:
    """Erases messages, then their files. If the process is killed in between, `tidy` removes the files."""

    def __init__(self, portal: Portal, files: Files, departments: DepartmentList) -> None:
        self._portal = portal
        self._settings = portal.settings[FeedbackSettings]
        self._files = files
        self._legal = portal.settings[CoreSettings].legal_profile
        self._departments = departments
        self.store = ErasureStore(portal.database, portal.site, portal.clock)

    def expired(self) -> list[tuple[Topic, list[int]]]:
        """By topic, the messages whose retention time is over."""
        own = {key: one.months for key, one in self._departments.every().items() if one.months}
        legal = self._legal.rule(Subject.RETENTION, self._portal.clock.today()).months
        found = topics({**legal, **self._settings.feedback_months}, own)
        return [(topic, self.store.expired(Expired(topic, self._before(topic)))) for topic in found]

    def purge(self, topic: Topic, numbers: Sequence[int], progress: Progress = lambda _: None) -> int:
        """Erase the given messages if their retention time is still over. Returns how many. Published
        questions stay, because they contain no personal data.
        """
        still = Expired(topic, self._before(topic))
        order = Erasure(ErasureReason.RETENTION, topic.name, "", self._now(), publications=False, still=still)
        return self._erase(numbers, order, progress)

    def on_request(self, numbers: Sequence[int], who: str, *, publications: bool) -> int:
        """Erase messages at their sender's request. Returns how many. `who` goes into the log."""
        order = Erasure(ErasureReason.REQUEST, "", who, self._now(), publications=publications)
        return self._erase(numbers, order, lambda _: None)

    def _erase(self, numbers: Sequence[int], order: Erasure, progress: Progress) -> int:
        gone = 0
        for first in range(0, len(numbers), SOME):
            some = numbers[first : first + SOME]
            count, files = self.store.erase(some, order)
            self._files.remove(files)
            gone += count
            progress(len(some))
        return gone

    def _before(self, topic: Topic) -> int:
        clock = self._portal.clock
        return clock.midnight(months_ago(clock.today(), topic.months))

    def _now(self) -> Milliseconds:
        return self._portal.clock.milliseconds()
