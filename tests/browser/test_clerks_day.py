"""A day of an office: ten tasks, each from the start page, with the least role that may do it, and without
JavaScript. Each ends with what the citizen or the colleague sees then.

The bounds are the clicks and pages of today. A change that needs more of them has to say why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from admin.area import ADMIN, PASSWORD, account
from browser.conftest import Reader, example_portal, reading, served, whole
from browser.test_feedback import FORM, send, write
from polls.samples import held
from polls.test_admin import cast
from portal_widgets.counting.store.sql.tables import site_day
from portal_widgets.dashboard.store.annotations import note
from portal_widgets.feedback import rules
from portal_widgets.feedback.submission import drafts
from portal_widgets.links.check.link_status import LinkCheck, LinkState, LinkStatus, update_status
from portal_widgets.links.service import LinkService
from support import portal_of

pytestmark = pytest.mark.browser
ROLES = ("viewer", "editor", "moderator", "admin")
OTHER = "một mật khẩu khác"
OUTAGE = "Mất điện máy chủ"
WEEK = 7


@dataclass
class Clerk:
    """A signed-in person, whose clicks and pages are counted from the start page on."""

    page: Page
    clicks: int = 0
    pages: int = 0

    def click(self, role: str, name: str, within: Locator | None = None, *, exact: bool = True) -> None:
        self.clicks += 1
        place = within or self.page.get_by_role("main")
        place.get_by_role(role, name=name, exact=exact).first.click()

    def go(self, panel: str) -> None:
        """Follow a link of the navigation."""
        self.click("link", panel, self.page.get_by_role("navigation", name="Quản trị"))

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_role("main").get_by_label(label, exact=True).first.fill(text)

    def saw(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def needed(self, *, clicks: int, pages: int) -> None:
        """The task took at most so many clicks and pages."""
        assert self.clicks <= clicks
        assert self.pages <= pages


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    """A test types faster than people do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "FASTEST_SECONDS", -1)
        patch.setattr(drafts, "FASTEST_SECONDS", 0)
        yield


@pytest.fixture(scope="module")
def portal_app(tmp_path_factory: pytest.TempPathFactory, _quick: None) -> Iterator[Flask]:
    """One portal for the whole day, with a person for each role, and visits until yesterday."""
    folder: Path = tmp_path_factory.mktemp("day") / "instance"
    with example_portal(folder, PORTAL_WIDGETS_BACKGROUND=False) as app:
        for role in ROLES:
            account(app, role, role)
        command = ["portal", "demo-data", "--years", "1", "--articles", "5", "--visits", "30"]
        assert app.test_cli_runner().invoke(args=command).exit_code == 0
        yield app


@pytest.fixture(scope="module")
def site(portal_app: Flask) -> Iterator[str]:
    with served(whole(portal_app)) as address:
        yield address


@pytest.fixture
def clerk(chromium: Browser, site: str):
    """Makes a clerk with a role."""
    with reading(chromium, site) as open_page:
        yield lambda name, password=PASSWORD: sign_in(open_page, name, password)


@pytest.fixture
def citizen(reader: Reader):
    """Opens a page as a citizen, without JavaScript."""
    return lambda path: reader(path, javascript=False)


def sign_in(open_page: Reader, name: str, password: str) -> Clerk:
    page = open_page(ADMIN, javascript=False)
    page.set_default_timeout(10_000)
    page.locator("#pw-name").fill(name)
    page.locator("#pw-password").fill(password)
    page.locator(".pw-form .pw-button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")
    made = Clerk(page)

    def opened(frame: object) -> None:
        if frame == page.main_frame:
            made.pages += 1

    page.on("framenavigated", opened)
    return made


def today(app: Flask) -> date:
    return portal_of(app).clock.today()


def test_a_new_colleague_is_invited_and_signs_in(clerk, citizen):
    admin = clerk("admin")
    admin.go("Tài khoản")
    admin.click("link", "Tạo tài khoản")
    admin.fill("Tên đăng nhập", "minh")
    admin.click("button", "Tạo tài khoản và gửi lời mời")
    code = admin.page.locator(".pw-accounts__code").inner_text()
    admin.needed(clicks=3, pages=3)

    colleague = citizen(f"{ADMIN}invitation")
    colleague.get_by_label("Mã mời").fill(code)
    colleague.get_by_label("Mật khẩu mới", exact=True).fill(OTHER)
    colleague.get_by_label("Nhập lại mật khẩu mới").fill(OTHER)
    colleague.get_by_role("button", name="Đặt mật khẩu").click()
    minh = clerk("minh", OTHER)
    expect(minh.page.locator(".pw-admin__who")).to_contain_text("minh · Người xem thống kê")


def test_ones_own_password_ends_the_other_sessions(portal_app: Flask, clerk):
    account(portal_app, "lan")
    lan, elsewhere = clerk("lan"), clerk("lan")
    lan.click("link", "Mật khẩu của tôi", lan.page.get_by_role("banner"))
    lan.fill("Mật khẩu hiện tại", PASSWORD)
    lan.fill("Mật khẩu mới", OTHER)
    lan.fill("Nhập lại mật khẩu mới", OTHER)
    lan.click("button", "Đổi mật khẩu")
    expect(lan.page.get_by_role("status")).to_contain_text("Đã đổi mật khẩu")
    lan.needed(clicks=2, pages=2)

    elsewhere.page.reload()
    expect(elsewhere.page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    clerk("lan", OTHER)


def test_a_message_is_answered_and_the_citizen_reads_it(clerk, citizen):
    page = citizen(FORM)
    write(page, "Đèn đường ở ngõ chợ Bến Sỏi tắt.")
    send(page)
    reference, key = page.locator(".pw-message__receipt code").all_inner_texts()

    moderator = clerk("moderator")
    moderator.click("link", "ý kiến mới", exact=False)
    moderator.click("link", "Đèn đường ở ngõ chợ Bến Sỏi tắt.")
    moderator.page.locator("#pw-reply").fill("Đèn đã được thay sáng nay.")
    moderator.click("button", "Gửi trả lời")
    moderator.needed(clicks=3, pages=3)

    page.goto(page.url.replace("/receipt", "/status"))
    page.get_by_label("Mã ý kiến").fill(reference)
    page.get_by_label("Khóa tra cứu").fill(key)
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("main")).to_contain_text("Đèn đã được thay sáng nay.")


def test_a_departments_number_is_corrected_on_the_contact_page(clerk, citizen):
    moderator = clerk("moderator")
    moderator.go("Đơn vị tiếp nhận")
    moderator.click("link", "Ban Tiếp công dân")
    moderator.fill("Điện thoại", "0200 300 0777")
    moderator.click("button", "Lưu")
    moderator.needed(clicks=3, pages=3)

    expect(citizen("/portal/contact").get_by_role("link", name="0200 300 0777")).to_be_visible()


def test_a_poll_is_opened_and_a_citizen_votes(clerk, citizen):
    editor = clerk("editor")
    editor.go("Thăm dò ý kiến")
    editor.click("link", "Thêm cuộc thăm dò")
    editor.fill("Tiêu đề, tiếng Việt", "Sửa đường nào trước?")
    editor.fill("Câu hỏi, tiếng Việt", "Sửa đường nào trước?")
    for at, answer in enumerate(("Đường ven sông", "Đường chợ")):
        row = editor.page.locator(".pw-poll-row").nth(at)
        row.get_by_label("Tiếng Việt", exact=True).fill(answer)
    editor.click("button", "Lưu")
    editor.click("link", "Công bố")
    editor.click("button", "Công bố")
    editor.saw("Đang mở")
    editor.needed(clicks=5, pages=5)

    reader = citizen("/portal/polls/sua-duong-nao-truoc").get_by_role("main")
    reader.get_by_label("Đường chợ").check()
    reader.get_by_role("button", name="Bình chọn").click()
    expect(reader).to_contain_text("Mã biên nhận:")


def test_a_poll_is_closed_and_the_citizen_sees_the_result(portal_app: Flask, clerk, citizen):
    held(portal_app)
    cast(portal_app)
    editor = clerk("editor")
    editor.go("Thăm dò ý kiến")
    editor.click("link", "Nên sửa đường nào trước?")
    editor.click("link", "Kết thúc ngay")
    editor.click("button", "Kết thúc ngay")
    editor.saw("Đã kết thúc")
    editor.needed(clicks=4, pages=4)

    result = citizen("/portal/polls/duong").get_by_role("main")
    expect(result).to_contain_text("100%")
    expect(result.get_by_role("button", name="Bình chọn")).to_have_count(0)


def test_the_reason_why_visits_fell_is_found_on_the_chart(portal_app: Flask, clerk, citizen):
    days = [today(portal_app) - timedelta(days=past) for past in range(WEEK)]
    with portal_of(portal_app).database.writing() as connection:
        fallen = sa.update(site_day).where(site_day.c.day.in_(days[1:]))
        connection.execute(
            fallen.values(page_views=site_day.c.page_views / 10, visits=site_day.c.visits / 10)
        )
        row = {"site": portal_of(portal_app).site, "day": days[3], "text": OUTAGE, "author": "hoa"}
        connection.execute(sa.insert(note), [{**row, "entered_at": 0}])

    viewer = clerk("viewer")
    viewer.go("Thống kê truy cập")
    viewer.page.get_by_label("Kỳ", exact=True).select_option("7-days")
    viewer.click("button", "Xem")
    expect(viewer.page.locator(".pw-figure__change").first).to_contain_text("giảm")
    expect(viewer.page.locator("#pw-course")).to_contain_text(OUTAGE)
    viewer.needed(clicks=2, pages=2)

    expect(citizen("/portal/statistics").get_by_role("main")).to_contain_text("Hôm qua")


def test_the_months_report_is_printed(clerk):
    viewer = clerk("viewer")
    viewer.go("Thống kê truy cập")
    viewer.click("link", "Báo cáo")
    viewer.click("link", "Tháng", exact=False)
    viewer.saw("BÁO CÁO")
    viewer.needed(clicks=3, pages=3)

    viewer.page.emulate_media(media="print")
    expect(viewer.page.get_by_role("banner").first).to_be_hidden()
    assert viewer.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_broken_link_is_repaired_and_the_citizen_follows_it(portal_app: Flask, clerk, citizen):
    portal = portal_of(portal_app)
    service = portal.service(LinkService)
    _, link = next(service.newest()[1].links())
    gone = LinkCheck(LinkState.DOMAIN, "lamchau.example -> casino.example")
    status = update_status(LinkStatus(link.url), gone, portal.clock.milliseconds(), today(portal_app))
    service.watch.save(status, None)
    service.invalidate()
    name = link.title["vi"]
    assert name not in citizen("/portal/links").get_by_role("main").get_by_role("link").all_inner_texts()

    editor = clerk("editor")
    editor.click("link", "liên kết hỏng", exact=False)
    editor.click("link", name)
    editor.click("link", "Sửa liên kết")
    editor.fill("Địa chỉ", "https://hoc.lamchau.example/")
    editor.click("button", "Lưu")
    editor.needed(clicks=4, pages=4)

    shown = citizen("/portal/links").get_by_role("main").get_by_role("link", name=name, exact=True)
    expect(shown).to_have_attribute("href", "https://hoc.lamchau.example/")


def test_one_reads_which_pages_were_useful(clerk, citizen):
    page = citizen("/bai-viet/nuoc-sach-dong-may")
    page.get_by_role("button", name="Không", exact=True).click()

    moderator = clerk("moderator")
    moderator.go("Ý kiến người dân")
    moderator.click("link", "Thống kê ý kiến")
    moderator.click("link", "Trang có hữu ích không?")
    moderator.saw("/bai-viet/nuoc-sach-dong-may")
    moderator.saw("Không: 1")
    moderator.needed(clicks=3, pages=3)
