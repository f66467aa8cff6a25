"""The Vietnamese is that of an office: one word for one thing, and words that once were wrong do not come back
(CONTRIBUTING.md, Vietnamese).
"""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "src/portal_widgets/translations/vi/LC_MESSAGES/portal_widgets.po"
PAGES = sorted(ROOT.glob("src/portal_widgets/*/templates/**/*.html"))
WORDS = {
    '"bạn đọc": "người đọc", or "quý vị" if the text speaks to them': r"\bbạn đọc\b",
    '"bạn": "quý vị" to readers, "anh/chị" or no pronoun to clerks': r"\bbạn\b(?! đọc)",
    '"hãy": "Vui lòng"': r"\bhãy\b",
    '"xin": "Vui lòng", except in thanks': r"\bxin\b(?! cảm ơn)",
    '"Email": "Thư điện tử"': r"\be-?mail\b",
    'a robot: "Truy cập tự động (bot)"': r"\brô-bốt\b|\brobots?\b|\bmáy dò\b|\bchương trình tự động\b|\bmáy tự động\b|(?<!\()\bbot\b",
    '"báo cáo" is a written report: "lượt gửi giả mạo"': r"\bbáo cáo giả mạo\b|\bmã giả mạo\b|\bbáo về\b",
    '"để riêng": "nghi là thư rác"': r"\bđể riêng\b",
    '"cho biết ai là ai": "làm lộ danh tính"': r"\bai là ai\b",
    '"mọi" before a noun that can be counted: "tất cả các"': r"\bmọi (?:cuộc|bảng|số liệu)\b",
    '"thu hồi văn bản" ends a document by law: "gỡ bỏ" takes it from the portal': r"\bthu hồi văn bản\b|\bvăn bản đã thu hồi\b|\brút văn bản\b",
    "a command: ask the system's administrator": r"\bflask\b",
    "a setting's key: ask the system's administrator": r"\bPORTAL_WIDGETS_\w+",
    "a template helper: say what it is for": r"\bportal\.\w+\(",
    "a percent sign by hand": r"\d ?%(?!\()",
    "straight quotation marks: “ ”": r'"',
    "a date of a machine: dd/mm/yyyy": r"\b\d{4}-\d\d-\d\d\b",
}


def texts() -> list[str]:
    with CATALOGUE.open("rb") as file:
        found = [message.string for message in read_po(file) if message.id]
    return [
        re.sub(r"%\(\w+\)s", "…", text) for one in found for text in ([one] if isinstance(one, str) else one)
    ]


def hits(text: str) -> list[str]:
    return [
        f"{advice} in {text!r}"
        for advice, pattern in WORDS.items()
        if re.search(pattern, text, re.IGNORECASE)
    ]


def test_the_catalogue_speaks_as_an_office_does():
    assert len(texts()) > 1000
    assert not [hit for text in texts() for hit in hits(text)]


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(ROOT / "src/portal_widgets").as_posix()
)
def test_a_template_takes_its_vietnamese_from_the_catalogue(page: Path):
    """Otherwise the words are not checked. The name of a language is shorter than three words."""
    text = re.sub(r"\{#[\s\S]*?#\}", "", page.read_text("utf-8"))

    assert not re.findall(r"\w*[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]\w* \w+ \w+", text)


@pytest.mark.parametrize(
    "text",
    [
        "Bạn đọc báo lỗi",
        "Cảm ơn bạn đã báo lỗi",
        "Hãy chọn nhóm.",
        "Email",
        "Lượt khác: của máy dò",
        "Rô-bốt",
        "Báo bằng mã giả mạo",
        "Để riêng",
        "Hãy chạy flask portal links check mỗi đêm.",
        "ví dụ 2026-03-11",
        'Đã lưu "Xã".',
    ],
)
def test_words_that_once_were_wrong_are_found(text: str):
    assert hits(text)


@pytest.mark.parametrize(
    "text", ["Xin cảm ơn.", "Truy cập tự động (bot)", "Báo cáo", "Mọi người", "10 tháng"]
)
def test_right_words_pass(text: str):
    assert not hits(text)
