"""Odd cases of offices' documents, one by one."""

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gazette.samples import COMMITTEE, OLD, OTHER, PDF, Gazette, Kind, document, register
from portal_widgets.core.history.timeline import Entity, Version
from portal_widgets.gazette.rules.document import Issue, IssueItem, Publication
from portal_widgets.gazette.rules.effects import DocumentRef, Relation
from portal_widgets.gazette.rules.register import BodyFacts
from support import FrozenClock, MakeApp, browser

BASE = "/portal/gazette"
FOURTH = "ubnd-doi-sim"


@pytest.fixture
def app(make_app: MakeApp, clock: FrozenClock) -> Flask:
    clock.set("2026-02-10T09:00")
    return make_app()


@pytest.fixture
def gazette(app: Flask) -> Gazette:
    return Gazette(app)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return browser(app)


def page(reader: FlaskClient, path: str) -> str:
    answer = reader.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", answer.text).split())


def state(reader: FlaskClient, path: str) -> str:
    found = re.search(r'data-pw-state="([^"]+)"', reader.get(path).text)
    assert found
    return found[1]


def act(gazette: Gazette, number: str, signed: date, begins: date | None, body: str = COMMITTEE) -> int:
    stored = gazette.add(document(number, f"Văn bản {number}", signed, body))
    if begins is not None:
        gazette.begin(stored, begins)
    return stored


def at(number: int, year: int, body: str = COMMITTEE) -> str:
    return f"{BASE}/{body}/qd/{year}/{number}-qd-ubnd"


def test_one_act_replaces_a_part_and_repeals_another_act_by_its_annex(gazette: Gazette, reader: FlaskClient):
    new = act(gazette, "9/2025/QĐ-UBND", date(2025, 5, 1), date(2025, 6, 1))
    first = act(gazette, "1/2020/QĐ-UBND", date(2020, 1, 1), date(2020, 2, 1))
    second = act(gazette, "2/2020/QĐ-UBND", date(2020, 1, 1), date(2020, 2, 1))
    rows = [(Kind.REPLACES, first, "Chương II", "Phụ lục, số 1"), (Kind.REPEALS, second, "", "Phụ lục, số 2")]
    gazette.store.relate(
        [
            Relation(kind, DocumentRef(new, part=line), DocumentRef(target, part=part), date(2025, 6, 1))
            for kind, target, part, line in rows
        ],
        gazette.change,
    )
    gazette.service.changed()

    assert (state(reader, at(1, 2020)), state(reader, at(2, 2020))) == ("partly-ended", "ended")
    assert "Basis: Quyết định 9/2025/QĐ-UBND , Phụ lục, số 1" in page(reader, at(1, 2020))
    said = page(reader, at(9, 2025))
    assert "Quyết định 1/2020/QĐ-UBND , Chương II (in this document: Phụ lục, số 1 )" in said
    assert "Quyết định 2/2020/QĐ-UBND (in this document: Phụ lục, số 2 )" in said


def test_four_bodies_have_used_one_number_and_the_reader_chooses(gazette: Gazette, reader: FlaskClient):
    for body in (COMMITTEE, OLD, OTHER, FOURTH):
        act(gazette, "15/2025/QĐ-UBND", date(2025, 3, 1), date(2025, 4, 1), body)
    choice = reader.get(f"{BASE}/15-2025-qd-ubnd")

    assert choice.status_code == 200
    links = re.findall(rf'href="({BASE}/[^"]+/15-qd-ubnd)"', choice.text)
    assert sorted(links) == sorted(at(15, 2025, body) for body in (COMMITTEE, OLD, OTHER, FOURTH))


def test_a_retroactive_act_says_so_and_leaves_the_record_of_what_was_known(
    gazette: Gazette, reader: FlaskClient
):
    stored = act(gazette, "3/2025/QĐ-UBND", date(2025, 4, 10), date(2025, 1, 1))

    assert state(reader, f"{at(3, 2025)}?on=2025-02-01") == "in-force"
    assert 'data-pw-notice="retroactive"' in reader.get(at(3, 2025)).text
    assert "applies from 1 January 2025, but was signed on 10 April 2025" in page(reader, at(3, 2025))
    kinds = [(one.what, '"relation"' in one.after) for one in gazette.store.history.of(stored)]
    assert kinds == [("test", True), ("test", False)]


def test_an_act_in_force_before_its_publication_shows_both_days(gazette: Gazette, reader: FlaskClient):
    one = document("4/2025/QĐ-UBND", "Đăng muộn", date(2025, 3, 9))
    gazette.begin(gazette.add(replace(one, published=date(2025, 3, 24))), date(2025, 3, 9))
    said = page(reader, at(4, 2025))

    assert "It was published on 24 March 2025, after the first day of its effect, 9 March 2025." in said
    assert "Published on 24 March 2025" in said


def test_an_act_published_in_time_has_no_notice(gazette: Gazette, reader: FlaskClient):
    act(gazette, "5/2025/QĐ-UBND", date(2025, 3, 9), date(2025, 3, 9))

    assert "data-pw-notice" not in reader.get(at(5, 2025)).text


def test_the_act_of_a_body_that_ended_stays_valid_until_another_act_ends_it(
    gazette: Gazette, reader: FlaskClient
):
    old = act(gazette, "7/2023/QĐ-UBND", date(2023, 3, 1), date(2023, 3, 15), OLD)
    assert state(reader, f"{at(7, 2023, OLD)}?on=2025-07-01") == "in-force"
    assert "Its successor: Ủy ban nhân dân tỉnh Lam Châu" in page(reader, at(7, 2023, OLD))

    new = act(gazette, "8/2025/QĐ-UBND", date(2025, 9, 1), date(2025, 9, 1))
    gazette.relate(Kind.REPEALS, new, old, date(2025, 10, 1))
    assert state(reader, f"{at(7, 2023, OLD)}?on=2025-09-30") == "in-force"
    assert state(reader, at(7, 2023, OLD)) == "ended"


def test_an_issue_has_nine_documents_and_one_goes_on_in_three_more(gazette: Gazette, reader: FlaskClient):
    ids = [act(gazette, f"{number}/2025/QĐ-UBND", date(2025, 1, number), None) for number in range(1, 10)]
    items = [IssueItem(0, one, place, parts=4 if one == ids[-1] else 1) for place, one in enumerate(ids)]
    gazette.store.save_issue(Issue("10", 2025), items, gazette.change)
    for part in (2, 3, 4):
        more = [IssueItem(0, ids[-1], part=part, parts=4)]
        gazette.store.save_issue(Issue(f"{9 + part}", 2025), more, gazette.change)
    gazette.service.changed()
    first = reader.get(f"{BASE}/issues/2025/10").text

    assert re.findall(r"Quyết định (\d)/2025", first) == [str(number) for number in range(1, 10)]
    assert re.findall(rf'href="{BASE}/issues/2025/(\d+)"', first) == ["11", "12", "13"]
    assert "pw-gazette__gap" not in first
    assert re.findall(rf'href="{BASE}/issues/2025/(\d+)"', reader.get(at(9, 2025)).text) == [
        "10", "11", "12", "13",
    ]  # fmt: skip


def test_fourteen_parts_are_read_in_order_and_a_missing_one_is_a_gap(gazette: Gazette, reader: FlaskClient):
    long = act(gazette, "1/2025/QĐ-UBND", date(2025, 1, 1), None)
    for part in (14, *range(1, 7), *range(8, 14)):
        gazette.store.save_issue(
            Issue(f"{part}", 2025), [IssueItem(0, long, part=part, parts=14)], gazette.change
        )
    gazette.service.changed()
    said = page(reader, at(1, 2025))
    found = re.findall(r"(?:part|Part) (\d+)(?: of 14|: not in any)", said)

    assert found == [str(part) for part in range(1, 15)]
    assert "Part 7: not in any recorded issue" in said


def test_an_issue_shows_no_draft(gazette: Gazette, reader: FlaskClient):
    one = document("6/2025/QĐ-UBND", "Dự thảo mật", date(2025, 3, 9))
    draft = gazette.add(replace(one, publication=Publication.DRAFT))
    gazette.store.save_issue(Issue("10", 2025), [IssueItem(0, draft)], gazette.change)
    gazette.service.changed()

    assert "6/2025" not in reader.get(f"{BASE}/issues/2025/10").text


def test_corrections_and_amendments_are_listed_by_their_days_and_leave_the_file(
    gazette: Gazette, reader: FlaskClient
):
    """The correction was published last, but applies from the beginning."""
    one = document("1/2025/QĐ-UBND", "Văn bản gốc", date(2025, 1, 1))
    original = gazette.add(replace(one, files=(gazette.file(),)))
    gazette.begin(original, date(2025, 1, 11))
    before = reader.get(at(1, 2025)).text
    amending = act(gazette, "2/2025/QĐ-UBND", date(2025, 5, 1), date(2025, 6, 1))
    correcting = act(gazette, "3/2025/QĐ-UBND", date(2025, 8, 1), date(2025, 8, 1))
    gazette.relate(Kind.AMENDS, amending, original, date(2025, 6, 1), part="Điều 5")
    gazette.relate(Kind.CORRECTS, correcting, original, date(2025, 1, 11), part="Điều 5")
    changes = page(reader, at(1, 2025)).partition("Changes of the text")[2]

    assert 0 < changes.index("11 January 2025: correction") < changes.index("1 June 2025: amendment")
    digest = hashlib.sha256(PDF).hexdigest()
    assert digest in before
    with reader.get(f"{BASE}/files/{digest}") as answer:
        assert answer.data == PDF


def test_an_act_that_was_repealed_before_it_began_says_so(gazette: Gazette, reader: FlaskClient):
    waiting = act(gazette, "1/2025/QĐ-UBND", date(2025, 1, 1), date(2025, 6, 1))
    other = act(gazette, "2/2025/QĐ-UBND", date(2025, 3, 1), date(2025, 3, 1))
    gazette.relate(Kind.REPEALS, other, waiting, date(2025, 5, 1))

    assert "Never in force: it was repealed on 1 May 2025, before it began." in page(reader, at(1, 2025))


def test_an_act_that_ends_itself_is_one_document_on_both_ends(gazette: Gazette, reader: FlaskClient):
    itself = act(gazette, "1/2025/QĐ-UBND", date(2025, 1, 1), date(2025, 1, 1))
    gazette.relate(Kind.REPEALS, itself, itself, date(2025, 12, 31))

    assert state(reader, f"{at(1, 2025)}?on=2025-12-30") == "in-force"
    assert state(reader, at(1, 2025)) == "ended"


def test_a_repeal_of_148_acts_is_annulled_and_only_the_named_ones_revive(
    gazette: Gazette, reader: FlaskClient
):
    """Nine of the numbers are unknown and four ambiguous: they stay as they are printed."""
    repealing = act(gazette, "1/2025/QĐ-UBND", date(2025, 1, 1), date(2025, 1, 11))
    targets = [act(gazette, f"{number}/2020/QĐ-UBND", date(2020, 1, 1), None) for number in range(1, 136)]
    own = [Relation(Kind.COMMENCES, DocumentRef(one), DocumentRef(one), date(2020, 2, 1)) for one in targets]
    printed = [DocumentRef(None, f"{number}/2019/QĐ-UBND") for number in range(1, 14)]
    ends = [*map(DocumentRef, targets), *printed]
    repeal = [Relation(Kind.REPEALS, DocumentRef(repealing), end, date(2025, 1, 11)) for end in ends]
    gazette.store.relate([*own, *repeal], gazette.change)
    gazette.service.changed()
    said = reader.get(at(1, 2025)).text

    assert len(re.findall(r'href="[^"]+/qd/2020/\d+-qd-ubnd"', said)) == 135
    assert len(re.findall(r">\d+/2019/QĐ-UBND<", said)) == 13
    assert state(reader, at(135, 2020)) == "ended"
    annulling = act(gazette, "2/2025/QĐ-UBND", date(2025, 6, 1), date(2025, 6, 1))
    gazette.relate(Kind.ANNULS, annulling, repealing, date(2025, 6, 1))
    gazette.relate(Kind.REVIVES, annulling, targets[0], date(2025, 6, 1))
    assert [state(reader, at(number, 2020)) for number in (1, 2, 135)] == ["in-force", "ended", "ended"]


def test_the_attached_regulation_may_end_without_the_act_that_carries_it(
    gazette: Gazette, reader: FlaskClient
):
    carrying = act(gazette, "1/2020/QĐ-UBND", date(2020, 1, 1), date(2020, 2, 1))
    other = act(gazette, "2/2025/QĐ-UBND", date(2025, 3, 1), date(2025, 3, 1))
    gazette.relate(Kind.REPEALS, other, carrying, date(2025, 3, 1), part="Quy chế kèm theo, Điều 5")

    assert state(reader, at(1, 2020)) == "partly-ended"
    assert "Quy chế kèm theo, Điều 5: not in force from 1 March 2025" in page(reader, at(1, 2020))


def test_inserted_parts_are_listed_between_their_neighbours(gazette: Gazette, reader: FlaskClient):
    carrying = act(gazette, "1/2020/QĐ-UBND", date(2020, 1, 1), date(2020, 2, 1))
    other = act(gazette, "2/2025/QĐ-UBND", date(2025, 3, 1), date(2025, 3, 1))
    for part in (
        "Điều 10",
        "Điều 5b",
        "Điều 6",
        "Điều 5, điểm đ",
        "Điều 5a",
        "Điều 5, điểm e",
        "Điều 5, điểm d",
    ):
        gazette.relate(Kind.REPEALS, other, carrying, date(2025, 3, 1), part=part)
    box = page(reader, at(1, 2020)).partition("About the document")[0]

    assert re.findall(r"(Điều [^:]+): not in force", box) == [
        "Điều 5, điểm d", "Điều 5, điểm đ", "Điều 5, điểm e", "Điều 5a", "Điều 5b", "Điều 6", "Điều 10",
    ]  # fmt: skip


def test_an_address_outlives_the_names_of_the_body_of_the_field_and_of_the_document(
    gazette: Gazette, reader: FlaskClient
):
    one = document("1/2025/QĐ-UBND", "Tên cũ", date(2025, 1, 1))
    stored = gazette.add(replace(one, fields=("gia-dat",)))
    gazette.begin(stored, date(2025, 1, 11))
    given = register()
    renamed = date(2026, 1, 1)
    body = given.bodies.entities[COMMITTEE]
    versions = (
        replace(body.versions[0], end=renamed), Version(renamed, None, BodyFacts("Tên cơ quan mới", "UBND")),
    )  # fmt: skip
    entities = {**given.bodies.entities, COMMITTEE: Entity(COMMITTEE, versions)}
    changed = replace(given, bodies=replace(given.bodies, entities=entities), fields=())
    gazette.service.register_document.change(lambda _: changed, who="editor", what="test")
    gazette.add(replace(one, id=stored, title="Tên mới"))
    said = page(reader, at(1, 2025))

    assert reader.get(f"{BASE}/1-2025-qd-ubnd").location == at(1, 2025)
    for expected in ("Tên mới", "Ủy ban nhân dân tỉnh Lam Châu", "Its name now: Tên cơ quan mới"):
        assert expected in said


def test_every_day_of_a_suspension_is_in_one_state(gazette: Gazette, reader: FlaskClient):
    one = act(gazette, "1/2025/QĐ-UBND", date(2025, 1, 1), date(2025, 1, 11))
    gazette.relate(Kind.SUSPENDS, None, one, date(2025, 3, 1), date(2025, 3, 3), text="Văn bản khác")
    days = [date(2025, 2, 28) + timedelta(days=number) for number in range(4)]

    assert [state(reader, f"{at(1, 2025)}?on={day}") for day in days] == [
        "in-force", "suspended", "suspended", "in-force",
    ]  # fmt: skip
