"""The organisation in a browser: the office in every look, by keyboard, by dragging and without a script."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from browser.axe import findings, rules_for
from portal_widgets.organisation import editing
from portal_widgets.organisation.rules import Organisation
from portal_widgets.organisation.service import OrganisationService
from support import portal_of

pytestmark = pytest.mark.browser
HOME = "/portal/admin/organisation/"


@pytest.fixture
def settings() -> dict[str, object]:
    return {"PORTAL_WIDGETS_ADMIN_GUARD": lambda: {"admin"}, "PORTAL_WIDGETS_ADMIN_NAME": lambda: "Lan"}


@pytest.fixture
def register(portal_app: Flask) -> OrganisationService:
    """With three units. One of them is below another."""
    made = portal_of(portal_app).service(OrganisationService)
    for key, above in (("quay", ""), ("quay-1", "quay"), ("y-te", ""), ("cong-an", "")):
        unit = Organisation(name=f"Đơn vị {key}")
        made.document.change(
            lambda now, key=key, above=above, unit=unit: editing.add(now, above, key, unit),
            who="Lan",
            what=f"Thêm {key}",
        )
    return made


@pytest.mark.parametrize("look", ["", "theme-dark", "theme-contrast.size-200", "theme-sun"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(reader, register: OrganisationService, look: str, width: int):
    page = reader(HOME, width=width, cookie=look)
    host = page.url.partition(HOME)[0]
    for path in ("", "edit", "units/quay/edit", "units/new", "history"):
        page.goto(host + HOME + path)
        assert findings(page, rules_for(look)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{host}{HOME}edit")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước: chưa lưu gì")).to_be_visible()
    assert findings(page, rules_for(look)) == []
    page.get_by_label("Tên cơ quan, đơn vị (tiếng Việt)").fill("")
    page.get_by_label("Tên cơ quan, đơn vị (tiếng Anh)").fill("")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert findings(page, rules_for(look)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def units(page: Page) -> list[str]:
    return page.locator("[data-key] .pw-shelf__what > a").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_order_is_changed_by_keyboard(reader, register: OrganisationService, javascript: bool):
    page = reader(HOME, javascript=javascript)
    before = units(page)
    page.get_by_role("button", name="chuyển lên: Đơn vị cong-an").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Đã đổi thứ tự.")

    assert units(page) == [*before[:-2], before[-1], before[-2]]


def test_a_unit_is_dragged_among_those_of_another_one(reader, register: OrganisationService):
    page = reader(HOME)
    row = "[data-key='{}']".format
    page.locator(row("cong-an")).drag_to(page.locator(row("quay-1")))
    expect(page.get_by_role("status")).to_have_text("Đã đổi thứ tự.")

    assert list(register.document.store.current()[1].units["quay"].units) == ["cong-an", "quay-1"]


def test_a_preview_keeps_what_was_typed_until_it_is_saved(reader, register: OrganisationService):
    page = reader(f"{HOME}units/y-te/edit", javascript=False)
    page.get_by_label("Tên cơ quan, đơn vị (tiếng Việt)").fill("Trạm y tế xã")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".pw-organisation__name").first).to_have_text("Trạm y tế xã")
    page.get_by_role("button", name="Lưu").click()

    expect(page.get_by_role("status")).to_have_text("Đã lưu “Trạm y tế xã”.")
    expect(page.get_by_role("link", name="Trạm y tế xã", exact=True)).to_be_visible()
