"""A number is a person's by its grammar, or by the word before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.feedback.privacy.personal_numbers import NumberKind, find_numbers


def found(text: str) -> list[tuple[NumberKind, str]]:
    return [(kind, text[start:end]) for kind, start, end in find_numbers(text)]


@pytest.mark.parametrize(
    ("word", "number", "kind"),
    [
        ("CMND", "025678901", NumberKind.IDENTITY),
        ("Chứng minh nhân dân số", "025.678.901", NumberKind.IDENTITY),
        ("số CCCD cũ là", "123456789012", NumberKind.IDENTITY),
        ("Mã số BHXH", "7912345678", NumberKind.IDENTITY),
        ("Mã số thuế cá nhân", "8012345678", NumberKind.IDENTITY),
        ("Hộ chiếu", "C1234567", NumberKind.IDENTITY),
        ("chuyển vào tài khoản", "1023456789", NumberKind.CARD),
        ("Chuyển khoản vào số", "1023456789", NumberKind.CARD),
        ("Giấy phép lái xe", "790123456789", NumberKind.IDENTITY),
        ("Số điện thoại:", "0123456789", NumberKind.PHONE),
    ],
)
def test_some_numbers_count_only_behind_their_word(word: str, number: str, kind: NumberKind):
    assert found(f"{word} {number} nhé") == [(kind, number)]
    assert found(f"Hồ sơ {number} nhé") == []
    assert found(f"{word} đã nhận. Hồ sơ {number} nhé") == []  # it belongs to another sentence


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("0912345678", NumberKind.PHONE),
        ("0977/112/233", NumberKind.PHONE),
        ("+84 912-345-678", NumberKind.PHONE),
        ("(0218) 3 852 147", NumberKind.PHONE),
        ("0 9 1 2 3 4 5 6 7 8", NumberKind.PHONE),
        ("O912345678", NumberKind.PHONE),
        ("+1 202 555 0143", NumberKind.PHONE),
        ("036.320.001.234", NumberKind.IDENTITY),
        ("GD4797912345678", NumberKind.IDENTITY),
        ("5555-5555-5555-4444", NumberKind.CARD),
        ("9704360000000000008", NumberKind.CARD),
    ],
)
def test_others_count_by_their_grammar(written: str, kind: NumberKind):
    assert found(f"Số {written} nhé") == [(kind, written)]


@pytest.mark.parametrize(
    "nobodys",
    [
        "102230308143512345",
        "1.004227.000.00.00.H56",
        "Mã số doanh nghiệp 0901234567",
        "09.03.2026 15 giờ",
        "09.03.2026 - 15.03.2026",
        "08.30 - 11.30 - 13.30",
        "123456789012",
        "099085012345",
        "4111111111111112",
        "tài khoản 3511.0.1054321.00000",
        "550e8400-e29b-41d4-a716-446655440000",
        "120001-120024",
        "bảo lãnh 2600LCBL0912345678",
        "tài khoản 7111.2.1098765",
        "chuyển khoản số tiền 1234567890",
    ],
)
def test_a_number_of_another_grammar_belongs_to_nobody(nobodys: str):
    assert found(nobodys) == []


@given(st.from_regex(r"1[0-9]{16,17}", fullmatch=True))
def test_no_articles_number_is_taken_for_a_person(number: str):
    assert found(f"/bai/tin-{number}.htm") == []
