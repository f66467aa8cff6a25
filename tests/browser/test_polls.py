"""A reader votes: in the side column, on the poll's own page, with and without JavaScript, by keyboard."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from browser.test_accessibility import findings, in_language
from polls.samples import ASKED, SHORT, held
from portal_widgets.polls.booth import Booth
from portal_widgets.polls.rules import Visibility
from portal_widgets.reading.themes import THEMES
from support import portal_of

pytestmark = pytest.mark.browser
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
PAGE = "/portal/polls/duong"


def ballots(app: Flask) -> int:
    return portal_of(app).part(Booth).polls.by_slug("duong").ballots


def block(page: Page):
    return page.locator(".aside .pw-poll")


def test_a_vote_in_the_side_column_is_sent_in_place(reader, portal_app: Flask):
    """Said in the status line, the focus on what came of it, and the page stays where it was."""
    held(portal_app)
    page = reader(ARTICLE)
    block(page).get_by_label("Lựa chọn b").check()
    block(page).get_by_role("button", name="Bình chọn").click()

    expect(block(page)).to_contain_text("Mã biên nhận:")
    expect(block(page).get_by_role("status")).to_have_text("Đã ghi nhận phiếu của quý vị. Xin cảm ơn.")
    assert page.evaluate("document.activeElement.textContent").strip().startswith("Đã ghi nhận phiếu")
    assert ARTICLE in page.url
    assert ballots(portal_app) == 1
    assert findings(page) == []
    assert page.locator("[style]").count() == 0


def test_before_a_vote_there_is_no_cookie(reader, portal_app: Flask):
    held(portal_app)
    page = reader(ARTICLE)
    page.goto(page.url.replace(ARTICLE, PAGE))
    assert page.context.cookies() == []

    page.get_by_label("Lựa chọn a").first.check()
    page.get_by_role("button", name="Bình chọn").first.click()
    expect(page.get_by_text("Mã biên nhận:").first).to_be_visible()
    (cookie,) = page.context.cookies()
    assert cookie["name"].startswith("pw_poll_")
    assert cookie["path"] == PAGE
    assert cookie["httpOnly"]


def test_a_second_vote_is_told_kindly(reader, portal_app: Flask):
    held(portal_app)
    page = reader(ARTICLE)
    for choice in ("a", "b"):
        page.goto(page.url)
        block(page).get_by_label(f"Lựa chọn {choice}").check()
        with page.expect_response("**/ballots"):
            block(page).get_by_role("button", name="Bình chọn").click()

    expect(block(page).get_by_role("status")).to_have_text(
        "Phiếu của quý vị đã có trong hòm và được tính. Xin cảm ơn."
    )
    assert ballots(portal_app) == 1


def test_nothing_chosen_is_said_at_the_question(reader, portal_app: Flask):
    held(portal_app)
    page = reader(ARTICLE)
    block(page).get_by_role("button", name="Bình chọn").click()

    expect(block(page).locator(".pw-poll__fault").first).to_have_text("Vui lòng chọn một câu trả lời.")
    assert page.evaluate("document.activeElement.dataset.question") == "road"
    assert findings(page) == []
    block(page).get_by_label("Ý kiến của quý vị").fill("Đường ven sông")
    expect(block(page).get_by_label("Ý kiến khác")).to_be_checked()
    block(page).get_by_role("button", name="Bình chọn").click()
    expect(block(page)).to_contain_text("Mã biên nhận:")


def test_offline_the_ballot_is_still_there(reader, portal_app: Flask):
    held(portal_app)
    page = reader(ARTICLE)
    page.route("**/ballots", lambda route: route.abort())
    block(page).get_by_label("Lựa chọn b").check()
    block(page).get_by_role("button", name="Bình chọn").click()
    expect(block(page).get_by_role("status")).to_contain_text("Lựa chọn vẫn còn đây")
    expect(block(page).get_by_label("Lựa chọn b")).to_be_checked()

    page.unroute("**/ballots")
    block(page).get_by_role("button", name="Bình chọn").click()
    expect(block(page)).to_contain_text("Mã biên nhận:")


def test_without_javascript_a_vote_from_a_cached_page_is_confirmed(reader, portal_app: Flask):
    held(portal_app)
    page = reader(ARTICLE, javascript=False)
    block(page).get_by_label("Lựa chọn b").check()
    block(page).get_by_role("button", name="Bình chọn").click()
    main = page.locator("main")
    expect(main.get_by_role("alert")).to_have_text("Vui lòng xem lại lựa chọn rồi gửi phiếu.")
    expect(main.get_by_label("Lựa chọn b")).to_be_checked()
    main.get_by_role("button", name="Bình chọn").click()

    expect(main.get_by_text("Mã biên nhận:")).to_be_visible()
    assert ballots(portal_app) == 1


def test_without_javascript_faults_are_listed_and_lead_to_their_questions(reader, portal_app: Flask):
    held(portal_app, asked=ASKED)
    page = reader(PAGE, javascript=False)
    main = page.locator("main")
    main.get_by_label("mon").check()
    main.get_by_role("button", name="Bình chọn").click()
    expect(main.get_by_role("alert")).to_contain_text("Vui lòng chọn một câu trả lời.")
    expect(main.get_by_label("mon")).to_be_checked()
    main.get_by_role("alert").get_by_role("link").first.click()

    assert page.url.endswith("-road")


def test_by_keyboard_alone(reader, portal_app: Flask):
    held(portal_app)
    page = reader(PAGE)
    page.locator("main").get_by_label("Lựa chọn a").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Bình chọn"
    page.keyboard.press("Enter")

    expect(page.locator("main").get_by_text("Mã biên nhận:")).to_be_visible()
    assert portal_of(portal_app).part(Booth).ballots.published(
        portal_of(portal_app).part(Booth).polls.by_slug("duong")
    )[0][1]["road"].chosen == ("b",)


def test_a_receipt_is_found_and_the_ballots_are_counted_again(reader, portal_app: Flask):
    held(portal_app)
    page = reader(PAGE)
    main = page.locator("main")
    main.get_by_label("Lựa chọn c").check()
    main.get_by_role("button", name="Bình chọn").click()
    receipt = main.locator(".pw-poll__receipt").first.inner_text()
    page.goto(page.url.replace(PAGE, f"{PAGE}/ballots"))
    expect(main.get_by_text("Đã đếm lại trên thiết bị này: khớp với kết quả công bố.")).to_be_visible()
    main.get_by_label("Tìm phiếu của tôi").fill(receipt.lower())
    main.get_by_role("button", name="Tìm").click()

    expect(main.locator(".pw-notice")).to_contain_text("Phiếu của quý vị đã được đếm:")
    assert findings(page) == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("theme", [*THEMES, ""])
def test_axe_finds_nothing_in_any_state(reader, portal_app: Flask, theme: str, width: int):
    held(portal_app, "duong", ASKED)
    held(portal_app, "kin", SHORT, visibility=Visibility.SECRET)
    held(portal_app, "xong", SHORT)
    booth = portal_of(portal_app).part(Booth)
    booth.polls.close(booth.polls.by_slug("xong").id, booth.now())
    lang = "en" if width == 320 else "vi"
    cookie = f"theme-{theme}.size-200" if theme else ""
    page = reader(in_language(ARTICLE, lang), width=width, cookie=cookie)
    paths = [
        PAGE,
        f"{PAGE}/results",
        f"{PAGE}/ballots",
        "/portal/polls/kin/results",
        "/portal/polls/xong",
        "/portal/polls/",
    ]
    for path in ["", *paths]:
        if path:
            page.goto(
                page.url.split("/portal/")[0].split("/en/")[0].split("/bai-viet/")[0]
                + in_language(path, lang)
            )
        assert findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
