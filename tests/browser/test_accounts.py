"""Accounts in a browser: an admin invites a colleague, who chooses a password and sets up a second step."""

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from admin.area import ADMIN, HASH
from browser.axe import findings
from browser.conftest import example_portal
from browser.test_admin import fill_in
from portal_widgets.admin.second_factor import STEP_SECONDS

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 900}
OTHER = "một mật khẩu khác"


@pytest.fixture
def portal_app(tmp_path: Path) -> Iterator[Flask]:
    with example_portal(tmp_path / "instance", PORTAL_WIDGETS_ADMIN_PASSWORD_HASH=HASH) as app:
        yield app


def check(page: Page, heading: str) -> None:
    """The page is the right one, axe finds nothing, and nothing scrolls sideways. axe itself needs scripts."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    if page.viewport_size == NARROW:
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_colleague_is_invited_and_sets_up_a_second_step(reader, javascript: bool):
    width = NARROW["width"] if javascript else 1280
    office = reader(f"{ADMIN}accounts/", width=width, javascript=javascript)
    fill_in(office)
    code = invite(office)
    colleague = reader(f"{ADMIN}invitation#{code}", width=width, javascript=javascript)
    accept(colleague, code, javascript=javascript)
    first_step(colleague)
    secret = set_up(colleague)

    colleague.get_by_role("button", name="Đăng xuất").click()
    first_step(colleague)
    check(colleague, "Xác thực hai bước")
    # The code of this half minute was used for the set-up. The next one is accepted early.
    colleague.get_by_label("Mã", exact=True).fill(pyotp.TOTP(secret).at(time.time() + STEP_SECONDS))
    colleague.locator(".pw-form .pw-button").click()
    expect(colleague.locator(".pw-admin__who")).to_contain_text("minh")


def invite(page: Page) -> str:
    """The code, from the page that is shown once."""
    check(page, "Tài khoản")
    page.get_by_role("link", name="Tạo tài khoản").click()
    check(page, "Tạo tài khoản")
    page.get_by_label("Tên đăng nhập").fill("minh")
    page.get_by_role("button", name="Tạo tài khoản").click()
    check(page, "Lời mời cho minh")
    page.emulate_media(media="print")
    expect(page.locator(".pw-accounts__screen").first).to_be_hidden()
    expect(page.locator(".pw-accounts__code")).to_be_visible()
    page.emulate_media(media="screen")
    code = page.locator(".pw-accounts__code").inner_text()
    page.get_by_role("link", name="Về trang tài khoản").click()
    check(page, "minh")
    return code


def accept(page: Page, code: str, *, javascript: bool) -> None:
    """A script takes the code from the address, and out of it. Without scripts it is typed."""
    check(page, "Đặt mật khẩu")
    field = page.get_by_label("Mã mời")
    if javascript:
        expect(field).to_have_value(code)
        assert "#" not in page.url
    else:
        field.fill(code)
    page.get_by_label("Mật khẩu mới", exact=True).fill(OTHER)
    page.get_by_label("Nhập lại mật khẩu mới").fill(OTHER)
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_text("Đã đặt mật khẩu cho minh.")).to_be_visible()


def first_step(page: Page) -> None:
    page.locator("#pw-name").fill("minh")
    page.locator("#pw-password").fill(OTHER)
    page.locator(".pw-form .pw-button").click()
    page.wait_for_load_state()


def set_up(page: Page) -> str:
    """The secret of the second step, after it is turned on."""
    page.get_by_role("link", name="Mật khẩu của tôi").click()
    check(page, "Mật khẩu của tôi")
    page.get_by_role("main").get_by_role("link", name="Xác thực hai bước").click()
    page.get_by_label("Mật khẩu hiện tại").fill(OTHER)
    page.get_by_role("button", name="Thiết lập xác thực hai bước").click()
    check(page, "Xác thực hai bước khi đăng nhập")
    secret = page.locator(".pw-accounts__code").inner_text()
    page.get_by_label("Mã", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Bật xác thực hai bước").click()
    check(page, "Mã dự phòng")
    return secret
