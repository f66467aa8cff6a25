"""The work of the office in the admin area."""

import re
from datetime import timedelta
from typing import Any

from installations.content import BEGIN, ONLINE, ROADS, WORK
from installations.people import ADMIN, Reader, StaffMember
from installations.running import Installation


def edit_everything(installation: Installation, office: StaffMember) -> None:
    """Links, the organisation, and notes on days."""
    office.edit(
        f"{ADMIN}/links/new?group=huyen",
        title_vi="Huyện Cửa Ngàn",
        title_en="Cửa Ngàn District",
        url="https://cua-ngan.lamchau.example/",
        owner="Tổ Kỹ thuật",
        review=str(installation.last - timedelta(days=WORK)),
    )
    office.edit(f"{ADMIN}/links/new?group=services", title_vi="Trang cũ của cổng", url="http://192.0.2.7/")
    office.edit(f"{ADMIN}/links/groups/new", key="bao-dai", title_vi="Báo, đài", layout="cards")
    office.edit(
        f"{ADMIN}/links/new?group=bao-dai", title_vi="Báo Lam Châu", url="https://bao.lamchau.example/"
    )
    office.press(f"{ADMIN}/links/", f"{ADMIN}/links/move", where="bao-dai up")
    office.edit(f"{ADMIN}/organisation/edit", hours_vi="7 giờ - 17 giờ, thứ hai đến thứ sáu")
    office.edit(
        f"{ADMIN}/organisation/units/new",
        key="mot-cua",
        above="",
        name_vi="Bộ phận Một cửa",
        telephones="0200 000 0012",
    )
    for before, text in ((19, "Chuyển sang máy chủ mới"), (10, "Viết nhầm")):
        day = str(installation.last - timedelta(days=BEGIN + before))
        office.press(f"{ADMIN}/statistics/notes", f"{ADMIN}/statistics/notes", day=day, text=text)
    office.press(f"{ADMIN}/statistics/notes", f"{ADMIN}/statistics/notes/2/remove")


def mend_polls(installation: Installation, office: StaffMember) -> None:
    """After ballots were cast, words are corrected and an end is moved. A poll is copied."""
    numbers = re.findall(r"/portal/admin/polls/(\d+)", office.get(f"{ADMIN}/polls/").text)
    for number in dict.fromkeys(numbers):
        page = f"{ADMIN}/polls/{number}/edit"
        form = office.get(page).text
        if f'value="{ROADS}"' in form:
            office.edit(
                page, closes=installation.moment(WORK, "17:00"), title_vi="Sửa đường nông thôn, đợt hai"
            )
            office.press(f"{ADMIN}/polls/{number}", f"{ADMIN}/polls/{number}/duplicate")
        if f'value="{ONLINE}"' in form:
            office.edit(page, intro_vi="Ý kiến của quý vị giúp chúng tôi sắp xếp quầy tiếp nhận.")


def accept_links(installation: Installation, office: StaffMember) -> None:
    """Readers report a link. The office releases all links except two."""
    listed = office.get(f"{ADMIN}/links/").text
    keys = dict(re.findall(r'data-key="([^"]+)".*?>(https?://[^<]+)<', listed, re.DOTALL))
    held = {"http://192.0.2.7/", "https://thanh-tra.lamchau.example/"}
    reader = Reader(office.port, 9)
    for key, url in keys.items():
        if url == "https://danh-ba.lamchau.example/":
            reader.post("/portal/links/report", {"link": key, "fault": "broken"})
        if url not in held:
            office.press(f"{ADMIN}/links/{key}/watch", f"{ADMIN}/links/{key}/watch/accept")


def work_on_messages(installation: Installation, office: StaffMember, known: dict[str, Any]) -> None:
    sent = known["messages_sent"]
    answered, duplicate, department = (
        _case(installation, sent[name]["reference"]) for name in ("answered", "duplicate", "department")
    )
    reply = "Trang tra cứu đọc được bằng trình đọc màn hình từ ngày 1/9."
    known["reply"] = reply
    office.press(duplicate, f"{duplicate}/merge", into=sent["answered"]["reference"])
    office.press(answered, f"{answered}/assign", assigned="binh")
    office.press(answered, f"{answered}/note", text="Đã hỏi Tổ Kỹ thuật, xong ngày 1/9.")
    office.press(answered, f"{answered}/reply", text=reply)
    question = "Trang tra cứu hồ sơ có dùng được với trình đọc màn hình không?"
    office.press(answered, f"{answered}/publish", question=question, answer=reply)
    office.press(department, f"{department}/transfer", department="giao-thong")
    office.press(department, f"{department}/status", status="progress")
    page = _case(installation, sent["page"]["reference"])
    office.press(page, f"{page}/status", status="closed")


def _case(installation: Installation, reference: str) -> str:
    """The office's page of a message."""
    number = installation.rows("SELECT id FROM pw_message WHERE reference = ?", reference)[0][0]
    return f"{ADMIN}/feedback/{number}"
