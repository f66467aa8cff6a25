"""A person who writes from one address is one person, however the address is written."""

import unicodedata
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from feedback.sending import OFFICE, feedback_service_of, stored
from portal_widgets.feedback.privacy.data_subject_export import DataSubjectExport
from portal_widgets.feedback.store import tables
from support import FrozenClock, MakeApp, browser, portal_of

SPELLINGS = [
    "lan@công-ty.vn",
    "LAN@CÔNG-TY.VN",
    "lan@xn--cng-ty-ixa.vn",
    unicodedata.normalize("NFD", "lan@công-ty.vn"),
    " lan@cô\u00adng-ty.vn\u200b ",
]


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(**OFFICE, feedback_per_network=0)


@pytest.mark.parametrize("kept", ["", "Lan@công-ty.vn"], ids=["as now", "as an earlier version"])
@pytest.mark.parametrize("sought", SPELLINGS)
def test_what_is_held_under_an_address_is_found(app: Flask, clock: FrozenClock, sought: str, kept: str):
    found = stored(app, clock, email="Lan@CÔNG-ty.vn", answer="y")
    if kept:
        with portal_of(app).database.writing() as connection:
            connection.execute(sa.update(tables.message).values(email=kept))
    service = feedback_service_of(app)

    assert DataSubjectExport(portal_of(app), service).numbers(sought) == [found.id]


def test_commands_export_and_erase_it(app: Flask, clock: FrozenClock, tmp_path: Path):
    stored(app, clock, email="lan@xn--cng-ty-ixa.vn", answer="y")
    out = tmp_path / "messages.zip"

    commands = [
        ["export", SPELLINGS[0], "--out", str(out)],
        ["erase", SPELLINGS[0], "--by", "Lan", "--yes"],
        ["erase", SPELLINGS[2], "--by", "Lan", "--yes"],
    ]
    run = app.test_cli_runner().invoke

    assert [run(args=["portal", "feedback", *one]).exit_code for one in commands] == [0, 0, 1]


def test_another_address_is_not_held(app: Flask, clock: FrozenClock):
    stored(app, clock, email="lan@công-ty.vn", answer="y")
    export = DataSubjectExport(portal_of(app), feedback_service_of(app))

    for other in ("lan@cong-ty.vn", "an@công-ty.vn", "lan@", "@công-ty.vn", "@"):
        assert export.numbers(other) == []


@pytest.mark.parametrize("page", ["/bài/tiến", "/b%C3%A0i/ti%E1%BA%BFn", "/ba\u0300i/tie\u0302\u0301n?x=1#y"])
def test_the_answers_about_a_page_meet_whatever_its_address_is_written_like(app: Flask, page: str):
    for number, spelling in enumerate((page, "/bài/tiến", "/b%c3%a0i/ti%e1%ba%bfn")):
        reader = browser(app, address=f"192.0.2.{number}")
        assert (
            reader.post("/portal/feedback/useful", data={"page": spelling, "answer": "yes"}).status_code
            == 200
        )
    again = browser(app, address="192.0.2.0:4711")
    again.post("/portal/feedback/useful", data={"page": "/bài/tiến", "answer": "yes"})

    assert feedback_service_of(app).store.useful("/bài/tiến") == {"yes": 3}


def test_the_staff_of_a_department_is_known_in_each_spelling(make_app: MakeApp):
    names = iter(["lan", unicodedata.normalize("NFD", "Ánh"), "Ánh", "an", "LAN"])
    department = {"name": "Ban Tiếp công dân", "staff": ["Lan", "Ánh"]}
    app = make_app(
        departments={"tiep-dan": department},
        admin_guard=lambda: {"moderator"},
        admin_name=lambda: next(names),
    )
    page = "/portal/admin/feedback?department=tiep-dan"
    seen = ["Ban Tiếp công dân" in browser(app).get(page).text for _ in range(5)]

    assert seen == [True, True, True, False, False]


@pytest.mark.parametrize("written", ["024 9000 0001", "+84 (0)24 9000 0001", "(84-24) 9000 0001 (máy lẻ 2)"])
@pytest.mark.parametrize("again", ["024.90000001", "+842490000001"])
def test_messages_of_one_telephone_number_are_proposed_as_duplicates(
    app: Flask, clock: FrozenClock, written: str, again: str
):
    first = stored(app, clock, phone=written, text="Mất nước ở ấp Giữa.", answer="y")
    stored(app, clock, phone="024 9000 0002", text="Đèn đường hỏng.", answer="y")
    second = stored(app, clock, phone=again, text="Vẫn chưa có nước.", answer="y")

    assert [one.id for one in feedback_service_of(app).merges.alike(second.id)] == [first.id]
