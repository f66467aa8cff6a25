"""Personal data are kept as long as needed, given to their owner, and erased everywhere."""

import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from feedback.moderators import HOME, act, search, token
from feedback.sending import CITIZEN, OFFICE, PDF, codes, feedback_service_of, send, stored
from portal_widgets.core.db.database import metadata
from portal_widgets.errors import ConfigurationError
from support import FrozenClock, MakeApp, browser, fields_at_fault, portal_of

CANARY = "kim-tuoc-4711"
WROTE = {"name": f"Người {CANARY}", "email": f"{CANARY}@example.vn", "phone": "0912 345 678", "answer": "y"}
PERSON = f"{HOME}person"


@pytest.fixture
def roles() -> set[str]:
    return {"admin"}


@pytest.fixture
def app(make_app: MakeApp, roles: set[str], database_url: str) -> Flask:
    return make_app(
        **OFFICE,
        admin_guard=lambda: roles,
        admin_name=lambda: "Lan",
        database_url=database_url,
        feedback_send="command",
        feedback_per_network=0,
    )


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def run(app: Flask, *args: str, **more):
    return app.test_cli_runner().invoke(args=["portal", *args], **more)


def ask(office: FlaskClient, what: str, sought: str, **fields: str):
    fields = {"pw_csrf": token(office, PERSON), "sought": sought, **fields}
    return office.post(f"{HOME}person{what}", data=fields, buffered=True)


def whole_database(app: Flask) -> str:
    """Every value of every table."""
    with portal_of(app).database.reading() as connection:
        return "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table))
        )


def contents(zipped: bytes) -> tuple[dict, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files["messages.json"]), files


def test_whoever_asks_by_e_mail_gets_everything_and_nothing_of_others(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    first = stored(app, clock, **WROTE, files=[(PDF, "đơn.pdf")])
    stored(app, clock, **{**WROTE, "email": WROTE["email"].upper()}, text="Còn một việc nữa")
    stranger = stored(app, clock, **CITIZEN)
    act(office, 1, "note", text="Nội bộ.")
    act(office, 1, "reply", text="Đã sửa.")
    found = ask(office, "", WROTE["email"]).text
    assert "Tìm thấy 2 ý kiến" in found
    answer = ask(office, "/export", WROTE["email"])
    document, files = contents(answer.data)

    assert answer.headers["Cache-Control"] == "no-store"
    assert document["messages"][0]["reference"] == first.reference
    assert len(document["messages"]) == 2
    told = document["messages"][0]
    assert (told["name"], told["phone"], told["text"]) == (WROTE["name"], WROTE["phone"], first.message.text)
    assert told["agreed"][0]["text"].startswith("Tôi đồng ý")
    assert [event["text"] for event in told["history"]] == ["Đã sửa."]
    assert files[f"files/{first.reference}/1-đơn.pdf"] == PDF
    assert WROTE["name"] in files["messages.txt"].decode()
    assert stranger.reference not in files["messages.json"].decode()
    assert (
        "Nội bộ."
        in contents(ask(office, "/export", WROTE["email"], notes="1").data)[1]["messages.txt"].decode()
    )


def test_the_citizen_takes_their_own_data_with_reference_and_key(app: Flask, clock: FrozenClock):
    reader = browser(app)
    send(reader, clock, **WROTE)
    reference, key = codes(reader.get("/portal/feedback/receipt").text)
    own = {"reference": reference, "key": key}
    status = browser(app).post("/portal/feedback/status", data=own).text
    assert "Tải dữ liệu của tôi" in status
    document, _ = contents(browser(app).post("/portal/feedback/status/file", data=own, buffered=True).data)
    wrong = browser(app).post("/portal/feedback/status/file", data={**own, "key": "0000-0000-0000"})

    assert document["messages"][0]["email"] == WROTE["email"]
    assert wrong.status_code == 404
    assert CANARY not in wrong.text


@pytest.mark.parametrize("by", ["reference", "email"])
def test_what_is_erased_is_nowhere_any_more(app: Flask, office: FlaskClient, clock: FrozenClock, by: str):
    reader = browser(app)
    send(
        reader,
        clock,
        **WROTE,
        subject=f"Về {CANARY}",
        text=f"Tôi là {CANARY}",
        publish="y",
        files=[(PDF, f"{CANARY}.pdf")],
    )
    reference, key = codes(reader.get("/portal/feedback/receipt").text)
    kept = stored(app, clock, **CITIZEN)
    act(office, 1, "note", text=f"{CANARY} gọi")
    act(office, 1, "reply", text=f"Kính gửi {CANARY}")
    act(office, 1, "publish", question=f"{CANARY}?", answer=CANARY)
    assert CANARY in whole_database(app)
    sought = reference if by == "reference" else WROTE["email"]
    assert ask(office, "/erase", sought).status_code == 400  # only after a confirmation
    assert CANARY in whole_database(app)
    assert ask(office, "/erase", sought, sure="1", published="1").status_code == 303

    assert CANARY not in whole_database(app)
    assert CANARY not in browser(app).get("/portal/questions").text
    folder = feedback_service_of(app).files.path("x").parent
    assert list(folder.iterdir()) == []
    assert feedback_service_of(app).store.find(kept.reference) is not None
    status = browser(app).post("/portal/feedback/status", data={"reference": reference, "key": key})
    assert "đã được xóa" in status.text
    log = office.get(PERSON).text
    assert reference in log
    assert "Lan" in log


def test_what_is_erased_is_gone_from_the_file_of_the_database(
    make_app: MakeApp, clock: FrozenClock, tmp_path: Path
):
    app = make_app(**OFFICE, admin_guard=lambda: {"admin"}, feedback_send="command")
    stored(app, clock, **WROTE, text=f"Tôi là {CANARY}. " * 200)
    assert run(app, "feedback", "erase", WROTE["email"], "--by", "Lan", "--yes").exit_code == 0
    with portal_of(app).database.reading() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    files = [file for file in portal_of(app).folder.rglob("*") if file.is_file()]

    assert files
    assert [file.name for file in files if CANARY.encode() in file.read_bytes()] == []


def test_an_anonymous_publication_may_outlive_its_message(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    found = stored(app, clock, **WROTE, publish="y")
    act(office, 1, "publish", question="Khi nào sửa đèn?", answer="Ngày mai.")
    ask(office, "/erase", found.reference, sure="1")
    stored(app, clock, text="Việc khác", publish="y")

    assert "Khi nào sửa đèn?" in browser(app).get("/portal/questions").text
    assert "Khi nào sửa đèn?" not in office.get(f"{HOME}2").text  # no number is used twice


def test_what_was_a_duplicate_of_an_erased_message_is_still_answered(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    main = stored(app, clock, **WROTE)
    other = stored(app, clock, text="Đèn thôn Đông!")
    act(office, 2, "merge", into=main.reference)
    ask(office, "/erase", main.reference, sure="1")

    assert other.reference in office.get(HOME).text


@pytest.mark.parametrize(
    "sought", ["", " ", "khong@co.example", "9PB7-38ER-1QW1", "\x00", "' OR 1=1 --", "%@%"]
)
def test_what_is_not_held_is_said_and_nothing_is_erased(
    app: Flask, office: FlaskClient, clock: FrozenClock, sought: str
):
    stored(app, clock, **WROTE)
    for what, fields in (("/export", {}), ("/erase", {"sure": "1"})):
        answer = ask(office, what, sought, **fields)
        assert answer.status_code == 404
        assert 'role="alert"' in answer.text
    assert ask(office, "", sought).status_code in {200, 400}
    assert CANARY in whole_database(app)


def test_nothing_is_erased_until_it_is_said_to_be_sure_and_what_was_chosen_stays(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    stored(app, clock, **WROTE)
    for fields in ({}, {"published": "1"}):
        answer = ask(office, "/erase", WROTE["email"], **fields)
        assert answer.status_code == 400
        assert fields_at_fault(answer.text) == ["sure"]
        assert f'name="sought" value="{WROTE["email"]}"' in answer.text
        assert ('name="published" value="1" checked' in answer.text) is bool(fields)
    assert fields_at_fault(ask(office, "/export", "khong@co.example").text) == ["sought"]
    assert CANARY in whole_database(app)


@pytest.mark.parametrize("roles", [{"moderator"}, {"viewer"}])
def test_only_an_admin_looks_across_all_departments(
    app: Flask, office: FlaskClient, clock: FrozenClock, roles
):
    stored(app, clock, **WROTE)
    assert office.get(PERSON).status_code in {403, 404}
    for what in ("", "/export", "/erase"):
        assert office.post(f"{HOME}person{what}", data={"sought": WROTE["email"]}).status_code in {
            400,
            403,
            404,
        }
    assert CANARY in whole_database(app)


def test_commands_hand_over_and_erase_as_the_pages_do(app: Flask, clock: FrozenClock, tmp_path: Path):
    stored(app, clock, **WROTE)
    out = tmp_path / "held.zip"
    exported = run(app, "feedback", "export", WROTE["email"], "--out", str(out))
    assert exported.exit_code == 0, exported.output
    assert out.stat().st_mode & 0o077 == 0
    assert contents(out.read_bytes())[0]["messages"][0]["name"] == WROTE["name"]
    refused = run(app, "feedback", "erase", WROTE["email"], "--by", "Lan", input="n\n")
    assert refused.exit_code == 1
    assert CANARY in whole_database(app)
    assert run(app, "feedback", "erase", WROTE["email"], "--by", "Lan", "--yes").exit_code == 0
    assert CANARY not in whole_database(app)

    for command in (["export"], ["erase", "--by", "Lan", "--yes"]):
        assert "Nothing is stored" in run(app, "feedback", *command, WROTE["email"]).output


def test_purge_erases_by_topic_what_is_over_and_nothing_that_waits(
    make_app: MakeApp, clock: FrozenClock, database_url: str
):
    departments = {"tiep-dan": {"name": "Ban Tiếp công dân", "months": 60}}
    app = make_app(
        departments=departments,
        feedback_months={"site": 6, "department": 6},
        admin_guard=lambda: {"admin"},
        database_url=database_url,
        feedback_per_network=0,
    )
    office = browser(app)
    texts = ("đã đóng", "còn chờ", "đóng, rồi ghi chú", "của phòng", "bỏ riêng")
    for text in texts[:3]:
        stored(app, clock, text=text)
    stored(app, clock, path="/portal/feedback/department", department="tiep-dan", text=texts[3])
    stored(app, clock, text=texts[4], seconds=1)
    for number in (1, 3, 4):
        act(office, number, "status", status="closed")
    clock.set("2026-07-15T09:00:00")
    act(office, 3, "note", text="Hỏi lại")
    clock.set("2026-10-31T09:00:00")
    said = run(app, "purge").output
    assert "2 expired messages erased (spam: 1, site: 1)" in said, said

    left = [
        one.text for one in (feedback_service_of(app).cases.case(number) for number in range(1, 6)) if one
    ]
    assert left == [texts[1], texts[2], texts[3]]
    assert {one.cause for one in feedback_service_of(app).eraser.store.log()} == {"retention"}
    assert "0 expired messages erased" in run(app, "purge").output


def test_whoever_comes_back_to_a_message_in_time_saves_it(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    """An employee writes a note between the selection and the erasure."""
    stored(app, clock)
    act(office, 1, "status", status="closed")
    clock.set("2029-01-01T09:00:00")
    eraser = feedback_service_of(app).eraser
    over = [(topic, numbers) for topic, numbers in eraser.expired() if numbers]
    act(office, 1, "note", text="Hỏi lại")

    assert over[0][1] == [1]
    assert eraser.purge(*over[0]) == 0
    assert feedback_service_of(app).cases.case(1) is not None


def test_files_that_a_killed_erasure_left_go_with_the_next_tidying(
    app: Flask, clock: FrozenClock, monkeypatch
):
    """The database has forgotten the files first, so nobody can open them in between."""
    stored(app, clock, **WROTE, files=[(PDF, "đơn.pdf")])
    service = feedback_service_of(app)
    service.eraser.store.erase([1], _order(clock))
    (left,) = service.files.path("x").parent.iterdir()
    monkeypatch.setattr("portal_widgets.feedback.files.ABANDONED_SECONDS", -1)
    service.tidy()

    assert not left.exists()


def _order(clock: FrozenClock):
    from portal_widgets.feedback.store.erasures import Erasure, ErasureReason

    return Erasure(ErasureReason.REQUEST, "", "Lan", int(clock() * 1000), publications=True)


@pytest.mark.parametrize(
    "months",
    [{"site": 0}, {"site": "6"}, {"spam": True}, {"trang": 6}, {"site": 1201}, "6", [6], {"site": 1.5}],
)
def test_a_time_that_cannot_be_is_named_at_the_start(make_app: MakeApp, months):
    with pytest.raises(ConfigurationError, match="FEEDBACK_MONTHS"):
        make_app(feedback_months=months)
    with pytest.raises(ConfigurationError, match="DEPARTMENTS"):
        make_app(departments={"a": {"name": "A", "months": 0}})


def test_nobody_who_is_looked_for_stands_in_an_address(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock, **WROTE)
    answer = search(office, WROTE["name"])

    assert CANARY in answer.text
    assert CANARY not in answer.request.url
    assert all(CANARY not in step.headers.get("Location", "") for step in answer.history)
    assert "HttpOnly" in answer.history[0].headers["Set-Cookie"]
    assert "SameSite=Strict" in answer.history[0].headers["Set-Cookie"]
    assert CANARY not in "".join(
        part for part in office.get(f"{HOME}?found=1").text.split('"') if part.startswith(("/", "?"))
    )


@pytest.mark.parametrize("year", [1970, 1979, 2108])
def test_a_file_of_any_year_is_handed_over(app: Flask, clock: FrozenClock, year: int):
    """A ZIP file knows the years from 1980 to 2107; a copy of a disk may have set another."""
    reader = browser(app)
    send(reader, clock, **WROTE, files=[(PDF, "don.pdf")])
    own = dict(zip(("reference", "key"), codes(reader.get("/portal/feedback/receipt").text), strict=True))
    (file,) = feedback_service_of(app).files.folder.iterdir()
    moment = datetime(year, 3, 1, tzinfo=UTC).timestamp()
    os.utime(file, (moment, moment))
    answer = reader.post("/portal/feedback/status/file", data=own, buffered=True)

    assert answer.status_code == 200
    assert contents(answer.data)[1]
