"""Which messages are put aside and why, and which part of a text is stored."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.feedback.rules import (
    FASTEST_SECONDS,
    Circumstances,
    Message,
    MessageKind,
    SpamReason,
    clean,
    spam_reason,
)

HONEST = Message(
    MessageKind.SITE,
    "Đèn đường thôn Đông bị hỏng, xem https://example.vn",
    "Đèn đường",
    "Lan",
    "lan@example.vn",
)


def how(**changes) -> Circumstances:
    given = {
        "trap": "",
        "age_seconds": 20.0,
        "blocked": ("casino",),
        "repeated": lambda: False,
        "crowded": lambda: False,
    }
    return Circumstances(**{**given, **changes})


def test_an_honest_message_is_taken():
    assert spam_reason(HONEST, how()) is None


@pytest.mark.parametrize(
    ("message", "circumstances", "reason"),
    [
        (HONEST, how(trap="x"), SpamReason.TRAP),
        (HONEST, how(age_seconds=FASTEST_SECONDS - 0.1), SpamReason.FAST),
        (Message(MessageKind.SITE, "dfgdfg", "Dfgdfg"), how(), SpamReason.SAME),
        (Message(MessageKind.SITE, "http://a http://b https://c www.d.e"), how(), SpamReason.LINKS),
        (Message(MessageKind.SITE, "Vay tiền nhanh, giải ngân ngay: http://a"), how(), SpamReason.OFFER),
        (Message(MessageKind.SITE, "[url=x]y[/url] [URL=x] [url=z] [url=z]"), how(), SpamReason.LINKS),
        (Message(MessageKind.SITE, "hello", name="www.spam.example"), how(), SpamReason.LINKS),
        (Message(MessageKind.SITE, "Best CASINO in town"), how(), SpamReason.WORDS),
        (Message(MessageKind.SITE, "Best ca\u200dsino in town"), how(), SpamReason.WORDS),
        (HONEST, how(repeated=lambda: True), SpamReason.REPEAT),
        (HONEST, how(crowded=lambda: True), SpamReason.OFTEN),
    ],
)
def test_each_rule_speaks_alone(message: Message, circumstances: Circumstances, reason: SpamReason):
    assert spam_reason(message, circumstances) is reason


FOUR = "https://a/1 https://a/2 https://a/3 https://a/4"


@pytest.mark.parametrize(
    "message",
    [
        Message(MessageKind.SITE, "http://a http://b http://c"),
        Message(MessageKind.SITE, "Mất nước ở ấp Giữa", "Mất nước ở ấp Giữa"),
        Message(MessageKind.SITE, "duong xau qua", "Duong xau qua"),
        Message(MessageKind.SITE, "Xin cập nhật", "Cập nhật", "Trường Hoa Mai", address="Trường Hoa Mai"),
        Message(MessageKind.SITE, "Mất điện", "Mất điện", "Mất điện"),
        Message(MessageKind.SITE, f"Các trang sau báo lỗi: {FOUR}"),
        Message(MessageKind.SITE, f"Ảnh ổ gà: {FOUR}"),
        Message(MessageKind.SITE, "Có người mời vay tiền qua Zalo, đề nghị công an kiểm tra"),
        Message(MessageKind.SITE, "Quảng cáo nhà cái dán đầy cột điện"),
        Message(MessageKind.SITE, "Ngân hàng cho vay, liên hệ mãi chẳng ai nghe máy, chị em chờ cả buổi"),
        Message(MessageKind.SITE, "Bao giờ xã cho vay vốn lãi 0%, liên hệ ai?"),
        Message(MessageKind.SITE, "Lãi suất cho vay nhà ở xã hội giảm còn 5,4% là tin mừng"),
        Message(MessageKind.SITE, "Tiệm cầm đồ ở chợ cho vay lãi 20%/tháng"),
        Message(MessageKind.SITE, "Bài về tiền ảo ở https://www.lamchau.gov.vn/tin/12 rất hay"),
    ],
)
def test_one_sign_puts_nobody_aside(message: Message):
    assert spam_reason(message, how()) is None


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Message(MessageKind.SITE, "Great post", "Great post", "Great post"), SpamReason.SAME),
        (Message(MessageKind.SITE, "' OR 1=1 --", "' OR 1=1 --"), SpamReason.SAME),
        (Message(MessageKind.SITE, "Giá rẻ", "Giá rẻ", "Giá rẻ", address="Giá rẻ"), SpamReason.SAME),
        (Message(MessageKind.SITE, f"Nhà cái uy tín {FOUR}"), SpamReason.LINKS),
        (Message(MessageKind.SITE, "Nhà cái, link không bị chặn https://a.example"), SpamReason.OFFER),
        (Message(MessageKind.SITE, "Tiền ảo, lợi nhuận 30%/tháng"), SpamReason.OFFER),
        (Message(MessageKind.SITE, "Tài xỉu https://a.gov.vn.example/"), SpamReason.OFFER),
        (Message(MessageKind.SITE, "[url=http://a]a[/url] http://b http://c http://d"), SpamReason.LINKS),
    ],
)
def test_two_signs_do(message: Message, reason: SpamReason):
    assert spam_reason(message, how()) is reason


def test_who_fell_into_the_trap_takes_nobodys_turn():
    """Only messages without another suspicion count for their network."""

    def asked() -> bool:
        raise AssertionError

    assert spam_reason(HONEST, how(trap="x", repeated=asked, crowded=asked)) is SpamReason.TRAP


@given(st.text())
def test_what_is_kept_can_be_stored_seen_and_cleaned_again(text: str):
    kept = clean(text)

    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(sign)[0] == "C" and sign not in "\n\t\u200c\u200d" for sign in kept)
    kept.encode()


def test_words_stay_as_they_were_written():
    assert (
        clean("Kính gửi:\r\n\tÔng Ha\u0309i <b>& Co</b> 👩\u200d👩\u200d👧")
        == "Kính gửi:\n\tÔng Hải <b>& Co</b> 👩\u200d👩\u200d👧"
    )


def test_what_turns_or_hides_text_is_taken_out():
    assert clean("ab\u202egnp.exe\u200b\ufeff\0") == "abgnp.exe"
