"""A link is taken from readers for what is proved, and for nothing that only looks so."""

import asyncio
import ssl
from datetime import UTC, date, datetime, timedelta

import pytest

from links.internet import Internet
from portal_widgets.links.check.classify import classify, tls_fault
from portal_widgets.links.check.link_status import LinkCheck, LinkState, LinkStatus, update_status
from portal_widgets.links.check.reasons import Reason

URL = "https://xa.example.vn/tin/1"
MONDAY = date(2026, 3, 2)
LONG = f"<p>{'Ủy ban nhân dân xã thông báo lịch tiếp công dân. ' * 20}</p>"
MISSING = "<title>404 - Không tìm thấy trang</title>"
TITLE = MISSING + LONG
PAGE = f"{MISSING}<h1>Không tìm thấy trang</h1>{LONG}"


def answer(status: int = 200, text: str = LONG, reached: str = URL, asked: str = URL) -> LinkCheck:
    return classify(asked, reached, status, text, {}, [301] if reached != asked else [], datetime.now(UTC))


def silence() -> LinkCheck:
    return LinkCheck(LinkState.UNREACHABLE, Reason.TIMEOUT)


def after(*days: LinkCheck, known: LinkStatus | None = None) -> LinkStatus:
    known = known or LinkStatus(URL)
    for number, look in enumerate(days):
        known = update_status(known, look, number + 1, MONDAY + timedelta(days=number))
    return known


@pytest.mark.parametrize("text", [TITLE, "<title>Lỗi</title>" + LONG])
def test_a_title_alone_takes_no_link_away(text: str):
    known = after(*[answer(text=text)] * 30)

    assert known.state is LinkState.GONE  # the office sees it
    assert not known.is_held_back


@pytest.mark.parametrize("text", [PAGE, MISSING, f"{MISSING}<p>Về trang chủ</p>"])
def test_a_title_and_its_page_do_on_three_days(text: str):
    assert not after(*[answer(text=text)] * 2).is_held_back
    assert after(*[answer(text=text)] * 3).is_held_back


def test_a_title_and_then_a_404_are_two_signs():
    assert after(answer(text=TITLE), answer(text=TITLE), answer(404)).is_held_back


@pytest.mark.parametrize(
    "title",
    [
        "Hướng dẫn giải thể doanh nghiệp không tồn tại trên thực tế",
        "Liên kết bị hỏng: mời bạn đọc báo cho tòa soạn",
        "Error 404: A Play in Two Acts",
        "Văn bản không còn hiệu lực | Công báo",
    ],
)
def test_an_article_about_a_missing_thing_is_in_order(title: str):
    assert answer(text=f"<title>{title}</title>").seen is LinkState.OK


@pytest.mark.parametrize(
    "title",
    [
        "Error: Page not found",
        "Page Not Found « Sở Y tế",
        "Nothing found for xa-dong-may",
        "Rất tiếc! Trang bạn tìm không còn tồn tại",
        "Chuyên mục không tồn tại - Cổng thông tin",
        "Đường dẫn không hợp lệ hoặc đã hết hạn",
        "This site has been suspended",
    ],
)
def test_a_title_of_which_a_part_says_it_is_missing_is_a_sign(title: str):
    assert answer(text=f"<title>{title}</title>").seen is LinkState.GONE


@pytest.mark.parametrize("look", [silence(), answer(text=" "), LinkCheck(LinkState.DNS, Reason.NAME_SERVER)])
def test_silence_counts_after_a_week(look: LinkCheck):
    assert not after(*[look] * 6).is_held_back
    assert after(*[look] * 7).is_held_back


@pytest.mark.parametrize("status", [401, 403, 407, 418, 429, 500, 502, 503, 504, 520, 999])
def test_a_server_that_does_not_talk_to_robots_loses_no_link(status: int):
    assert not after(*[answer(status)] * 30).is_held_back


@pytest.mark.parametrize("status", [403, 500])
def test_such_an_answer_neither_counts_nor_brings_back_a_page_that_is_gone(status: int):
    gone, closed = answer(404), answer(status)

    assert not after(gone, gone, closed, closed).is_held_back
    assert after(gone, gone, closed, gone).is_held_back
    assert after(gone, gone, gone, closed).is_held_back
    assert not after(*[silence()] * 6, closed, silence()).is_held_back


def test_a_page_that_asks_for_a_person_is_closed_to_robots():
    found = [
        answer(text="<title>Just a moment...</title>"),
        answer(text="<p>…</p>", reached="https://xa.example.vn/captcha?u=1"),
    ]

    assert [(look.seen, look.detail) for look in found] == [(LinkState.BLOCKED, Reason.CHALLENGE)] * 2


def test_offices_of_one_state_may_merge():
    old, new = "https://xacu.tinhcu.gov.vn/", "https://xamoi.tinhmoi.gov.vn/"

    assert answer(asked=old, reached=new).seen is LinkState.MOVED
    assert answer(asked=old, reached="https://xamoi.tinhmoi.com/").seen is LinkState.DOMAIN
    assert answer(asked=old, reached="https://office.example.gov.au/").seen is LinkState.DOMAIN


def test_another_name_may_lead_to_an_office():
    assert answer(asked="https://lamchau.example/", reached="https://lamchau.gov.vn/").seen is LinkState.MOVED
    assert (
        answer(asked="https://lamchau.gov.vn/", reached="https://lamchau.example/").seen is LinkState.DOMAIN
    )


def test_a_sign_in_page_of_a_known_service_is_no_other_owner():
    for host, state in (
        ("login.microsoftonline.com", LinkState.UNKNOWN),
        ("accounts.google.com", LinkState.UNKNOWN),
        ("accounts.google.com.example", LinkState.DOMAIN),
        ("sites.google.com", LinkState.DOMAIN),
    ):
        assert answer(reached=f"https://{host}/signin").seen is state


MENU = "<li>Nổ hũ</li><li>Tài xỉu</li><li>Bắn cá</li>"


@pytest.mark.parametrize(
    ("title", "body", "held"),
    [
        ("Nhà cái uy tín số 1 - Cá cược bóng đá", MENU + LONG, True),
        ("XBET99 - Link vào Xbet99 mới nhất", "<p>…</p>", True),
        ("Hacked by nobody", "<p>…</p>", True),
        ("Nhà cái uy tín số 1 - Cá cược bóng đá", f"<h1>Nhà cái uy tín số 1</h1>{LONG}", False),
        ("Cảnh báo nhà cái trực tuyến lừa đảo", MENU, False),
        ("Triệt phá đường dây tài xỉu online", "<p>…</p>", False),
    ],
)
def test_a_site_that_offers_bets_is_held_back_on_the_third_day(title: str, body: str, held: bool):
    looks = [answer(text=f"<title>{title}</title>{body}")] * 3

    assert after(*looks).is_held_back is held
    assert not after(*looks[:2]).is_held_back


def test_a_sign_in_elsewhere_that_leads_back_is_no_other_owner():
    title = "<title>Đăng nhập</title>"
    back = "https://id.example.net/auth?redirect_uri=https%3A%2F%2Fxa.example.vn%2F"

    assert answer(text=title, reached=back).seen is LinkState.UNKNOWN
    for elsewhere in (
        "https://id.example.net/auth",
        "https://id.example.net/auth?next=https://xa.example.vn.evil/&a=https://my-example.vn/",
    ):
        assert answer(text=title, reached=elsewhere).seen is LinkState.DOMAIN
    assert answer(text="<title>Casino</title>", reached=back).seen is LinkState.DOMAIN


def test_a_short_address_is_held_back_only_once_its_target_changes():
    to = [
        answer(asked="https://bit.ly/a", reached=f"https://{one}/")
        for one in ("a.example.vn", "b.example.com")
    ]

    assert not after(to[0], to[0]).is_held_back
    assert after(to[0], to[1]).is_held_back


@pytest.mark.parametrize(
    ("other", "title", "state", "held"),
    [
        ("Sở Y tế tỉnh Lâm Châu", "Sở Y tế", LinkState.OK, False),
        ("SO Y TE", "Sở Y tế", LinkState.OK, False),
        ("Sở Khoa học", "Sở Khoa học", LinkState.CERTIFICATE, False),
        ("Betting Ltd", "Nhà cái số 1", LinkState.CERTIFICATE, True),
    ],
)
def test_another_certificate_is_an_alarm_and_with_another_trade_a_danger(other, title, state, held):
    known = after(
        LinkCheck(LinkState.OK, certificate="Sở Y tế"),
        LinkCheck(LinkState.OK, certificate=other, title=title),
    )

    assert (known.state, known.is_held_back) == (state, held)
    assert known.is_alarming is (state is not LinkState.OK)


def test_a_domain_is_for_sale_if_a_short_page_says_so_and_nothing_else():
    offer = "<h1>xa.example.vn</h1><p>This domain is for sale!</p>"
    for text in (
        offer,
        "<p>Tên miền này đang được rao bán, liên hệ 24/7.</p>",
        "<p>xa.example.vn - Domain for sale</p>",
        "<p>Domain expired</p>",
        "<p>Tên miền chưa được đăng ký</p>",
    ):
        assert answer(text=text).seen is LinkState.PARKED
    assert answer(reached="https://ww25.xa.example.vn/").seen is LinkState.PARKED
    for text in (
        offer + LONG,
        "<p>Domain expired: what to do</p>",
        '<h1>What does "this domain is for sale" mean?</h1>',
    ):
        assert answer(text=text).seen is LinkState.OK


def test_nothing_follows_from_an_incomplete_chain_of_certificates():
    """Browsers complete it; Python does not."""
    error = ssl.SSLCertVerificationError()
    seen = []
    for code in (10, 20, 21, 62):  # expired, incomplete twice, another name
        error.verify_code, error.verify_message = code, "said"
        seen.append(tls_fault(error).seen)

    assert seen == [LinkState.TLS, LinkState.UNKNOWN, LinkState.UNKNOWN, LinkState.TLS]


@pytest.mark.parametrize("location", ["/trang-chủ".encode(), "/trang-ch\xfa".encode("latin-1")])
def test_a_redirect_in_any_encoding_is_followed(internet: Internet, location: bytes):
    async def leads_on(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")
        await writer.drain()

    url = internet.site("raw.example", leads_on)
    found = internet.look(url)

    assert (found.seen, found.detail) == (LinkState.GONE, "HTTP 404")


def test_what_earlier_versions_have_stored_is_read_by_the_new_rules():
    title = LinkStatus(URL, LinkState.GONE, Reason.TITLE, failed_days=9, failed_on=MONDAY, checked_at=1)
    error = LinkStatus(URL, LinkState.UNREACHABLE, "HTTP 500", failed_days=3, failed_on=MONDAY, checked_at=1)
    other = LinkStatus(URL, LinkState.CERTIFICATE, "A -> B", checked_at=1)
    gone = LinkStatus(URL, LinkState.GONE, "HTTP 404", failed_days=3, failed_on=MONDAY, checked_at=1)

    assert [one.is_held_back for one in (title, error, other, gone)] == [False, False, False, True]
    assert after(answer(500), known=error).state is LinkState.UNKNOWN
