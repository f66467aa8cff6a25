"""An exported gazette gives the same states on each day after its import."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.gazette.importing.drafts import TableRefusedError
from portal_widgets.gazette.importing.package import read_package, with_new_ids, write_package
from portal_widgets.gazette.rules.document import Document, Signer, Work
from portal_widgets.gazette.rules.effects import DayWording, DocumentRef, Relation, RelationKind
from portal_widgets.gazette.rules.facts import FactIndex
from portal_widgets.gazette.rules.timeline import spans

DAYS = st.dates(date(2020, 1, 1), date(2026, 1, 1))
REFERENCES = st.builds(
    DocumentRef,
    st.none() | st.integers(1, 4),
    st.sampled_from(["", "15/2024/QĐ-UBND"]),
    st.sampled_from(["", "Điều 5a"]),
)
RELATIONS = st.builds(
    Relation, st.sampled_from(list(RelationKind)), REFERENCES, REFERENCES, st.none() | DAYS, st.none() | DAYS,
    st.sampled_from(list(DayWording)), position=st.integers(0, 9),
)  # fmt: skip
DOCUMENTS = [
    Document(Work("ubnd", "qd", 2024, f"{key:02d}/2024/QĐ-UBND"), "Giá", "Tóm tắt", date(2024, 1, key), None,
             Signer("Ấn", "CHỦ TỊCH"), ("land",), id=key)
    for key in range(1, 5)
]  # fmt: skip


@given(st.lists(RELATIONS, max_size=12), st.permutations([11, 12, 13, 14]))
def test_the_states_of_each_day_stay(given_: list[Relation], new: list[int]) -> None:
    relations = [replace(one, id=key) for key, one in enumerate(given_, 1)]
    package = read_package(write_package(DOCUMENTS, relations))
    read = package.relations
    assert package.documents == DOCUMENTS
    assert read == relations
    ids = dict(zip(range(1, 5), new, strict=True))
    renewed = [replace(one, id=key) for key, one in enumerate(with_new_ids(read, ids), 1)]
    before, after = FactIndex(relations), FactIndex(renewed)
    for old, other in ids.items():
        assert [
            (one.start, one.until, one.state.main, one.state.also) for one in spans(before.facts(old))
        ] == [(one.start, one.until, one.state.main, one.state.also) for one in spans(after.facts(other))]


def test_a_document_outside_the_package_stays_a_text() -> None:
    relation = Relation(RelationKind.REPLACES, DocumentRef(1), DocumentRef(9, "05/2023/QĐ-UBND"))
    assert with_new_ids([relation], {1: 11})[0].target == DocumentRef(None, "05/2023/QĐ-UBND")


@pytest.mark.parametrize("file", [b"", b"[]", b"{}", b'{"format": "other"}', b"[" * 100_000])
def test_another_file_is_refused(file: bytes) -> None:
    with pytest.raises(TableRefusedError):
        read_package(file)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_content_raises_another_error(data: object) -> None:
    import json

    file = json.dumps({"format": "portal-widgets gazette", "documents": data, "relations": data}).encode()
    with suppress(TableRefusedError):
        read_package(file)
