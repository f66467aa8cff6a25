"""The initial content of the example portal: a year of invented visits, an older counter's total, and an
admin.
"""

import re
import secrets
import sys
from pathlib import Path

from flask import Flask

from . import gazette
from .office_work import vote, work

VISITS_A_DAY = 420
OLDER_COUNTER = ("--visits", "12345678", "--signed", "Nguyễn Thị Hà", "--note", "Bộ đếm của cổng cũ")
POLLS = Path(__file__).parent / "polls"
CLOSED = ("gio-mot-cua",)
# Messages of invented citizens. They are sent like a reader's: through the form, and once more to confirm.
MESSAGES: tuple[dict[str, str], ...] = (
    {
        "text": "Đèn đường ở ngõ chợ Bến Sỏi tắt đã ba đêm, mong cơ quan kiểm tra.",
        "subject": "Đèn đường hỏng",
    },
    {
        "text": "Trang tra cứu hồ sơ có đọc được bằng trình đọc màn hình không?",
        "subject": "Trình đọc màn hình",
        "publish": "y",
    },
    {"text": "Xin hỏi giờ tiếp công dân trong tuần sau ngày lễ.", "subject": "Giờ tiếp công dân"},
    {
        "text": "Tôi nộp hồ sơ đăng ký hộ kinh doanh từ đầu tháng mà chưa thấy kết quả. Xin cho biết lý do.",
        "subject": "Hồ sơ chậm kết quả",
    },
    {
        "text": "Mong Cổng đăng lịch cắt điện của từng xã, phường để bà con biết trước.",
        "subject": "Lịch cắt điện",
        "publish": "y",
    },
    {
        "text": "Bài về nước sạch ở xã Đồng Mây rất có ích. Xin cảm ơn tác giả.",
        "subject": "Cảm ơn Ban Biên tập",
    },
    {
        "text": "Cho vay tiền online, duyệt trong 5 phút, không thế chấp, lãi suất 0%. Gọi ngay hôm nay!",
        "subject": "Giải ngân nhanh",
    },
)
# An article with reports of its readers.
REPORTED = "/bai-viet/nuoc-sach-dong-may"
REPORTS = ("Bảng giá nước trong bài không đọc được trên điện thoại.", "Chú thích ảnh ghi nhầm tên ấp.")
_SIGNATURE = re.compile(r'name="page_signature" value="([^"]*)"')
_STAMP = re.compile(r'name="stamp" value="([^"]*)"')
_KEPT_IN = "admin_password"


def prepare(app: Flask) -> str:
    """Fill a new portal, and return the admin's password."""
    instance = Path(app.instance_path)
    file = instance / _KEPT_IN
    if not file.exists():
        print("  First start: inventing a year of visits ...", file=sys.stderr, flush=True)
        invent(app)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
        _run(app, "admin-password", "--stdin", given=f"{file.read_text()}\n")
    return file.read_text()


def invent(app: Flask) -> None:
    """Open every article once, so that the statistics know its title and its category."""
    reader = app.test_client()
    for address in sorted(set(re.findall(r'href="(/bai-viet/[^"]+)"', reader.get("/").text))):
        reader.get(address)
    _run(app, "archive")
    _run(app, "demo-data", "--years", "1", "--articles", "0", "--visits", str(VISITS_A_DAY))
    for poll in sorted(POLLS.glob("*.json")):
        _run(app, "polls", "create", poll.stem, str(poll))
        _run(app, "polls", "publish", poll.stem)
    for slug in CLOSED:
        vote(app, slug)
        _run(app, "polls", "close", slug)
    for message in MESSAGES:
        _write(app, "/portal/feedback", message)
    page = {"page": REPORTED, "page_signature": _SIGNATURE.findall(reader.get(REPORTED).text)[0]}
    for text in REPORTS:
        _write(app, "/portal/feedback/page", {**page, "text": text})
    work(app)
    gazette.fill(app)
    reader.post("/portal/feedback/useful", data={**page, "answer": "yes"})
    _run(app, "opening-balance", "--dated", "2020-12-31", *OLDER_COUNTER)


def _write(app: Flask, address: str, message: dict[str, str]) -> None:
    """The first answer asks to send the message once more, with a stamp."""
    reader = app.test_client()
    form = reader.post(address, data=message).text
    reader.post(address, data={**message, "stamp": _STAMP.findall(form)[0]})


def _run(app: Flask, *command: str, given: str | None = None) -> None:
    """Run an operator's command. If it fails, its message is printed."""
    result = app.test_cli_runner().invoke(args=["portal", *command], input=given)
    if result.exit_code:
        print(result.output, file=sys.stderr)
