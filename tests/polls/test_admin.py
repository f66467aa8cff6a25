"""The office writes, publishes, monitors and closes a poll, and sees no result before it may."""

import html
import re
import unicodedata
from dataclasses import replace
from datetime import UTC

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from polls.samples import SHORT, held
from portal_widgets.core.text.languages import language
from portal_widgets.core.text.urls import may_be_linked
from portal_widgets.polls.admin import poll_form
from portal_widgets.polls.definition import as_json, read_content
from portal_widgets.polls.rules import (
    Content,
    Option,
    PollState,
    Question,
    QuestionKind,
    Terms,
    Visibility,
    Voters,
)
from portal_widgets.polls.service import PollService
from portal_widgets.polls.store import tables
from portal_widgets.polls.terms import TermKind, each_term
from support import HANOI, FrozenClock, MakeApp, browser, fields_at_fault, portal_of

HOME = "/portal/admin/polls/"
COUNTS = "pw-poll__counts"
SECRET = "không ai trước khi kết thúc, kể cả cơ quan"
WRITTEN = {
    "slug": "sua-duong",
    "title_vi": "Sửa đường nào trước?",
    "title_en": "Which road first?",
    "q0-vi": "Sửa đường nào trước?",
    "q0-kind": "single",
    "q0-lines": "Đường ven sông | The river road\nĐường chợ | The market road",
    "q0-least": "1",
    "q0-most": "1",
    "q0-other": "on",
    "closes": "2026-03-20T17:00",
    "visibility": "secret",
    "voters": "browser",
    "may_change": "on",
}


def test_texts_in_languages_without_a_field_stay():
    text = {"vi": "Có", "en": "Yes", "fr": "Oui"}
    no = {"vi": "Không", "en": "No", "fr": "Non"}
    options = (Option("a", text, "/a", "/a.jpg", text), Option("b", no))
    scale = tuple(Option(str(at), str(at)) for at in (1, 2))
    asked = Content(
        text,
        (
            Question("q1", text, QuestionKind.SINGLE, options),
            Question("q2", no, QuestionKind.SCALE, scale, low=no, high=text),
        ),
        no,
    )
    data = poll_form.definition(poll_form.from_poll("a", asked, Terms(), UTC), asked)

    assert read_content(data, may_be_linked).questions[0] == asked.questions[0]
    assert {name: data["questions"][1][name] for name in ("text", "low", "high")} == {
        "text": no,
        "low": no,
        "high": text,
    }
    assert (data["title"], data["intro"]) == (text, no)


def numbers(most: int) -> str:
    """The answers of a scale."""
    return "\n".join(str(at) for at in range(1, most + 1))


TEXTS = st.text("Thứ 246|\\/", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(st.lists(st.tuples(TEXTS, TEXTS | st.just("")), min_size=2, max_size=4))
@example([("Thứ 2 | 4 | 6", ""), ("Thứ 3 | 5 | 7", "Tue | Thu")])
def test_a_poll_that_is_shown_and_saved_keeps_its_words(texts: list[tuple[str, str]]):
    options = tuple(
        Option(f"o{at}", {"vi": vi, "en": en} if en else {"vi": vi}) for at, (vi, en) in enumerate(texts, 1)
    )
    asked = Content({"vi": "Ngày nào?"}, (Question("q1", {"vi": "?"}, QuestionKind.SINGLE, options),))
    shown = poll_form.from_poll("a", asked, Terms(None, None), UTC)
    saved = poll_form.definition(shown, asked)["questions"][0]["options"]

    assert [option["text"] for option in saved] == [option.text for option in options]


LINES = st.lists(
    st.sampled_from(["1", "2", "3", "Có | Yes", "có", "Không", "\u200b", "a" * 501]), max_size=13
)
NUMBERS = st.sampled_from(["", "0", "1", "2", "3", "60", "-1", "x"])


@given(
    st.fixed_dictionaries(
        {
            "q0-vi": st.sampled_from(["Có?", "", "\u200b"]),
            "q0-kind": st.sampled_from([*QuestionKind, "x"]),
            "q0-lines": LINES.map("\n".join) | st.integers(2, 13).map(numbers),
            "q0-least": NUMBERS,
            "q0-most": NUMBERS,
            "q0-0-link": st.sampled_from(["", "/a", "javascript:x"]),
            "q0-1-picture": st.sampled_from(["", "/a.jpg"]),
            "q0-1-vi": st.sampled_from(["", "Chợ", "\u200b"]),
        },
        optional={"q0-other": st.just("on")},
    )
)
@example({"q0-vi": "?", "q0-kind": "scale", "q0-lines": numbers(12)})
def test_what_the_form_finds_no_fault_with_is_a_poll(typed: dict[str, str]):
    """Else the office would read a sentence that names no field."""
    form = poll_form.PollForm({"title_vi": "Thăm dò", "slug": "a", **typed})
    sound = not form.questions[0].faults(may_be_linked) and not form.questions[0].empty
    data = poll_form.definition(form)
    if sound:
        assert len(read_content(data, may_be_linked).questions) == 1
    else:
        with pytest.raises(ValueError, match="question"):
            read_content(data, may_be_linked)


@pytest.fixture
def roles() -> set[str]:
    return {"editor"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str]):
    return make_app(admin_guard=lambda: roles)


@pytest.fixture
def office(app) -> FlaskClient:
    return browser(app)


def token(office: FlaskClient, path: str = f"{HOME}new") -> str:
    return re.search(r'name="pw_csrf" value="([^"]+)"', office.get(path).text)[1]


def send(office: FlaskClient, path: str, **fields):
    return office.post(path, data={"pw_csrf": token(office), **fields})


def service(app) -> PollService:
    return portal_of(app).service(PollService)


def test_a_poll_is_written_published_and_closed(app, office: FlaskClient):
    saved = send(office, f"{HOME}new", **WRITTEN)
    poll = service(app).polls.by_slug("sua-duong")

    assert saved.headers["Location"] == f"{HOME}{poll.id}"
    assert [option.text for option in poll.content.questions[0].options] == [
        {"vi": "Đường ven sông", "en": "The river road"},
        {"vi": "Đường chợ", "en": "The market road"},
    ]
    assert (poll.terms.visibility, poll.terms.may_change, poll.content.questions[0].other) == (
        Visibility.SECRET,
        True,
        True,
    )
    assert browser(app).get("/portal/polls/sua-duong").status_code == 404
    send(office, f"{HOME}{poll.id}/publish", sure="yes")
    assert browser(app).get("/portal/polls/sua-duong").status_code == 200
    assert "Đang mở" in office.get(HOME).text
    send(office, f"{HOME}{poll.id}/close", sure="yes")
    assert service(app).polls.by_slug("sua-duong").state(service(app).now()) is PollState.CLOSED
    send(office, f"{HOME}{poll.id}/archive")
    assert "Đã lưu trữ" in office.get(f"{HOME}{poll.id}").text


def test_the_form_shows_what_is_stored(app, office: FlaskClient):
    send(office, f"{HOME}new", **WRITTEN)
    page = office.get(f"{HOME}1/edit").text

    for text in ("Đường ven sông", "The river road", "Đường chợ", "The market road"):
        assert f'value="{text}"' in page
    assert "Đường chợ |" not in page
    assert 'name="closes" type="datetime-local" value="2026-03-20T17:00"' in page
    assert 'name="visibility" value="secret" checked' in page
    assert 'name="may_change" value="on" checked' in page


def test_answers_get_links_pictures_and_a_scale_its_ends(app, office: FlaskClient):
    """They are written in the form, kept by later edits, and shown to readers."""
    given = {
        **WRITTEN,
        "q0-0-link": "https://example.vn/song",
        "q0-1-picture": "/static/cho.jpg",
        "q0-1-vi": "Đường chợ ngập nước",
        "q0-1-en": "The market road under water",
        "q1-vi": "Mặt đường hiện nay ra sao?",
        "q1-kind": "scale",
        "q1-lines": "1\n2\n3",
        "q1-low": "Rất xấu | Very bad",
        "q1-high": "Tốt",
    }
    send(office, f"{HOME}new", **given)
    page = office.get(f"{HOME}1/edit").text
    for text in (
        "https://example.vn/song",
        "/static/cho.jpg",
        "The market road under water",
        "Rất xấu",
        "Very bad",
    ):
        assert f'value="{text}"' in page
    send(office, f"{HOME}1/publish", sure="yes")
    shown = browser(app).get("/portal/polls/sua-duong").text

    assert 'href="https://example.vn/song"' in shown
    assert '<img class="pw-poll__picture" src="/static/cho.jpg" alt="Đường chợ ngập nước">' in shown
    assert "1 = <span>Rất xấu</span>, 3 = <span>Tốt</span>" in shown


def test_one_more_question_keeps_what_was_typed(office: FlaskClient):
    page = send(office, f"{HOME}new", add="question", **WRITTEN).text

    assert "Câu hỏi 2" in page
    assert 'value="Sửa đường nào trước?"' in page
    assert 'value="The market road"' in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"slug": "Sửa đường"}, "Địa chỉ gồm chữ thường"),
        ({"title_vi": "", "title_en": ""}, "Vui lòng nhập tiêu đề"),
        ({"closes": "hôm nay"}, "Vui lòng nhập ngày, giờ"),
        ({"opens": "2026-03-21T17:00"}, "kết thúc phải sau thời điểm mở"),
        ({"opens": "0001-01-01T00:00"}, "Vui lòng nhập ngày, giờ"),
        ({"visibility": "x"}, "Vui lòng chọn một trong các giá trị có sẵn"),
        ({"title_vi": "\u200b", "title_en": ""}, "Vui lòng nhập tiêu đề"),
        ({"intro_vi": "a" * 5001}, "tối đa 5000 ký tự"),
        ({"q0-vi": "a" * 501}, "tối đa 500 ký tự"),
        ({"q0-kind": "x"}, "Vui lòng chọn cách trả lời câu hỏi"),
        ({"q0-lines": "Có\n\u200b"}, "không chứa chữ nào nhìn thấy được"),
        ({"q0-lines": "Có\n\u2060 | No"}, "không chứa chữ nào nhìn thấy được"),
        ({"q0-lines": "Có\n" + "a" * 501}, "tối đa 500 ký tự"),
        ({"q0-vi": ""}, "Vui lòng viết câu hỏi"),
        ({"q0-lines": "một"}, "từ 2 đến 60 câu trả lời"),
        ({"q0-kind": "scale", "q0-other": ""}, "các số nguyên liên tiếp"),
        ({"q0-kind": "scale", "q0-first": "5", "q0-last": "1"}, "số lớn nhất phải lớn hơn"),
        ({"q0-kind": "multiple", "q0-least": "3", "q0-most": "2"}, "ít nhất và nhiều nhất"),
        ({"q0-kind": "multiple", "q0-least": "-1"}, "ít nhất và nhiều nhất"),
        ({"q0-0-link": "javascript:alert(1)"}, "phải bắt đầu bằng https://"),
        ({"q0-1-picture": "https://example.vn/a.jpg"}, "dành cho người không nhìn thấy ảnh"),
        ({"q0-vi": "", "q0-lines": ""}, "Vui lòng xem lại các câu hỏi"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(app, office: FlaskClient, change, says: str):
    answer = send(office, f"{HOME}new", **{**WRITTEN, **change})

    assert answer.status_code == 400
    assert says in answer.text
    assert "Which road first?" in answer.text or "title_en" in change
    assert service(app).polls.every() == []


@pytest.mark.parametrize(
    "lines",
    [
        "Đường chợ\nĐường chợ",
        "Đường chợ\nĐường ven sông\nđường CHỢ",
        "Đường chợ\nĐường  ch\u200bợ",
        "Sửa tiến độ\n" + unicodedata.normalize("NFD", "Sửa tiến độ"),
        "Đường chợ | The road\nĐường ven sông | the road",
        "Đường chợ | The road\nThe road",
    ],
)
def test_two_answers_that_read_the_same_are_named(app, office: FlaskClient, lines: str):
    answer = send(office, f"{HOME}new", **{**WRITTEN, "q0-lines": lines})
    shown = [line.replace(" | ", " / ") for line in lines.splitlines()]

    assert answer.status_code == 400
    assert f"đọc như nhau: “{shown[0]}” và “{shown[-1]}”." in answer.text
    assert f"Câu hỏi 1: Câu trả lời 1 và {len(shown)} " in answer.text
    assert all(f'value="{text}"' in answer.text for line in shown for text in line.split(" / "))
    assert fields_at_fault(answer.text) == [f"q0-{len(shown) - 1}-option_vi"]
    assert service(app).polls.every() == []


def test_the_summary_leads_to_every_field_that_is_wrong(office: FlaskClient):
    wrong = {
        "slug": "Sửa",
        "opens": "x",
        "voters": "x",
        "q0-vi": "",
        "q0-lines": "a\na",
        "q0-kind": "multiple",
        "q0-least": "x",
        "q0-0-link": "x",
        "q0-1-picture": "/a.jpg",
        "q1-vi": "?",
        "q1-kind": "scale",
        "q1-lines": "a\nb",
    }
    page = send(office, f"{HOME}new", **{**WRITTEN, **wrong}).text
    places = ["slug", "opens", "voters", "q0-vi", "q0-0-link", "q0-1-vi", "q0-1-option_vi", "q0-least"]

    assert fields_at_fault(page) == [*places, "q1-first"]
    assert 'href="#pw-q1-first">Câu hỏi 2: ' in page


def test_more_lines_than_a_question_may_have_are_kept(office: FlaskClient):
    lines = "\n".join(f"Câu {at}" for at in range(61))
    answer = send(office, f"{HOME}new", **{**WRITTEN, "q0-lines": lines})

    assert answer.status_code == 400
    assert all(f'value="{line}"' in answer.text for line in lines.splitlines())


def test_an_address_that_is_taken_is_said(office: FlaskClient):
    send(office, f"{HOME}new", **WRITTEN)

    assert "Đã có cuộc thăm dò dùng địa chỉ này" in send(office, f"{HOME}new", **WRITTEN).text


def cast(app, slug: str = "duong") -> None:
    page = browser(app).get(f"/portal/polls/{slug}").text
    ticket = re.search(r'name="ballot" value="([^"]*)"', page)[1]
    key = re.search(r'name="(option)" value="([^"]+)"', page)
    assert (
        browser(app)
        .post(f"/portal/polls/{slug}/ballots", data={"ballot": ticket, key[1]: key[2]})
        .status_code
        == 303
    )


def test_after_the_first_ballot_only_wording_may_change(app, office: FlaskClient):
    send(office, f"{HOME}new", **WRITTEN)
    send(office, f"{HOME}1/publish", sure="yes")
    cast(app, "sua-duong")
    refused = send(office, f"{HOME}1/edit", **{**WRITTEN, "q0-lines": "A\nB\nC", "opens": shown(app)})
    assert "Đã có phiếu: chỉ sửa được câu chữ" in refused.text
    saved = send(
        office, f"{HOME}1/edit", **{**WRITTEN, "title_vi": "Sửa đường nào trước hết?", "opens": shown(app)}
    )

    assert saved.status_code == 303
    assert service(app).polls.by_number(1).version == 2


def test_an_opening_within_a_second_is_unchanged_as_the_form_shows_it(
    app, office: FlaskClient, clock: FrozenClock
):
    """A browser shows no microseconds. If a value has some, the browser leaves the field empty."""
    clock.advance(seconds=0.319392)
    send(office, f"{HOME}new", **WRITTEN)
    send(office, f"{HOME}1/publish", sure="yes")
    cast(app, "sua-duong")
    opened = service(app).polls.by_number(1).terms.opens_at
    field = re.search(
        r'name="opens" type="datetime-local" value="([^"]+)"', office.get(f"{HOME}1/edit").text
    )[1]
    saved = send(
        office, f"{HOME}1/edit", **{**WRITTEN, "title_vi": "Sửa đường nào trước hết?", "opens": field}
    )

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", field)
    assert saved.status_code == 303
    assert service(app).polls.by_number(1).version == 2
    assert service(app).polls.by_number(1).terms.opens_at == opened
    assert opened % 1_000_000 != 0


def test_what_was_promised_to_be_secret_stays_so(app, office: FlaskClient):
    """Otherwise one click would show the office results that nobody may see."""
    send(office, f"{HOME}new", **WRITTEN)
    send(office, f"{HOME}1/publish", sure="yes")
    cast(app, "sua-duong")
    again = {**WRITTEN, "opens": shown(app)}

    assert (
        "không công bố kết quả trước khi kết thúc"
        in send(office, f"{HOME}1/edit", **{**again, "visibility": "always"}).text
    )
    past = send(office, f"{HOME}1/edit", **{**again, "closes": "2026-03-11T08:59", "opens": shown(app)})
    assert past.status_code == 400
    assert send(office, f"{HOME}1/edit", **{**again, "closes": "2026-03-21T17:00"}).status_code == 303


def shown(app) -> str:
    poll = service(app).polls.by_number(1)
    return poll_form.from_poll(poll.slug, poll.content, poll.terms, portal_of(app).clock.zone).terms["opens"]


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (
            "publish",
            ["/portal/polls/duong-2", "Người đọc bình chọn được ngay.", "không ai trước khi kết thúc"],
        ),
        ("delete", ["không khôi phục được"]),
    ],
)
def test_before_a_draft_is_published_or_deleted_the_office_is_asked(app, office: FlaskClient, action, says):
    held(app, visibility=Visibility.SECRET)
    send(office, f"{HOME}1/duplicate")
    asked = [office.get(f"{HOME}2/{action}"), send(office, f"{HOME}2/{action}")]

    assert [answer.status_code for answer in asked] == [200, 200]
    assert all(sentence in answer.text for answer in asked for sentence in says)
    assert service(app).polls.by_number(2).draft
    assert send(office, f"{HOME}2/{action}", sure="yes").status_code == 303
    left = service(app).polls.by_number(2)
    assert left is None if action == "delete" else not left.draft


@pytest.mark.parametrize(
    ("visibility", "says"),
    [(Visibility.SECRET, "Mọi người xem được ngay kết quả"), (Visibility.STAFF, "chỉ cơ quan xem được")],
)
def test_before_a_poll_is_closed_the_office_is_asked(app, office: FlaskClient, visibility, says: str):
    """One slip must not end a consultation, because a poll that has closed cannot be opened again."""
    held(app, visibility=visibility)
    cast(app)
    for page in (office.get(f"{HOME}1/close"), send(office, f"{HOME}1/close")):
        assert page.status_code == 200
        for sentence in ("Đã có 1 phiếu được tính", "Không mở lại được", "khóa liên hệ", says):
            assert sentence in page.text
    assert service(app).polls.by_number(1).state(service(app).now()) is PollState.OPEN
    cast(app)
    send(office, f"{HOME}1/close", sure="yes")
    assert service(app).polls.by_number(1).ballots == 2
    assert (COUNTS in browser(app).get("/portal/polls/duong").text) == (visibility is Visibility.SECRET)


@pytest.mark.parametrize("action", ["publish", "delete", "restore"])
def test_what_is_not_possible_now_is_said(app, office: FlaskClient, action: str):
    held(app)
    answer = send(office, f"{HOME}1/{action}", sure="yes")

    assert answer.status_code == 409
    assert "Trạng thái cuộc thăm dò: Đang mở." in answer.text


def test_a_copy_is_a_draft_under_another_address(app, office: FlaskClient):
    held(app)
    for expected in ("duong-2", "duong-3"):
        send(office, f"{HOME}1/duplicate")
        copy = service(app).polls.by_slug(expected)
        assert (copy.content, copy.draft, copy.ballots) == (SHORT, True, 0)


def test_a_copy_has_the_terms_of_its_poll_but_not_its_times(app, office: FlaskClient):
    held(app, may_change=True, may_withdraw=True, may_be_blank=True, voters=Voters.CODE)
    send(office, f"{HOME}1/duplicate")
    before = service(app).polls.by_number(1).terms

    assert service(app).polls.by_slug("duong-2").terms == replace(before, opens_at=None, closes_at=None)


def test_a_draft_is_removed_and_a_poll_with_ballots_is_not(app, office: FlaskClient):
    held(app)
    cast(app)
    send(office, f"{HOME}1/delete", sure="yes")
    send(office, f"{HOME}1/duplicate")
    send(office, f"{HOME}2/delete", sure="yes")

    assert [poll.slug for poll in service(app).polls.every()] == ["duong"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_of_a_poll_shows_each_of_its_terms(app, office: FlaskClient, lang: str):
    held(app, may_change=True, may_be_blank=True, voters=Voters.PERSON, closes_at=None)
    words = language(lang).gettext
    page = html.unescape(office.get(f"{HOME}1?lang={lang}").text)
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)</dd>", page))
    labels = [words(one.label) for one in each_term(Terms) if one.kind is not TermKind.SWITCH]

    assert set(labels) < facts.keys()
    assert facts[words("Closes")] == "–"
    assert facts[words("Voters are distinguished by")] == words("their account on this site")
    may = ", ".join(words(one) for one in ("change the ballot", "cast a blank ballot"))
    assert facts[words("Until the close, a voter may")] == may


def test_turnout_and_refusals_are_seen_while_results_are_not(app, office: FlaskClient):
    """The number of ballots is not a result. Nobody, not even an admin, sees a secret result before the
    close.
    """
    held(app, visibility=Visibility.SECRET)
    cast(app)
    with portal_of(app).database.writing() as connection:
        row = {"site": "main", "poll": 1, "question": "road", "option": "b", "votes": 7919}
        connection.execute(sa.insert(tables.tally), row)
    voter = browser(app)
    voter.post(
        "/portal/polls/duong/ballots",
        data={"option": "zzz", "ballot": "11111111-1111-1111-1111-111111111111"},
    )
    pages = {path: office.get(path).text for path in (HOME, f"{HOME}1", f"{HOME}1/edit", f"{HOME}1/preview")}

    assert not any(re.search(r"7\.?919", page) for page in pages.values())
    assert "Kết quả được giữ kín đến" in pages[f"{HOME}1"]
    assert "Phiếu sai quy định của cuộc thăm dò" in pages[f"{HOME}1"]
    send(office, f"{HOME}1/close", sure="yes")
    assert "7.919" in office.get(f"{HOME}1").text
    assert "ĐÃ BỊ SỬA" in office.get(f"{HOME}1").text


def test_the_office_sees_other_results_and_that_they_were_counted_again(app, office: FlaskClient):
    held(app, visibility=Visibility.STAFF)
    cast(app)
    page = office.get(f"{HOME}1").text

    assert "100%" in page
    assert "Vừa đếm lại: phiếu, số đếm và chuỗi phiếu khớp nhau." in page


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("table", ["results", "ballots"])
def test_results_and_ballots_are_files_where_they_may_be_seen(
    app, office: FlaskClient, clock, table: str, kind: str
):
    held(app, "mo")
    held(app, "kin", visibility=Visibility.SECRET, closes_at=None)
    cast(app, "mo")
    clock.advance(minutes=60)
    file = office.get(f"{HOME}1/{table}.{kind}")

    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith(f'attachment; filename="{table}-mo_2026-03-11')
    assert len(file.data) > 80
    refused = office.get(f"{HOME}2/{table}.{kind}")
    assert refused.status_code == 403


def test_ballots_of_a_poll_for_the_office_are_not_announced_to_the_public(app, office: FlaskClient):
    held(app, visibility=Visibility.STAFF)
    refused = office.get(f"{HOME}1/ballots.csv")

    assert refused.status_code == 403
    assert "Cơ quan tải được danh sách các phiếu sau khi" in refused.text
    assert "phiếu được công bố" not in refused.text


def test_while_a_poll_is_open_its_ballots_are_in_no_file(app, office: FlaskClient, clock):
    """An observer who reads the list every minute could find out which ballot came when."""
    held(app)
    cast(app)
    assert f"{HOME}1/ballots." not in office.get(f"{HOME}1").text
    refused = office.get(f"{HOME}1/ballots.csv")

    assert refused.status_code == 403
    assert "người theo dõi danh sách" in refused.text
    clock.advance(minutes=60)
    assert f"{HOME}1/ballots.csv" in office.get(f"{HOME}1").text


def test_a_file_runs_nothing(app, office: FlaskClient, clock):
    """The words of a voter are text, not a formula."""
    held(app)
    page = browser(app).get("/portal/polls/duong").text
    ticket = re.search(r'name="ballot" value="([^"]*)"', page)[1]
    sent = {"ballot": ticket, "option": "other", "other-road": '=HYPERLINK("http://evil.example")'}
    browser(app).post("/portal/polls/duong/ballots", data=sent)
    clock.advance(minutes=60)
    lines = office.get(f"{HOME}1/ballots.csv").text.splitlines()

    assert lines[0].startswith("\ufeffMã biên nhận,Nên sửa đường nào trước?")
    assert "\"'=HYPERLINK" in lines[1]
    result = office.get(f"{HOME}1/results.csv").text
    assert "Nên sửa đường nào trước?,Ý kiến khác,1,100.0" in result


def test_codes_are_shown_once(app, office: FlaskClient):
    held(app, voters=Voters.CODE)
    page = send(office, f"{HOME}1/codes", count="12").text
    codes = re.findall(r"<li><code>([^<]+)</code>", page)

    assert len(set(codes)) == 12
    assert codes[0] not in office.get(f"{HOME}1").text
    voted = browser(app).post("/portal/polls/duong/ballots", data={"option": "a", "code": codes[0]})
    assert voted.status_code == 303
    for count in ("0", "x", "1001"):
        refused = send(office, f"{HOME}1/codes", count=count)
        assert refused.status_code == 400
        assert 'href="#pw-count">Vui lòng' in refused.text
        assert f'value="{count}"' in refused.text


@pytest.mark.parametrize("roles", [{"viewer"}, {"moderator"}])
def test_others_neither_see_nor_change_a_poll(app, office: FlaskClient, roles: set[str]):
    held(app)
    csrf = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{HOME}1").text)

    for path in (HOME, f"{HOME}1", f"{HOME}new"):
        assert office.get(path).status_code == 403
    closed = office.post(f"{HOME}1/close", data={"pw_csrf": csrf[1] if csrf else ""})
    assert closed.status_code in {400, 403}
    assert service(app).polls.by_number(1).state(service(app).now()) is PollState.OPEN


def test_without_the_forms_token_nothing_happens(app, office: FlaskClient):
    held(app)
    office.get(f"{HOME}1")

    assert office.post(f"{HOME}1/close").status_code in {400, 403}
    assert service(app).polls.by_number(1).state(service(app).now()) is PollState.OPEN


@pytest.mark.parametrize("path", ["99", "99/edit", f"{2**40}", "1/preview/x"])
def test_what_is_not_there_is_404(office: FlaskClient, path: str):
    assert office.get(HOME + path).status_code == 404


def test_an_action_that_is_none_is_404(app, office: FlaskClient):
    held(app)

    assert send(office, f"{HOME}1/explode").status_code == 404
    assert send(office, f"{HOME}1/archive").status_code == 409


ROWS = {
    **{name: text for name, text in WRITTEN.items() if name not in {"q0-lines", "slug"}},
    "q0-0-option_vi": "Đường ven sông",
    "q0-0-option_en": "The river road | by the bridge",
    "q0-0-link": "/song",
    "q0-1-option_vi": "",
    "q0-2-option_vi": "Đường chợ",
    "q0-2-picture": "/cho.jpg",
    "q0-2-vi": "Chợ",
}


def test_a_row_is_one_answer_with_everything_about_it(app, office: FlaskClient):
    """In the order of the rows. A row that is empty is left out, and a bar is a letter like any other."""
    send(office, f"{HOME}new", **ROWS)
    found = service(app).polls.by_number(1).content.questions[0].options

    assert [option.text for option in found] == [
        {"vi": "Đường ven sông", "en": "The river road | by the bridge"},
        {"vi": "Đường chợ"},
    ]
    assert (found[0].link, found[1].picture, found[1].picture_text) == ("/song", "/cho.jpg", {"vi": "Chợ"})


def test_one_more_row_keeps_what_was_typed_and_its_order(office: FlaskClient):
    page = send(office, f"{HOME}new", add="q0", **ROWS).text
    texts = re.findall(r'name="q0-\d-option_vi" type="text" value="([^"]*)"', page)

    assert texts == ["Đường ven sông", "", "Đường chợ", ""]
    assert 'value="/cho.jpg"' in page


def test_when_a_row_is_emptied_the_others_keep_their_ballots(app, office: FlaskClient):
    """Otherwise a ballot for one answer would count for the next one."""
    send(office, f"{HOME}new", **{**ROWS, "q0-1-option_vi": "Đường làng"})
    send(office, f"{HOME}1/publish", sure="yes")
    cast(app, "sua-duong-nao-truoc")
    moved = {**ROWS, "q0-0-option_vi": "", "q0-0-option_en": "", "q0-0-link": "", "q0-3-option_vi": "Đê"}
    moved |= {"q0-1-option_vi": "Đường làng", "opens": shown(app)}

    assert "Đã có phiếu: chỉ sửa được câu chữ" in send(office, f"{HOME}1/edit", **moved).text


IGNORED = {
    "single": {"q0-least": "7", "q0-most": "x", "q0-first": "9", "q0-low_vi": "a" * 501},
    "scale": {
        "q0-first": "1",
        "q0-last": "5",
        "q0-least": "7",
        "q0-most": "x",
        "q0-other": "on",
        "q0-0-link": "javascript:x",
    },
    "ranked": {"q0-most": "x", "q0-other": "on", "q0-last": "x", "q0-high_en": "a" * 501},
    "multiple": {"q0-most": "", "q0-first": "9", "q0-last": "1", "q0-high_vi": "a" * 501},
}


@pytest.mark.parametrize("kind", [*QuestionKind])
def test_a_field_that_the_kind_does_not_have_is_never_at_fault(app, office: FlaskClient, kind: QuestionKind):
    """The form does not show it, so the office could not correct it."""
    assert send(office, f"{HOME}new", **{**ROWS, "q0-kind": kind, **IGNORED[kind]}).status_code == 303
    question = service(app).polls.by_number(1).content.questions[0]
    assert question.kind is kind
    assert question.other == (kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE})
    assert question.most == {"single": 1, "scale": 1, "ranked": 2, "multiple": 3}[kind]


def test_a_scale_is_its_first_and_its_last_number(app, office: FlaskClient):
    scale = {"q0-kind": "scale", "q0-first": "0", "q0-last": "10", "q0-low_vi": "Tệ", "q0-optional": "on"}
    send(office, f"{HOME}new", **{**ROWS, **scale})
    question = service(app).polls.by_number(1).content.questions[0]

    assert [option.key for option in question.options] == [str(at) for at in range(11)]
    assert (question.low, question.least) == ({"vi": "Tệ"}, 0)


def test_without_an_address_the_title_makes_one(app, office: FlaskClient):
    for _ in range(2):
        send(office, f"{HOME}new", **ROWS)

    assert [poll.slug for poll in service(app).polls.every()] == [
        "sua-duong-nao-truoc-2",
        "sua-duong-nao-truoc",
    ]
    assert "Địa chỉ gồm chữ thường" in send(office, f"{HOME}new", **{**ROWS, "title_vi": "道"}).text


def test_each_version_says_what_it_changed(app, office: FlaskClient):
    before = {**ROWS, "q0-1-option_vi": "Đường chợ", "q0-2-option_vi": "Đường làng"}
    send(office, f"{HOME}new", **before)
    changed = {
        **before,
        "title_vi": "Sửa đường nào trước hết?",
        "q0-0-link": "",
        "q0-1-option_en": "The market road",
        "q0-2-option_vi": "",
        "q0-2-picture": "",
        "q0-2-vi": "",
        "q0-3-option_vi": "Đê",
        "visibility": "always",
        "may_change": "",
    }
    send(office, f"{HOME}1/edit", slug="sua-duong-nao-truoc", **changed)
    page = html.unescape(office.get(f"{HOME}1").text)
    said = re.findall(r"<li>([^<]+: [^<]+)</li>", page[page.index("pw-poll-versions") :])

    assert said == [
        "Tiêu đề: từ “Sửa đường nào trước?” thành “Sửa đường nào trước hết?”.",
        "Câu hỏi 1, Câu trả lời 1: Liên kết để tìm hiểu thêm: bỏ “/song”.",
        "Câu hỏi 1, Câu trả lời 2, tiếng Anh: thêm mới “The market road”.",
        "Câu hỏi 1, Câu trả lời 3: thêm mới “Đê”.",
        f"Ai xem được kết quả: từ “{SECRET}” thành “mọi người, tại mọi thời điểm”.",
        "Trước khi kết thúc, người tham gia có thể: đổi phiếu: từ “Có” thành “Không”.",
        "Câu hỏi 1, Câu trả lời 3: bỏ “Đường làng”.",
        "Câu hỏi 1, Câu trả lời 3: Địa chỉ của ảnh: bỏ “/cho.jpg”.",
        "Câu hỏi 1, Câu trả lời 3: Văn bản thay thế cho ảnh: bỏ “Chợ”.",
    ]


def test_a_poll_survives_the_form_unchanged():
    """The form sends back what was stored, including links, pictures and keys."""
    zone = HANOI
    terms = Terms(1_773_000_000_000_000, 1_773_000_060_123_456, Visibility.ALWAYS, may_be_blank=True)
    form = poll_form.from_poll("duong", SHORT, terms, zone)

    assert (
        read_content(poll_form.definition(form, SHORT), lambda _: True).questions[0].options
        == SHORT.questions[0].options
    )
    assert (
        as_json(read_content(poll_form.definition(form, SHORT), lambda _: True))["questions"][0]["other"]
        is True
    )
    assert poll_form.terms(form, zone, terms) == terms


def test_questions_with_as_many_options_are_written_in_one_form():
    """Each question gets a key of its own, whatever the keys of its options are."""
    typed = {"title_vi": "Thăm dò"}
    for at, text in enumerate(("Mở cửa thứ bảy?", "Và chủ nhật?")):
        typed |= {f"q{at}-vi": text, f"q{at}-kind": "single", f"q{at}-lines": "Có\nKhông"}
    content = read_content(poll_form.definition(poll_form.PollForm(typed)), lambda _: True)

    assert [question.key for question in content.questions] == ["q1", "q2"]
    assert [option.key for option in content.questions[1].options] == ["o1", "o2"]
