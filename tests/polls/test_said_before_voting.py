"""A poll keeps the promises that it makes before a vote."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from polls.samples import DAYS, MINUTE, ORDER, ROAD, STARS, held, options
from polls.test_routes import PAGE, ticket, vote
from portal_widgets.core.text.languages import language
from portal_widgets.polls.rules import Content, Fault, Question, QuestionKind, Visibility
from portal_widgets.polls.service import PollService
from portal_widgets.polls.ui_text.ballot import BallotUiText
from support import MakeApp, browser, portal_of

OFFICE = "/portal/admin/polls/1"
COUNTED = "pw-poll__counts"
# The claims of each sentence: who sees the results before the close, and who does after it.
CLAIMS = {
    "không công bố": {"office"},
    "Quý vị xem được kết quả sau khi bình chọn. Mọi người xem được": {"voter", "office", "later"},
    "Trước đó chỉ cơ quan xem được": {"office", "later"},
    "kể cả đối với cơ quan tổ chức": {"later"},
    "": {"newcomer", "voter", "office", "later"},
}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(admin_guard=lambda: {"editor"})


def service(app: Flask) -> PollService:
    return portal_of(app).service(PollService)


def said(app: Flask, path: str = PAGE) -> str:
    found = re.search(r'<p class="pw-poll__hidden">([^<]+)</p>', browser(app).get(path).text)
    return found[1] if found else ""


def claims(sentence: str) -> set[str]:
    return next(who for words, who in CLAIMS.items() if words in sentence)


@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("visibility", [*Visibility])
def test_who_sees_the_results_is_who_is_said_to(app: Flask, clock, visibility: Visibility, ends: bool):
    held(app, visibility=visibility, **({} if ends else {"closes_at": None}))
    before = said(app)
    voter = browser(app)
    vote(voter)
    seen = {"newcomer": browser(app).get(PAGE), "voter": voter.get(PAGE), "office": browser(app).get(OFFICE)}
    if ends:
        clock.advance(minutes=60)
    else:
        service(app).polls.close(1, service(app).now())
    seen["later"] = browser(app).get(PAGE)

    assert {who for who, page in seen.items() if COUNTED in page.text} == claims(before)


@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("visibility", [*Visibility])
def test_a_poll_that_has_not_opened_says_the_same(app: Flask, clock, visibility: Visibility, ends: bool):
    opens = service(app).now() + MINUTE
    held(app, opens_at=opens, visibility=visibility, **({} if ends else {"closes_at": None}))
    before = said(app)
    clock.advance(minutes=1)

    assert claims(before) == claims(said(app))


@pytest.mark.parametrize("visibility", [*Visibility])
def test_the_receipt_finds_the_ballot_where_it_is_said_to(app: Flask, clock, visibility: Visibility):
    held(app, visibility=visibility)
    voter = browser(app)
    vote(voter)
    says = "trong danh sách công bố" in voter.get(PAGE).text
    clock.advance(minutes=60)

    assert (browser(app).get(f"{PAGE}/ballots").status_code == 200) == says


KINDS = [
    ROAD,
    DAYS,
    STARS,
    ORDER,
    replace(ORDER, least=2),
    replace(ORDER, least=2, most=2),
    replace(DAYS, least=2),
    Question("one", "?", QuestionKind.MULTIPLE, options("a", "b"), most=1),
]


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("question", KINDS)
def test_only_a_choice_of_one_is_told_to_choose_one(question: Question, code: str):
    """A fault fits the kind of its question."""
    words = BallotUiText(language(code))
    told = {fault: words.fault(question, fault) for fault in Fault}
    one = {"vi": "chọn một câu trả lời", "en": "choose an answer"}[code]

    assert all(told.values())
    assert (one in told[Fault.MISSING]) == (question.kind is QuestionKind.SINGLE)
    assert ("2" in told[Fault.TOO_FEW]) == (question.least == 2) or question.least < 2
    ranks = {"vi": "hạng", "en": "rank"}[code]
    about_ranks = {fault for fault in (Fault.TOO_FEW, Fault.TOO_MANY, Fault.UNKNOWN) if ranks in told[fault]}
    assert bool(about_ranks) == (question.kind is QuestionKind.RANKED)


def test_choices_may_be_left_without_a_rank_only_if_that_is_so():
    words = BallotUiText(language("en"))

    assert "leave some without" in words.how_many(ORDER)
    for least, most, says in ((2, 3, "Rank 2 to 3"), (3, 3, "Rank 3 choices"), (0, 2, "Rank 1 to 2")):
        hint = words.how_many(replace(ORDER, least=least, most=most))
        assert says in hint
        assert "leave some" not in hint


def test_each_fault_in_the_summary_names_its_question(app: Flask):
    held(app, asked=Content("Thăm dò", (ROAD, STARS, ORDER)))
    reader = browser(app)
    page = reader.post(f"{PAGE}/ballots", data={"ballot": ticket(reader.get(PAGE).text)}).text
    summary = re.findall(r'<li><a href="#pw-poll-1-(\w+)">“([^”]+)”: ([^<]+)</a></li>', page)

    assert [(key, text) for key, text, _ in summary] == [(one.key, one.text) for one in (ROAD, STARS, ORDER)]
    assert len({sentence for _, _, sentence in summary}) == 3
    told = reader.post(
        f"{PAGE}/ballots", data={"ballot": ticket(page)}, headers={"Accept": "application/json"}
    ).json
    assert all(one.text in told["error"] for one in (ROAD, STARS, ORDER))


@pytest.mark.parametrize(("asked", "says"), [(DAYS, True), (replace(DAYS, most=1), False), (ROAD, False)])
def test_shares_that_can_exceed_a_whole_say_so(app: Flask, asked: Question, says: bool):
    held(app, asked=Content("Thăm dò", (asked,)))
    vote(browser(app), asked.options[0].key)
    pages = [browser(app).get(f"{PAGE}/results{kind}").text for kind in ("", ".svg")]

    assert all(("tổng có thể trên 100%" in page) == says for page in pages)


def test_a_ballot_is_changed_behind_a_button_and_its_answers_are_not_shown(app: Flask):
    """Another person at the same device could read them."""
    held(app, may_change=True)
    voter = browser(app)
    vote(voter, "b")
    page = voter.get(PAGE).text
    change = page[page.index("<details") : page.index("</details>")]

    assert "Đổi phiếu của tôi</summary>" in change
    assert "checked" not in page
    assert "<details" not in browser(app).get(PAGE).text
    wrong = {"option": "zzz", "ballot": ticket(page)}
    assert '<details class="pw-poll__change" open>' in voter.post(f"{PAGE}/ballots", data=wrong).text
