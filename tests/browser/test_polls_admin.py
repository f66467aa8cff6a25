"""The polls' panel in a browser: every page in several themes, written and published without JavaScript."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from browser.axe import findings, rules_for
from polls.samples import ASKED, FULL, held
from polls.test_admin import cast
from portal_widgets.polls.rules import Voters, check_ballot
from portal_widgets.polls.service import PollService
from support import portal_of

pytestmark = pytest.mark.browser
HOME = "/portal/admin/polls/"
PARTS = ("rows", "other", "first", "least", "most")
# The words of the tables that are on several lines.
BROKEN = r"""() => {
  const broken = [];
  for (const cell of document.querySelectorAll(".pw-poll-table :is(th, td)")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((one) => one.top)).size > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""


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
    """Errors are listed and linked, the typed texts stay, and publishing is asked first."""
    page = reader(f"{HOME}new", javascript=False)
    page.get_by_label("Tiêu đề, tiếng Việt").fill("Sửa đường nào trước?")
    page.get_by_label("Câu hỏi, tiếng Việt").fill("Sửa đường nào trước?")
    page.get_by_label("Câu hỏi, tiếng Việt").press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Mỗi câu hỏi cần từ 2 đến 60 câu trả lời")
    assert title_of(page) == "Sửa đường nào trước?"
    assert page.get_by_label("Địa chỉ", exact=True).input_value() == "sua-duong-nao-truoc"

    rows = page.locator(".pw-poll-row")
    page.get_by_role("button", name="Thêm câu trả lời").click()
    expect(rows).to_have_count(3)
    for at, (vi, en) in enumerate((("Đường ven sông", "The river road"), ("", ""), ("Đường chợ", ""))):
        rows.nth(at).get_by_label("Tiếng Việt", exact=True).fill(vi)
        rows.nth(at).get_by_label("Tiếng Anh", exact=True).fill(en)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu cuộc thăm dò.")
    page.get_by_role("link", name="Công bố").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Công bố cuộc thăm dò này?")
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator(".pw-poll-facts")).to_contain_text("Đang mở")
    poll = portal_of(portal_app).service(PollService).find("sua-duong-nao-truoc")
    assert [option.text["vi"] for option in poll.content.questions[0].options] == [
        "Đường ven sông",
        "Đường chợ",
    ]


def test_without_javascript_the_form_shows_the_fields_of_the_chosen_kind(reader):
    """Texts that were typed for another kind stay in the form."""
    page = reader(f"{HOME}new", javascript=False)
    page.get_by_label("Tiếng Việt", exact=True).first.fill("Đường chợ")
    shown = {
        "Một câu trả lời": "rows other",
        "Nhiều câu trả lời": "rows other least most",
        "Một số trên thang điểm": "first",
        "Xếp thứ tự ưu tiên": "rows least",
    }
    for kind, names in shown.items():
        page.get_by_role("radio", name=kind, exact=True).check()
        seen = [one for one in PARTS if page.locator(f"#pw-q0-{one}").is_visible()]
        assert seen == names.split(), kind
    page.get_by_role("radio", name="Một câu trả lời").check()
    expect(page.get_by_label("Tiếng Việt", exact=True).first).to_have_value("Đường chợ")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", [100, 150, 200])
def test_no_page_scrolls_sideways_and_no_word_is_broken(reader, portal_app: Flask, size: int, lang: str):
    """At 320 and 360 px. A word that is longer than a line may be broken."""
    held(portal_app, asked=ASKED)
    service = portal_of(portal_app).service(PollService)
    service.ballots.cast(1, b"a", lambda poll: check_ballot(poll.content, poll.terms, FULL), service.now)
    service.refusals.add(1, "invalid", service.today())
    page = reader(HOME, width=320, cookie=f"size-{size}")
    home = page.url.partition(HOME)[0] + HOME
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 640})
        for path in ("", "1", "1/edit", "1/close", "1/preview", "new"):
            page.goto(f"{home}{path}?lang={lang}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(BROKEN) == [], path


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
