"""The office's inbox in a browser: every page in several themes, and an answer without JavaScript."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from browser.axe import findings, rules_for
from browser.conftest import Reader, example_portal, looking, reading, served, whole
from browser.engine import ENGINE
from browser.test_feedback import FORM, send, write
from feedback.sending import feedback_service_of
from portal_widgets.feedback import rules
from portal_widgets.feedback.submission import drafts

pytestmark = pytest.mark.browser
HOME = "/portal/admin/feedback/"
OFFICE = {"PORTAL_WIDGETS_ADMIN_GUARD": lambda: {"admin"}, "PORTAL_WIDGETS_ADMIN_NAME": lambda: "Lan"}


@pytest.fixture
def settings() -> dict[str, object]:
    return OFFICE


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "FASTEST_SECONDS", -1)
        patch.setattr(drafts, "FASTEST_SECONDS", 0)
        yield


def written(reader, portal_app: Flask, **more) -> None:
    page = reader(FORM)
    write(page)
    page.get_by_label("Thư điện tử").fill("lan@example.vn")
    page.get_by_label("Tôi đồng ý").check()
    send(page)
    expect(page.locator(".pw-message__receipt")).to_be_visible()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory, _quick: None) -> Iterator[str]:
    """The address of an office with a message and a note, for all tests that only look at it."""
    folder = tmp_path_factory.mktemp("inbox") / "instance"
    with example_portal(folder, **OFFICE) as app, served(whole(app)) as address:
        with reading(ENGINE.browser(), address) as reader:
            written(reader, app)
        feedback_service_of(app).cases.note(1, "Đã gọi điện lực.", who="Lan", at=0)
        yield address


@pytest.fixture
def inbox_looker(window: Page, inbox: str) -> Iterator[Reader]:
    with looking(window, inbox) as open_page:
        yield open_page


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("look", ["", "theme-dark", "theme-contrast.size-200", "theme-sun"])
def test_axe_finds_nothing_on_any_page(inbox_looker, look: str, width: int):
    page = inbox_looker(HOME, width=width, cookie=look)
    for path in ("", "1", "?status=spam", "statistics", "person"):
        page.goto(page.url.partition(HOME)[0] + HOME + path)
        assert findings(page, rules_for(look)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_without_javascript_a_message_is_found_and_answered(reader, portal_app: Flask):
    written(reader, portal_app)
    page = reader(HOME, javascript=False)
    page.get_by_label("Tìm trong mọi trạng thái, có dấu hoặc không dấu").fill("den duong")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Đèn đường thôn Đông bị hỏng.").click()
    page.get_by_label("Gửi đến lan@example.vn").fill("Đèn đã được sửa.")
    page.get_by_role("button", name="Gửi trả lời").click()

    expect(page.get_by_role("status")).to_have_text("Đã thực hiện.")
    expect(page.locator(".pw-case__history")).to_contain_text("Lan: Câu trả lời")
    expect(page.locator(".pw-case__facts").first).to_contain_text("Đã trả lời")


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_pages_full_of_things(reader, portal_app: Flask, width: int):
    """Duplicates, an error, the data about a person, and the log of erasures."""
    for _ in range(3):
        written(reader, portal_app)
    page = reader(HOME + "2", width=width)
    page.get_by_role("button", name="Gộp vào ý kiến này").first.click()
    expect(page.get_by_role("status")).to_have_text("Đã thực hiện.")
    assert findings(page) == []
    page.goto(page.url.partition(HOME)[0] + HOME + "3")
    page.get_by_label("Mã của ý kiến").fill("không có")
    page.get_by_role("button", name="Gộp ý kiến trùng", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Mã của ý kiến")).to_have_value("không có")
    assert findings(page) == []
    page.goto(page.url.partition(HOME)[0] + HOME + "person")
    page.get_by_label("Mã ý kiến hoặc địa chỉ thư điện tử").fill("LAN@example.vn")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("status")).to_have_text("Tìm thấy 3 ý kiến")
    assert findings(page) == []
    page.get_by_label("Tôi xác nhận").check()
    page.get_by_role("button", name="Xóa toàn bộ").click()
    expect(page.get_by_role("status")).to_have_text("Đã xóa 3 ý kiến.")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def press_until(page: Page, what: Locator) -> None:
    """Press Tab until the element has the focus, as users without a mouse do."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if what.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not reach it")


def test_the_office_works_by_keyboard_alone(reader, portal_app: Flask):
    """Find a message, open it, answer it, and return to the list."""
    written(reader, portal_app)
    page = reader(HOME)
    press_until(page, page.get_by_label("Tìm trong mọi trạng thái, có dấu hoặc không dấu"))
    page.keyboard.type("den duong")
    page.keyboard.press("Enter")
    page.wait_for_url("**found=1")
    press_until(page, page.get_by_role("link", name="Đèn đường thôn Đông bị hỏng."))
    page.keyboard.press("Enter")
    page.wait_for_url("**/1")
    press_until(page, page.get_by_label("Gửi đến lan@example.vn"))
    page.keyboard.type("Đèn đã được sửa.")
    press_until(page, page.get_by_role("button", name="Gửi trả lời"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Đã thực hiện.")
    assert feedback_service_of(portal_app).cases.case(1).status == "answered"
    page.go_back()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("den duong")
