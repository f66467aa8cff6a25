"""Citizens on the first day: they vote and write."""

import re
from typing import Any

from installations import content
from installations.content import ARTICLES, BRIDGE, FEEDBACK, ONLINE, ROADS
from installations.people import Reader
from installations.running import Installation


def vote(readers: list[Reader]) -> None:
    for reader, chosen in zip(readers, content.ROAD_BALLOTS, strict=False):
        reader.vote(ROADS, chosen)
    readers[3].vote(ROADS, {"option": ["cho"], "option-hai-long": "5"})
    for reader in readers[:3]:
        reader.vote(BRIDGE, {"option": "ben-soi"})
    for number, reader in enumerate(readers):
        reader.vote(ONLINE, {"option": ("tai-quay", "truc-tuyen", "nho-giup")[number % 3]})
    readers[0].vote(ONLINE, {"option": "buu-chinh"}, status=409)
    readers[1].post(f"/portal/polls/{ONLINE}/withdraw", {})
    other = Reader(readers[0].port, 20)
    other.vote(ONLINE, {"option": "other", "other-cach-nop": "Nhờ cán bộ ấp nộp giúp"})
    other.vote(ROADS, {"option": ["ven-song", "cho", "truong"]}, status=422)


def write_first_messages(installation: Installation, readers: list[Reader], known: dict[str, Any]) -> None:
    """One message with files, its duplicate, one to a department, one about a page, one that is spam, and two
    that will be erased.
    """
    lan = {"name": "Phạm Thị Lan", "email": "lan@example.vn", "answer": "y", "publish": "y"}
    text = "Trang tra cứu hồ sơ có đọc được bằng trình đọc màn hình không?"
    files = {"don-kien-nghi.pdf": content.PDF, "anh-man-hinh.png": content.picture()}
    writing = (
        ("answered", FEEDBACK, {**lan, "subject": "Trình đọc màn hình", "text": text}, files),
        ("duplicate", FEEDBACK, {"text": text, "phone": "0912 345 678", "answer": "y"}, None),
        (
            "department",
            f"{FEEDBACK}/department",
            {"department": "tiep-dan", "subject": "Đèn đường hỏng", "text": "Ngõ chợ tối đã ba đêm."},
            {"danh-sach-den.xlsx": content.sheet()},
        ),
        ("page", f"{FEEDBACK}/page", {"page": ARTICLES[0], "text": "Ảnh thứ hai không hiện."}, None),
        ("trapped", FEEDBACK, {"text": "Vay tiền nhanh", "fax_2": "0900"}, None),
        ("erased", FEEDBACK, {"text": "Xin xóa thư này.", "email": "minh@example.vn", "answer": "y"}, None),
    )
    known["messages_sent"] = {}
    for reader, (name, path, fields, attached) in zip(readers, writing, strict=False):
        known["messages_sent"][name] = write(installation, reader, path, fields, attached)
    readers[6].post(f"{FEEDBACK}/useful", {"page": ARTICLES[0], "answer": "no"})
    readers[7].post(f"{FEEDBACK}/useful", {"page": ARTICLES[0], "answer": "yes"})
    sentence = {"page": ARTICLES[0], "text": "Thiếu số điện thoại để hỏi."}
    write(installation, readers[6], f"{FEEDBACK}/sentence", sentence)
    installation.command("feedback", "send")
    installation.command("feedback", "erase", "minh@example.vn", "--by", "Nguyễn Thị Hà", "--yes")


def write(
    installation: Installation,
    reader: Reader,
    path: str,
    fields: dict[str, str],
    files: dict[str, bytes] | None = None,
) -> dict[str, str]:
    """Open the form, wait some time, and send it. Returns the reference and the key of the receipt."""
    page = reader.get(path.partition("/sentence")[0]).text
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    installation.pass_seconds(20)
    receipt = reader.post(path, {"stamp": stamp, **fields}, files or {}).text
    reference, key = re.findall(r'<code class="pw-message__code">([^<]+)<', receipt)
    return {"reference": reference, "key": key}
