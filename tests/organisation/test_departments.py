"""The office writes its departments; the contact page, the forms, mails, rights and statistics follow."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feedback.moderators import HOME as INBOX
from feedback.moderators import act
from feedback.sending import OFFICE, feedback_service_of, stored
from portal_widgets.core.departments import (
    Department,
    Departments,
    DepartmentSource,
    as_data,
    differences,
    read_departments,
)
from portal_widgets.feedback.store import tables
from portal_widgets.organisation.departments import editing
from portal_widgets.organisation.departments.department_form import department, from_department
from support import FrozenClock, MakeApp, browser, portal_of

HOME = "/portal/admin/departments/"
WRITE = "/portal/feedback/department"
LAND = {"name": "Địa chính", "to": "dia-chinh@dongmay.example", "staff": ["hoa"], "months": 6}
CONFIGURED = {**OFFICE["departments"], "dia-chinh": LAND}
RECEPTION = read_departments(CONFIGURED)["tiep-dan"]
FIELDS = from_department(RECEPTION).values


@pytest.fixture
def person() -> dict[str, object]:
    """The signed-in person with the roles. A test may change both."""
    return {"name": "lan", "roles": {"admin"}}


@pytest.fixture
def make_office(make_app: MakeApp, person: dict[str, object]):
    """Processes of one portal: they share the database."""

    def make(instance: Path | None = None, **more: object) -> Flask:
        guard, name = lambda: person["roles"], lambda: person["name"]
        office = {**OFFICE, "departments": CONFIGURED, "mail_folder": None}
        return make_app(instance, **{**office, "admin_guard": guard, "admin_name": name, **more})

    return make


@pytest.fixture
def app(make_office: MakeApp) -> Flask:
    return make_office()


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def post(office: FlaskClient, path: str, **data: str):
    token = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{HOME}new").text)[1]
    return office.post(f"{HOME}{path}", data={"pw_csrf": token, **data})


def listed(app: Flask) -> Departments:
    source = portal_of(app).offered(DepartmentSource)
    assert source is not None
    return source.current()


def write(app: Flask, clock: FrozenClock, key: str = "tiep-dan", **fields: str):
    return stored(app, clock, path=WRITE, department=key, **fields)


def mailboxes(app: Flask) -> list[str]:
    with portal_of(app).database.reading() as connection:
        return [
            row.recipient for row in connection.execute(tables.outbox.select().order_by(tables.outbox.c.id))
        ]


def test_until_somebody_edits_them_they_are_as_configured(app: Flask):
    assert listed(app) == read_departments(CONFIGURED)


def test_what_is_saved_is_on_the_contact_page_in_the_form_and_in_the_mail_at_once(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    with app.test_request_context("/"):
        portal_of(app).helpers.contact()  # it is cached from now on
    answer = post(
        office,
        "tiep-dan/edit",
        **{**FIELDS, "name_vi": "Phòng Tiếp dân", "telephones": "0200 000 0077", "to": "moi@dongmay.example"},
    )

    assert answer.status_code == 303
    reader = browser(app)
    with app.test_request_context("/"):
        assert "0200 000 0077" in portal_of(app).helpers.contact()
        assert "Phòng Tiếp dân" in portal_of(app).helpers.feedback_form("department")
    assert "0200 000 0077" in reader.get("/portal/contact").text
    assert "Phòng Tiếp dân" in reader.get(WRITE).text
    write(app, clock)
    assert mailboxes(app) == ["moi@dongmay.example"]
    assert "Phòng Tiếp dân" in office.get(f"{INBOX}statistics").text


def test_another_process_has_it_within_seconds(
    app: Flask, make_office: MakeApp, office: FlaskClient, clock: FrozenClock
):
    other = make_office(Path(app.instance_path))
    assert "Ban Tiếp công dân" in browser(other).get("/portal/contact").text

    post(office, "tiep-dan/edit", **{**FIELDS, "name_vi": "Phòng Tiếp dân"})
    clock.advance(seconds=6)

    assert "Phòng Tiếp dân" in browser(other).get("/portal/contact").text
    with other.test_request_context("/"):
        assert "Phòng Tiếp dân" in portal_of(other).helpers.contact()


def test_a_new_department_can_be_written_to(app: Flask, office: FlaskClient, clock: FrozenClock):
    answer = post(office, "new", key="van-hoa", name_vi="Văn hóa", staff="hoa\n lan \n", months="12")

    assert answer.status_code == 303
    assert list(listed(app)) == ["tiep-dan", "dia-chinh", "van-hoa"]
    assert listed(app)["van-hoa"] == Department("Văn hóa", staff=("hoa", "lan"), months=12)
    assert write(app, clock, "van-hoa").message.department == "van-hoa"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name_vi", "", "Vui lòng nhập tên"),
        ("email", "khong phai", "Vui lòng nhập địa chỉ thư điện tử"),
        ("to", "a@b\nBcc: c@d", "Vui lòng nhập địa chỉ thư điện tử"),
        ("telephones", "0200 000 0001\nmáy lẻ", "Vui lòng nhập số điện thoại"),
        ("months", "0", "từ 1 đến 1.200"),
        ("months", "nhiều", "từ 1 đến 1.200"),
        ("key", "Văn hóa", "chữ thường"),
        ("key", "tiep-dan", "Đã có đơn vị"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, office: FlaskClient, field: str, value: str, sentence: str
):
    typed = {"key": "van-hoa", "name_vi": "Văn hóa", "hours_vi": "7 giờ - 16 giờ", field: value}
    answer = post(office, "new", **typed)

    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'href="#pw-{field}"' in answer.text
    assert "7 giờ - 16 giờ" in answer.text
    assert listed(app) == read_departments(CONFIGURED)


def test_a_preview_shows_it_as_readers_see_it_and_saves_nothing(app: Flask, office: FlaskClient):
    answer = post(office, "tiep-dan/edit", **{**FIELDS, "hours_vi": "Chỉ buổi sáng", "preview": "1"})

    assert answer.status_code == 200
    assert re.search(r'class="pw-contact__facts">.*Chỉ buổi sáng', answer.text, re.DOTALL)
    assert listed(app) == read_departments(CONFIGURED)


def test_two_people_do_not_overwrite_each_other(app: Flask, office: FlaskClient):
    post(office, "tiep-dan/edit", **{**FIELDS, "edition": "0", "hours_vi": "Sáng"})
    answer = post(office, "tiep-dan/edit", **{**FIELDS, "edition": "0", "hours_vi": "Chiều"})

    assert answer.status_code == 400
    assert listed(app)["tiep-dan"].hours == "Sáng"


def test_the_list_shows_names_and_titles_instead_of_keys(
    app: Flask, office: FlaskClient, person: dict[str, object]
):
    post(office, "tiep-dan/edit", **{**FIELDS, "staff": "moderator\nhoa"}, edition="0")
    shown = re.sub(r"<[^>]+>", "", office.get(HOME).text)

    assert "Cán bộ tiếp nhận, hoa" in shown
    assert "tiep-dan" not in shown.replace("tiep-dan@", "")


def test_the_order_is_that_of_the_office(app: Flask, office: FlaskClient):
    post(office, "move", where="dia-chinh up")

    assert list(listed(app)) == ["dia-chinh", "tiep-dan"]


def test_an_edit_is_in_the_history_and_can_be_undone(app: Flask, office: FlaskClient):
    post(office, "tiep-dan/edit", **{**FIELDS, "name_vi": "Phòng Tiếp dân"})
    assert "Phòng Tiếp dân" in office.get(f"{HOME}history").text

    post(office, "history/0/restore")

    assert listed(app) == read_departments(CONFIGURED)


def test_undoing_a_new_department_closes_it_so_that_its_messages_stay(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    post(office, "new", key="van-hoa", name_vi="Văn hóa")
    message = write(app, clock, "van-hoa")
    post(office, "history/0/restore")

    assert listed(app)["van-hoa"].closed
    assert "Văn hóa" in office.get(f"{INBOX}{message.id}").text


class TestClosing:
    """A closed department takes no messages, and loses none."""

    def test_it_asks_where_waiting_messages_go_and_says_how_many(
        self, app: Flask, office: FlaskClient, clock: FrozenClock
    ):
        write(app, clock)
        page = office.get(f"{HOME}tiep-dan/close").text

        assert "1 ý kiến đang chờ trả lời" in page
        assert re.findall(r'<option value="([^"]*)"', page) == ["-", "", "dia-chinh"]
        assert post(office, "tiep-dan/close").status_code == 400
        assert post(office, "tiep-dan/close", to="tiep-dan").status_code == 400
        assert not listed(app)["tiep-dan"].closed

    def test_readers_cannot_write_to_it_any_more(self, app: Flask, office: FlaskClient):
        post(office, "tiep-dan/close", to="-")
        reader = browser(app)

        assert "Ban Tiếp công dân" not in reader.get("/portal/contact").text
        assert 'value="tiep-dan"' not in reader.get(WRITE).text
        assert reader.post(WRITE, data={"department": "tiep-dan", "text": "Đèn hỏng."}).status_code == 422
        with app.test_request_context("/"):
            assert "Ban Tiếp công dân" not in portal_of(app).helpers.contact()
            assert "Ban Tiếp công dân" not in portal_of(app).helpers.feedback_form("tiep-dan")

    def test_the_last_one_closes_the_form(self, app: Flask, office: FlaskClient):
        post(office, "tiep-dan/close", to="-")
        post(office, "dia-chinh/close", to="-")

        assert browser(app).get(WRITE).status_code == 404
        with app.test_request_context("/"):
            assert "<form" not in portal_of(app).helpers.feedback_form("tiep-dan")

    def test_waiting_messages_are_handed_on_and_answered_ones_stay(
        self, app: Flask, office: FlaskClient, clock: FrozenClock
    ):
        answered, waiting = write(app, clock), write(app, clock, text="Nước yếu.")
        act(office, answered.id, "reply", text="Đã sửa.")
        sent = len(mailboxes(app))
        answer = post(office, "tiep-dan/close", to="dia-chinh")
        cases = feedback_service_of(app).cases

        assert cases.case(answered.id).department == "tiep-dan"
        assert cases.case(waiting.id).department == "dia-chinh"
        assert mailboxes(app)[sent:] == ["dia-chinh@dongmay.example"]
        assert "Đã chuyển 1 ý kiến" in office.get(answer.location).text
        assert "Ban Tiếp công dân (đã ngừng tiếp nhận)" in office.get(f"{INBOX}{answered.id}").text

    def test_waiting_messages_may_stay_and_be_handed_on_later(
        self, app: Flask, office: FlaskClient, clock: FrozenClock
    ):
        message = write(app, clock)
        post(office, "tiep-dan/close", to="-")
        assert feedback_service_of(app).cases.case(message.id).department == "tiep-dan"
        assert f"{HOME}tiep-dan/close" in office.get(HOME).text

        post(office, "tiep-dan/close", to="")
        assert feedback_service_of(app).cases.case(message.id).department == ""

    def test_no_message_is_handed_on_to_it(self, app: Flask, office: FlaskClient, clock: FrozenClock):
        message = write(app, clock)
        post(office, "dia-chinh/close", to="-")

        assert act(office, message.id, "transfer", department="dia-chinh").status_code == 400
        assert feedback_service_of(app).cases.case(message.id).department == "tiep-dan"

    def test_it_is_not_offered_to_a_message(self, app: Flask, office: FlaskClient, clock: FrozenClock):
        """Except where it has the message already."""
        here, elsewhere = write(app, clock, "dia-chinh"), write(app, clock)
        post(office, "dia-chinh/close", to="-")
        offered = '<option value="dia-chinh"'

        assert offered not in office.get(f"{INBOX}{elsewhere.id}").text
        assert f"{offered} selected" in office.get(f"{INBOX}{here.id}").text

    def test_it_can_be_opened_again(self, app: Flask, office: FlaskClient, clock: FrozenClock):
        post(office, "tiep-dan/close", to="-")
        post(office, "tiep-dan/reopen")

        assert listed(app) == read_departments(CONFIGURED)
        assert write(app, clock).message.department == "tiep-dan"


class TestRights:
    """A person who changes a department may also read its messages."""

    @pytest.fixture
    def person(self) -> dict[str, object]:
        return {"name": "lan", "roles": {"moderator"}}

    def test_its_own_staff_and_administrators_change_a_department(
        self, app: Flask, office: FlaskClient, person: dict[str, object]
    ):
        assert office.get(f"{HOME}dia-chinh/edit").status_code == 403
        person["name"] = "hoa"
        assert office.get(f"{HOME}dia-chinh/edit").status_code == 200
        person.update(name="an", roles={"admin"})
        assert office.get(f"{HOME}dia-chinh/edit").status_code == 200

    @pytest.mark.parametrize("path", ["edit", "close", "reopen"])
    def test_others_cannot_make_themselves_its_staff(self, app: Flask, office: FlaskClient, path: str):
        answer = post(office, f"dia-chinh/{path}", name_vi="Địa chính", staff="lan", to="")

        assert answer.status_code == 403
        assert listed(app) == read_departments(CONFIGURED)
        assert "hoa" not in office.get(HOME).text

    def test_nor_by_going_back(self, app: Flask, office: FlaskClient, person: dict[str, object]):
        person["roles"] = {"admin"}
        post(office, "dia-chinh/edit", name_vi="Địa chính")
        post(office, "dia-chinh/edit", name_vi="Địa chính", staff="hoa", edition="1")
        person["roles"] = {"moderator"}

        assert post(office, "history/1/restore").status_code == 403
        assert listed(app)["dia-chinh"].staff == ("hoa",)

    def test_nor_by_a_key_that_messages_of_an_earlier_department_have(
        self,
        make_office: MakeApp,
        office: FlaskClient,
        app: Flask,
        clock: FrozenClock,
        person: dict[str, object],
    ):
        write(make_office(Path(app.instance_path), departments={"cu": {"name": "Đơn vị cũ"}}), clock, "cu")
        assert post(office, "new", key="cu", name_vi="Của tôi").status_code == 400

        person["roles"] = {"admin"}
        assert post(office, "new", key="cu", name_vi="Đơn vị cũ").status_code == 303

    def test_new_staff_sees_the_messages_and_former_staff_does_not(
        self, app: Flask, office: FlaskClient, clock: FrozenClock, person: dict[str, object]
    ):
        message = write(app, clock)
        assert office.get(f"{INBOX}{message.id}").status_code == 200

        post(office, "tiep-dan/edit", **{**FIELDS, "staff": "mai"})

        assert office.get(f"{INBOX}{message.id}").status_code == 404
        person["name"] = "mai"
        assert office.get(f"{INBOX}{message.id}").status_code == 200


class TestConfiguration:
    """The configuration is the first list. doctor reports later differences, and a command applies them."""

    def test_doctor_tells_of_a_difference_and_a_command_applies_the_configuration(
        self, app: Flask, office: FlaskClient, clock: FrozenClock
    ):
        run = app.test_cli_runner()
        assert (
            "departments: are as PORTAL_WIDGETS_DEPARTMENTS says"
            in run.invoke(args=["portal", "doctor"]).output
        )
        post(office, "tiep-dan/edit", **{**FIELDS, "hours_vi": "Sáng"})
        post(office, "new", key="van-hoa", name_vi="Văn hóa")
        write(app, clock, "van-hoa")

        told = run.invoke(args=["portal", "doctor"]).output
        assert "note  departments: were edited" in told
        assert "tiep-dan: hours; van-hoa: closed" in told
        compared = run.invoke(args=["portal", "organisation", "departments"])
        assert "tiep-dan: hours" in compared.output
        assert listed(app)["tiep-dan"].hours == "Sáng"

        applied = run.invoke(args=["portal", "organisation", "departments", "--apply"])
        assert "van-hoa is closed, and 1 of its messages wait" in applied.output
        assert listed(app)["tiep-dan"] == RECEPTION
        assert listed(app)["van-hoa"].closed
        assert "Áp dụng lại" in office.get(f"{HOME}history").text
        assert (
            "as PORTAL_WIDGETS_DEPARTMENTS says"
            in run.invoke(args=["portal", "organisation", "departments", "--apply"]).output
        )

    @pytest.mark.parametrize(
        ("widgets", "status"),
        [(["feedback"], 404), (["feedback", "organisation"], 200)],
    )
    def test_without_the_organisation_they_are_as_configured_and_nobody_edits_them(
        self, make_office: MakeApp, widgets: list[str], status: int
    ):
        app = make_office(widgets=widgets)

        assert browser(app).get(HOME).status_code == status
        assert listed(app) == read_departments(CONFIGURED)

    def test_without_messages_nobody_needs_departments(self, make_office: MakeApp):
        app = make_office(widgets=["organisation"])

        assert browser(app).get(HOME).status_code == 404
        assert portal_of(app).offered(DepartmentSource) is None


def test_messages_to_none_are_called_so_in_the_statistics(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    stored(app, clock)
    page = office.get(f"{INBOX}statistics").text

    assert '<th scope="row">Gửi chung</th>' in page
    assert '<th scope="row">Không có</th>' not in page
    assert "Gửi chung" in office.get(f"{INBOX}statistics/department.csv").get_data(as_text=True)


KEYS = st.sampled_from(["a", "b", "c", "d"])
WORDS = st.sampled_from(["", "Một", "Hai"])
TEXTS = st.one_of(WORDS, st.dictionaries(st.sampled_from(["vi", "en", "fr"]), WORDS.filter(bool), min_size=1))
ONES = st.builds(
    Department,
    name=TEXTS.filter(bool),
    telephones=st.lists(st.sampled_from(["0200 000 0001", "113"])).map(tuple),
    email=st.sampled_from(["", "a@b.vn"]),
    hours=TEXTS,
    staff=st.lists(st.sampled_from(["lan", "hoa"])).map(tuple),
    months=st.sampled_from([0, 1, 1200]),
    closed=st.booleans(),
)
LISTS = st.dictionaries(KEYS, ONES)


@given(LISTS)
def test_a_list_is_stored_and_read_as_it_is(whole: Departments):
    assert read_departments(as_data(whole)) == whole
    assert list(read_departments(as_data(whole))) == list(whole)


@given(ONES.filter(lambda one: not isinstance(one.name, dict) or {"vi", "en"} & one.name.keys()))
def test_a_form_that_is_sent_back_changes_nothing(one: Department):
    sent = department(from_department(one), one)

    assert differences({"a": sent}, {"a": _plain(one)}) == {}


@given(LISTS, LISTS)
def test_no_change_loses_a_key(whole: Departments, other: Departments):
    after = editing.replaced(whole, other)

    assert after.keys() == whole.keys() | other.keys()
    assert {key: after[key] for key in other} == other
    assert all(after[key] == replace(whole[key], closed=True) for key in whole.keys() - other.keys())


@given(LISTS, KEYS, st.sampled_from([-1, 1]))
def test_moving_changes_the_order_only(whole: Departments, key: str, step: int):
    assert editing.shift(whole, key, step) == whole


@given(LISTS, LISTS)
def test_lists_without_differences_are_the_same(one: Departments, other: Departments):
    assert (differences(one, other) == {}) == (as_data(one) == as_data(other))
    assert differences(one, other) == differences(other, one)


def _plain(one: Department) -> Department:
    """A text in Vietnamese only is stored as a plain one."""
    texts = {name: getattr(one, name) for name in ("name", "hours")}
    plain = {
        name: text["vi"] if list(text) == ["vi"] else text
        for name, text in texts.items()
        if isinstance(text, dict)
    }
    return replace(one, **plain)
