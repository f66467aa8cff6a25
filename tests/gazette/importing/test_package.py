"""An exported gazette gives the same states on each day after its import."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.gazette.document_data import FilledIssue
from portal_widgets.gazette.importing.drafts import TableRefusedError
from portal_widgets.gazette.importing.issues import is_storable, plan_issues
from portal_widgets.gazette.importing.package import read_package, with_new_ids, write_package
from portal_widgets.gazette.rules.document import (
    Document,
    FileForm,
    Issue,
    IssueItem,
    Signer,
    StoredFile,
    Work,
)
from portal_widgets.gazette.rules.effects import DayWording, DocumentRef, FactIndex, Relation, RelationKind
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


PLACES = st.builds(
    lambda document, part, more, pages: IssueItem(
        0, document, 0, part, part + more, pages[0] if pages else None, pages[-1] if pages else None
    ),
    st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.lists(st.integers(1, 900), max_size=2).map(sorted),
)  # fmt: skip
FILE = StoredFile("a" * 64, "cong-bao.pdf", "application/pdf", 2**33, 40, FileForm.TEXT)
ISSUES = st.builds(
    lambda issue, items: (issue, tuple(replace(one, position=at) for at, one in enumerate(items))),
    st.builds(
        Issue, st.sampled_from(["1", "12 + 13", "Số đặc biệt"]), st.integers(2020, 2026), st.none() | DAYS,
        st.booleans(), st.none() | st.just(FILE),
    ),
    st.lists(PLACES, max_size=4, unique_by=lambda one: (one.document, one.part)),
)  # fmt: skip


@given(st.lists(ISSUES, max_size=5, unique_by=lambda one: (one[0].year, one[0].number)))
def test_an_exported_gazette_has_the_same_issues_after_its_import(issues: list[FilledIssue]) -> None:
    read = read_package(write_package(DOCUMENTS, [], None, issues)).issues
    ids = {key: key for key in range(1, 5)}
    planned = plan_issues(read, ids, [])

    assert all(map(is_storable, read))
    assert planned == issues
    assert plan_issues(read, ids, planned) == []


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

    file = json.dumps(
        {"format": "portal-widgets gazette", "documents": data, "relations": data, "issues": data}
    ).encode()
    with suppress(TableRefusedError):
        read_package(file)
