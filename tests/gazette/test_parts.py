"""One part has one key, however an act names it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_widgets.core.text.slugs import is_slug
from portal_widgets.gazette.rules.parts import part_key

SAME = [
    ("dieu-5-khoan-2-diem-a", ["Điều 5, khoản 2, điểm a", "điểm a khoản 2 Điều 5", "Điểm a, Khoản 2 của ĐIỀU  5",
                               "điểm a khoản 2 Điều 5".encode().decode(), "điểm a khoản 2 Điều 5"]),
    ("dieu-5a", ["Điều 5a", "điều 5a."]),
    ("dieu-5-khoan-1-diem-dd", ["điểm đ khoản 1 Điều 5", "Điều 5 khoản 1 điểm đ"]),
    ("phu-luc-ii", ["Phụ lục II", "phụ lục số II"]),
    ("phu-luc-ii-dieu-3", ["Điều 3 Phụ lục II", "Phụ lục II, Điều 3"]),
    ("chuong-ii-muc-1", ["Mục 1 Chương II", "Chương II, mục 1"]),
    ("", ["", "  "]),
]  # fmt: skip
OTHER = [
    ("điểm d khoản 1 Điều 5", "điểm đ khoản 1 Điều 5"),
    ("Điều 5", "Điều 5a"),
    ("Điều 3", "Điều 3 Quy định ban hành kèm theo"),
    ("khoản 1 Điều 5", "khoản 1, 2 Điều 5"),
    ("điểm d và e khoản 1", "điểm đ và e khoản 1"),
    ("Điều 15", "Điều 1, khoản 5"),
]


@pytest.mark.parametrize(("key", "spellings"), SAME)
def test_all_spellings_of_a_part_have_one_key(key: str, spellings: list[str]):
    assert {part_key(one) for one in spellings} == {key}


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_parts_have_other_keys(one: str, other: str):
    assert part_key(one) != part_key(other)


NUMBERS = st.integers(1, 300).map(str)


@given(NUMBERS, NUMBERS, st.sampled_from("abcdđeghik"), st.permutations(range(3)))
def test_the_order_of_the_levels_does_not_matter(article: str, clause: str, point: str, order: list[int]):
    levels = [f"Điều {article}", f"khoản {clause}", f"điểm {point}"]
    label = {"đ": "dd"}.get(point, point)

    assert part_key(", ".join(levels[at] for at in order)) == f"dieu-{article}-khoan-{clause}-diem-{label}"


@example("三")
@given(st.text(max_size=60))
def test_only_the_whole_document_has_an_empty_key(part: str):
    assert bool(part_key(part)) == bool(part.strip()) or not part_key(part).strip()
    assert part_key(part) == part_key(part.strip())


@given(st.text("aáăâdđ 0129,.-", max_size=30))
def test_a_key_of_vietnamese_words_can_be_in_an_address(part: str):
    key = part_key(part)

    assert key == "" or is_slug(key, 80) or not any(sign.isalnum() for sign in part)
