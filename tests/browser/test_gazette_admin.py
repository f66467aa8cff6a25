"""A clerk enters a decision without JavaScript; citizens read both pages."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from gazette.files.test_files import pdf
from gazette.samples import COMMITTEE, fill

pytestmark = pytest.mark.browser
NEW = "/portal/admin/gazette/documents/new"


@pytest.fixture
def settings() -> dict[str, object]:
    return {"PORTAL_WIDGETS_ADMIN_GUARD": lambda: {"editor"}, "PORTAL_WIDGETS_ADMIN_NAME": lambda: "Lan"}


def test_a_clerk_enters_a_decision_that_replaces_an_older_one(reader, portal_app: Flask, tmp_path: Path):
    fill(portal_app)
    page: Page = reader(NEW, javascript=False)
    enter(page)
    file = tmp_path / "quyet-dinh.pdf"
    file.write_bytes(pdf("Quyet dinh thay the bang gia dat da ban hanh truoc day"))
    page.get_by_label("Tệp (PDF, DOCX hoặc XLSX)").set_input_files(file)
    page.get_by_role("button", name="Đính kèm tệp").click()
    expect(page.get_by_role("link", name="quyet-dinh.pdf")).to_be_visible()
    relate(page)
    page.get_by_role("button", name="Công bố", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã công bố")

    citizen = reader(f"/portal/gazette/{COMMITTEE}/qd/2026/20-qd-ubnd", javascript=False)
    expect(citizen.locator("[data-pw-state]")).to_have_attribute("data-pw-state", "in-force")
    expect(citizen.get_by_role("link", name="quyet-dinh.pdf")).to_be_visible()
    citizen.goto(citizen.url.replace("20-qd-ubnd", "1-qd-ubnd"))
    expect(citizen.locator("[data-pw-state]")).to_have_attribute("data-pw-state", "ended")
    expect(citizen.get_by_role("link", name="20/2026/QĐ-UBND").first).to_be_visible()


def enter(page: Page) -> None:
    page.locator("#pw-number").fill("20-2026-qd-ubnd")
    page.locator("#pw-title").fill("Ban hành bảng giá đất lần hai")
    page.locator("#pw-signed").fill("2026-02-01")
    page.locator("#pw-body").select_option(COMMITTEE)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#pw-number")).to_have_value("20/2026/QĐ-UBND")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("status")).to_contain_text("Đã nhập văn bản")


def relate(page: Page) -> None:
    page.get_by_role("link", name="Hiệu lực và quan hệ").click()
    page.locator("#pw-relation-0").select_option("commences")
    page.locator("#pw-from-0").fill("2026-02-15")
    page.locator("#pw-relation-1").select_option("replaces")
    page.locator("#pw-target-1").fill("1/2026/qd-ubnd")
    page.locator("#pw-from-1").fill("2026-02-15")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#pw-preview + ul")).to_contain_text("01/2026/QĐ-UBND")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã sửa hiệu lực")
