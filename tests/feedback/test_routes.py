"""A citizen writes, gets a receipt after the message is stored, and finds the message again."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from feedback.sending import CITIZEN, OFFICE, PDF, SITE, codes, feedback_service_of, send, stamp, stored
from portal_widgets.core.app.portal import Portal
from portal_widgets.core.text.codes import read_code
from portal_widgets.errors import StoreUnavailableError
from portal_widgets.feedback.rules import MessageKind, Status
from portal_widgets.feedback.store import tables
from support import FrozenClock, MakeApp, browser, portal_of, statements

RECEIPT = "/portal/feedback/receipt"
STATUS = "/portal/feedback/status"
SCRIPT = {"Accept": "application/json"}
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(**OFFICE)


def rows(app: Flask, table: sa.Table) -> list[sa.Row]:
    with portal_of(app).database.reading() as connection:
        return list(connection.execute(sa.select(table)))


def test_who_writes_gets_a_reference_and_a_key(app: Flask, clock: FrozenClock):
    reader = browser(app)
    answer = send(reader, clock, **CITIZEN)

    assert answer.status_code == 303
    assert answer.headers["Location"] == RECEIPT
    assert answer.headers["Cache-Control"] == "no-store"
    page = reader.get(RECEIPT).text
    reference, key = codes(page)
    assert "Đã nhận ý kiến của quý vị" in page
    assert f'href="http://localhost{STATUS}#{reference}.{key}"' in page
    found = feedback_service_of(app).store.find(reference)
    assert (found.message.text, found.message.name, found.status) == (
        "Đèn đường thôn Đông bị hỏng.",
        "Nguyễn Thị Ánh Tuyết",
        Status.NEW,
    )


def test_neither_reference_nor_key_stands_in_an_address(app: Flask, clock: FrozenClock):
    """Addresses are written into logs. The key is after the # of the link, which browsers never send."""
    reader = browser(app)
    answer = send(reader, clock)
    reference, key = codes(reader.get(RECEIPT).text)

    assert reference not in answer.headers["Location"]
    assert key not in answer.headers["Set-Cookie"]
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert f"Path={RECEIPT}" in cookie


def test_with_reference_and_key_a_citizen_sees_where_the_message_stands(app: Flask, clock: FrozenClock):
    reader = browser(app)
    send(reader, clock, files=[(PDF, "đơn.pdf")])
    reference, key = codes(reader.get(RECEIPT).text)
    typed = {"reference": reference.lower().replace("-", " "), "key": key.lower()}
    page = browser(app).post(STATUS, data=typed)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Đã nhận, chưa trả lời" in page.text
    assert "Đèn đường thôn Đông bị hỏng." in page.text
    assert "đơn.pdf" in page.text


def test_without_the_right_key_nothing_is_told(app: Flask, clock: FrozenClock):
    reader = browser(app)
    send(reader, clock)
    reference, key = codes(reader.get(RECEIPT).text)
    send(reader, clock, text="Một ý kiến khác")
    other, _ = codes(reader.get(RECEIPT).text)
    for typed in (
        ("", ""),
        (reference, ""),
        (reference, other),
        (other, key),
        ("x" * 500, key),
        (reference, key[:-1]),
    ):
        page = browser(app).post(STATUS, data=dict(zip(("reference", "key"), typed, strict=True)))
        assert page.status_code == 404
        assert "Đèn đường" not in page.text
        assert "Mã ý kiến và khóa tra cứu không khớp" in page.text


def test_keys_cannot_be_tried_at_leisure(app: Flask, clock: FrozenClock):
    """Also not from the many addresses of one household."""
    wrong = {"reference": "1", "key": "2"}
    tries = [browser(app, address=f"2001:db8::{number:x}").post(STATUS, data=wrong) for number in range(41)]

    assert [answer.status_code for answer in tries] == [404] * 40 + [429]
    assert f'name="key" value="{wrong["key"]}"' in tries[40].text
    assert int(tries[40].headers["Retry-After"]) > 0
    assert browser(app, address="2001:db8:1::1").post(STATUS, data=wrong).status_code == 404


def test_a_new_secret_key_leaves_old_receipts_good(make_app: MakeApp, clock: FrozenClock):
    app = make_app(**OFFICE)
    reader = browser(app)
    send(reader, clock)
    reference, key = codes(reader.get(RECEIPT).text)
    app.config["SECRET_KEY_FALLBACKS"] = [app.secret_key]
    app.secret_key = "another"

    assert browser(app).post(STATUS, data={"reference": reference, "key": key}).status_code == 200


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(app: Flask, clock: FrozenClock):
    """The file stays, too: nobody has to choose it again because of a mistyped address."""
    reader = browser(app)
    answer = send(
        reader,
        clock,
        text="",
        subject="Đèn đường",
        name="Lan",
        email="lan@",
        phone="x",
        files=[(PDF, "đơn.pdf")],
    )

    assert answer.status_code == 422
    for sentence in (
        "Vui lòng viết ý kiến của quý vị.",
        "Vui lòng nhập địa chỉ thư điện tử, ví dụ ten@example.vn",
        "Vui lòng nhập số điện thoại",
        "Vui lòng đồng ý để thông tin được dùng để trả lời",
    ):
        assert answer.text.count(sentence) == 2  # in the list, and at the field
    assert 'href="#pw-message-site-email"' in answer.text
    assert 'value="Đèn đường"' in answer.text
    assert 'value="lan@"' in answer.text
    assert "Bỏ đơn.pdf" in answer.text
    assert rows(app, tables.message) == []

    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)[1]
    mended = {"stamp": stamp(answer.text), "kept": kept, "text": "Đèn hỏng", **CITIZEN}
    assert reader.post(SITE, data=mended).status_code == 303
    (file,) = rows(app, tables.attachment)
    assert file.name == "đơn.pdf"
    assert feedback_service_of(app).files.path(file.id).read_bytes() == PDF


def test_a_file_may_be_taken_out_again(app: Flask, clock: FrozenClock):
    reader = browser(app)
    answer = send(reader, clock, text="", files=[(PDF, "a.pdf"), (PDF, "b.pdf")])
    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)[1]
    drop = re.search(r'name="drop" value="([^"]+)"> Bỏ a\.pdf', answer.text)[1]
    sent = {"stamp": stamp(answer.text), "kept": kept, "drop": drop, "text": "Xin chào"}

    assert reader.post(SITE, data=sent).status_code == 303
    assert [file.name for file in rows(app, tables.attachment)] == ["b.pdf"]


def test_of_several_files_those_that_are_well_stay(app: Flask, clock: FrozenClock):
    answer = send(browser(app), clock, files=[(PDF, "a.pdf"), (b"MZ", "b.exe"), (PDF, "c.pdf")])

    assert answer.status_code == 422
    assert "Tệp b.exe không thuộc loại được nhận" in answer.text
    assert "Bỏ a.pdf" in answer.text
    assert "Bỏ c.pdf" in answer.text
    many = send(browser(app), clock, files=[(PDF, f"{name}.pdf") for name in "abcd"])
    assert "Vui lòng đính kèm nhiều nhất 3 tệp." in many.text


def test_a_file_that_is_gone_is_asked_for_again(app: Flask, clock: FrozenClock):
    """The sender thinks that the file is attached, so the message must not be sent without it."""
    reader = browser(app)
    answer = send(reader, clock, text="", files=[(PDF, "a.pdf")])
    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)[1]
    for file in feedback_service_of(app).files.path("").iterdir():
        file.unlink()
    again = reader.post(SITE, data={"stamp": stamp(answer.text), "kept": kept, "text": "Xin chào"})

    assert again.status_code == 422
    assert "Vui lòng đính kèm lại." in again.text
    assert rows(app, tables.message) == []


def test_one_form_is_one_message_however_often_it_is_sent(app: Flask, clock: FrozenClock):
    """A second tap gets the same receipt as the first."""
    reader = browser(app)
    page = reader.get(SITE).text
    clock.advance(seconds=20)
    receipts = []
    for _ in range(3):
        assert reader.post(SITE, data={"stamp": stamp(page), "text": "Xin chào"}).status_code == 303
        receipts.append(codes(reader.get(RECEIPT).text))

    assert receipts[0] == receipts[1] == receipts[2]
    assert len(rows(app, tables.message)) == 1


def test_message_consent_files_and_letters_are_stored_together(app: Flask, clock: FrozenClock):
    found = stored(app, clock, **CITIZEN, publish="y", files=[(PDF, "đơn.pdf")])

    consents = {row.purpose: row for row in rows(app, tables.consent)}
    assert set(consents) == {"answer", "publish"}
    assert "được dùng để trả lời ý kiến này" in consents["answer"].text
    assert len(consents["answer"].version) == 12
    assert {(row.letter, row.recipient) for row in rows(app, tables.outbox)} == {
        ("notice", "van-phong@dongmay.example"),
        ("receipt", "anh.tuyet@example.vn"),
    }
    assert [file.name for file in found.files] == ["đơn.pdf"]


def test_if_one_part_cannot_be_stored_nothing_is_and_nobody_is_thanked(
    app: Flask, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    from portal_widgets.feedback.store import messages

    def broken(*_):
        raise sa.exc.OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setattr(messages, "waiting_row", broken)
    answer = send(browser(app), clock, **CITIZEN)

    assert answer.status_code == 503
    assert "Set-Cookie" not in answer.headers
    assert "Đèn đường thôn Đông bị hỏng.</textarea>" in answer.text
    assert CITIZEN["name"] in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    with closing(sqlite3.connect(portal_of(app).folder / "portal_widgets.sqlite3")) as file:
        assert file.execute("SELECT * FROM pw_message").fetchall() == []
        assert file.execute("SELECT * FROM pw_consent").fetchall() == []
        assert file.execute("SELECT * FROM pw_outbox").fetchall() == []


@contextmanager
def away(portal: Portal) -> Iterator[None]:
    """The database cannot be opened for some time. Afterwards it is as before."""
    file = portal.folder / "portal_widgets.sqlite3"
    aside = file.with_suffix(".aside")
    portal.database.close()
    file.rename(aside)
    file.mkdir()
    yield
    portal.database.close()
    file.rmdir()
    aside.rename(file)


def test_when_the_database_is_back_the_kept_form_is_sent_with_its_file(
    app: Flask, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
):
    reader, database = browser(app), portal_of(app).database
    monkeypatch.setattr(database.breaker, "seconds", clock)
    with away(portal_of(app)):
        answer = send(reader, clock, files=[(PDF, "đơn.pdf")])
        assert answer.status_code == 503
        kept = re.search('name="kept" value="([^"]+)"', answer.text)[1]
        sent = {"stamp": stamp(answer.text), "text": "Đèn đường thôn Đông bị hỏng.", "kept": kept}
        assert reader.post(SITE, data=sent).status_code == 503

    clock.advance(seconds=10)
    assert reader.post(SITE, data=sent).status_code == 303
    assert [row.name for row in rows(app, tables.attachment)] == ["đơn.pdf"]


def test_what_the_disk_or_the_scanner_cannot_do_costs_no_word(make_app: MakeApp, clock: FrozenClock):
    def scan(_path: Path) -> str | None:
        raise TimeoutError

    app = make_app(**OFFICE, feedback_scan=scan)
    answer = send(browser(app), clock, files=[(PDF, "đơn.pdf")])
    assert answer.status_code == 422
    assert "Hiện chưa nhận được tệp đơn.pdf" in answer.text
    assert "Đèn đường thôn Đông bị hỏng.</textarea>" in answer.text

    folder = feedback_service_of(app).files.path("")
    assert [*folder.iterdir()] == []
    folder.rmdir()
    folder.write_text("no folder at all")
    assert "Hiện chưa nhận được tệp" in send(browser(app), clock, files=[(PDF, "đơn.pdf")]).text


def test_a_department_gets_its_own_messages(app: Flask, clock: FrozenClock):
    found = stored(app, clock, path="/portal/feedback/department", department="tiep-dan")

    assert (found.message.kind, found.message.department) == (MessageKind.DEPARTMENT, "tiep-dan")
    assert [row.recipient for row in rows(app, tables.outbox)] == ["tiep-dan@dongmay.example"]
    answer = send(browser(app), clock, "/portal/feedback/department", department="nowhere")
    assert answer.status_code == 422
    assert "Vui lòng chọn đơn vị." in answer.text


def test_a_problem_is_reported_with_the_pages_path_alone(app: Flask, clock: FrozenClock):
    page = "/bai/1?email=lan@example.vn#top"
    found = stored(app, clock, path="/portal/feedback/page", page=page)

    assert found.message.page == "/bai/1"
    shown = browser(app).get("/portal/feedback/page?page=/nguoi-dung/0912345678/lan@example.vn").text
    assert re.search(r"<code>/nguoi-dung/…[a-p]{10}/…</code>", shown)


def test_from_a_cached_page_without_a_script_the_message_is_confirmed(app: Flask, clock: FrozenClock):
    reader = browser(app)
    confirm = reader.post("/portal/feedback/page", data={"stamp": "", "text": "Ảnh bị lỗi", "page": "/bai/1"})

    assert confirm.status_code == 200
    assert "Vui lòng xem lại ý kiến rồi gửi." in confirm.text
    assert ">Ảnh bị lỗi</textarea>" in confirm.text
    assert rows(app, tables.message) == []
    sent = {"stamp": stamp(confirm.text), "text": "Ảnh bị lỗi", "page": "/bai/1"}
    assert reader.post("/portal/feedback/page", data=sent).status_code == 303
    assert [row.status for row in rows(app, tables.message)] == ["new"]


def test_other_words_from_a_form_that_was_sent_are_another_message(app: Flask, clock: FrozenClock):
    """A browser may restore the page with its old stamp. Only two equal messages count as one."""
    reader = browser(app)
    old = stamp(reader.get(SITE).text)
    clock.advance(minutes=1)
    for text in ("Đèn đường hỏng", "Đèn đường hỏng", "Cống bị tắc", "Cống bị tắc"):
        assert reader.post(SITE, data={"stamp": old, "text": text}).status_code == 303

    assert [row.text for row in rows(app, tables.message)] == ["Đèn đường hỏng", "Cống bị tắc"]


def test_a_form_left_open_for_a_day_is_confirmed_and_taken(app: Flask, clock: FrozenClock):
    reader = browser(app)
    confirm = send(reader, clock, seconds=25 * 3600)

    assert confirm.status_code == 200
    again = {"stamp": stamp(confirm.text), "text": "Đèn đường thôn Đông bị hỏng."}
    assert reader.post(SITE, data=again).status_code == 303


def test_a_script_is_answered_with_json(app: Flask, clock: FrozenClock):
    faulty = send(browser(app), clock, text="", headers=SCRIPT)
    assert (faulty.status_code, faulty.json["faults"]) == (422, {"text": "Vui lòng viết ý kiến của quý vị."})
    done = send(browser(app), clock, headers=SCRIPT)

    assert done.status_code == 201
    assert read_code(done.json["reference"]) == done.json["reference"]
    assert done.json["reference"] in done.json["html"]


def test_another_sites_form_sends_nothing(app: Flask, clock: FrozenClock):
    answer = send(browser(app), clock, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert rows(app, tables.message) == []


def test_more_than_can_be_read_is_told(make_app: MakeApp, clock: FrozenClock):
    app = make_app(**OFFICE, feedback_files=1, feedback_file_mb=1)
    sent = {
        "content_type": "multipart/form-data; boundary=x",
        "environ_overrides": {"CONTENT_LENGTH": str(4 << 20)},
    }
    answer = browser(app).post(SITE, **sent)

    assert answer.status_code == 413
    assert "Nội dung gửi lên vượt quá mức" in answer.text


@pytest.mark.parametrize("path", [SITE, "/portal/feedback/useful", STATUS, f"{STATUS}/file"])
def test_a_form_without_files_is_short(app: Flask, path: str):
    answer = browser(app).post(path, data=b"text=" + b"a" * (2 << 20), content_type=URLENCODED)

    assert answer.status_code == 413


def test_two_clicks_say_whether_a_page_is_useful_once_a_day(app: Flask, clock: FrozenClock):
    reader = browser(app)
    answers = [
        reader.post("/portal/feedback/useful", data={"page": "/bai/1", "answer": one})
        for one in ("yes", "no")
    ]
    browser(app, address="198.51.100.1").post(
        "/portal/feedback/useful", data={"page": "/bai/1", "answer": "no"}
    )

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Quý vị có muốn cho biết lý do không?" in answers[0].text
    assert feedback_service_of(app).store.useful("/bai/1") == {"yes": 1, "no": 1}
    why = {"stamp": stamp(answers[0].text), "text": "Thiếu giờ mở cửa", "page": "/bai/1"}
    clock.advance(seconds=20)
    assert reader.post("/portal/feedback/sentence", data=why).status_code == 303
    assert [row.kind for row in rows(app, tables.message)] == ["useful"]


@pytest.mark.parametrize(
    "sent", [{}, {"page": "/bai/1", "answer": "maybe"}, {"page": "//evil.example", "answer": "yes"}]
)
def test_what_is_no_answer_is_refused(app: Flask, sent: dict[str, str]):
    answer = browser(app).post("/portal/feedback/useful", data=sent)

    assert answer.status_code == 400
    assert rows(app, tables.useful) == []


def test_a_page_with_the_forms_is_the_same_for_all_and_asks_nothing(app: Flask):
    browser(app).get("/bai/1")
    with statements(portal_of(app).database) as asked:
        first, second = browser(app).get("/bai/1"), browser(app).get("/bai/1")

    assert first.data == second.data
    assert "Trang này có hữu ích không?" in first.text
    assert "Ban Tiếp công dân" in first.text
    assert 'itemtype="https://schema.org/ContactPoint"' in first.text
    assert 'name="stamp" value=""' in first.text
    assert "Set-Cookie" not in first.headers
    assert asked == []


def test_without_departments_none_can_be_written_to(make_app: MakeApp):
    app = make_app()

    assert browser(app).get("/portal/feedback/department").status_code == 404
    assert "pw-contact" not in browser(app).get("/bai/1").text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"departments": ["x"]}, "must be a dictionary"),
        ({"departments": {"Tiếp dân": {"name": "x"}}}, "key has 1 to 40"),
        ({"departments": {"a": {}}}, "must be a dictionary with a name"),
        ({"departments": {"a": {"name": "x", "email": "no"}}}, "plain e-mail address"),
        ({"departments": {"a": {"name": "x", "telephones": "0200"}}}, "list of numbers"),
        ({"feedback_consent": {"spam": "x"}}, "must be a dictionary with some of"),
        ({"feedback_blocked": "casino"}, "must be a list of words"),
        ({"feedback_to": "a\nb@example.vn"}, "plain e-mail address"),
        ({"mail_folder": "mail"}, "MAIL_FROM must be set"),
    ],
)
def test_what_is_configured_wrongly_stops_at_once(make_app: MakeApp, given, says: str):
    from portal_widgets.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match=says):
        make_app(**given)


def test_an_answer_that_could_not_be_stored_may_be_given_again(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """A reader counts once a day, and only after the database has the answer."""
    reader, store = browser(app), feedback_service_of(app).store
    given = {"page": "/bai/1", "answer": "yes"}

    def away(*_: object) -> None:
        raise StoreUnavailableError("the database")

    with monkeypatch.context() as outage:
        outage.setattr(store, "note_useful", away)
        assert reader.post("/portal/feedback/useful", data=given).status_code == 503
    for _ in range(2):
        assert reader.post("/portal/feedback/useful", data=given).status_code == 200

    assert store.useful("/bai/1") == {"yes": 1}
