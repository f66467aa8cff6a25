"""The inbox and the page of a message, as a clerk finds a case and gives it to a colleague."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin.area import account, sign_in
from feedback.moderators import HOME, act, search
from feedback.sending import feedback_service_of, stored
from support import FrozenClock, MakeApp, browser

DEPARTMENTS = {
    "tiep-dan": {"name": "Ban Tiếp công dân"},
    "giao-thong": {"name": "Sở Xây dựng", "staff": ["binh"]},
}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(departments=DEPARTMENTS, admin_guard=lambda: {"moderator"}, feedback_per_network=0)


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def tabs(page: str) -> dict[str, int]:
    """The number beside each state."""
    listed = page.partition('class="pw-inbox__states"')[2].partition("</nav>")[0]
    found = re.findall(r'>([^<>]+) <span class="pw-inbox__count">(\d+)<', listed)
    return {state: int(count) for state, count in found}


def options(page: str, field: str) -> list[str]:
    listed = re.search(rf'<select[^>]* name="{field}">(.*?)</select>', page, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]*)</option>", listed[1]) if listed else []


def test_a_search_finds_messages_in_every_state(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock, text="Cầu Vàm bị sụt.")
    stored(app, clock, text="Cầu Vàm không có đèn.")
    stored(app, clock, text="Đèn đường hỏng.")
    act(office, 1, "status", status="answered")
    page = search(office, "cau vam", status="waiting").text

    assert "Cầu Vàm bị sụt." in page
    assert "Cầu Vàm không có đèn." in page
    assert "Đèn đường hỏng." not in page
    assert "2 ý kiến có “cau vam”" in page.replace("&#34;", '"')
    assert tabs(page) == {
        "Chờ xử lý": 1,
        "Mới": 1,
        "Đang xử lý": 0,
        "Đã trả lời": 1,
        "Đã kết thúc": 0,
        "Nghi là thư rác": 0,
        "Tất cả": 2,
    }


def test_a_tab_keeps_the_search(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock, text="Cầu Vàm bị sụt.")
    stored(app, clock, text="Đèn đường hỏng.")
    page = search(office, "cau vam").text
    tab = re.search(r'<a href="([^"]+)">Chờ xử lý', page)[1].replace("&amp;", "&")

    assert "Cầu Vàm" in office.get(tab).text
    assert "Đèn đường" not in office.get(tab).text


def test_a_filter_without_words_keeps_the_state(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock)
    act(office, 1, "status", status="answered")

    assert "Đèn đường" not in search(office, "", status="waiting").text
    assert "Đèn đường" in search(office, "", status="answered").text


def test_the_inbox_names_what_the_filter_has_caught_this_week(
    app: Flask, office: FlaskClient, clock: FrozenClock
):
    caught = stored(app, clock, seconds=1)
    page = office.get(HOME).text

    assert caught.reference in page
    assert "Gửi nhanh hơn tốc độ viết của người" in page
    clock.advance(minutes=8 * 24 * 60)
    assert caught.reference not in office.get(HOME).text


def test_nothing_says_put_aside_of_a_message(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock, seconds=1)

    for path in (HOME, f"{HOME}?status=spam", f"{HOME}1", f"{HOME}statistics"):
        assert "để riêng" not in office.get(path).text.lower()
    assert "Suspected spam" in office.get(f"{HOME}1?lang=en").text


def test_the_history_comes_before_the_forms(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock)
    page = office.get(f"{HOME}1").text

    assert page.index("<h2>Lịch sử xử lý</h2>") < page.index('id="pw-reply"')


def test_a_message_of_no_department_is_not_handed_on_yet(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock)
    assert options(office.get(f"{HOME}1").text, "department")[0] == "Chưa chuyển"
    act(office, 1, "transfer", department="tiep-dan")

    assert options(office.get(f"{HOME}1").text, "department")[0] == "Không thuộc đơn vị nào"


class TestColleagues:
    """The accounts that can be chosen to work on a message."""

    @pytest.fixture
    def app(self, make_app: MakeApp) -> Flask:
        app = make_app(departments=DEPARTMENTS, feedback_per_network=0)
        for name, role in (
            ("lan", "moderator"),
            ("binh", "moderator"),
            ("chu-tich", "admin"),
            ("minh", "editor"),
            ("hoa", "viewer"),
        ):
            account(app, name, role)
        return app

    @pytest.fixture
    def office(self, app: Flask) -> FlaskClient:
        office = browser(app)
        sign_in(office, "lan")
        return office

    def test_they_are_the_accounts_that_may_answer(self, app: Flask, office: FlaskClient, clock: FrozenClock):
        stored(app, clock)

        assert options(office.get(f"{HOME}1").text, "assigned") == ["Chưa giao", "binh", "chu-tich", "lan"]

    def test_a_department_has_its_own(self, app: Flask, clock: FrozenClock):
        stored(app, clock, path="/portal/feedback/department", department="giao-thong")
        binh = browser(app)
        sign_in(binh, "binh")

        assert options(binh.get(f"{HOME}1").text, "assigned") == ["Chưa giao", "binh", "chu-tich"]

    def test_nobody_is_chosen_before_somebody_chooses(
        self, app: Flask, office: FlaskClient, clock: FrozenClock
    ):
        stored(app, clock)
        assert " selected>lan<" not in office.get(f"{HOME}1").text
        assert act(office, 1, "assign", mine="1").status_code == 303

        assert "<option selected>lan</option>" in office.get(f"{HOME}1").text

    def test_no_other_name_is_accepted(self, app: Flask, office: FlaskClient, clock: FrozenClock):
        stored(app, clock)
        for name in ("minh", "ai đó"):
            refused = act(office, 1, "assign", assigned=name)
            assert refused.status_code == 400
            assert "Vui lòng chọn người xử lý trong danh sách." in refused.text

        assert feedback_service_of(app).cases.case(1).assigned == ""

    def test_an_account_that_is_gone_stays_assigned(
        self, app: Flask, office: FlaskClient, clock: FrozenClock
    ):
        number = stored(app, clock).id
        feedback_service_of(app).cases.assign(number, "nga", who="", at=0)

        assert "<option selected>nga</option>" in office.get(f"{HOME}1").text
        assert act(office, 1, "assign", assigned="nga").status_code == 303


def test_a_host_that_lists_no_users_has_a_free_field(app: Flask, office: FlaskClient, clock: FrozenClock):
    stored(app, clock)
    page = office.get(f"{HOME}1").text

    assert re.search(r'<input[^>]* name="assigned" maxlength="80" value="">', page)
    act(office, 1, "assign", assigned="Chị Lan")
    assert "Chị Lan" in office.get(f"{HOME}1").text
