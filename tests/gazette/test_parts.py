"""One part has one key, however an act names it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_widgets.core.text.slugs import is_slug
from portal_widgets.gazette.rules.parts import is_within, part_key

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


LEVELS = ["Phụ lục", "Chương", "Điều", "khoản", "điểm"]


@given(
    st.lists(st.integers(1, 30), min_size=5, max_size=5), st.sets(st.integers(0, 4), min_size=1), st.data()
)
def test_a_part_is_within_each_larger_part_and_never_within_a_smaller_one(
    labels: list[int], levels: set[int], data: st.DataObject
):
    named = [
        f"{LEVELS[at]} {'abcdeghik'[labels[at] % 9] if at == 4 else labels[at]}" for at in sorted(levels)
    ]
    keys = [part_key(", ".join(named[:length])) for length in range(len(named) + 1)]
    inner, outer = data.draw(st.permutations(range(len(keys))).map(lambda one: sorted(one[:2], reverse=True)))

    assert is_within(keys[inner], keys[outer])
    assert not is_within(keys[outer], keys[inner])


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        ("điểm a khoản 2 Điều 5", "Điều 5", True),
        ("khoản 2 Điều 5", "Điều 5 Chương II", True),
        ("khoản 2 Điều 5 Chương II", "Điều 5", True),
        ("Điều 5 Chương II", "Chương II", True),
        ("Điều 5", "Chương II", False),
        ("khoản 2 Điều 50", "Điều 5", False),
        ("khoản 2 Điều 5a", "Điều 5", False),
        ("điểm đ khoản 2 Điều 5", "điểm d khoản 2 Điều 5", False),
        ("Điều 3 Phụ lục II", "Điều 3", False),
        ("Điều 3 Phụ lục II", "Phụ lục II", True),
        ("Điều 3 Quy định ban hành kèm theo", "Điều 3", False),
        ("khoản 2 Điều 5", "khoản 2", False),
        ("Điều 5, Điều 6", "Điều 5", False),
    ],
)
def test_a_part_is_within_another_by_its_levels(inner: str, outer: str, within: bool):
    assert is_within(part_key(inner), part_key(outer)) is within


@given(st.text("dieukhoan0123-ạ ", max_size=20), st.text("dieukhoan0123-ạ ", max_size=20))
def test_two_parts_are_within_each_other_only_if_they_are_one(one: str, other: str):
    both = is_within(part_key(one), part_key(other)) and is_within(part_key(other), part_key(one))

    assert both is (part_key(one) == part_key(other))
