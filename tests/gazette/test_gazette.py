"""The pages of the gazette: list, documents, addresses, files and the block."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from justhtml import JustHTML

from gazette.samples import COMMITTEE, OLD, OTHER, PDF, Gazette, Kind, document, fill, withdraw
from portal_widgets.gazette.rules.document import Publication
from portal_widgets.gazette.rules.query import SearchFilters
from portal_widgets.gazette.store.documents import DoubleNumberError
from support import FrozenClock, MakeApp, browser, statements

FIRST = f"/portal/gazette/{COMMITTEE}/qd/2024/15-qd-ubnd"
SECOND = f"/portal/gazette/{COMMITTEE}/qd/2026/1-qd-ubnd"
DRAFT = f"/portal/gazette/{COMMITTEE}/qd/2026/99-qd-ubnd"
PAGES = ["/portal/gazette", "/portal/gazette?q=gi%C3%A1", "/portal/gazette?on=2024-06-01&state=in-force", FIRST,
         f"{FIRST}?on=2024-06-01", SECOND, "/portal/gazette/7/2023/QĐ-UBND"]  # fmt: skip


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


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def main_state(reader: FlaskClient, address: str) -> str:
    found = re.search(r'data-pw-state="([^"]+)"', reader.get(address).text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html_without_inline_style(reader: FlaskClient, path: str, language: str):
    answer = reader.get(f"{path}{'&' if '?' in path else '?'}lang={language}")

    assert answer.status_code == 200
    JustHTML(answer.text, strict=True)
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*(?: src|ld\+json))", answer.text)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2024-05-19", "not-yet"),
        ("2024-05-20", "in-force"),
        ("2026-01-31", "in-force"),
        ("2026-02-01", "ended"),
    ],
)
def test_a_page_shows_the_state_of_any_day(reader: FlaskClient, day: str, state: str):
    assert main_state(reader, f"{FIRST}?on={day}") == state


def test_the_state_is_a_sentence_with_the_act_and_the_day(reader: FlaskClient):
    page = text(reader.get(f"{FIRST}?lang=en").text)

    assert "No longer in force" in page
    assert "Not in force from 1 February 2026: it was replaced. Basis: Quyết định 01/2026/QĐ-UBND" in page


def test_every_relation_is_read_from_both_ends(reader: FlaskClient):
    replaces = re.findall(r'data-pw-relation="replaces" data-pw-direction="to"', reader.get(SECOND).text)
    replaced = re.findall(r'data-pw-relation="replaces" data-pw-direction="from"', reader.get(FIRST).text)

    assert len(replaces) == len(replaced) == 1
    assert f'href="{FIRST}"' in reader.get(SECOND).text
    assert f'href="{SECOND}"' in reader.get(FIRST).text


@pytest.mark.parametrize(
    "spelling",
    ["15/2024/QĐ-UBND", "15-2024-qd-ubnd", "15/2024/QĐ–UBND", "015/2024/qđ-ubnd", "15 2024 QD UBND"],
)
def test_every_spelling_of_a_number_leads_to_the_document(reader: FlaskClient, spelling: str):
    answer = reader.get(f"/portal/gazette/{spelling}")

    assert (answer.status_code, answer.location) == (301, FIRST)


def test_a_number_of_several_documents_is_a_choice(reader: FlaskClient):
    page = reader.get("/portal/gazette/7/2023/QĐ-UBND")

    assert page.status_code == 200
    for body in (OLD, OTHER):
        assert f'href="/portal/gazette/{body}/qd/2023/7-qd-ubnd"' in page.text


def test_another_spelling_below_the_body_is_one_permanent_redirect(reader: FlaskClient):
    for number in ("15-2024-qd-ubnd", "015-QĐ-UBND"):
        answer = reader.get(f"/portal/gazette/{COMMITTEE}/qd/2024/{number}")

        assert (answer.status_code, answer.location) == (301, FIRST)
    assert reader.get(f"/portal/gazette/{COMMITTEE}/qd/2024/16-qd-ubnd").status_code == 404


def test_an_address_stays_when_the_title_changes(reader: FlaskClient, gazette: Gazette):
    stored = gazette.store.documents.at_address(COMMITTEE, "qd", 2024, "15-qd-ubnd")
    assert stored is not None
    gazette.add(replace(stored, title="Tên khác", fields=()))

    assert "Tên khác" in reader.get(FIRST).text


def test_the_body_is_named_as_on_the_day_of_the_document(reader: FlaskClient):
    assert "Ủy ban nhân dân huyện Vân Trạch" in reader.get(f"/portal/gazette/{OLD}/qd/2023/7-qd-ubnd").text


def test_a_draft_is_seen_nowhere(reader: FlaskClient):
    for address in (DRAFT, "/portal/gazette/99/2026/QĐ-UBND"):
        assert reader.get(address).status_code == 404
    for address in ("/portal/gazette", SECOND):
        assert "99/2026" not in reader.get(address).text
    assert main_state(reader, f"{SECOND}?on=2026-04-01") == "in-force"


def test_a_draft_takes_effect_when_it_is_published(reader: FlaskClient, gazette: Gazette):
    draft = gazette.store.documents.at_address(COMMITTEE, "qd", 2026, "99-qd-ubnd")
    assert draft is not None
    gazette.add(replace(draft, publication=Publication.PUBLISHED))

    assert main_state(reader, f"{SECOND}?on=2026-04-01") == "ended"
    found = gazette.service.search.search("", SearchFilters(state="ended"), date(2026, 4, 1))
    assert "01/2026/QĐ-UBND" in {one.work.number for one in found.documents}


def test_a_withdrawn_document_keeps_its_number_and_its_relations(reader: FlaskClient, gazette: Gazette):
    stored = gazette.store.documents.at_address(COMMITTEE, "qd", 2024, "15-qd-ubnd")
    assert stored is not None
    gazette.add(withdraw(stored))
    answer = reader.get(FIRST)

    assert answer.status_code == 410
    for kept in ("15/2024/QĐ-UBND", "Đăng nhầm", "09/02/2026", "Văn phòng Ủy ban nhân dân", SECOND):
        assert kept in answer.text
    assert reader.get("/portal/gazette/15/2024/QĐ-UBND").location == FIRST
    assert FIRST in reader.get(SECOND).text


def test_a_file_is_sent_with_its_digest_and_only_while_its_document_is_published(
    reader: FlaskClient, gazette: Gazette
):
    digest = hashlib.sha256(PDF).hexdigest()
    with reader.get(f"/portal/gazette/files/{digest}") as answer:
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (answer.get_etag()[0], answer.cache_control.immutable) == (digest, True)
    page = reader.get(FIRST).text
    assert digest in page
    assert "application/pdf" in page
    stored = gazette.store.documents.at_address(COMMITTEE, "qd", 2024, "15-qd-ubnd")
    assert stored is not None
    gazette.add(withdraw(stored))
    assert reader.get(f"/portal/gazette/files/{digest}").status_code == 404
    assert reader.get("/portal/gazette/files/..").status_code == 404


def test_a_changed_file_is_found(gazette: Gazette):
    stored = gazette.file(b"other")
    assert gazette.service.files.is_intact(stored.digest)
    gazette.service.files.path(stored.digest).write_bytes(b"forged")

    assert not gazette.service.files.is_intact(stored.digest)


def test_the_data_for_machines_agree_with_the_page(reader: FlaskClient):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', reader.get(SECOND).text)
    assert found
    said = json.loads(found.group(1))

    assert said["@type"] == "Legislation"
    assert said["legislationIdentifier"] == "01/2026/QĐ-UBND"
    assert said["legislationRepeals"] == [f"http://localhost{FIRST}"]
    assert said["legislationLegalForce"] == "https://schema.org/InForce"


def test_a_part_in_an_issue_is_named(reader: FlaskClient):
    page = text(reader.get(f"{FIRST}?lang=en").text)

    assert "Issue 12 + 13 of 2024 , 15 May 2024, part 2 of 2, pages 3 to 9" in page


def test_the_list_filters_by_the_state_of_a_day(reader: FlaskClient):
    ended = reader.get("/portal/gazette?state=ended").text
    before = reader.get("/portal/gazette?state=ended&on=2026-01-31").text

    assert FIRST in ended
    assert FIRST not in before


def test_two_documents_of_one_number_need_a_letter_and_a_reason(gazette: Gazette, reader: FlaskClient):
    again = document("15/2024/QĐ-UBND", "Cùng số", date(2024, 9, 1))
    with pytest.raises(DoubleNumberError):
        gazette.add(again)
    with pytest.raises(DoubleNumberError):
        gazette.add(replace(again, work=replace(again.work, double="b")))
    gazette.add(replace(again, work=replace(again.work, double="b", double_reason="Cấp số hai lần")))

    assert "Cấp số hai lần" in reader.get(f"{FIRST}(b)").text
    assert reader.get("/portal/gazette/15-2024-qd-ubnd").status_code == 200


def test_warm_pages_make_no_statement_and_turn_at_midnight(
    reader: FlaskClient, gazette: Gazette, clock: FrozenClock
):
    waiting = document("02/2026/QĐ-UBND", "Sắp có hiệu lực", date(2026, 2, 1))
    gazette.begin(gazette.add(waiting), date(2026, 2, 11))
    address = f"/portal/gazette/{COMMITTEE}/qd/2026/2-qd-ubnd"
    clock.set("2026-02-10T23:59:58")
    before = [reader.get(path).data for path in ("/portal/gazette", address)]
    with statements(gazette.portal.database) as asked:
        again = [reader.get(path).data for path in ("/portal/gazette", address)]

    assert asked == []
    assert again == before
    clock.set("2026-02-11T00:00:00")
    after = [reader.get(path).data for path in ("/portal/gazette", address)]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert main_state(reader, address) == "in-force"


def test_a_change_can_be_undone_and_is_recorded(gazette: Gazette, reader: FlaskClient):
    second = gazette.store.documents.at_address(COMMITTEE, "qd", 2026, "1-qd-ubnd")
    assert second is not None
    number = gazette.relate(Kind.SUSPENDS, None, second.id, date(2026, 2, 5), text="Văn bản 5/TB")
    assert main_state(reader, SECOND) == "suspended"

    newest = gazette.store.history.of(second.id)[0]
    assert gazette.store.undo(newest, gazette.change)
    gazette.service.changed()
    assert main_state(reader, SECOND) == "in-force"
    removed = gazette.store.history.of(second.id)[0]
    assert (json.loads(removed.before)["relation"]["id"], removed.after) == (number, "")
    assert gazette.store.undo(removed, gazette.change)
    gazette.service.changed()
    assert main_state(reader, SECOND) == "suspended"


@pytest.mark.parametrize(
    "query",
    ["on=2026-13-01", "on=x"],
)
def test_a_day_that_does_not_exist_is_refused(reader: FlaskClient, query: str):
    assert reader.get(f"/portal/gazette?{query}").status_code == 400
    assert reader.get(f"{FIRST}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["q=%25", "q=_", "q=%22", "q=%00", "year=99999999999", "page=-1", "page=9999999",
                                   "state=none", "order=x", "signed_from=x"])  # fmt: skip
def test_odd_questions_are_answered(reader: FlaskClient, query: str):
    assert reader.get(f"/portal/gazette?{query}").status_code == 200


def block(app: Flask, limit: int) -> str:
    with app.test_request_context("/"):
        return str(render_template_string("{{ portal.gazette(limit) }}", limit=limit))


def test_the_block_has_the_newest_documents(app: Flask, gazette: Gazette):
    drawn = block(app, 2)

    assert re.findall(">Quyết định ([^<]+)<", drawn) == ["01/2026/QĐ-UBND", "15/2024/QĐ-UBND"]
    assert "Còn hiệu lực" in drawn


def test_an_empty_gazette_has_a_list_and_no_block(app: Flask):
    assert browser(app).get("/portal/gazette").status_code == 200
    assert block(app, 5) == ""


def test_a_part_in_a_relation_is_a_link_to_the_line_about_it(reader: FlaskClient, gazette: Gazette):
    gazette.relate(Kind.AMENDS, 2, 1, date(2026, 2, 1), part="khoản 2 Điều 5a")
    gazette.relate(Kind.CORRECTS, 2, 1, date(2026, 2, 2), part="Điều 5a, khoản 2")
    other, own = reader.get(SECOND).text, reader.get(FIRST).text

    assert other.count(f'href="{FIRST}#dieu-5a-khoan-2"') == 2
    assert own.count('<span id="dieu-5a-khoan-2" tabindex="-1">') == 1
