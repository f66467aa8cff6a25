"""A reader votes: in the side column, on the poll's own page, with and without JavaScript, by keyboard."""

from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from browser.axe import findings, rules_for
from browser.test_accessibility import in_language
from polls.samples import ASKED, DAYS, FULL, ORDER, SHORT, held, short
from portal_widgets.polls.rules import Answer, Content, Visibility, Voters, check_ballot
from portal_widgets.polls.service import PollService
from portal_widgets.reading.themes import THEMES
from support import portal_of

pytestmark = pytest.mark.browser
ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
PAGE = "/portal/polls/duong"


def ballots(app: Flask) -> int:
    return portal_of(app).service(PollService).polls.by_slug("duong").ballots


def block(page: Page):
    return page.locator(".aside .pw-poll")


def test_a_vote_in_the_side_column_is_sent_in_place(reader, portal_app: Flask):
    """The status line announces the result, the focus moves to it, and the page does not scroll."""
    held(portal_app)
    page = reader(ARTICLE)
    block(page).get_by_label("Lựa chọn b").check()
    block(page).get_by_role("button", name="Bình chọn").click()

    expect(block(page)).to_contain_text("Mã biên nhận:")
    expect(block(page).get_by_role("status")).to_have_text("Đã ghi nhận phiếu của quý vị. Xin cảm ơn.")
    expect(block(page).get_by_role("group", name="Phiếu của quý vị")).to_be_focused()
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
        "Phiếu của quý vị đã được ghi nhận và được tính. Xin cảm ơn."
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
    expect(block(page).get_by_role("status")).to_contain_text("Lựa chọn của quý vị vẫn được giữ")
    expect(block(page).get_by_label("Lựa chọn b")).to_be_checked()

    page.unroute("**/ballots")
    block(page).get_by_role("button", name="Bình chọn").click()
    expect(block(page)).to_contain_text("Mã biên nhận:")


def test_where_a_part_cannot_be_had_the_ballot_goes_as_a_form(reader, portal_app: Flask):
    held(portal_app)
    page = reader("/")
    page.route("**/ballot-*.mjs", lambda route: route.abort())
    page.goto(page.url.rstrip("/") + ARTICLE)
    block(page).get_by_label("Lựa chọn b").check()
    block(page).get_by_role("button", name="Bình chọn").click()
    page.locator("main").get_by_role("button", name="Bình chọn").click()

    expect(page.locator("main").get_by_text("Mã biên nhận:")).to_be_visible()
    assert ballots(portal_app) == 1


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
    assert portal_of(portal_app).service(PollService).results.ballots(
        portal_of(portal_app).service(PollService).polls.by_slug("duong")
    )[0][1]["road"].chosen == ("b",)


def test_a_receipt_is_found_and_the_ballots_are_counted_again(reader, portal_app: Flask):
    held(portal_app)
    page = reader(PAGE)
    main = page.locator("main")
    main.get_by_label("Lựa chọn c").check()
    main.get_by_role("button", name="Bình chọn").click()
    receipt = main.locator(".pw-poll__receipt").first.inner_text()
    close(portal_app)
    page.goto(page.url.replace(PAGE, f"{PAGE}/ballots"))
    expect(
        main.get_by_text("Đã đếm lại trên thiết bị này: phiếu, kết quả và chuỗi phiếu khớp nhau.")
    ).to_be_visible()
    main.get_by_label("Tìm phiếu của tôi").fill(receipt.lower())
    main.get_by_role("button", name="Tìm").click()

    expect(main.locator(".pw-notice")).to_contain_text("Phiếu của quý vị đã được tính:")
    assert findings(page) == []


RANKINGS = ["xyz", "xyz", "yxz", "yz", "zxy", "zy", "x", "zxy", "yxz", ""]


def ranked(app: Flask) -> None:
    """A closed poll with ranked choice: two options are eliminated in one round, and one ballot is blank."""
    held(app, asked=Content("Thứ tự", (replace(ORDER, least=0), replace(DAYS, least=0))), may_be_blank=True)
    service = portal_of(app).service(PollService)
    for at, ranking in enumerate(RANKINGS):
        ballot = {"order": Answer(tuple(ranking)), "days": Answer(("mon", "tue") if at % 2 else ())}
        checked = lambda asked, ballot=ballot: check_ballot(asked.content, asked.terms, ballot)  # noqa: E731
        service.ballots.cast(1, str(at).encode(), checked, service.now)
    close(app)


def close(app: Flask) -> None:
    service = portal_of(app).service(PollService)
    service.polls.close(1, service.now())
    service.invalidate()


def test_rounds_blanks_and_several_answers_are_counted_again(reader, portal_app: Flask):
    ranked(portal_app)
    page = reader(f"{PAGE}/ballots")

    expect(page.locator(".pw-poll__recount")).to_have_text(
        "Đã đếm lại trên thiết bị này: phiếu, kết quả và chuỗi phiếu khớp nhau."
    )


@pytest.mark.parametrize(
    "altered",
    [
        lambda told: told["ballots"].pop(),
        lambda told: told["ballots"][0]["answers"].update(days={"chosen": ["wed"]}),
        lambda told: told["result"]["questions"][1]["counts"][0].update(votes=4),
        lambda told: told["result"]["questions"][0]["rounds"][0].update(exhausted=7),
        lambda told: told["chain"][3].update(commitment="0" * 64),
        lambda told: told["chain"].pop(),
        lambda told: told.update(head="0" * 64),
    ],
)
def test_what_was_altered_is_noticed_on_the_readers_device(reader, portal_app: Flask, altered):
    ranked(portal_app)
    page = reader(f"{PAGE}/ballots", javascript=True)

    def answer(route):
        told = route.fetch().json()
        altered(told)
        route.fulfill(json=told)

    page.route("**/ballots.json", answer)
    page.reload()
    expect(page.locator(".pw-poll__recount")).to_contain_text("KHÔNG khớp")


def test_the_address_is_handed_on_by_the_devices_own_menu_or_copied(reader, portal_app: Flask):
    held(portal_app)
    page = reader(PAGE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Chia sẻ").click()

    expect(page.locator(".pw-poll__share [role=status]")).to_have_text("Đã sao chép liên kết.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.evaluate("() => { navigator.share = (what) => { window.shared = what.url; } }")
    page.get_by_role("button", name="Chia sẻ").click()
    assert page.evaluate("window.shared") == page.url


ONE_AT_A_TIME = {"PORTAL_WIDGETS_POLL_BALLOTS_PER_NETWORK": 1}


@pytest.mark.parametrize("settings", [{**ONE_AT_A_TIME, "PORTAL_WIDGETS_PROOF_OF_WORK": True}])
def test_where_a_network_must_wait_the_device_may_work_instead(reader, portal_app: Flask):
    """The ballot is stored without any puzzle for the reader."""
    held(portal_app)
    for choice in ("a", "b"):
        page = reader(ARTICLE)
        block(page).get_by_label(f"Lựa chọn {choice}").check()
        block(page).get_by_role("button", name="Bình chọn").click()
        expect(block(page)).to_contain_text("Mã biên nhận:", timeout=60_000)

    assert ballots(portal_app) == 2
    assert portal_of(portal_app).service(PollService).refusals.counts(1) == {"often": 1}


@pytest.mark.parametrize("settings", [ONE_AT_A_TIME])
def test_who_must_wait_is_told_how_long_and_loses_nothing(reader, portal_app: Flask):
    held(portal_app)
    for choice in ("a", "b"):
        page = reader(ARTICLE)
        block(page).get_by_label(f"Lựa chọn {choice}").check()
        block(page).get_by_role("button", name="Bình chọn").click()
        expect(block(page).get_by_role("status")).not_to_have_text("")

    expect(block(page).get_by_role("status")).to_contain_text("Vui lòng gửi lại sau")
    expect(block(page).get_by_label("Lựa chọn b")).to_be_checked()
    assert ballots(portal_app) == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_a_mistyped_code_is_told_at_its_field(reader, portal_app: Flask, javascript: bool):
    held(portal_app, voters=Voters.CODE)
    page = reader(PAGE, javascript=javascript)
    main = page.locator("main")
    main.get_by_label("Lựa chọn b").check()
    main.get_by_label("Mã mời").fill("sai")
    main.get_by_role("button", name="Bình chọn").click()

    expect(main.locator("[data-question=':code'] .pw-poll__fault")).to_contain_text("Mã này không thuộc")
    expect(main.get_by_label("Mã mời")).to_have_value("sai")
    expect(main.get_by_label("Lựa chọn b")).to_be_checked()
    if javascript:  # axe itself is a script
        assert findings(page) == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("theme", [*THEMES, ""])
def test_axe_finds_nothing_in_any_state(onlooker, portal_app: Flask, theme: str, width: int):
    held(portal_app, "duong", ASKED)
    held(portal_app, "kin", SHORT, visibility=Visibility.SECRET)
    held(portal_app, "xong", SHORT)
    service = portal_of(portal_app).service(PollService)
    for at, order in enumerate((("x", "y"), ("y",), ("y", "z"), ("z",))):
        given = {**FULL, "order": Answer(order)}
        service.ballots.cast(
            service.polls.by_slug("duong").id, b"%d" % at, lambda _, given=given: given, service.now
        )
    service.ballots.cast(service.polls.by_slug("xong").id, b"0", lambda _: short("a"), service.now)
    service.polls.close(service.polls.by_slug("xong").id, service.now())
    service.invalidate()
    lang = "en" if width == 320 else "vi"
    cookie = f"theme-{theme}.size-200" if theme else ""
    page = onlooker(in_language(ARTICLE, lang), width=width, cookie=cookie)
    paths = [
        PAGE,
        f"{PAGE}/results",
        "/portal/polls/kin/results",
        "/portal/polls/xong",
        "/portal/polls/xong/ballots",
        "/portal/polls",
    ]
    for path in ["", *paths]:
        if path:
            page.goto(
                page.url.split("/portal/")[0].split("/en/")[0].split("/bai-viet/")[0]
                + in_language(path, lang)
            )
        assert findings(page, rules_for(theme)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
