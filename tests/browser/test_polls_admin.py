"""The polls' panel in a browser: every page in several themes, written and published without JavaScript."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from browser.axe import findings, rules_for
from polls.samples import ASKED, held
from polls.test_admin import cast
from portal_widgets.polls.rules import Voters
from portal_widgets.polls.service import PollService
from support import portal_of

pytestmark = pytest.mark.browser
HOME = "/portal/admin/polls/"


@pytest.fixture
def settings() -> dict[str, object]:
    return {"PORTAL_WIDGETS_ADMIN_GUARD": lambda: {"editor"}}


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("look", ["", "theme-dark", "theme-contrast.size-200", "theme-sun"])
def test_axe_finds_nothing_on_any_page(onlooker, portal_app: Flask, look: str, width: int):
    held(portal_app, asked=ASKED)
    held(portal_app, "ma", voters=Voters.CODE)
    page = onlooker(HOME, width=width, cookie=look)
    for path in ("", "1", "2", "1/edit", "1/preview", "new"):
        page.goto(page.url.partition(HOME)[0] + HOME + path)
        assert findings(page, rules_for(look)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_without_javascript_a_poll_is_written_mended_and_published(reader, portal_app: Flask):
    """Errors are listed and linked, and the typed texts stay."""
    page = reader(f"{HOME}new", javascript=False)
    page.get_by_label("Tiêu đề, tiếng Việt").fill("Sửa đường nào trước?")
    page.get_by_label("Câu hỏi, tiếng Việt").fill("Sửa đường nào trước?")
    page.get_by_role("button", name="Lưu").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Địa chỉ gồm chữ thường")
    expect(alert).to_contain_text("Mỗi câu hỏi cần từ 2 đến 60 câu trả lời")
    assert title_of(page) == "Sửa đường nào trước?"

    page.get_by_label("Địa chỉ").fill("sua-duong")
    page.get_by_label("Các câu trả lời").fill("Đường ven sông | The river road\nĐường chợ")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu cuộc thăm dò.")
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator(".pw-poll-facts")).to_contain_text("Đang mở")
    assert portal_of(portal_app).service(PollService).find("sua-duong") is not None


def test_turnout_is_renewed_while_the_office_looks_and_can_be_paused(reader, portal_app: Flask):
    """The focus does not move, and a screen reader announces nothing."""
    held(portal_app)
    page = reader(f"{HOME}1")
    page.clock.install()
    page.reload()
    pause = page.get_by_role("button", name="Tạm dừng cập nhật")
    pause.focus()
    facts = page.locator("#pw-poll-facts")
    cast(portal_app, "duong")
    page.clock.run_for(15_000)
    expect(facts).to_contain_text("Số phiếu1")
    expect(pause).to_be_focused()
    assert page.locator(":is([aria-live], [role=status]) #pw-poll-facts").count() == 0

    pause.click()
    cast(portal_app, "duong")
    page.clock.run_for(60_000)
    expect(facts).to_contain_text("Số phiếu1")
    page.get_by_role("button", name="Tiếp tục cập nhật").click()
    page.clock.run_for(15_000)
    expect(facts).to_contain_text("Số phiếu2")


def title_of(page) -> str:
    return page.get_by_label("Tiêu đề, tiếng Việt").input_value()
