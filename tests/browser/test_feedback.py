"""A citizen writes: below an article, on the form's own page, with and without JavaScript, by keyboard."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from browser.axe import findings, rules_for
from feedback.sending import PDF, feedback_service_of
from portal_widgets.feedback import rules
from portal_widgets.feedback.store import tables
from portal_widgets.feedback.submission import drafts
from support import portal_of

pytestmark = pytest.mark.browser
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
FORM = "/portal/feedback"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test types faster than people do."""
    monkeypatch.setattr(rules, "FASTEST_SECONDS", -1)
    monkeypatch.setattr(drafts, "FASTEST_SECONDS", 0)


def messages(app: Flask) -> list[sa.Row]:
    with portal_of(app).database.reading() as connection:
        return list(connection.execute(sa.select(tables.message).order_by(tables.message.c.id)))


def write(page: Page, text: str = "Đèn đường thôn Đông bị hỏng.") -> None:
    page.locator("main").get_by_label("Ý kiến của quý vị").fill(text)


def send(page: Page) -> None:
    page.locator("main").get_by_role("button", name="Gửi", exact=True).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_citizen_writes_and_finds_the_message_again(reader, portal_app: Flask, javascript: bool):
    page = reader(FORM, javascript=javascript)
    write(page)
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Ánh Tuyết")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_label("Tệp đính kèm").set_input_files(
        {"name": "đơn.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    send(page)
    receipt = page.locator(".pw-message__receipt")
    expect(receipt).to_contain_text("Đã nhận ý kiến của quý vị.")
    reference, key = receipt.locator("code").all_inner_texts()
    if javascript:
        expect(page.get_by_role("status")).to_have_text("Đã nhận ý kiến của quý vị. Xin cảm ơn.")
        expect(page.get_by_role("group", name="Mã biên nhận")).to_be_focused()
        assert findings(page) == []
        receipt.get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("Đã nhận, chưa trả lời")
        assert key not in page.url
    else:
        page.goto(page.url.replace("/receipt", "/status"))
        page.get_by_label("Mã ý kiến").fill(reference)
        page.get_by_label("Khóa tra cứu").fill(key)
        page.get_by_role("button", name="Tra cứu").click()

    expect(page.locator("main")).to_contain_text("Đèn đường thôn Đông bị hỏng.")
    expect(page.locator("main")).to_contain_text("đơn.pdf")
    assert [row.status for row in messages(portal_app)] == ["new"]


def test_what_was_sent_is_left_to_no_browser_to_fill_in_again(reader):
    """If another person reloads the page, the form is empty."""
    page = reader(FORM)
    write(page)
    page.evaluate("written = [...document.querySelectorAll('main :is(textarea, [name=stamp], [name=kept])')]")
    send(page)
    expect(page.locator(".pw-message__receipt")).to_be_visible()

    assert page.evaluate("written.map((field) => field.value)") == ["", "", ""]


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_wrong_is_said_at_its_field_and_the_file_need_not_be_chosen_again(
    reader, portal_app: Flask, javascript: bool
):
    page = reader(FORM, javascript=javascript)
    page.get_by_label("Thư điện tử").fill("lan@")
    page.get_by_label("Tệp đính kèm").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    send(page)

    expect(page.locator("[data-field=text] .pw-field__error")).to_have_text(
        "Vui lòng viết ý kiến của quý vị."
    )
    expect(page.locator("[data-field=email] .pw-field__error")).to_contain_text("ví dụ ten@example.vn")
    expect(page.get_by_label("Thư điện tử")).to_have_value("lan@")
    if javascript:
        expect(page.get_by_label("Ý kiến của quý vị")).to_be_focused()
        assert findings(page) == []
    write(page)
    page.get_by_label("Thư điện tử").fill("")
    send(page)

    expect(page.locator(".pw-message__receipt")).to_be_visible()
    (row,) = messages(portal_app)
    assert [file.name for file in feedback_service_of(portal_app).store.by_number(row.id).files] == ["a.pdf"]


def test_offline_the_message_is_still_there(reader, portal_app: Flask):
    page = reader(FORM)
    write(page)
    page.get_by_label("Ý kiến của quý vị").focus()
    page.route("**/portal/feedback", lambda route: route.abort())
    send(page)
    expect(page.get_by_role("status")).to_contain_text("Nội dung vẫn được giữ")
    expect(page.get_by_label("Ý kiến của quý vị")).to_have_value("Đèn đường thôn Đông bị hỏng.")

    page.unroute("**/portal/feedback")
    send(page)
    expect(page.locator(".pw-message__receipt")).to_be_visible()


def test_two_clicks_at_an_articles_foot(reader, portal_app: Flask):
    """The answer is a message in place. The status line announces it, and the focus moves to the new part, which
    has a name.
    """
    page = reader(ARTICLE)
    foot = page.locator(".pw-message--foot")
    foot.get_by_role("button", name="Không", exact=True).click()
    expect(foot).to_contain_text("Quý vị có muốn cho biết lý do không?")
    expect(foot.get_by_role("group", name="Trang này có hữu ích không?")).to_be_focused()
    expect(foot.get_by_role("status").filter(has_text="Xin cảm ơn.")).to_have_count(1)
    assert findings(page) == []
    foot.get_by_label("Vì sao?").fill("Thiếu giờ mở cửa")
    foot.get_by_role("button", name="Gửi", exact=True).first.click()

    expect(foot).to_contain_text("Đã nhận ý kiến của quý vị.")
    assert feedback_service_of(portal_app).store.useful(ARTICLE) == {"no": 1}
    (row,) = messages(portal_app)
    assert (row.kind, row.page, row.text) == ("useful", ARTICLE, "Thiếu giờ mở cửa")


def test_a_problem_is_reported_in_a_cached_article(reader, portal_app: Flask):
    page = reader(ARTICLE)
    foot = page.locator(".pw-message--foot")
    foot.get_by_text("Báo lỗi trên trang này").click()
    foot.get_by_label("Trang này có lỗi gì?").fill("Ảnh thứ hai không hiện")
    foot.get_by_role("button", name="Gửi", exact=True).click()

    expect(foot.locator(".pw-message__receipt")).to_be_visible()
    assert [(row.kind, row.page, row.status) for row in messages(portal_app)] == [("page", ARTICLE, "new")]


def test_without_javascript_a_report_from_a_cached_article_is_confirmed(reader, portal_app: Flask):
    page = reader(ARTICLE, javascript=False)
    page.get_by_text("Báo lỗi trên trang này").click()
    page.get_by_label("Trang này có lỗi gì?").fill("Ảnh thứ hai không hiện")
    page.locator(".pw-message--foot").get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Vui lòng xem lại ý kiến rồi gửi.")
    expect(page.get_by_label("Trang này có lỗi gì?")).to_have_value("Ảnh thứ hai không hiện")
    send(page)

    expect(page.locator(".pw-message__receipt")).to_be_visible()
    assert len(messages(portal_app)) == 1


def test_from_contact_to_a_department_by_keyboard_alone(reader, portal_app: Flask):
    page = reader("/portal/contact")
    page.get_by_role("link", name=re.compile("Gửi ý kiến đến: Ban Tiếp công dân")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Đơn vị")).to_have_value("tiep-dan")
    page.get_by_label("Ý kiến của quý vị").focus()
    page.keyboard.type("Xin hoi gio tiep dan")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Gửi":
            break
    page.keyboard.press("Enter")

    expect(page.locator(".pw-message__receipt")).to_be_visible()
    assert [row.department for row in messages(portal_app)] == ["tiep-dan"]


def test_nobody_tabs_into_the_trap(reader, portal_app: Flask):
    page = reader(FORM)
    trap = page.locator(".pw-message__trap input")

    assert trap.get_attribute("tabindex") == "-1"
    assert trap.get_attribute("autocomplete") == "off"
    # Browsers without CSS show it, so it says what to do.
    assert trap.evaluate("(field) => field.labels[0].textContent.trim()") == "Để trống ô này"
    assert page.locator(".pw-message__trap").bounding_box()["x"] < 0


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("look", ["", "theme-dark", "theme-contrast.size-200", "theme-sun"])
def test_axe_finds_nothing_when_something_is_wrong(reader, portal_app: Flask, look: str, width: int):
    page = reader("/portal/feedback/department", width=width, cookie=look)
    page.get_by_label("Họ và tên").fill("Lan")
    send(page)
    expect(page.locator("[data-field=department] .pw-field__error")).to_be_visible()

    assert findings(page, rules_for(look)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(page.url.split("/portal/")[0] + ARTICLE)
    page.get_by_text("Báo lỗi trên trang này").click()
    assert findings(page, rules_for(look)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
