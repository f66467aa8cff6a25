"""The telephone field takes what people write, and says where there is no number."""

import pytest

from portal_widgets.core.text.languages import language
from portal_widgets.feedback.rules import MessageKind
from portal_widgets.feedback.submission.forms import MessageForm


def faults(phone: str) -> dict[str, str]:
    given = {"text": "Đèn đường hỏng.", "phone": phone, "answer": "y"}
    return MessageForm(language("vi"), {}, given).faults(MessageKind.SITE)


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "0300 000 001",
        "0300–000–001",
        "\u202a+84\u00a0300 000 001\u202c",
        "０３００ ０００ ００１",
        "024 9000 0001 (máy lẻ 102)",
        "024 9000 0001, số máy lẻ 102",
        "024.90000001 - 024.90000002",
        "024 9000 0034 / 35",
        "0300 000 001 (chị Lan)",
        "(84-24) 9000 0001",
        "+44 (0)20 7946 0958",
        "0781.3823866",
    ],
)
def test_what_people_write_is_taken(phone: str):
    assert faults(phone) == {}


@pytest.mark.parametrize(
    "phone", ["x", "113", "máy lẻ 102", "123456789012345678", "lan@example.vn", "bài 404/2026"]
)
def test_a_text_without_a_number_is_told(phone: str):
    assert faults(phone) == {"phone": faults("x")["phone"]} != {"phone": ""}
