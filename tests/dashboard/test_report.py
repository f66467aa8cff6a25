"""The administrative report: its content, its consistency, and that it is sent once."""

import csv
import email
import io
import re
import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import date
from email import policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from click.testing import Result
from flask import Flask
from justhtml import JustHTML

from portal_widgets.config import declared
from portal_widgets.core.mail.settings import MailOptions
from portal_widgets.counting.store.sql.ledger import LedgerStore, OpeningBalance
from portal_widgets.counting.store.sql.months import MonthStore
from portal_widgets.counting.store.sql.tables import (
    article_month,
    exclusion_day,
    site_day,
    tally_month,
)
from portal_widgets.dashboard.report.store import ReportStore
from portal_widgets.errors import ConfigurationError
from support import FrozenClock, MakeApp, portal_of

REPORT = "/portal/admin/statistics/report"
PASSWORD = "hoa-sen-trang-2026"
OCTOBER = {"kind": "month", "of": "2026-10-09"}
NAMES = {
    ("month", "2026-10-31"): ("Tháng 10/2026", "October 2026", "01/10/2026 – 31/10/2026"),
    ("quarter", "2026-08-01"): ("Quý III/2026", "Quarter III of 2026", "01/07/2026 – 30/09/2026"),
    ("half-year", "2026-01-01"): ("6 tháng đầu năm 2026", "First half of 2026", "01/01/2026 – 30/06/2026"),
    ("half-year", "2025-12-31"): ("6 tháng cuối năm 2025", "Second half of 2025", "01/07/2025 – 31/12/2025"),
    ("year", "2025-06-15"): ("Năm 2025", "Year 2025", "01/01/2025 – 31/12/2025"),
}


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a portal with figures of two years. Tests copy it."""
    from portal_widgets import PortalWidgets
    from support import close

    folder = tmp_path_factory.mktemp("counted") / "instance"
    app = Flask("counted", instance_path=str(folder))
    app.config.update(SECRET_KEY="secret", TESTING=True)
    PortalWidgets(app, clock=FrozenClock("2026-11-23T09:00:00"), background=False)
    command = ["portal", "demo-data", "--years", "2", "--articles", "200", "--visits", "150"]
    made = app.test_cli_runner().invoke(args=command)
    assert made.exit_code == 0, made.output
    close(app)
    return folder


@pytest.fixture
def folder(counted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(counted, tmp_path / "instance"))


@pytest.fixture
def portal(make_app: MakeApp, folder: Path, clock: FrozenClock) -> Flask:
    clock.set("2026-11-23T09:00:00")
    return make_app(folder, admin_guard=lambda: {"viewer"})


def report(app: Flask, **query: str) -> JustHTML:
    answer = app.test_client().get(REPORT, query_string=query)
    assert answer.status_code == 200, answer.text
    return JustHTML(answer.text, sanitize=False)


def text(node: Any) -> str:
    return re.sub(r"\s+", " ", node.to_text()).strip()


def rows(page: JustHTML, caption: str) -> list[list[str]]:
    (table,) = [
        one for one in page.query(".pw-report__table") if text(next(iter(one.query("caption")))) == caption
    ]
    return [[text(cell) for cell in row.query("th, td")] for row in table.query("tr")]


def checks(page: JustHTML) -> dict[str, tuple[str, str, str]]:
    return {name: (one, other, result) for name, one, other, result in rows(page, "Đối chiếu số liệu")[1:]}


def figures(page: JustHTML) -> list[list[list[str]]]:
    """Every table of a report."""
    return [
        [[text(cell) for cell in row.query("th, td")] for row in table.query("tr")]
        for table in page.query(".pw-report__table")
    ]


def number(said: str) -> int:
    return int(said.replace(".", ""))


# Its content


@pytest.mark.parametrize(("asked", "names"), NAMES.items())
def test_a_report_is_of_a_calendar_period(portal: Flask, asked: tuple[str, str], names: tuple[str, str, str]):
    kind, of = asked
    vietnamese, english, days = names
    page = report(portal, kind=kind, of=of)

    assert text(next(iter(page.query(".pw-report__period")))) == f"{vietnamese} {days}"
    assert english in text(
        next(iter(report(portal, kind=kind, of=of, lang="en").query(".pw-report__period")))
    )


def test_without_a_word_it_is_the_last_month_that_is_over(portal: Flask):
    assert "Tháng 10/2026" in text(next(iter(report(portal).query(".pw-report__period"))))


def test_it_has_the_head_of_an_office(portal: Flask):
    head = text(next(iter(report(portal).query(".pw-report__head"))))

    assert "ỦY BAN XÃ ĐỒNG MÂY Số: ....../BC-......" in head
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in head
    assert "ngày 23 tháng 11 năm 2026" in head


def test_it_ends_with_recipients_and_a_place_to_sign(portal: Flask):
    foot = text(next(iter(report(portal).query(".pw-report__signatures"))))

    assert foot == "Nơi nhận: - ......; - Lưu: VT. THỦ TRƯỞNG ĐƠN VỊ (Ký, đóng dấu, ghi rõ họ tên)"


def test_an_office_fills_in_the_form(make_app: MakeApp, folder: Path, clock: FrozenClock):
    clock.set("2026-11-23T10:30:00")
    form = {
        "governing_body": "Ủy ban nhân dân tỉnh Lam Châu",
        "issuing_body": {"vi": "Sở Xây dựng", "en": "Department of Construction"},
        "number": "Số: 15/BC-SXD",
        "place": "Lam Châu",
        "recipients": ["Văn phòng Ủy ban nhân dân tỉnh", "Lưu: VT"],
        "signer": "Giám đốc",
        "name": "Trần Văn Nam",
    }
    page = report(make_app(folder, admin_guard=lambda: {"viewer"}, report_form=form))
    head, foot = (text(next(iter(page.query(f".pw-report__{part}")))) for part in ("head", "signatures"))

    assert head.startswith("ỦY BAN NHÂN DÂN TỈNH LAM CHÂU SỞ XÂY DỰNG Số: 15/BC-SXD")
    assert head.endswith("Lam Châu, ngày 23 tháng 11 năm 2026")
    assert foot.startswith("Nơi nhận: - Văn phòng Ủy ban nhân dân tỉnh; - Lưu: VT. GIÁM ĐỐC")
    assert foot.endswith("Trần Văn Nam")


@pytest.mark.parametrize("form", [["x"], {"signers": "x"}, {"recipients": "x"}, {"place": 7}, {"name": {}}])
def test_a_form_that_cannot_be_is_refused(make_app: MakeApp, form: object):
    with pytest.raises(ConfigurationError, match="REPORT_FORM"):
        make_app(report_form=form)


def test_its_sections_are_in_their_order(portal: Flask):
    titles = [text(node) for node in report(portal).query(".pw-report h2")]

    assert titles == [
        "1. Số liệu chính",
        "2. Diễn biến, theo ngày",
        "3. Bài đọc nhiều nhất",
        "4. Chuyên mục",
        "5. Nguồn truy cập",
        "6. Thiết bị, trình duyệt và hệ điều hành",
        "7. Lượt không được tính và lý do",
        "8. Ghi chú và số dư đầu kỳ",
        "9. Giải thích thuật ngữ",
        "10. Đối chiếu số liệu",
    ]


def test_its_figures_are_those_of_the_dashboard(portal: Flask):
    dashboard = (
        portal.test_client().get("/portal/admin/statistics/?period=custom&from=2026-10-01&to=2026-10-31").text
    )
    shown = re.findall(r'class="pw-figure__value">([^<]+)<', dashboard)
    before = re.findall(r"kỳ trước: ([\d.,]+)", dashboard)
    said = {row[0]: row[1:] for row in rows(report(portal, **OCTOBER), "Số liệu chính")[1:]}

    assert [said[name][0] for name in ("Lượt xem trang", "Lượt truy cập")] == shown[:2]
    assert [said[name][1] for name in ("Lượt xem trang", "Lượt truy cập")] == before[:2]
    assert said["Lượt truy cập"][3] not in {"–", "0"}  # October of last year


def test_a_time_before_the_counter_began_is_compared_with_nothing(portal: Flask):
    said = rows(report(portal, kind="year", of="2025-01-01"), "Số liệu chính")

    assert said[0] == ["Chỉ tiêu", "Kỳ này", "Kỳ liền trước", "Tăng, giảm"]
    assert [row[2:] for row in said[1:]] == [["–", "–"]] * 5


@pytest.mark.parametrize(
    ("kind", "course", "pieces"),
    [("month", "theo ngày", 31), ("quarter", "theo tháng", 3), ("year", "theo tháng", 12)],
)
def test_the_course_adds_up(portal: Flask, kind: str, course: str, pieces: int):
    of = "2025-05-05" if kind == "year" else "2026-05-05"
    table = rows(report(portal, kind=kind, of=of), f"Diễn biến, {course}")
    body, total = table[1:-1], table[-1]

    assert len(body) == (31 if kind == "month" else pieces)
    for column in (1, 2, 3, 5, 6):
        assert sum(number(row[column]) for row in body) == number(total[column])
    for row in table[1:]:
        assert number(row[1]) + number(row[5]) == number(row[6])


def test_every_list_adds_up_to_its_whole(portal: Flask):
    page = report(portal, kind="quarter", of="2026-07-01")
    said = {row[0]: row[1] for row in rows(page, "Số liệu chính")[1:]}
    for caption, whole in (
        ("Bài đọc nhiều nhất", "Lượt xem bài viết"),
        ("Chuyên mục", "Lượt xem bài viết"),
        ("Nguồn truy cập", "Lượt truy cập"),
        ("Thiết bị", "Lượt truy cập"),
        ("Trình duyệt", "Lượt truy cập"),
        ("Hệ điều hành", "Lượt truy cập"),
    ):
        assert sum(number(row[-2]) for row in rows(page, caption)[1:]) == number(said[whole]), caption
    assert len(rows(page, "Bài đọc nhiều nhất")) == 1 + 20 + 1


def test_a_period_that_runs_is_not_final(portal: Flask, clock: FrozenClock):
    clock.set("2026-11-23T15:00:00")
    answer = portal.test_client().get(REPORT, query_string={"kind": "month", "of": "2026-11-01"}).text
    assert "Số liệu tạm thời: kỳ báo cáo chưa kết thúc." in answer
    assert "vẫn có cùng số liệu" not in answer
    assert "01/10/2026 – 23/10/2026" in answer  # the same number of days of the month before

    clock.set("2026-12-02T15:00:00")
    answer = portal.test_client().get(REPORT, query_string={"kind": "month", "of": "2026-11-01"}).text
    assert "Số liệu tạm thời" not in answer
    assert "Đến ngày 08/12/2026" in answer

    clock.set("2026-12-08T00:00:00")
    answer = portal.test_client().get(REPORT, query_string={"kind": "month", "of": "2026-11-01"}).text
    assert "Đến ngày" not in answer


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kind=week", "Chỉ có báo cáo theo tháng"),
        ("kind=month&of=2026-12-01", "Vui lòng nhập một ngày"),
        ("kind=month&of=morgen", "Vui lòng nhập một ngày"),
        ("kind=year&of=0001-01-01", "Vui lòng nhập một ngày"),
        ("kind=year&of=9999-12-31", "Vui lòng nhập một ngày"),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".html", ".xlsx"])
def test_what_there_is_no_report_of_is_said(portal: Flask, query: str, sentence: str, suffix: str):
    answer = portal.test_client().get(f"{REPORT}{suffix}?{query}")

    assert answer.status_code == 400
    assert sentence in answer.text


def test_a_portal_without_figures_has_reports_too(make_app: MakeApp):
    app = make_app(admin_guard=lambda: {"viewer"}, organisation={})
    page = report(app)

    assert "(TÊN CƠ QUAN, ĐƠN VỊ)" in page.to_text()
    assert {result for *_, result in checks(page).values()} == {"khớp"}


def test_notes_and_opening_balances_stand_apart(portal: Flask):
    ledger = LedgerStore(portal_of(portal).database, lambda: 1)
    before = figures(report(portal, **OCTOBER))
    dated = portal_of(portal).clock.now().date()
    october = dated.replace(month=10, day=12)
    ledger.enter(
        "main",
        [
            OpeningBalance(1_200_000, october, "Trần Văn A", "Bộ đếm cũ"),
            OpeningBalance(300, october, "Trần Văn A", "Bài cũ", "bai-1"),
            OpeningBalance(400, october, "Trần Văn A", "Bài cũ", "bai-2"),
            OpeningBalance(5, dated, "Trần Văn A", "Sau kỳ"),
        ],
    )
    page = report(portal, **OCTOBER)

    assert rows(page, "Số dư đầu kỳ")[1:] == [
        ["12/10/2026", "lượt truy cập của cổng", "1.200.000", "Trần Văn A", "Bộ đếm cũ"],
        ["12/10/2026", "lượt xem của 2 bài viết", "700", "Trần Văn A", "Bài cũ"],
    ]
    assert any("(1.200.000)" in name for name in checks(page))
    kept = [table for table in figures(page) if table[0][0] != "Tính đến"]
    assert [table for table in kept if table[0][-1] != "Kết quả"] == before[:-1]
    assert {result for *_, result in checks(page).values()} == {"khớp"}


def test_the_choice_leads_to_reports(portal: Flask):
    answer = portal.test_client().get("/portal/admin/statistics/reports")
    links = re.findall(r'<li><a href="([^"]+kind=[^"]+)">', answer.text)

    assert len(links) == 13 + 5 + 3 + 3
    for link in links:
        assert portal.test_client().get(link.replace("&amp;", "&")).status_code == 200
    home = portal.test_client().get("/portal/admin/statistics/").text
    assert 'href="/portal/admin/statistics/reports"' in home


def test_the_report_as_a_file_needs_nothing_else(portal: Flask):
    answer = portal.test_client().get(f"{REPORT}.html", query_string=OCTOBER)

    assert answer.headers["Content-Disposition"].endswith(
        'filename="bao-cao-thong-ke-truy-cap_2026-10-01_2026-10-31.html"'
    )
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", answer.text)
    assert figures(JustHTML(answer.text, sanitize=False)) == figures(report(portal, **OCTOBER))


def test_the_workbook_has_every_table(portal: Flask):
    answer = portal.test_client().get(f"{REPORT}.xlsx", query_string=OCTOBER)
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    page = report(portal, **OCTOBER)
    total = number(rows(page, "Diễn biến, theo ngày")[-1][3])

    assert len(book.sheetnames) == 11
    assert book.worksheets[0].cell(33, 4).value == total
    assert [row[3].value for row in book["Đối chiếu số liệu"].iter_rows(min_row=2)] == ["khớp"] * 9


# It is consistent, also a year later


@pytest.mark.parametrize("asked", NAMES, ids=lambda asked: asked[0])
def test_everything_agrees(portal: Flask, asked: tuple[str, str]):
    page = report(portal, kind=asked[0], of=asked[1])

    assert len(checks(page)) == 9
    for one, other, result in checks(page).values():
        assert (one, result) == (other, "khớp")
        assert number(one) > 0
    assert "Tất cả số liệu đều khớp." in page.to_text()


TAMPERED = {
    "visits": (
        sa.update(site_day)
        .where(site_day.c.day == sa.text("'2026-08-15'"))
        .values(visits=site_day.c.visits + 1),
        {"các giờ =", "các loại thiết bị ="},
    ),
    "page views": (
        sa.update(site_day)
        .where(site_day.c.day == sa.text("'2026-08-15'"))
        .values(page_views=site_day.c.page_views - 1),
        {"lượt ghi nhận"},
    ),
    "heard": (
        sa.update(site_day)
        .where(site_day.c.day == sa.text("'2026-08-15'"))
        .values(heard=site_day.c.heard + 1),
        {"lượt ghi nhận"},
    ),
    "article views": (
        sa.update(site_day)
        .where(site_day.c.day == sa.text("'2026-08-15'"))
        .values(article_views=site_day.c.article_views + 1),
        {"các bài viết ="},
    ),
    "excluded": (
        sa.delete(exclusion_day).where(
            exclusion_day.c.day == sa.text("'2026-08-15'"), exclusion_day.c.reason == "bot"
        ),
        {"lượt ghi nhận"},
    ),
    "hours": (
        sa.delete(tally_month).where(
            tally_month.c.dimension == "hour",
            tally_month.c.month == sa.text("'2026-08-01'"),
            tally_month.c.value == "109",
        ),
        {"các giờ ="},
    ),
    "articles": (
        sa.update(article_month)
        .where(article_month.c.month == sa.text("'2026-08-01'"), article_month.c.article == 1)
        .values(views=article_month.c.views + 1),
        {"các bài viết ="},
    ),
}


@pytest.mark.parametrize("tampered", TAMPERED)
def test_what_was_tampered_with_shows(portal: Flask, tampered: str):
    """Only in the reports and the line that contain the figure."""
    statement, lines = TAMPERED[tampered]
    with portal_of(portal).database.writing() as connection:
        assert connection.execute(statement).rowcount == 1
    page = report(portal, kind="quarter", of="2026-08-15")
    differing = {name for name, (*_, result) in checks(page).items() if result == "không khớp"}

    assert len(differing) == len(lines)
    assert all(any(line in name for name in differing) for line in lines)
    assert "Có số liệu không khớp." in page.to_text()
    assert "Tất cả số liệu đều khớp." in report(portal, kind="quarter", of="2026-04-01").to_text()


@pytest.mark.parametrize("asked", NAMES, ids=lambda asked: asked[0])
def test_a_year_later_it_says_the_same(portal: Flask, clock: FrozenClock, asked: tuple[str, str]):
    """Also after the days of articles and labels have been merged into months."""
    before = figures(report(portal, kind=asked[0], of=asked[1]))
    clock.set("2027-11-23T09:00:00")
    months = MonthStore(portal_of(portal).database, lambda: 1)
    for month in months.months_to_purge("main", portal_of(portal).clock.now().date().replace(day=1)):
        months.purge("main", month)

    assert figures(report(portal, kind=asked[0], of=asked[1])) == before


def test_visits_that_are_counted_for_real_agree(make_app: MakeApp, clock: FrozenClock, database_url: str):
    from support import browser, counting_of

    app = make_app(admin_guard=lambda: {"viewer"}, count_by="server", database_url=database_url)
    carried = OpeningBalance(300, date(2026, 2, 1), "Trần Văn A", "Bài cũ", "1")
    LedgerStore(portal_of(app).database, lambda: 1).enter("main", [carried])
    for day in ("2026-02-27", "2026-02-28", "2026-03-01"):
        clock.set(f"{day}T23:50:00")
        for who, agent in enumerate(
            ["Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Firefox/142.0"] * 3 + ["curl/8"]
        ):
            for article in ("1", "1", "2"):
                browser(app, agent, f"192.0.2.{who}").get(f"/bai/{article}")
        counting_of(app).catch_up()
    clock.set("2026-03-20T09:00:00")
    page = report(app, kind="month", of="2026-02-01")
    said = checks(page)

    assert {result for *_, result in said.values()} == {"khớp"}
    assert {row[0]: row[1] for row in rows(page, "Số liệu chính")[1:]}["Lượt xem bài viết"] == "12"
    assert said["Lượt xem trang + lượt không được tính = lượt ghi nhận"][0] == "24"
    assert rows(page, "Số dư đầu kỳ")[1][1:3] == ["lượt xem của 1 bài viết", "300"]


# The command


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["portal", "report", *arguments])


def test_the_command_writes_the_report(portal: Flask, tmp_path: Path):
    file = tmp_path / "report.html"
    written = run(portal, "--kind", "quarter", "--of", "2026-08-01", "--output", str(file))
    printed = run(portal, "--kind", "quarter", "--of", "2026-08-01", "--lang", "en")

    assert written.exit_code == printed.exit_code == 0
    assert figures(JustHTML(file.read_text("utf-8"), sanitize=False)) == figures(
        report(portal, kind="quarter", of="2026-08-01")
    )
    assert "Quarter III of 2026" in printed.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--of", "2026-12-24"), "a future period"),
        (("--of", "Weihnachten"), "Weihnachten"),
        (("--kind", "week"), "week"),
        (("--again",), "needs --mail"),
        (("--mail",), "PORTAL_WIDGETS_MAIL_SERVER"),
    ],
)
def test_the_command_says_what_is_wrong(portal: Flask, arguments: tuple[str, ...], sentence: str):
    result = run(portal, *arguments)

    assert result.exit_code in {1, 2}
    assert sentence in result.output


# Mail


class Mailbox:
    """The mails that a mail server got. On request it refuses a mail, or closes the connection."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], Any]] = []
        self.refuses: set[str] = set()
        self.answer = "250 taken"
        self.hangs_up = False

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        if self.answer.startswith("250"):
            mail = email.message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append((envelope.rcpt_tos, mail))
        if self.hangs_up:
            server.transport.abort()
        return self.answer

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        known = data == LoginPassword(b"portal", PASSWORD.encode())
        return AuthResult(success=known, handled=known)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The certificate of a server whose authority this machine trusts."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return certificate(authority)


def certificate(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def plain_server(mailbox: Mailbox) -> Iterator[str]:
    yield from serve(mailbox)


def serve(mailbox: Mailbox, **options: Any) -> Iterator[str]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield f"127.0.0.1:{port}"
    controller.stop()


MakeSender = Any


@pytest.fixture
def sender(make_app: MakeApp, folder: Path, clock: FrozenClock) -> MakeSender:
    """Portals that send their reports through a mail server."""
    clock.set("2026-11-23T09:00:00")

    def make(server: str, **options: Any) -> Flask:
        return make_app(
            folder,
            **{
                "mail_server": server,
                "mail_security": "none",
                "mail_from": "cong@dongmay.example",
                "report_mail_to": ("vp@dongmay.example", "lanh-dao@dongmay.example"),
                **options,
            },
        )

    return make


def test_the_report_is_sent_to_everyone(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    app = sender(plain_server)
    result = run(app, "--kind", "month", "--mail")
    assert result.exit_code == 0, result.output
    ((to, mail),) = mailbox.mails
    files = {part.get_filename(): part for part in mail.iter_attachments()}
    html = JustHTML(
        files["bao-cao-thong-ke-truy-cap_2026-10-01_2026-10-31.html"].get_content(), sanitize=False
    )
    book = openpyxl.load_workbook(
        io.BytesIO(files["bao-cao-thong-ke-truy-cap_2026-10-01_2026-10-31.xlsx"].get_content())
    )
    body = mail.get_body(("plain",)).get_content()
    said = {row[0]: row[1] for row in rows(html, "Số liệu chính")[1:]}

    assert to == ["vp@dongmay.example", "lanh-dao@dongmay.example"]
    assert mail["Subject"] == "Báo cáo thống kê truy cập: Tháng 10/2026"
    assert mail["From"].addresses[0].display_name == "Ủy ban xã Đồng Mây"
    assert mail["To"] == "vp@dongmay.example, lanh-dao@dongmay.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@dongmay.example>")
    assert f"Lượt truy cập: {said['Lượt truy cập']}" in body
    assert "Tất cả số liệu đều khớp." in body
    assert book.worksheets[0].cell(33, 4).value == number(said["Lượt truy cập"])


def test_in_english_too(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    assert (
        run(sender(plain_server), "--kind", "year", "--of", "2025-01-01", "--lang", "en", "--mail").exit_code
        == 0
    )

    assert mailbox.mails[0][1]["Subject"] == "Report on visits: Year 2025"


def test_a_report_is_sent_once_for_each_period(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    app = sender(plain_server)
    first, second = run(app, "--mail"), run(app, "--mail")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "already sent at 2026-11-23 09:00" in second.output
    assert len(mailbox.mails) == 1
    run(app, "--mail", "--kind", "quarter")
    run(app, "--mail", "--of", "2026-09-01")
    assert len(mailbox.mails) == 3
    assert run(app, "--mail", "--again").exit_code == 0
    assert len(mailbox.mails) == 4


def test_of_two_servers_one_sends(make_app: MakeApp, database_url: str):
    """The second server gets a message. If many start at once, one of them is first."""
    portals = [portal_of(make_app(database_url=database_url)) for _ in range(4)]
    day = portals[0].clock.now().date()
    won: list[bool] = []
    start = threading.Barrier(len(portals))

    def claim(portal: Any) -> None:
        start.wait()
        won.append(ReportStore(portal.database).claim("main", "month", day, 1) is None)

    threads = [threading.Thread(target=claim, args=(portal,)) for portal in portals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False, False, False, True]
    store = ReportStore(portals[1].database)
    assert store.claim("ward", "month", day, 1) is None
    store.note_sent("main", "month", day, 9)
    assert store.claim("main", "month", day, 10).sent_at == 9
    assert store.claim("main", "month", day, 11, again=True) is None
    store.release("main", "month", day)
    assert store.claim("main", "month", day, 12) is None


def test_a_run_that_broke_off_is_not_repeated_by_itself(
    sender: MakeSender, plain_server: str, mailbox: Mailbox, clock: FrozenClock
):
    app = sender(plain_server)
    october = portal_of(app).clock.now().date().replace(month=10, day=1)
    ReportStore(portal_of(app).database).claim("main", "month", october, portal_of(app).clock.milliseconds())

    result = run(app, "--mail")
    assert (result.exit_code, "Another run" in result.output) == (0, True)
    for minutes in (11, -22):  # the clock may also be set back
        clock.advance(minutes=minutes)
        result = run(app, "--mail")
        assert (result.exit_code, "did not finish" in result.output) == (1, True)
    assert mailbox.mails == []
    assert run(app, "--mail", "--again").exit_code == 0
    assert len(mailbox.mails) == 1


def test_a_period_that_runs_is_not_sent(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    result = run(sender(plain_server), "--mail", "--of", "2026-11-01")

    assert (result.exit_code, "not over yet" in result.output) == (1, True)
    assert mailbox.mails == []


def test_what_was_certainly_not_sent_may_be_tried_again(
    sender: MakeSender, plain_server: str, mailbox: Mailbox
):
    app = sender(plain_server)
    mailbox.answer = "554 too many cats"
    result = run(app, "--mail")
    assert (result.exit_code, "554 too many cats" in result.output) == (1, True)
    mailbox.refuses = {"vp@dongmay.example", "lanh-dao@dongmay.example"}
    result = run(app, "--mail")
    assert (result.exit_code, "550 no such mailbox" in result.output) == (1, True)

    mailbox.refuses, mailbox.answer = set(), "250 taken"
    assert run(app, "--mail").exit_code == 0
    assert len(mailbox.mails) == 1


def test_what_may_have_been_sent_is_not_sent_again(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    app = sender(plain_server)
    mailbox.hangs_up = True
    result = run(app, "--mail")
    assert (result.exit_code, "It may have been sent" in result.output) == (1, True)
    mailbox.hangs_up = False

    assert "Another run" in run(app, "--mail").output
    assert len(mailbox.mails) == 1


def test_an_address_that_is_refused_is_named(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    mailbox.refuses = {"vp@dongmay.example"}
    result = run(sender(plain_server), "--mail")

    assert (result.exit_code, "vp@dongmay.example (550 no such mailbox)" in result.output) == (1, True)
    assert mailbox.mails[0][0] == ["lanh-dao@dongmay.example"]


def test_a_server_that_is_away_is_said(sender: MakeSender):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        result = run(sender(f"127.0.0.1:{one.getsockname()[1]}"), "--mail")

    assert (result.exit_code, "no connection to the mail server" in result.output) == (1, True)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_one_signs_in_over_a_secure_connection(
    sender: MakeSender, mailbox: Mailbox, trusted: ssl.SSLContext, security: str
):
    secure = (
        {"ssl_context": trusted} if security == "tls" else {"tls_context": trusted, "require_starttls": True}
    )
    signed = {"mail_security": security, "mail_username": "portal"}
    servers = serve(
        mailbox,
        authenticator=mailbox.authenticate,
        auth_require_tls=security != "tls",
        **secure,
    )
    server = next(servers)
    wrong = run(sender(server, **signed, mail_password="sai-mat-khau"), "--mail")
    right = run(sender(server, **signed, mail_password=PASSWORD), "--mail")
    next(servers, None)

    assert (wrong.exit_code, "refused the name or the password" in wrong.output) == (1, True)
    assert "sai-mat-khau" not in wrong.output
    assert right.exit_code == 0, right.output
    assert PASSWORD not in right.output
    assert len(mailbox.mails) == 1


def test_a_server_nobody_vouches_for_gets_neither_password_nor_mail(
    sender: MakeSender, mailbox: Mailbox, trusted: ssl.SSLContext
):
    servers = serve(mailbox, tls_context=certificate(trustme.CA()), authenticator=mailbox.authenticate)
    options = {"mail_security": "starttls", "mail_username": "portal", "mail_password": PASSWORD}
    result = run(sender(next(servers), **options), "--mail")
    next(servers, None)

    assert (result.exit_code, "certificate verify failed" in result.output) == (1, True)
    assert PASSWORD not in result.output
    assert mailbox.mails == []


def test_without_a_secure_connection_nothing_is_sent(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    """A server without STARTTLS, or an attacker who hides it."""
    result = run(sender(plain_server, mail_security="starttls"), "--mail")

    assert (result.exit_code, "STARTTLS" in result.output) == (1, True)
    assert mailbox.mails == []


def test_no_name_can_add_a_header(sender: MakeSender, plain_server: str, mailbox: Mailbox):
    app = sender(plain_server, organisation={"name": "Xã\r\nBcc: all@x.example\r\n\r\nĐồng Mây"})
    assert run(app, "--mail").exit_code == 0
    ((to, mail),) = mailbox.mails

    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].display_name == "Xã Bcc: all@x.example Đồng Mây"
    assert len(to) == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"report_mail_to": "vp@dongmay.example"}, "REPORT_MAIL_TO"),
        ({"report_mail_to": ["vp@dongmay.example\r\nBcc: a@b.example"]}, "REPORT_MAIL_TO"),
        ({"report_mail_to": ["Văn phòng <vp@dongmay.example>"]}, "REPORT_MAIL_TO"),
        ({"report_mail_to": ["a@b.example, c@d.example"]}, "REPORT_MAIL_TO"),
        ({"report_mail_to": [".a..b@dongmay.example"]}, "REPORT_MAIL_TO"),
        ({"mail_from": "cong@dongmay.example\n"}, "MAIL_FROM"),
        ({"mail_from": "cong"}, "MAIL_FROM"),
        ({"mail_server": "mail.example"}, "MAIL_SERVER"),
        ({"mail_server": "mail.example:0"}, "MAIL_SERVER"),
        ({"mail_server": "mail.example:99999"}, "MAIL_SERVER"),
        ({"mail_server": "mail.example\r\n:25"}, "MAIL_SERVER"),
        ({"mail_security": "ssl"}, "MAIL_SECURITY"),
        ({"mail_from": None}, "MAIL_FROM"),
        ({"mail_username": "portal"}, "MAIL_PASSWORD"),
        ({"mail_password": PASSWORD}, "MAIL_USERNAME"),
        ({"mail_username": "portal", "mail_password": PASSWORD}, "MAIL_SECURITY"),
        ({"mail_username": "portal", "mail_password": f"{PASSWORD}ệ"}, "MAIL_PASSWORD"),
    ],
)
def test_settings_that_cannot_work_stop_the_start(sender: MakeSender, options: dict[str, Any], says: str):
    with pytest.raises(ConfigurationError, match=says) as error:
        sender(
            **{
                "server": "127.0.0.1:25",
                **options,
                **({"server": options["mail_server"]} if "mail_server" in options else {}),
            }
        )

    assert PASSWORD not in str(error.value)


def test_the_password_is_marked_as_a_secret():
    assert declared(MailOptions)["MAIL_PASSWORD"].secret


def test_a_csv_reader_can_count_the_reports_lists(portal: Flask):
    """The articles of the report are those of the exported file."""
    exported = portal.test_client().get(
        "/portal/admin/statistics/tables/articles.csv?period=custom&from=2026-10-01&to=2026-10-31"
    )
    lines = list(csv.reader(io.StringIO(exported.data.decode("utf-8-sig"), newline="")))[1:]
    listed = rows(report(portal, **OCTOBER), "Bài đọc nhiều nhất")[1:21]

    assert [(row[1], number(row[3])) for row in listed] == [(line[0], int(line[4])) for line in lines[:20]]
