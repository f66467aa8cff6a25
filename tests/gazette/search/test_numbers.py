"""Numbers of documents: every usual spelling means the same number."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_widgets.gazette.numbers import KINDS, SYMBOLS, DocumentNumber, parse_number

QD = DocumentNumber(15, "", 2024, "QĐ", ("UBND",))


@pytest.mark.parametrize(
    "text",
    [
        "15/2024/QĐ-UBND",
        "15-2024-qd-ubnd",
        "15/2024/QĐ–UBND",
        "15/2024/QĐ−UBND",
        " 15 / 2024 / qđ - ubnd ",
        "15 2024 QD UBND",
        unicodedata.normalize("NFD", "15/2024/QĐ-UBND"),
        "015/2024/QĐ-UBND",
        "Số: 15/2024/QĐ-UBND",
        "so 15/2024/QĐ-UBND",
        "15/2024/QĐ/UBND",
        "15/2024QĐ-UBND",
        "15∕2024⁄QĐ‑UBND",
        "１５/２０２４/QĐ-UBND",
    ],
)
def test_every_spelling_of_a_number_means_the_same_number(text: str) -> None:
    assert parse_number(text) == QD


@pytest.mark.parametrize(
    ("text", "parts", "printed", "key"),
    [
        ("1/2025/NQ-HĐND", (1, "", 2025, "NQ", ("HĐND",)), "01/2025/NQ-HĐND", "1-2025-nq-hdnd"),
        ("64/2025/QH15", (64, "", 2025, "", ("QH15",)), "64/2025/QH15", "64-2025-qh15"),
        ("237/nq-ubtvqh16", (237, "", None, "NQ", ("UBTVQH16",)), "237/NQ-UBTVQH16", "237-nq-ubtvqh16"),
        ("306/QD-UBND", (306, "", None, "QĐ", ("UBND",)), "306/QĐ-UBND", "306-qd-ubnd"),
        ("306QĐ-UBND", (306, "", None, "QĐ", ("UBND",)), "306/QĐ-UBND", "306-qd-ubnd"),
        ("1/VBHN-BTC", (1, "", None, "VBHN", ("BTC",)), "01/VBHN-BTC", "1-vbhn-btc"),
        ("11/2016/ttlt-byt-btc", (11, "", 2016, "TTLT", ("BYT", "BTC")), "11/2016/TTLT-BYT-BTC",
         "11-2016-ttlt-byt-btc"),
        ("5a/2020/QĐ-TTG", (5, "a", 2020, "QĐ", ("TTg",)), "05a/2020/QĐ-TTg", "5a-2020-qd-ttg"),
        ("12/ttr-ubnd", (12, "", None, "TTr", ("UBND",)), "12/TTr-UBND", "12-ttr-ubnd"),
        ("29-NQ/TW", (29, "", None, "NQ", ("TW",)), "29/NQ-TW", "29-nq-tw"),
        ("2025/QĐ-UBND", (2025, "", None, "QĐ", ("UBND",)), "2025/QĐ-UBND", "2025-qd-ubnd"),
        ("7/HĐ-XYZ", (7, "", None, "HĐ", ("XYZ",)), "07/HĐ-XYZ", "7-hd-xyz"),
        ("7/HD-XYZ", (7, "", None, "HD", ("XYZ",)), "07/HD-XYZ", "7-hd-xyz"),
        ("7/QĐ-ĐKX", (7, "", None, "QĐ", ("ĐKX",)), "07/QĐ-ĐKX", "7-qd-dkx"),
        ("8/UBND-KT", (8, "", None, "", ("UBND", "KT")), "08/UBND-KT", "8-ubnd-kt"),
    ],
)  # fmt: skip
def test_the_parts_of_each_form(
    text: str, parts: tuple[int, str, int | None, str, tuple[str, ...]], printed: str, key: str
) -> None:
    number = parse_number(text)
    assert number == DocumentNumber(*parts)
    assert str(number) == printed
    assert number.key == key


@pytest.mark.parametrize("text", ["", "15", "15/2024", "QĐ-UBND", "0/2024/QĐ-UBND", "15/2024/%", "giá đất",
                                  "15/2024/QĐ-UBND về giá đất năm 2025", "a" * 10_000, "số", "15/2024/2025/QĐ"])  # fmt: skip
def test_anything_else_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_the_address_has_no_year_and_is_ascii() -> None:
    assert DocumentNumber(5, "a", 2024, "QĐ", ("UBND",)).address == "5a-qd-ubnd"


DISTINCT = sorted(set(SYMBOLS.values()) - set(KINDS.values()))
NUMBERS = st.builds(
    DocumentNumber,
    st.integers(1, 9_999_999),
    st.sampled_from(["", "a", "b", "bis"]),
    st.none() | st.integers(1945, 2099),
    st.sampled_from(sorted(set(KINDS.values()) - {"HĐ", "ĐA"})),
    st.lists(st.sampled_from(DISTINCT), min_size=1, max_size=3).map(tuple),
)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[DocumentNumber, str]:
    """A number, and one of the ways in which people type it."""
    number = draw(NUMBERS)
    separator = st.sampled_from(["/", "-", " - ", "–", "−", " / ", " ", "‑"])
    first = "0" * draw(st.integers(0, 7 - len(str(number.running)))) + f"{number.running}{number.suffix}"
    words = [first, *([str(number.year)] if number.year else []), *number.symbols]
    text = words[0] + "".join(draw(separator) + word for word in words[1:])
    for change in draw(st.lists(st.sampled_from([str.lower, str.upper, nfd, without_d]), max_size=3)):
        text = change(text)
    return number, draw(st.sampled_from(["", "Số ", "số: ", " "])) + text


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def without_d(text: str) -> str:
    return text.replace("Đ", "D").replace("đ", "d")


@given(spellings())
def test_each_spelling_of_the_parts_gives_the_parts(case: tuple[DocumentNumber, str]) -> None:
    number, text = case
    assert parse_number(text) == number


@given(NUMBERS)
def test_the_printed_form_and_the_key_give_the_parts(number: DocumentNumber) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(number.key) == number
    assert number.address.isascii()


@given(st.text(alphabet=st.characters(), max_size=120) | st.from_regex(r"[0-9đĐa-zİßﬀ²Ⅷ/\- ]{1,40}"))
@example("1/İ-Đ")
@example("²/2024/QĐ-UBND")
@example("15/2024/\ud800")
def test_no_text_raises(text: str) -> None:
    number = parse_number(text)
    assert number is None or parse_number(str(number)) == number
