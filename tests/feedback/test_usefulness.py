"""The office reads whether pages are useful: the worst first, with readers' sentences, and nothing about readers."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feedback.sending import feedback_service_of, stamp
from portal_widgets.core.app.portal import PageRatings
from portal_widgets.feedback.admin.usefulness import badness, rated_pages
from portal_widgets.feedback.privacy.personal_data import find_personal_data, mask_personal_data
from support import FrozenClock, MakeApp, browser, portal_of

HOME = "/portal/admin/feedback/useful"
VOTE = "/portal/feedback/useful"


@pytest.fixture
def roles() -> set[str]:
    return {"moderator"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str]) -> Flask:
    return make_app(admin_guard=lambda: roles)


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def answer(app: Flask, page: str, *, yes: int = 0, no: int = 0) -> None:
    store, today = feedback_service_of(app).store, portal_of(app).clock.today()
    for word, count in (("yes", yes), ("no", no)):
        for _ in range(count):
            store.note_useful(page, today, word)


def say(app: Flask, clock: FrozenClock, page: str, text: str, **fields: str) -> None:
    """A reader presses "no", then writes why."""
    reader = browser(app)
    form = reader.post(VOTE, data={"page": page, "answer": "no"})
    clock.advance(seconds=20)
    sent = {"stamp": stamp(form.text), "text": text, "page": page, **fields}
    assert reader.post("/portal/feedback/sentence", data=sent).status_code == 303


def listed(office: FlaskClient, query: str = "") -> list[str]:
    """The pages, in their order."""
    return re.findall(r'class="pw-inbox__title">(?:<a href="[^"]*">)?([^<]*)<', office.get(HOME + query).text)


def test_what_readers_answer_is_read_with_their_sentences(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    answer(app, "/bai/1", yes=3)
    say(app, clock, "/bai/1", "Thiếu giờ mở cửa.", name="Nguyễn Thị Ánh Tuyết", answer="y")
    page = office.get(HOME).text

    assert '<a href="/bai/1">/bai/1</a>' in page
    assert "Không: 1" in page
    assert "Có: 3" in page
    assert "Thiếu giờ mở cửa." in page
    assert "Tuyết" not in page
    assert f'href="{HOME}"' in office.get("/portal/admin/feedback/statistics").text


def test_the_worst_come_first(app: Flask, office: FlaskClient):
    answer(app, "/mot-phieu", no=1)
    answer(app, "/te", yes=10, no=40)
    answer(app, "/tot", yes=50, no=2)

    assert listed(office) == ["/te", "/mot-phieu", "/tot"]


def test_personal_data_in_a_sentence_is_not_shown(app: Flask, office: FlaskClient, clock: FrozenClock):
    say(app, clock, "/bai/1", "Gọi tôi 0912 345 678 hoặc lan@example.vn nhé.")
    say(app, clock, "/bai/1", "Toi la nguyen thi hoa day.", name="Nguyễn Thị Hoa", answer="y")
    page = office.get(HOME).text

    assert "Gọi tôi … hoặc … nhé." in page
    assert "nguyen thi hoa" not in page
    assert "1 câu không hiển thị" in page
    assert "nguyen" not in office.get(f"{HOME}.csv").get_data(as_text=True)


def test_a_sentence_that_was_put_aside_is_not_shown(app: Flask, office: FlaskClient, clock: FrozenClock):
    say(app, clock, "/bai/1", "Hay lắm.", fax_2="https://x.example")

    assert "Hay lắm." not in office.get(HOME).text


@pytest.mark.parametrize(("query", "seen"), [("", 0), ("?days=90", 1), ("?days=0", 1), ("?days=x&page=0", 0)])
def test_the_period_is_chosen(app: Flask, office: FlaskClient, clock: FrozenClock, query: str, seen: int):
    answer(app, "/bai/1", no=1)
    clock.advance(seconds=40 * 24 * 3600)

    assert len(listed(office, query)) == seen


def test_it_can_be_downloaded(app: Flask, office: FlaskClient, clock: FrozenClock):
    answer(app, "/bai/1", yes=3)
    say(app, clock, "/bai/1", "Thiếu giờ mở cửa.")

    assert "/bai/1,3,1,Thiếu giờ mở cửa." in office.get(f"{HOME}.csv").get_data(as_text=True)
    assert json.loads(office.get(f"{HOME}.json").data)["rows"][0][:3] == ["/bai/1", 3, 1]
    assert office.get(f"{HOME}.xlsx?days=90").data.startswith(b"PK")


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("editor", 403), ("moderator", 200), ("admin", 200)]
)
def test_only_those_who_answer_messages_see_it(
    app: Flask, office: FlaskClient, roles: set[str], role: str, status: int
):
    roles.clear()
    roles.add(role)

    assert office.get(HOME).status_code == status
    assert office.get(f"{HOME}.csv").status_code == status


@pytest.mark.parametrize(
    "url", ["/bài/tiến", "/b%C3%A0i/ti%E1%BA%BFn", "https://www.dongmay.example/bài/tiến?x=1"]
)
def test_the_answers_about_an_article_are_found_by_its_address(app: Flask, url: str):
    reader = browser(app)
    reader.post(VOTE, data={"page": "/bài/tiến", "answer": "no"})
    ratings, today = portal_of(app).offered(PageRatings), portal_of(app).clock.today()

    assert ratings is not None
    assert ratings.ratings(url, today, today) == (0, 1)
    assert ratings.ratings("/bai/khac", today, today) == (0, 0)
    assert ratings.ratings("//[", today, today) == (0, 0)


COUNTS = st.integers(0, 1000)


@given(COUNTS, COUNTS)
def test_badness_is_a_share_that_never_exceeds_that_of_no(yes: int, no: int):
    assert 0 <= badness(yes, no) <= 1
    assert badness(yes, no) <= no / max(yes + no, 1) + 1e-9


@given(COUNTS, COUNTS)
def test_a_no_makes_a_page_worse_and_a_yes_better(yes: int, no: int):
    assert badness(yes, no + 1) > badness(yes, no) - 1e-9
    assert badness(yes + 1, no) <= badness(yes, no) + 1e-9


def test_paths_of_earlier_versions_are_one_page():
    found = rated_pages({"/bài": (1, 2), "/b%C3%A0i": (3, 4)}, [("/b%C3%A0i", "Chưa rõ.", "")])

    assert [(one.page, one.yes, one.no, one.sentences) for one in found] == [("/bài", 4, 6, ["Chưa rõ."])]


PIECES = st.sampled_from(
    ["Gọi ", "0912 345 678", " lan@example.vn", "không chín một hai ba bốn năm sáu bảy tám", ", ", "1"]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_no_personal_data_is_left_in_a_masked_text(text: str):
    assert find_personal_data(mask_personal_data(text)) == []
