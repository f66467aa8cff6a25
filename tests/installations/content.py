"""The polls, messages and attachments of the installation. All of them are invented."""

import io
import struct
import zlib
from datetime import date, datetime, timedelta
from typing import cast

import xlsxwriter

Poll = dict[str, object]
PASSWORD = "mat-khau-thu-nghiem"
# The days before the last day on which the story begins, and on which polls and messages are handled.
BEGIN, WORK = 128, 72
FEEDBACK = "/portal/feedback"
ARTICLES = (
    "/bai-viet/nuoc-sach-dong-may",
    "/bai-viet/gio-lam-viec-mot-cua",
    "/bai-viet/le-hoi-song-ngan-tra",
    "/bai-viet/dau-phong-bai-nga",
)
ONLINE, ROADS, INVITED, BRIDGE = "dich-vu-truc-tuyen", "sua-duong", "ngay-hop", "ten-cau"


def _options(**texts: str) -> list[dict[str, object]]:
    return [{"key": key.replace("_", "-"), "text": {"vi": text}} for key, text in texts.items()]


ROADS_ASKED: Poll = {
    "title": {"vi": "Sửa đường nông thôn", "en": "Mending country roads"},
    "intro": {"vi": "Ý kiến của bà con về kế hoạch năm tới."},
    "questions": [
        {
            "key": "doan",
            "kind": "multiple",
            "least": 1,
            "most": 2,
            "other": True,
            "text": {"vi": "Nên sửa những đoạn nào?"},
            "options": _options(ven_song="Đường ven sông", cho="Đường chợ", truong="Đường đến trường"),
        },
        {
            "key": "hai-long",
            "kind": "scale",
            "text": {"vi": "Bà con hài lòng với đường hiện nay đến đâu?"},
            "low": {"vi": "không hài lòng"},
            "high": {"vi": "rất hài lòng"},
            "options": [{"key": str(step), "text": str(step)} for step in range(1, 6)],
        },
        {
            "key": "thu-tu",
            "kind": "ranked",
            "least": 0,
            "text": {"vi": "Nên làm việc nào trước?"},
            "options": _options(den="Đèn đường", cong="Cống thoát nước", cay="Cây xanh"),
        },
    ],
    "terms": {"visibility": "always", "may_change": True, "may_be_blank": True},
}
ROAD_BALLOTS: tuple[dict[str, str | list[str]], ...] = (
    {
        "option": ["ven-song", "cho"],
        "option-hai-long": "2",
        "rank-den": "1",
        "rank-cong": "2",
        "rank-cay": "3",
    },
    {"option": ["truong"], "option-hai-long": "3", "rank-cong": "1", "rank-den": "2"},
    {"option": ["cho", "other"], "other-doan": "Đường ra đồng", "option-hai-long": "1", "rank-cay": "1"},
    {"option": ["ven-song"], "option-hai-long": "4"},
    {},
)
INVITED_ASKED: Poll = {
    "title": {"vi": "Chọn ngày họp ban biên tập"},
    "questions": [
        {
            "key": "ngay",
            "kind": "single",
            "text": {"vi": "Ngày nào tiện nhất?"},
            "options": _options(thu_hai="Thứ hai", thu_tu="Thứ tư", thu_sau="Thứ sáu"),
        }
    ],
    "terms": {"visibility": "secret", "voters": "code"},
}
BRIDGE_ASKED: Poll = {
    "title": {"vi": "Đặt tên cây cầu mới"},
    "questions": [
        {
            "key": "ten",
            "kind": "single",
            "text": {"vi": "Cây cầu mới nên mang tên gì?"},
            "options": _options(ben_soi="Cầu Bến Sỏi", ngan_tra="Cầu Ngàn Trà"),
        }
    ],
    "terms": {"visibility": "staff"},
}
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def until(poll: Poll, moment: str) -> Poll:
    """The poll with an end."""
    return {**poll, "terms": {**cast("Poll", poll["terms"]), "closes": moment}}


def picture() -> bytes:
    """A small PNG."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress((b"\0" + b"\x2e\x6f\x40" * 8) * 8)),
        (b"IEND", b""),
    )
    framed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def sheet() -> bytes:
    """A small workbook."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 7, 20)})  # noqa: DTZ001 - a workbook has no zone
        book.add_worksheet("Đèn hỏng").write_row(0, 0, ["Ngõ chợ", 3])
    return kept.getvalue()


def access_log(first: date) -> str:
    """The log of a web server, from three days before the counter began."""
    lines = []
    for number in range(36):
        day, path = first + timedelta(days=number // 12), ("/", "/bai-viet/nuoc-sach-dong-may")[number % 2]
        agent = "Mozilla/5.0 (compatible; Googlebot/2.1)" if number % 12 == 0 else "Mozilla/5.0 Firefox/128.0"
        at = f"{day:%d/%b/%Y}:{8 + number % 12:02}:{number:02}:00 +0700"
        lines.append(f'203.0.113.{number} - - [{at}] "GET {path} HTTP/1.1" 200 512 "-" "{agent}"')
    return "\n".join(lines) + "\n"
