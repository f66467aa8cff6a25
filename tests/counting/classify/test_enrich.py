"""A report is counted on its day and at its hour, and only for readers who count."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.classify import enrich as module
from portal_widgets.counting.classify.enrich import Enricher
from portal_widgets.counting.hits import Hit, Labels, Reason, Record
from support import FIREFOX, HANOI

MORNING = int(datetime(2026, 3, 11, 9, 5, tzinfo=HANOI).timestamp() * 1000)
DAY = 24 * 60 * 60 * 1000


@pytest.fixture
def enricher() -> Enricher:
    return Enricher(Clock(HANOI))


def record(**said) -> Record:
    return Record(**{"at": MORNING, "visitor": b"v" * 16, "agent": FIREFOX, **said})


def visit_labels(enricher: Enricher, **said) -> dict[str, str]:
    (hit,) = enricher.hits([record(**said)])
    return dict(label.split("|", 1) for label in hit.labels.visit)


def test_a_visit_is_tallied_under_all_that_is_known(enricher: Enricher):
    said = {"page": "/tin", "referrer": "tim.example", "language": "vi", "country": "VN"}

    assert visit_labels(enricher, **said) == {
        "hour": "309",
        "device": "computer",
        "browser": "Firefox",
        "system": "Linux",
        "system-version": "Linux",
        "entry": "/tin",
        "referrer": "tim.example",
        "language": "vi",
        "country": "VN",
    }


def test_a_view_of_an_article_is_tallied_under_the_site_that_led_to_it(enricher: Enricher):
    (led, typed, page) = enricher.hits(
        [record(article="1", referrer="tim.example"), record(article="1"), record(referrer="tim.example")]
    )

    assert led.labels.view == ("from|1\x1ftim.example",)
    assert typed.labels.view == page.labels.view == ()


def test_an_id_too_long_for_a_row_is_not_tallied_by_its_origin(enricher: Enricher):
    (hit,) = enricher.hits([record(article="a" * 255, referrer="tim.example")])

    assert hit.labels.view == ()


def test_what_is_not_known_is_not_tallied(enricher: Enricher):
    assert visit_labels(enricher).keys() == {"hour", "device", "browser", "system", "system-version"}


def test_a_page_view_is_tallied_under_its_hour_alone(enricher: Enricher):
    (hit,) = enricher.hits([record(page="/tin", referrer="tim.example")])

    assert hit.labels.page_view == ("page-hour|09",)


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [("Asia/Ho_Chi_Minh", "2026-03-11", "09"), ("America/Santiago", "2026-03-10", "23")],
)
def test_day_and_hour_are_those_of_the_portal(zone: str, day: str, hour: str):
    (hit,) = Enricher(Clock(ZoneInfo(zone))).hits([record()])

    assert (hit.day, hit.labels.page_view) == (day, (f"page-hour|{hour}",))


def test_who_was_heard_as_a_reader_stays_one(enricher: Enricher):
    (hit,) = enricher.hits([record(article="1", visitor_before=b"w" * 16)])

    assert hit[:6] == (MORNING, "2026-03-11", "1", b"v" * 16, b"w" * 16, None)


def test_a_page_without_article_or_yesterday_has_none(enricher: Enricher):
    (hit,) = enricher.hits([record()])

    assert (hit.article, hit.visitor_before) == (None, None)


@pytest.mark.parametrize(("agent", "reason"), [("curl/8", None), *((FIREFOX, reason) for reason in Reason)])
def test_of_what_does_not_count_only_the_day_and_the_reason_go_on(
    enricher: Enricher, agent: str, reason: Reason | None
):
    """Nobody needs to know who the reader was, or which page was opened."""
    hits = enricher.hits([record(agent=agent, reason=reason, article="1", visitor_before=b"w" * 16)])

    assert hits == [Hit(MORNING, "2026-03-11", reason=reason or Reason.BOT)]
    assert hits[0].labels == Labels()


def test_what_was_said_when_heard_goes_before_what_its_name_says(enricher: Enricher):
    """A robot of the portal's own staff is staff."""
    (hit,) = enricher.hits([record(agent="curl/8", reason=Reason.STAFF)])

    assert hit.reason is Reason.STAFF


def test_a_day_keeps_so_many_values_and_the_next_begins_anew(
    enricher: Enricher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "VALUES", 2)

    def entries(at: int) -> list[str]:
        return [visit_labels(enricher, at=at, page=page)["entry"] for page in ("/a", "/b", "/c", "/a")]

    assert entries(MORNING) == ["/a", "/b", "(other)", "/a"]
    assert visit_labels(enricher, at=MORNING + DAY, page="/c")["entry"] == "/c"


def test_one_dimension_does_not_use_up_anothers_values(enricher: Enricher, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "VALUES", 1)
    labels = visit_labels(enricher, page="/a", referrer="a.example", language="vi", country="VN")

    assert "(other)" not in labels.values()
