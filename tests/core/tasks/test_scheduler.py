"""Tasks run in order, each with its own interval, and an outage of one stops no other."""

from types import SimpleNamespace

import pytest

from portal_widgets.core.tasks import scheduler as module
from portal_widgets.core.tasks.scheduler import PeriodicTask, Scheduler
from portal_widgets.errors import StoreUnavailableError


class Diary:
    """Tasks that record their runs, or fail as long as a test wants it."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.done: list[str] = []
        self.away: set[str] = set()
        self.broken: set[str] = set()

    def task(self, name: str, seconds: float) -> PeriodicTask:
        def do() -> None:
            self.done.append(name)
            if name in self.away:
                raise StoreUnavailableError(name)
            if name in self.broken:
                raise ValueError(f"{name} is broken")

        return PeriodicTask(seconds, do)

    def since(self, seconds: float) -> list[str]:
        """Let time pass. Returns the tasks that have run since the last time."""
        self.seconds += seconds
        done, self.done = self.done, []
        return done


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Diary:
    diary = Diary()
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: diary.seconds))
    return diary


@pytest.fixture
def scheduler(diary: Diary) -> Scheduler:
    return Scheduler(diary.task("often", 1), diary.task("seldom", 60))


def test_all_are_due_at_first_in_their_order(diary: Diary, scheduler: Scheduler):
    scheduler.run_due()

    assert diary.since(0) == ["often", "seldom"]


@pytest.mark.parametrize(
    ("seconds", "done"), [(0.9, []), (1, ["often"]), (59, ["often"]), (60, ["often", "seldom"])]
)
def test_each_comes_again_after_its_own_time(
    diary: Diary, scheduler: Scheduler, seconds: float, done: list[str]
):
    scheduler.run_due()
    diary.since(seconds)
    scheduler.run_due()

    assert diary.since(0) == done


def test_for_the_operator_all_are_done_at_once(diary: Diary, scheduler: Scheduler):
    """Their intervals then begin again."""
    scheduler.run_due()
    diary.since(59)
    scheduler.run_all()
    assert diary.since(1) == ["often", "seldom"]
    scheduler.run_due()

    assert diary.since(0) == ["often"]


def test_an_outage_does_not_keep_the_others_from_being_done(diary: Diary, scheduler: Scheduler):
    diary.away = {"often"}
    with pytest.raises(StoreUnavailableError, match="often"):
        scheduler.run_due()

    assert diary.since(0) == ["often", "seldom"]


def test_what_could_not_be_done_is_due_again_at_once(diary: Diary, scheduler: Scheduler):
    diary.away = {"seldom"}
    with pytest.raises(StoreUnavailableError):
        scheduler.run_due()
    diary.since(0)
    diary.away = set()
    scheduler.run_due()
    assert diary.since(1) == ["seldom"]
    scheduler.run_due()

    assert diary.since(0) == ["often"]


def test_one_that_always_fails_is_logged_once_and_stops_no_other(diary: Diary, scheduler: Scheduler, caplog):
    diary.broken = {"often"}
    for _ in range(30):
        scheduler.run_due()
        diary.since(0)
        diary.seconds += 2
    scheduler.run_due()
    assert set(diary.since(0)) <= {"often", "seldom"}
    told = [one.getMessage() for one in caplog.records]

    assert len(told) == 1
    assert "often is broken" in told[0]


def test_one_that_fails_has_a_pause_and_comes_again(diary: Diary, scheduler: Scheduler, caplog):
    diary.broken = {"often"}
    scheduler.run_due()
    diary.since(module.PAUSE_SECONDS - 1)
    scheduler.run_due()
    assert diary.since(1) == []
    diary.broken = set()
    scheduler.run_due()
    assert diary.since(1) == ["often"]
    diary.broken = {"often"}
    scheduler.run_due()

    assert len(caplog.records) == 2


def test_for_the_operator_one_that_fails_stops_no_other_either(diary: Diary, scheduler: Scheduler):
    diary.broken = {"often"}
    scheduler.run_all()

    assert diary.since(0) == ["often", "seldom"]
