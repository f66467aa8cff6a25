"""A corrected clock blocks nothing, and makes nobody a spammer.

The machine's clock is changed by a day while a portal runs. Waiting times in the portal use the monotonic
clock, which cannot be set.
"""

import mailbox
import re
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from admin.area import HASH, sign_in
from feedback.sending import CITIZEN, OFFICE, PDF, SITE, codes, feedback_service_of, send
from links.internet import Internet
from polls.samples import held
from portal_widgets.admin.sign_in import MINUTES, PER_NAME
from portal_widgets.core.db.outbox import LEASE_SECONDS, WAITS
from portal_widgets.core.db.refreshing_cache import MAX_AGE_SECONDS
from portal_widgets.core.mail.settings import MailOptions
from portal_widgets.core.text.signed import AHEAD_SECONDS
from portal_widgets.counting.store.redis.restore import RECALL_MILLISECONDS
from portal_widgets.extension import known_settings
from portal_widgets.feedback.rules import Status
from portal_widgets.links.check.check_run import CheckRun
from portal_widgets.links.check.link_status import LinkState, LinkStatus
from portal_widgets.links.service import LinkService
from portal_widgets.polls.rules import PollState
from portal_widgets.polls.service import SETTLED_SECONDS, PollService
from support import Hands, MakeApp, browser, counting_of, portal_of

HOUR, DAY = 3600, 24 * 3600
URL = "https://so.example/"
LINKS = {"services": [{"key": "so", "title": "Sở", "url": URL}]}


@pytest.fixture(
    params=[DAY, HOUR, -HOUR, -DAY], ids=["a day ahead", "an hour ahead", "an hour late", "a day late"]
)
def wrong(request: pytest.FixtureRequest, hands: Hands) -> int:
    """The clock is wrong from the start, by this time."""
    hands.wall = request.param
    return request.param


@pytest.fixture
def set_right(hands: Hands, wrong: int):
    """The clock is corrected, and some seconds pass."""

    def do(seconds: float = MAX_AGE_SECONDS + 1) -> None:
        hands.wall -= wrong
        hands.advance(seconds=seconds)

    return do


@pytest.fixture
def here(make_app: MakeApp, tmp_path: Path, wrong: int) -> Flask:
    """The process that answers readers."""
    return make_app(instance=tmp_path, clock=None, links=LINKS, mail_folder=tmp_path / "mail", **OFFICE)


@pytest.fixture
def elsewhere(make_app: MakeApp, tmp_path: Path, here: Flask) -> Flask:
    """Another process, such as a command."""
    return make_app(instance=tmp_path, clock=None, links=LINKS, **OFFICE)


def test_a_new_poll_is_seen(here: Flask, elsewhere: Flask, set_right):
    reader = browser(here)
    before = reader.get("/bai/1").text
    set_right()
    held(elsewhere)

    assert (
        "Nên sửa đường nào trước?" in before,
        "Nên sửa đường nào trước?" in reader.get("/bai/1").text,
    ) == (
        False,
        True,
    )


def test_a_poll_that_a_wrong_clock_has_closed_is_open_again(make_app: MakeApp, hands: Hands):
    """The salt that tells its voters apart is still there. Without it nobody could vote any more."""
    app = make_app(clock=None)
    held(app)
    hands.wall = DAY
    for _ in range(3):
        portal_of(app).tasks.run_all()
        hands.advance(seconds=SETTLED_SECONDS / 3)
    assert (
        portal_of(app).service(PollService).find("duong").state(portal_of(app).service(PollService).now())
        is PollState.CLOSED
    )
    hands.wall = 0
    portal_of(app).tasks.run_all()
    reader = browser(app)
    ballot = {"ballot": str(uuid4()), "answers": {"road": {"chosen": ["a"]}}}
    voted = reader.post("/portal/polls/duong/ballots", json=ballot, headers={"Accept": "application/json"})

    assert voted.status_code == 201, voted.text


def test_a_new_edition_of_the_links_is_seen(here: Flask, elsewhere: Flask, set_right):
    reader = browser(here)
    assert "Sở mới" not in reader.get("/bai/1").text
    set_right()
    changed = known_settings()["LINKS"].check({"services": [{"title": "Sở mới", "url": URL}]})
    portal_of(elsewhere).service(LinkService).document.change(lambda _: changed, who="Lan", what="x")

    assert "Sở mới" in reader.get("/bai/1").text


def test_a_link_that_is_held_back_leads_nowhere(here: Flask, elsewhere: Flask, set_right):
    reader = browser(here)
    assert f'href="{URL}"' in reader.get("/bai/1").text
    set_right()
    watch = portal_of(elsewhere).service(LinkService).watch
    watch.save(LinkStatus(URL, LinkState.PARKED, checked_at=portal_of(elsewhere).clock.milliseconds()), None)

    assert f'href="{URL}"' not in reader.get("/bai/1").text


def test_a_link_that_was_looked_at_under_the_wrong_clock_is_looked_at_again(here: Flask, set_right):
    service = portal_of(here).service(LinkService)
    service.watch.save(LinkStatus(URL, checked_at=portal_of(here).clock.milliseconds()), None)
    set_right(13 * HOUR)
    with closing(Internet()) as internet:
        CheckRun(portal_of(here), service, gap_seconds=0, **internet.network).walk(hours=12)

    assert service.watch.statuses()[URL].state is not LinkState.OK


@pytest.mark.parametrize("store", ["sql", "redis"])
def test_views_are_counted_by_either_clock(
    make_app: MakeApp, hands: Hands, wrong: int, set_right, request: pytest.FixtureRequest, store: str
):
    options = {"redis_url": request.getfixturevalue("empty_redis")} if store == "redis" else {}
    app = make_app(clock=None, **options)
    token = counting_of(app).tokens.article("1")

    def read(address: str) -> dict:
        return browser(app, address=address).post("/portal/views", json={"article": token}).json

    counting_of(app).catch_up()
    told = [read("192.0.2.1"), read("192.0.2.2")]
    set_right(RECALL_MILLISECONDS / 1000)
    told += [read("192.0.2.3"), read("192.0.2.4")]
    hands.wall += wrong
    told.append(read("192.0.2.5"))

    assert told == [{"views": number, "counted": True, "reason": None} for number in range(1, 6)]


def test_nobody_is_online_for_a_day_because_of_it(make_app: MakeApp, hands: Hands):
    hands.wall = HOUR
    app = make_app(clock=None)
    token = counting_of(app).tokens.article("1")
    browser(app).post("/portal/views", json={"article": token})
    counting_of(app).catch_up()
    assert counting_of(app).numbers().online == 1
    hands.wall = 0
    counting_of(app).catch_up()

    assert counting_of(app).numbers().online == 0


def test_a_list_of_the_most_read_goes_on(make_app: MakeApp, hands: Hands):
    """It is cached for a quarter of a minute, not for an hour."""
    hands.wall = HOUR
    app = make_app(clock=None)
    for article in ("1", "2"):
        browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article(article)})
        shown = {line.article.id for line in counting_of(app).most_read(7, 10).lines}
        counting_of(app).catch_up()
        hands.wall = 0
    counting_of(app).catch_up()

    assert {line.article.id for line in counting_of(app).most_read(7, 10).lines} == {"1", "2"} > shown


def message_statuses(app: Flask, count: int) -> list[Status]:
    store = feedback_service_of(app).store
    return [store.by_number(number).status for number in range(1, count + 1)]


@pytest.mark.parametrize("ahead", [DAY, HOUR, -HOUR], ids=["a day ahead", "an hour ahead", "an hour late"])
def test_a_form_that_was_open_when_the_clock_was_set_is_no_spam(make_app: MakeApp, hands: Hands, ahead: int):
    """The attached file of the first try still exists at the second one."""
    hands.wall = ahead
    app = make_app(clock=None, **OFFICE)
    reader = browser(app)
    faulty = send(reader, hands, text="", files=[(PDF, "don.pdf")])
    hands.wall -= ahead
    hidden = {name: re.search(f'name="{name}" value="([^"]+)"', faulty.text)[1] for name in ("stamp", "kept")}
    answer = reader.post(SITE, data={**hidden, "text": "Đèn đường hỏng."})

    assert answer.status_code == 303, answer.text
    assert message_statuses(app, 1) == [Status.NEW]
    assert len(feedback_service_of(app).store.by_number(1).files) == 1
    assert codes(reader.get("/portal/feedback/receipt").text)


def test_a_receipt_is_shown_after_the_clock_was_set(make_app: MakeApp, hands: Hands):
    hands.wall = DAY
    app = make_app(clock=None, **OFFICE)
    reader = browser(app)
    assert send(reader, hands, **CITIZEN).status_code == 303
    hands.wall -= AHEAD_SECONDS
    assert codes(reader.get("/portal/feedback/receipt").text)
    hands.wall -= HOUR

    assert not codes(reader.get("/portal/feedback/receipt").text), "so far ahead no clock of ours was"


def test_the_same_words_are_no_repetition_of_what_was_said_in_another_time(
    here: Flask, hands: Hands, set_right
):
    """The citizen asks again hours later."""
    send(browser(here), hands, **CITIZEN)
    set_right(3 * HOUR)
    send(browser(here), hands, **CITIZEN)

    assert message_statuses(here, 2) == [Status.NEW, Status.NEW]


@pytest.mark.parametrize("tries", [0, 1, len(WAITS)])
def test_a_mail_is_not_put_off_by_a_day(here: Flask, hands: Hands, wrong: int, set_right, tries: int):
    """Neither a mail that nobody has tried to send, nor one that no server has accepted yet."""
    box = portal_of(here).settings[MailOptions].mail_folder
    send(browser(here), hands)
    outbox = feedback_service_of(here).outbox
    box.touch()  # no folder can be created there
    for wait in WAITS[: max(tries - 1, 0)]:
        outbox.send()
        hands.advance(seconds=wait)
    if tries:
        assert outbox.send() == (0, 1)
    box.unlink()
    set_right(0 if wrong > 0 else WAITS[tries - 1])

    assert outbox.send() == (1, 0)
    assert len(mailbox.Maildir(box)) == 1


def test_a_mail_whose_sender_died_under_the_wrong_clock_is_sent_by_another(
    here: Flask, hands: Hands, set_right
):
    send(browser(here), hands)
    store = feedback_service_of(here).outbox.store
    assert store.claim(portal_of(here).clock.milliseconds()) is not None
    set_right(LEASE_SECONDS)

    assert feedback_service_of(here).outbox.send() == (1, 0)


def test_who_was_throttled_waits_a_quarter_of_an_hour_and_no_day(make_app: MakeApp, hands: Hands, set_right):
    office = browser(make_app(clock=None, admin_password_hash=HASH))
    for _ in range(PER_NAME):
        assert sign_in(office, password="wrong").status_code == 403
    assert sign_in(office).status_code == 429
    set_right(MINUTES * 60)

    assert sign_in(office).status_code == 303


def test_who_is_signed_in_stays_no_longer_for_it(make_app: MakeApp, hands: Hands):
    """If the last request of a session is in the future, the session still ends."""
    hands.wall = 30 * 60
    office = browser(make_app(clock=None, admin_password_hash=HASH))
    assert sign_in(office).status_code == 303
    hands.wall = 0
    assert office.get("/portal/admin/statistics/").status_code == 200
    hands.advance(minutes=61)

    assert office.get("/portal/admin/statistics/").status_code == 303


def test_a_session_from_another_day_is_over(make_app: MakeApp, hands: Hands):
    hands.wall = DAY
    office = browser(make_app(clock=None, admin_password_hash=HASH))
    assert sign_in(office).status_code == 303
    hands.wall = 0

    assert office.get("/portal/admin/statistics/").status_code == 303


PACKAGE = Path(str(files("portal_widgets")))
WALL = re.compile(
    r"\btime\.time\b|clock\.seconds\(|\bdatetime\.(?:now|utcnow|today)\(|\bdate\.(?:today|fromtimestamp)\("
)
REASONS = {
    "admin/second_factor.py": "codes of an authenticator app are made from it (RFC 6238)",
    "core/text/clock.py": "tells it to everyone",
    "core/text/signed.py": "what is signed bears it, and its age may be below 0",
    "core/app/health.py": "is what is compared",
    "core/http/proof_of_work.py": "stands in the challenge",
    "core/http/rate_limiter.py": "the library adds it to what Redis says is left",
    "counting/store/pruning.py": "is compared with a file's; a journal that is kept longer does no harm",
    "counting/store/redis/store.py": "Redis is told when a key expires",
    "counting/store/sql/archive.py": "to within a day",
    "feedback/files.py": "is compared with a file's, to within a day",
    "gazette/admin/imports/pages.py": "is compared with a file's, to within a day",
    "links/check/crawler.py": "is compared with a certificate's",
    "polls/service.py": "polls open and close by it",
    "polls/voter_cookies.py": "cookies outlive their poll by some days",
}


def test_whoever_asks_for_the_time_of_day_has_a_reason():
    """Code that waits, or that measures ages in this process, must use the monotonic clock."""
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if WALL.search(file.read_text("utf-8"))
    }

    assert found == set(REASONS)
