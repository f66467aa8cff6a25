"""The invented gazette of the demo: its states on the days around every event, and the ways between its pages."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.gazette import fill
from portal.gazette.documents import DOCUMENTS
from portal.gazette.files import scan_pdf, text_pdf
from portal_widgets.gazette.extracting.extraction import extract
from portal_widgets.gazette.rules.addresses import address_slug
from portal_widgets.gazette.rules.document import FileForm, Publication
from portal_widgets.gazette.rules.effects import FactIndex
from portal_widgets.gazette.rules.timeline import state_on
from portal_widgets.gazette.service import GazetteService
from support import FrozenClock, MakeApp, browser, portal_of

ONE_DAY = timedelta(days=1)
STATE = re.compile(r'data-pw-state="([^"]+)"')
ISSUE = "/portal/gazette/issues/2026"


def address(key: str) -> str:
    work = DOCUMENTS[key].work
    return f"/portal/gazette/{work.body}/{work.kind}/{work.year}/{address_slug(work)}"


@pytest.fixture
def app(make_app: MakeApp, clock: FrozenClock) -> Flask:
    clock.set("2026-11-30T09:00")
    app = make_app()
    fill(app)
    return app


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return browser(app)


@pytest.fixture
def service(app: Flask) -> GazetteService:
    return portal_of(app).service(GazetteService)


def state(reader: FlaskClient, where: str) -> str:
    found = STATE.search(reader.get(where).text)
    assert found
    return found[1]


def events(service: GazetteService) -> Iterator[tuple[str, FactIndex, int, date]]:
    """Each document with each day on which an act affects it."""
    for key, one in DOCUMENTS.items():
        if one.publication is not Publication.PUBLISHED:
            continue
        work = one.work
        stored = service.store.documents.at_address(work.body, work.kind, work.year, address_slug(work))
        assert stored is not None
        index = service.store.relations.facts([stored.id])
        for day in sorted({fact.date_from for fact in index.facts(stored.id).incoming if fact.date_from}):
            yield key, index, stored.id, day


def test_pages_and_lists_turn_on_the_day_of_every_event(
    reader: FlaskClient, service: GazetteService, clock: FrozenClock
):
    """The clock shows the day before, on the day and on the day after. The caches are those of the day
    before.
    """
    turned = 0
    for key, index, number, day in events(service):
        for now in (day - ONE_DAY, day, day + ONE_DAY):
            clock.set(f"{now}T00:00:00")
            expected = state_on(index.facts(number), now).main

            assert state(reader, address(key)) == expected, (key, now)
            assert service.store.relations.states([number], now) == {number: expected}
            turned += now == day and expected is not state_on(index.facts(number), now - ONE_DAY).main
    assert turned > 30


STATES = [
    ("fees-2021", "2022-05-31", "in-force"),
    ("fees-2021", "2022-06-01", "ended"),
    ("fees-guide", "2026-07-31", "in-force"),
    ("fees-guide", "2026-08-01", "ended"),
    ("fees-islands", "2026-08-01", "in-force"),
    ("prices-2024", "2025-08-31", "in-force"),
    ("prices-2024", "2025-09-01", "partly-ended"),
    ("lorries", "2024-06-14", "in-force"),
    ("lorries", "2024-06-15", "suspended"),
    ("lorries", "2024-11-30", "suspended"),
    ("lorries", "2024-12-01", "in-force"),
    ("water", "2025-12-31", "not-yet"),
    ("water", "2026-06-30", "partly-begun"),
    ("water", "2027-01-01", "in-force"),
    ("market", "2026-11-30", "in-force"),
    ("village-market", "2025-09-20", "ended"),
    ("parking", "2024-12-01", "ended"),
    ("criteria", "2026-11-30", "unknown"),
    ("bus", "2027-03-01", "in-force"),
]


def test_the_states_of_the_demo(reader: FlaskClient):
    found = [(key, day, state(reader, f"{address(key)}?on={day}")) for key, day, _ in STATES]

    assert found == STATES


def test_an_act_that_is_recorded_later_changes_no_earlier_day(reader: FlaskClient, service: GazetteService):
    days = ("2022-08-01", "2024-02-01", "2025-08-31")
    earlier = [state(reader, f"{address('prices-2024')}?on={day}") for day in days]
    found = service.store.documents.at_address("ubnd-lam-chau", "qd", 2024, "2-qd-ubnd")
    assert found is not None
    one = next(
        fact
        for fact in service.store.relations.of_documents([found.id])
        if fact.kind == "repeals" and fact.date_from == date(2025, 9, 1)
    )
    service.store.unrelate(one.id, service.change("editor", "test"))
    service.changed()

    assert [state(reader, f"{address('prices-2024')}?on={day}") for day in days] == earlier
    assert state(reader, f"{address('prices-2024')}?on=2025-09-01") == "in-force"


def test_every_link_of_the_demo_leads_to_a_page(reader: FlaskClient):
    """Only withdrawn documents are gone, and their tombstones lead on."""
    waiting, seen = ["/portal/gazette"], dict[str, int]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = reader.get(path)
        seen[path] = answer.status_code
        if answer.mimetype == "text/html":
            waiting += re.findall(r'href="(/portal/gazette[^"#?]*)"', answer.text)
        answer.close()

    assert {path for path, status in seen.items() if status != 200} == {address("mistake")}
    assert {address(key) for key in DOCUMENTS} - set(seen) <= {
        address("draft"),
        *(address(key) for key in DOCUMENTS if DOCUMENTS[key].signed < date(2023, 8, 1)),  # type: ignore[operator]
    }


def test_a_tombstone_keeps_its_number_and_both_ends_of_its_relations(reader: FlaskClient):
    answer = reader.get(address("mistake"))

    assert answer.status_code == 410
    assert "77/TB-UBND" in answer.text
    assert address("water") in answer.text
    assert address("mistake") in reader.get(address("water")).text


def test_a_missing_part_is_a_gap_in_the_issue_and_on_the_document(reader: FlaskClient):
    for page in (f"{ISSUE}/05", f"{ISSUE}/06", f"{ISSUE}/08", address("water-guide")):
        said = " ".join(re.sub("<[^>]+>", " ", reader.get(f"{page}?lang=en").text).split())

        assert "Part 3: not in any recorded issue" in said, page
        assert "Part 2: not in any" not in said
    assert f'href="{ISSUE}/06"' in reader.get(f"{ISSUE}/05").text


def test_an_issue_that_does_not_exist_is_404(reader: FlaskClient):
    for path in (f"{ISSUE}/99", "/portal/gazette/issues/1990", "/portal/gazette/issues/1990/05"):
        assert reader.get(path).status_code == 404
    assert reader.get("/portal/gazette/issues/2024/03-04").status_code == 200


def test_a_body_that_ended_leads_to_its_successor_and_back(reader: FlaskClient):
    page = reader.get(address("village-market")).text
    successor = reader.get("/portal/gazette?body=ubnd-dong-may").text

    assert 'href="/portal/gazette?body=ubnd-dong-may"' in page
    for earlier in ("ubnd-dong-may-1", "ubnd-may-thuong"):
        assert f'href="/portal/gazette?body={earlier}"' in successor
    assert "Chưa ghi nhận cơ quan kế tục" in reader.get(address("pipes")).text


def test_a_replaced_file_stays_with_the_reason(reader: FlaskClient):
    page = reader.get(address("lorries")).text

    assert "Thiếu trang cuối." in page
    for digest in set(re.findall(r"/portal/gazette/files/([0-9a-f]{64})", page)):
        with reader.get(f"/portal/gazette/files/{digest}") as answer:
            assert answer.status_code == 200


def test_the_files_are_a_pdf_with_words_and_a_scan():
    lines = "TINH LAM CHAU", "Tep minh hoa cua cong mau, khong phai van ban that."
    words, scan = extract(text_pdf(lines)), extract(scan_pdf())

    assert words.text.split() == " ".join(lines).split()
    assert (words.form, words.pages) == (FileForm.TEXT, 1)
    assert (scan.form, scan.pages) == (FileForm.SCAN, 1)


def test_a_search_shows_passages_and_offers_the_state_that_is_named(reader: FlaskClient):
    found = reader.get("/portal/gazette?q=dat+nong+nghiep").text
    offered = reader.get("/portal/gazette?q=van+ban+con+hieu+luc+ve+hoc+phi").text

    assert "<mark>đất</mark> <mark>nông</mark> <mark>nghiệp</mark>" in found
    assert 'href="/portal/gazette?q=hoc+phi&amp;state=in-force"' in offered
    assert ">hoc phi, Còn hiệu lực</a>" in offered
