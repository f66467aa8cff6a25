"""Feeds, the calendar and the register: valid, lasting, cacheable, and the same facts as on the pages."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gazette.samples import COMMITTEE, Gazette, Kind, document, fill, withdraw
from portal_widgets.gazette.importing.package import read_package
from portal_widgets.gazette.rules.state import MainState
from support import FrozenClock, MakeApp, browser, statements

FIRST = f"/portal/gazette/{COMMITTEE}/qd/2024/15-qd-ubnd"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/portal/gazette/feed", "/portal/gazette/feed.json", "/portal/gazette/calendar.ics", f"{FIRST}/feed",
         f"{FIRST}/feed.json", f"/portal/gazette/feed?body={COMMITTEE}", "/portal/gazette/feed?kind=qd&field=dat-dai"]  # fmt: skip
FILES = ["/portal/gazette.json", "/portal/gazette.csv", "/portal/gazette/events.csv"]


@pytest.fixture
def app(make_app: MakeApp, clock: FrozenClock) -> Flask:
    clock.set("2026-02-10T09:00")
    return make_app()


@pytest.fixture
def gazette(app: Flask) -> Gazette:
    return fill(app)


@pytest.fixture
def reader(app: Flask, gazette: Gazette) -> FlaskClient:
    return browser(app)


def entries(reader: FlaskClient, address: str) -> list[tuple[str, str, str]]:
    """Id, title and day of each entry."""
    feed = ET.fromstring(reader.get(address).text)  # noqa: S314 - our own
    return [
        (
            one.findtext(f"{ATOM}id", ""),
            one.findtext(f"{ATOM}title", ""),
            one.findtext(f"{ATOM}updated", "")[:10],
        )
        for one in feed.iter(f"{ATOM}entry")
    ]


@pytest.mark.parametrize("address", [*FEEDS, *FILES])
def test_a_second_fetch_is_answered_with_304(reader: FlaskClient, address: str):
    first = reader.get(address)
    assert first.status_code == 200
    assert "public" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers

    again = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_an_event_is_one_entry_from_its_day(
    reader: FlaskClient, gazette: Gazette, clock: FrozenClock, app: Flask
):
    gazette.relate(Kind.SUSPENDS, 1, 2, date(2026, 2, 12), date(2026, 2, 20), part="Điều 2")
    before = entries(reader, "/portal/gazette/feed?lang=en")
    clock.set("2026-02-12T00:30")
    suspended = entries(browser(app), "/portal/gazette/feed?lang=en")
    clock.set("2026-02-20T00:30")
    resumed = entries(browser(app), "/portal/gazette/feed?lang=en")

    assert suspended[1:] == before
    assert suspended[0][1:] == ("Quyết định 01/2026/QĐ-UBND: suspension", "2026-02-12")
    assert resumed[1:] == suspended
    assert resumed[0][1:] == ("Quyết định 01/2026/QĐ-UBND: resumption", "2026-02-20")


def test_entries_are_in_order_with_lasting_ids_of_document_and_event(reader: FlaskClient, gazette: Gazette):
    found = entries(reader, "/portal/gazette/feed")
    ids = [one[0] for one in found]

    assert len(set(ids)) == len(ids)
    assert all(first[2] >= second[2] for first, second in pairwise(found))
    lasting = "http://localhost/portal/gazette"
    assert f"{lasting}/{COMMITTEE}/qd/2024/15-qd-ubnd#published" in ids
    assert f"{lasting}/{COMMITTEE}/qd/2024/15-qd-ubnd#replaces-3" in ids
    # A wrong day is corrected: the entry moves, and keeps its id.
    stored = next(one for one in gazette.store.relations.of_documents([1]) if one.id == 3)

    gazette.store.relate([replace(stored, date_from=date(2026, 2, 3))], gazette.change)
    gazette.service.changed()
    moved = {one[0]: one[2] for one in entries(reader, "/portal/gazette/feed")}
    assert moved.keys() == set(ids)
    assert moved[f"{lasting}/{COMMITTEE}/qd/2024/15-qd-ubnd#replaces-3"] == "2026-02-03"


@pytest.mark.parametrize("address", FEEDS)
def test_a_draft_is_in_no_feed(reader: FlaskClient, address: str):
    answer = reader.get(address).text

    assert "99/2026" not in answer
    assert "2026-03-02" not in answer.replace("20260302", "2026-03-02")


@pytest.mark.parametrize("address", FILES)
def test_a_draft_and_its_relations_are_in_no_file(reader: FlaskClient, address: str):
    answer = reader.get(address)

    assert "99/2026" not in answer.text
    assert "2026-03-02" not in answer.text
    assert "15/2024/QĐ-UBND" in answer.text


def test_a_feed_of_a_part_has_only_its_documents(reader: FlaskClient):
    found = entries(reader, f"/portal/gazette/feed?body={COMMITTEE}&field=dat-dai")

    assert found
    assert all("/15-qd-ubnd#" in one[0] for one in found)
    assert reader.get("/portal/gazette/feed?body=nobody").status_code == 404


def test_a_document_has_a_feed_of_its_own_after_its_withdrawal(reader: FlaskClient, gazette: Gazette):
    before = entries(reader, f"{FIRST}/feed")
    assert [one[0].partition("#")[2] for one in before] == ["replaces-3", "commences-1", "published"]

    gazette.add(withdraw(gazette.store.documents.documents([1])[1]))

    assert entries(reader, f"{FIRST}/feed")[0][0].endswith("#withdrawn")
    for address in (FIRST, f"{FIRST}/feed", f"{FIRST}/feed.json", "/portal/gazette/feed"):
        said = reader.get(address).text
        assert "15/2024/Q" in said, address
        assert "Ban hành bảng giá đất<" not in said.replace("\n", "<").replace("\\n", "<"), address
    assert "15/2024" not in reader.get("/portal/gazette.csv").text


def test_the_json_feed_has_the_entries_of_the_atom_feed(reader: FlaskClient):
    feed = json.loads(reader.get("/portal/gazette/feed.json").text)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    listed = [(one["id"], one["title"], one["date_published"][:10]) for one in feed["items"]]
    assert listed == entries(reader, "/portal/gazette/feed")


def test_the_calendar_has_coming_and_recent_changes_of_states(reader: FlaskClient, gazette: Gazette):
    gazette.begin(
        gazette.add(document("5/2026/QĐ-UBND", "Mới, sau; này", date(2026, 2, 9))), date(2026, 4, 1)
    )
    answer = reader.get("/portal/gazette/calendar.ics")

    assert answer.headers["Content-Type"].startswith("text/calendar")
    lines = answer.data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    whole = answer.data.replace(b"\r\n ", b"").decode()
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20260401" in whole
    assert r"Mới\, sau\; này" in whole
    assert "20240520" not in whole


def test_the_register_is_a_package_that_gives_the_same_documents(reader: FlaskClient, gazette: Gazette):
    answer = reader.get("/portal/gazette.json")
    data, package = json.loads(answer.text), read_package(answer.data)

    assert {one.work.number for one in package.documents} == {
        "15/2024/QĐ-UBND",
        "01/2026/QĐ-UBND",
        "7/2023/QĐ-UBND",
    }
    assert package.register == gazette.service.register()
    states = {one["url"]: one["state"] for one in data["documents"]}
    for url, state in states.items():
        page = reader.get(url.removeprefix("http://localhost")).text
        assert f'data-pw-state="{state}"' in page


def test_the_tables_have_a_line_for_each_document_and_each_relation(reader: FlaskClient):
    documents, events = (
        list(csv.DictReader(io.StringIO(reader.get(address).data.decode("utf-8-sig"))))
        for address in ("/portal/gazette.csv", "/portal/gazette/events.csv")
    )

    assert len(documents) == 4
    assert documents[0]["body_name"] == "Ủy ban nhân dân tỉnh Lam Châu"
    assert ("replaces", "01/2026/QĐ-UBND", "15/2024/QĐ-UBND", "2026-02-01") in [
        (one["event"], one["acting_number"], one["target_number"], one["from"]) for one in events
    ]


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_that_is_fetched_again_makes_no_statement(reader: FlaskClient, gazette: Gazette, address: str):
    reader.get(address)
    with statements(gazette.portal.database) as made:
        reader.get(address)
    assert made == []


def test_the_pages_link_to_their_feeds(reader: FlaskClient):
    assert f'href="{FIRST}/feed"' in reader.get(FIRST).text
    page = reader.get(f"/portal/gazette?body={COMMITTEE}").text
    for address in (f"/portal/gazette/feed?body={COMMITTEE}", "/portal/gazette.csv", "/portal/gazette.json"):
        assert f'href="{address}"' in page


def test_the_data_in_a_page_agree_with_the_page(reader: FlaskClient, gazette: Gazette):
    gazette.relate(Kind.GUIDES, 2, 3)
    page = reader.get(f"/portal/gazette/{COMMITTEE}/qd/2026/1-qd-ubnd?lang=en").text
    data = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])

    first = f"http://localhost{FIRST}"
    assert 'data-pw-state="in-force"' in page
    assert data["legislationLegalForce"] == "https://schema.org/InForce"
    assert data["legislationIdentifier"] == "01/2026/QĐ-UBND"
    assert (data["legislationDate"], data["legislationDateVersion"]) == ("2026-01-05", "2026-02-10")
    assert data["legislationRepeals"] == data["legislationChanges"] == [first, data["url"]][:1]
    assert len(data["legislationEnsuresImplementationOf"]) == 1


def test_a_control_character_of_an_imported_title_spoils_no_feed(reader: FlaskClient, gazette: Gazette):
    signs = "".join(map(chr, [*range(1, 32), 0xFFFE, 0xFFFF]))
    title = f"Quy định{signs}mức thu"
    gazette.begin(gazette.add(document("8/2026/QĐ-UBND", title, date(2026, 2, 1))), date(2026, 2, 9))
    atom, calendar = reader.get("/portal/gazette/feed").text, reader.get("/portal/gazette/calendar.ics").text

    assert "mức thu" in ET.fromstring(atom).findtext(f"{ATOM}entry/{ATOM}content", "")  # noqa: S314 - our own
    assert not set(signs) & set(calendar) - {"\r", "\n", "\t"}


def test_feeds_and_open_data_name_the_issue_and_no_draft_in_it(reader: FlaskClient, gazette: Gazette):
    (issue,) = gazette.store.issues.every()
    items = gazette.store.issues.items(issue.id)
    gazette.store.save_issue(issue, [*items, replace(items[0], document=5)], gazette.change)
    gazette.service.changed()
    table = reader.get("/portal/gazette.csv").data.decode("utf-8-sig")
    rows = {row["number"]: row["issues"] for row in csv.DictReader(io.StringIO(table), delimiter=table[6])}
    package = reader.get("/portal/gazette.json").get_json()

    assert rows["15/2024/QĐ-UBND"] == "12 + 13/2024"
    assert [[one["document"] for one in each["items"]] for each in package["issues"]] == [[1]]
    assert "Issue 12 + 13 of 2024" in reader.get(f"{FIRST}/feed?lang=en").text


def test_the_effects_of_a_withdrawn_document_stay_until_they_are_removed(gazette: Gazette):
    """The withdrawal takes back the publication here, not the act."""
    before = gazette.store.relations.states([1], date(2026, 3, 1))
    gazette.add(withdraw(gazette.store.documents.documents([2])[2]))

    assert gazette.store.relations.states([1], date(2026, 3, 1)) == before == {1: MainState.ENDED}
