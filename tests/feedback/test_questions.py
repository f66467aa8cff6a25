"""A question and its answer are published without anything that identifies the person, and withdrawn
again.
"""

import re
from time import perf_counter
from xml.etree.ElementTree import XML, Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from feedback.sending import CITIZEN, OFFICE, codes, feedback_service_of, send
from feedback.test_casework import act
from portal_widgets.feedback.privacy.personal_data import PersonalDataKind, find_personal_data
from support import FrozenClock, MakeApp, browser, fields_at_fault

LIST = "/portal/questions"
FEED = "/portal/questions/feed.xml"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def app(make_app: MakeApp, database_url: str) -> Flask:
    return make_app(
        **OFFICE, admin_guard=lambda: {"moderator"}, admin_name=lambda: "Lan", database_url=database_url
    )


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def read(feed: TestResponse) -> Element:
    return XML(feed.data)


def asked(app: Flask, clock: FrozenClock, **more: str) -> None:
    """A citizen who agrees to the publication of a question."""
    sent = {**CITIZEN, "publish": "y", "text": "Tôi là Nguyễn Thị Ánh Tuyết. Khi nào sửa đèn?", **more}
    assert send(browser(app), clock, **sent).status_code == 303


def publish(
    office: FlaskClient, question: str = "Khi nào sửa đèn đường?", answer: str = "Ngày 12/3/2026.", **more
):
    return act(office, 1, "publish", question=question, answer=answer, **more)


def test_a_published_question_stands_in_the_list_and_the_feed(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    asked(app, clock)
    assert publish(office).status_code == 303
    page = browser(app).get(LIST)
    assert page.headers["Cache-Control"].startswith("public")
    assert "Khi nào sửa đèn đường?" in page.text
    assert "Ngày 12/3/2026." in page.text
    feed = browser(app).get(FEED)

    assert feed.mimetype == "application/atom+xml"
    (entry,) = read(feed).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Khi nào sửa đèn đường?"
    assert entry.find(f"{ATOM}content").text.split("\n\n") == ["Khi nào sửa đèn đường?", "Ngày 12/3/2026."]


def test_nothing_in_it_tells_who_asked(app: Flask, office: FlaskClient, clock: FrozenClock):
    reader = browser(app)
    sent = {**CITIZEN, "publish": "y", "phone": "0912 345 678", "address": "Thôn Đông"}
    send(reader, clock, **sent)
    reference, _ = codes(reader.get("/portal/feedback/receipt").text)
    publish(office)
    for path in (LIST, FEED):
        text = browser(app).get(path).text
        for told in ("Tuyết", "anh.tuyet", "0912", "Thôn Đông", reference, "Lan"):
            assert told not in text


def test_without_the_senders_consent_nothing_is_published(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    send(browser(app), clock, **CITIZEN)
    answer = publish(office)

    assert answer.status_code == 400
    assert "Người gửi chưa đồng ý công bố." in answer.text
    assert "Khi nào sửa đèn đường?" not in browser(app).get(LIST).text


def test_a_question_without_words_or_with_too_many_is_kept(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    asked(app, clock)
    answer = publish(office, question="", answer="x" * 10_001)

    assert answer.status_code == 400
    assert fields_at_fault(answer.text) == ["question", "answer"]
    assert "x" * 10_001 in answer.text
    assert "xxx" not in browser(app).get(LIST).text


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ("Gọi 0912 345 678 nhé", "số điện thoại (0912 345 678)"),
        ("Thẻ 001085012345", "số căn cước (001085012345)"),
        ("Viết cho lan@example.vn", "địa chỉ thư điện tử (lan@example.vn)"),
        ("Bà nguyen thi anh tuyet hỏi", "tên người gửi (Nguyễn Thị Ánh Tuyết)"),
    ],
)
def test_what_may_tell_of_a_person_is_asked_about_first(
    app: Flask, office: FlaskClient, clock: FrozenClock, told: str, what: str
):
    asked(app, clock)
    answer = publish(office, question=told)
    assert answer.status_code == 400
    assert what in answer.text
    assert f"{told}</textarea>" in answer.text
    assert told not in browser(app).get(LIST).text

    assert publish(office, question=told, looked="1").status_code == 303
    assert told in browser(app).get(LIST).text


def test_it_is_mended_and_taken_out_again(app: Flask, office: FlaskClient, clock: FrozenClock):
    asked(app, clock)
    publish(office)
    clock.advance(minutes=60)
    publish(office, answer="Ngày 15/3/2026.")
    page = browser(app).get(LIST).text
    assert page.count("pw-questions__one") == 1
    assert "Ngày 15/3/2026." in page
    assert "Ngày 12/3/2026." not in page
    act(office, 1, "withdraw")

    assert "Chưa có câu hỏi nào được công bố." in browser(app).get(LIST).text
    assert [event.kind for event in feedback_service_of(app).cases.events(1)] == [
        "published",
        "published",
        "withdrawn",
    ]


def test_hostile_words_are_inert(app: Flask, office: FlaskClient, clock: FrozenClock):
    asked(app, clock)
    hostile = "</content><script>alert(1)</script>]]>&amp;{{ 7*7 }}"
    publish(office, question=hostile, answer=hostile)

    assert "<script>alert" not in browser(app).get(LIST).text
    (entry,) = read(browser(app).get(FEED)).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}content").text == f"{hostile}\n\n{hostile}"


@pytest.mark.parametrize("query", ["department=nowhere", "page=0", "page=99999", "department=%00"])
def test_what_is_not_there_is_404(app: Flask, query: str):
    assert browser(app).get(f"{LIST}?{query}").status_code == 404


def test_one_departments_questions(app: Flask, office: FlaskClient, clock: FrozenClock):
    sent = {**CITIZEN, "publish": "y", "department": "tiep-dan"}
    send(browser(app), clock, "/portal/feedback/department", **sent)
    publish(office)

    assert "Khi nào sửa đèn" in browser(app).get(f"{LIST}?department=tiep-dan").text
    assert re.search("Ban Tiếp công dân</p>", browser(app).get(LIST).text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Gọi 0912345678", [PersonalDataKind.PHONE]),
        ("Gọi +84 912 345 678", [PersonalDataKind.PHONE]),
        ("CMND 123456789", [PersonalDataKind.IDENTITY]),
        ("CCCD 001203004567", [PersonalDataKind.IDENTITY]),
        ("Thẻ 4111 1111 1111 1111", [PersonalDataKind.CARD]),
        ("a@b.vn và c@d.vn", [PersonalDataKind.EMAIL, PersonalDataKind.EMAIL]),
        ("lan (at) example.vn, lan[at]example.vn, lan @ example.vn", [PersonalDataKind.EMAIL] * 3),
        ("lan (a) example.vn, lan @ example . com . vn", [PersonalDataKind.EMAIL] * 2),
        ("lan85 at example dot com, lan at gmail.com", [PersonalDataKind.EMAIL] * 2),
        ("Look at example.vn, hội trường @ xã . Mời", []),
        ("Gọi (0218) 3852 123 hoặc (+84) 912 345 678", [PersonalDataKind.PHONE, PersonalDataKind.PHONE]),
        ("Thẻ 4111–1111–1111–1111", [PersonalDataKind.CARD]),
        (
            "CCCD 001\u00a0203\u00a0004\u00a0567, 001\u200d203004567",
            [PersonalDataKind.IDENTITY, PersonalDataKind.IDENTITY],
        ),
        ("Ngày 12/03/2026, 1.250.000 đồng, quyết định 123/2026", []),
        ("Điều 5 khoản 2, 20 km, 08:30", []),
        ("", []),
    ],
)
def test_what_tells_of_a_person(text: str, kinds: list[PersonalDataKind]):
    assert [kind for kind, _ in find_personal_data(text)] == kinds


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Tôi là tran van binh", True),
        ("Anh Bình hỏi", True),
        ("bà Văn Bình ở thôn 2", True),
        ("Ông T. V. Bình hỏi", True),
        ("Có bình nước không?", False),
        ("Bình ơi, trạm có Bình oxy", False),
        ("Ông Bình Dương hỏi", False),
        ("Bà con mong bình yên", False),
    ],
)
def test_a_sender_is_named_in_whole_or_by_title_and_given_name(text: str, is_named: bool):
    assert bool(find_personal_data(text, "Trần Văn Bình")) is is_named


@given(
    st.from_regex(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}", fullmatch=True),
    st.sampled_from(["", " ", ".", "-", "  ", "\u00a0", "\u2011", " – ", ") "]),
    st.text(alphabet="ab ,", max_size=9),
)
def test_a_telephone_number_is_found_however_it_is_written(number: str, between: str, around: str):
    written = between.join((number[:4], number[4:7], number[7:]))

    assert find_personal_data(f"{around} {written} {around}") == [(PersonalDataKind.PHONE, written)]


@given(
    st.sampled_from(
        [
            "1.250.000.000 đồng,",
            "1.001193.000.00.00.H12",
            "(05.03.2026 - 20.03.2026)",
            "2026-03-11 14:00",
        ]
    ),
    st.from_regex(r"09[0-9]{8}|0(01|79)[01][0-9]{8}", fullmatch=True),
    st.sampled_from([" ", ", ", " - ", "\n"]),
)
def test_a_number_of_nobody_is_no_alarm_and_hides_none_beside_it(public: str, number: str, between: str):
    assert find_personal_data(public) == []
    for text in (f"{public}{between}{number}", f"{number}{between}{public}"):
        assert any(number in written for _, written in find_personal_data(text))


@pytest.mark.parametrize("part", ["a", "a.", "1 ", "@a", "a@b", "a at ", "a @ b . ", "1A", "ông "])
def test_a_long_text_is_looked_through_at_once(part: str):
    begun = perf_counter()
    find_personal_data((part * 20_000)[:20_000], "Trần Văn Bình")

    assert perf_counter() - begun < 2
