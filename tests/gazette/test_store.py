"""The gazette in SQLite and in PostgreSQL: the same changes give the same rows."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gazette.samples import COMMITTEE, Kind, document, withdraw
from portal_widgets.core.db.database import Database
from portal_widgets.gazette.rules.document import (
    FileForm,
    FileRole,
    Issue,
    IssueItem,
    Publication,
    StoredFile,
)
from portal_widgets.gazette.rules.effects import DocumentRef, Relation
from portal_widgets.gazette.rules.state import MainState
from portal_widgets.gazette.store.documents import DoubleNumberError
from portal_widgets.gazette.store.gazette import GazetteStore
from portal_widgets.gazette.store.history import Change

CHANGE = Change("editor", "test", 1)
FILE = StoredFile(
    "a" * 64, "15.pdf", "application/pdf", 2**33, 4, FileForm.SCAN, FileRole.ANNEX, 1_800_000_000_000
)
ONE = replace(
    document("15/2024/QĐ-UBND", "Ban hành bảng giá đất", date(2024, 5, 6)), fields=("gia-dat",), files=(FILE,)
)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GazetteStore]:
    url = request.getfixturevalue("new_postgres") if request.param == "postgres" else None
    with closing(Database(url, tmp_path)) as database:
        yield GazetteStore(database, "main")


def own(kind: Kind, number: int, on: date, part: str = "") -> Relation:
    return Relation(kind, DocumentRef(number), DocumentRef(number, part=part), on)


def test_a_document_with_its_relations_states_and_issues_is_read_as_it_was_written(store: GazetteStore):
    first = store.save(ONE, CHANGE)
    second = store.save(document("1/2026/QĐ-UBND", "Bảng giá mới", date(2026, 1, 5)), CHANGE)
    begins = own(Kind.COMMENCES, first, date(2024, 5, 20))
    repeal = Relation(Kind.REPLACES, DocumentRef(second, part="Điều 7"), DocumentRef(first), date(2026, 2, 1))
    numbers = store.relate([begins, repeal], CHANGE)
    issue = Issue("03 + 04", 2024, date(2024, 5, 30), special=True, file=FILE)
    item = IssueItem(0, first, 1, 2, 3, 5, 9)
    in_issue = store.save_issue(issue, [item], CHANGE)

    assert store.documents.documents([first])[first] == replace(ONE, id=first)
    assert store.documents.at_address(COMMITTEE, "qd", 2024, "15-qd-ubnd") == replace(ONE, id=first)
    assert store.relations.of_documents([first]) == [
        replace(begins, id=numbers[0]), replace(repeal, id=numbers[1]),
    ]  # fmt: skip
    days = {date(2024, 5, 19): "not-yet", date(2024, 5, 20): "in-force", date(2026, 2, 1): "ended"}
    for day, state in days.items():
        assert store.relations.states([first], day) == {first: MainState(state)}
    (stored,) = store.issues.every()
    assert (stored.number, stored.on, stored.special, stored.id) == ("03 + 04", issue.on, True, in_issue)
    assert store.issues.items(in_issue) == [replace(item, issue=in_issue)]
    assert [one.id for one, _ in store.issues.of_document(first)] == [in_issue]


def test_a_second_document_of_one_number_needs_a_letter_and_a_reason(store: GazetteStore):
    store.save(ONE, CHANGE)
    again = replace(ONE, files=())
    for work in (again.work, replace(again.work, double="b"), replace(again.work, number="015/2024/qd-ubnd")):
        with pytest.raises(DoubleNumberError):
            store.save(replace(again, work=work), CHANGE)
    store.save(replace(again, work=replace(again.work, double="b", double_reason="Cấp trùng")), CHANGE)

    assert len(store.documents.with_number("15-2024-qd-ubnd")) == 2


def test_drafts_and_withdrawn_documents_are_read_by_the_office_only(store: GazetteStore):
    draft = store.save(replace(ONE, publication=Publication.DRAFT), CHANGE)
    assert store.documents.with_number("15-2024-qd-ubnd") == store.documents.published(9) == []
    assert store.documents.published_file(FILE.digest) is None

    store.save(replace(ONE, id=draft), CHANGE)
    assert store.documents.published_file(FILE.digest) == FILE
    store.save(withdraw(replace(ONE, id=draft)), CHANGE)
    assert [one.publication for one in store.documents.with_number("15-2024-qd-ubnd")] == ["withdrawn"]
    assert store.documents.published(9) == []


def test_every_change_is_recorded_and_can_be_undone(store: GazetteStore):
    number = store.save(ONE, CHANGE)
    store.save(replace(ONE, id=number, title="Tên khác"), CHANGE)
    (relation,) = store.relate([own(Kind.COMMENCES, number, date(2024, 5, 20))], CHANGE)
    version = store.history.version()
    assert store.unrelate(relation, CHANGE)

    assert store.history.version() > version
    assert store.relations.states([number], date(2025, 1, 1)) == {number: MainState.UNKNOWN}
    removed, _, renamed, created = store.history.of(number)
    assert json.loads(renamed.before)["document"]["title"] == ONE.title
    assert not store.undo(created, CHANGE)
    assert store.undo(removed, CHANGE)
    assert store.relations.states([number], date(2025, 1, 1)) == {number: MainState.IN_FORCE}
    assert store.undo(renamed, CHANGE)
    assert store.documents.documents([number])[number] == replace(ONE, id=number)


def test_a_document_that_guides_another_follows_each_change_of_its_end(store: GazetteStore):
    guided, guiding = store.save(ONE, CHANGE), store.save(
        document("2/2024/QĐ-UBND", "Hướng dẫn", date(2024, 6, 1)), CHANGE
    )  # fmt: skip
    begins = [own(Kind.COMMENCES, one, date(2024, 7, 1)) for one in (guided, guiding)]
    link = Relation(Kind.GUIDES, DocumentRef(guiding), DocumentRef(guided))
    end = own(Kind.EXPIRES, guided, date(2025, 1, 1))
    *_, ended = store.relate([*begins, link, end], CHANGE)

    assert store.relations.states([guiding], date(2025, 1, 1)) == {guiding: MainState.ENDED}
    store.unrelate(ended, CHANGE)
    assert store.relations.states([guiding], date(2025, 1, 1)) == {guiding: MainState.IN_FORCE}


def test_each_change_of_a_relation_is_undone_once_and_keeps_its_number(store: GazetteStore):
    """The number of a relation names its entry in feeds."""
    number = store.save(ONE, CHANGE)
    begins = own(Kind.COMMENCES, number, date(2024, 5, 20))
    (relation,) = store.relate([begins], CHANGE)
    store.relate([replace(begins, id=relation, date_from=date(2024, 6, 1))], CHANGE)
    store.unrelate(relation, CHANGE)
    removed, moved, *_ = store.history.of(number)

    assert store.undo(removed, CHANGE)
    assert not store.undo(removed, CHANGE)
    assert store.relations.of_documents([number]) == [
        replace(begins, id=relation, date_from=date(2024, 6, 1))
    ]
    store.unrelate(relation, CHANGE)
    assert store.undo(moved, CHANGE)
    assert store.relations.of_documents([number]) == [replace(begins, id=relation)]


def test_a_draft_that_a_document_guides_does_not_end_it(store: GazetteStore):
    guiding = store.save(ONE, CHANGE)
    other = document("2/2024/QĐ-UBND", "Dự thảo", date(2024, 6, 1), publication=Publication.DRAFT)
    draft = store.save(other, CHANGE)
    store.relate(
        [own(Kind.COMMENCES, guiding, date(2024, 7, 1)), own(Kind.EXPIRES, draft, date(2025, 1, 1))], CHANGE
    )
    store.relate([Relation(Kind.GUIDES, DocumentRef(guiding), DocumentRef(draft))], CHANGE)
    day = date(2025, 1, 1)

    assert store.relations.states([guiding], day) == {guiding: MainState.IN_FORCE}
    store.save(replace(other, id=draft, publication=Publication.PUBLISHED), CHANGE)
    assert store.relations.states([guiding], day) == {guiding: MainState.ENDED}


def test_a_place_in_an_issue_is_undone_for_its_document_only(store: GazetteStore):
    first = store.save(ONE, CHANGE)
    second = store.save(document("2/2024/QĐ-UBND", "Văn bản khác", date(2024, 6, 1)), CHANGE)
    issue = Issue("12", 2024, date(2024, 5, 30))
    number = store.save_issue(issue, [IssueItem(0, first, 0, 1, 1, 3, 9)], CHANGE)
    issue = replace(issue, id=number)
    wrong = [IssueItem(number, first, 0, 2, 2, 3, 9)]
    store.save_issue(issue, wrong, CHANGE)
    store.save_issue(issue, [*wrong, IssueItem(number, second, 1)], CHANGE)
    moved, placed, _ = store.history.of(first)

    assert [json.loads(one.after)["issue"]["number"] for one in (moved, placed)] == ["12", "12"]
    assert store.undo(moved, CHANGE)
    assert not store.undo(moved, CHANGE)
    assert {(one.document, one.part, one.parts) for one in store.issues.items(number)} == {
        (first, 1, 1), (second, 1, 1),
    }  # fmt: skip
    assert store.undo(placed, CHANGE)
    assert [one.document for one in store.issues.items(number)] == [second]
