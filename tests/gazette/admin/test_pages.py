"""The office enters, changes and publishes documents; it sees each change before, and can undo it after."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from gazette.files.test_files import pdf
from gazette.samples import COMMITTEE, MERGED, OLD, Gazette, Kind, document, fill, withdraw
from portal_widgets.gazette.rules.document import Document, Publication
from portal_widgets.gazette.rules.effects import DayWording
from portal_widgets.gazette.service import GazetteService
from portal_widgets.gazette.store.gazette import KnownDocumentError
from portal_widgets.gazette.store.history import Change
from portal_widgets.signals import document_published
from support import FrozenClock, MakeApp, browser

HOME = "/portal/admin/gazette/"
NEW = f"{HOME}documents/new"
PAGES = ["", "?q=gi%C3%A1&status=published", "?waiting=drafts", "?waiting=unresolved", "?waiting=ending",
         "documents/new", "documents/1", "documents/1/edit", "documents/1/relations", "documents/1/issues",
         "documents/1/preview", "documents/5/preview", "documents/1/withdraw", "documents/1/history",
         "register", "register/kinds", "register/fields", "register/history", "register/bodies/new",
         f"register/bodies/{COMMITTEE}/edit", "register/events/new", "register/events/merger/edit",
         "documents/5/delete"]  # fmt: skip
FIRST, SECOND, DRAFT = 1, 2, 5
TYPED = {"number": "7-2026-qd-ubnd", "title": "Quy định mức thu", "signed": "2026-02-01", "body": COMMITTEE}


@pytest.fixture
def roles() -> set[str]:
    return {"editor"}


@pytest.fixture
def app(make_app: MakeApp, clock: FrozenClock, roles: set[str]) -> Flask:
    clock.set("2026-02-10T09:00")
    return make_app(admin_guard=lambda: roles)


@pytest.fixture
def gazette(app: Flask) -> Gazette:
    return fill(app)


@pytest.fixture
def office(app: Flask, gazette: Gazette) -> FlaskClient:
    return browser(app)


def token(office: FlaskClient) -> str:
    return re.search(r'name="pw_csrf" value="([^"]+)"', office.get(NEW).text)[1]


def post(office: FlaskClient, path: str, /, **data: object) -> TestResponse:
    return office.post(f"{HOME}{path}", data={"pw_csrf": token(office), **data})


def sent(page: str) -> dict[str, str]:
    """The fields that a browser would send."""
    form = re.search(r'<form class="pw-form" method="post">.*?</form>', page, re.DOTALL)[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    found = {name: value for name, value in found.items() if name not in {"correction", "field"}}
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1]
    return found


def stored(gazette: Gazette, number: int) -> Document:
    return gazette.store.documents.documents([number])[number]


# Roles and pages.


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_valid_html(office: FlaskClient, language: str):
    for path in PAGES:
        answer = office.get(f"{HOME}{path}{'&' if '?' in path else '?'}lang={language}")

        assert answer.status_code == 200, path
        JustHTML(answer.text, strict=True)
        ids = re.findall(r'\sid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("role", ["viewer", "moderator"])
def test_other_roles_find_nothing(office: FlaskClient, roles: set[str], role: str):
    roles.clear()
    roles.add(role)
    for path in PAGES:
        assert office.get(f"{HOME}{path}").status_code in {403, 404}, path


def test_a_post_from_another_site_changes_nothing(office: FlaskClient, gazette: Gazette):
    for path in ("documents/new", "documents/5/publish", "documents/1/withdraw", "register/kinds"):
        assert office.post(f"{HOME}{path}", data={"save": "1", "reason": "x"}).status_code in {400, 403}
    assert stored(gazette, DRAFT).publication is Publication.DRAFT
    assert stored(gazette, FIRST).publication is Publication.PUBLISHED


# Entering.


def test_a_number_proposes_body_kind_and_year(office: FlaskClient):
    typed = {**TYPED, "body": ""}
    page = post(office, "documents/new", **typed, preview="1").text
    found = sent(page)

    assert (found["number"], found["kind"], found["year"]) == ("07/2026/QĐ-UBND", "qd", "2026")
    assert found["body"] == COMMITTEE
    assert sent(post(office, "documents/new", **typed | {"number": "12/QĐ-UBND"}).text)["kind"] == "qd-hc"


def test_a_document_is_saved_only_after_its_preview(office: FlaskClient, gazette: Gazette):
    preview = post(office, "documents/new", **TYPED, preview="1")

    assert 'name="save"' in preview.text
    assert 'name="save"' not in office.get(NEW).text
    assert gazette.store.office.with_number("7-2026-qd-ubnd") == []
    answer = post(office, "documents/new", **sent(preview.text), save="1")
    assert answer.status_code == 303
    (saved,) = gazette.store.office.with_number("7-2026-qd-ubnd")
    assert (saved.title, saved.signed, saved.publication) == (
        "Quy định mức thu", date(2026, 2, 1), Publication.DRAFT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": " "}, "number"),
        ({"title": ""}, "title"),
        ({"body": "khong-co"}, "body"),
        ({"year": "26"}, "year"),
        ({"signed": "31.12.2026"}, "signed"),
        ({"number": "không phải số"}, "kind"),
    ],
)
def test_a_fault_of_the_form_keeps_what_was_typed(office: FlaskClient, change: dict[str, str], field: str):
    answer = post(office, "documents/new", **TYPED | {"source": "Bản giấy"} | change, save="1")

    assert answer.status_code == 400
    assert f'href="#pw-{field}"' in answer.text
    assert 'value="Bản giấy"' in answer.text


def test_documents_of_the_same_number_are_shown_before_saving(office: FlaskClient):
    page = post(office, "documents/new", **TYPED | {"number": "15/2024/qd-ubnd"}, preview="1").text

    assert "Ban hành bảng giá đất" in page
    assert "cùng số" in page


def test_a_number_is_used_twice_only_with_a_reason(office: FlaskClient, gazette: Gazette):
    typed = TYPED | {"number": "15/2024/QĐ-UBND", "signed": "2024-09-01"}
    answer = post(office, "documents/new", **typed, save="1")

    assert answer.status_code == 400
    assert 'href="#pw-double_reason"' in answer.text
    assert post(office, "documents/new", **typed, double_reason="Cấp trùng số", save="1").status_code == 303
    assert {one.work.double for one in gazette.store.office.with_number("15-2024-qd-ubnd")} == {"", "b"}


def test_the_address_of_a_published_document_cannot_be_changed(office: FlaskClient, gazette: Gazette):
    typed = sent(office.get(f"{HOME}documents/1/edit").text)
    moved = typed | {"number": "16/2024/QĐ-UBND", "year": "2025", "title": "Tên mới"}
    assert post(office, "documents/1/edit", **moved, save="1").status_code == 303

    after = stored(gazette, FIRST)
    assert (after.work.number, after.work.year, after.title) == ("15/2024/QĐ-UBND", 2024, "Tên mới")
    assert after.files


def test_two_editors_of_a_document_do_not_overwrite_each_other(office: FlaskClient, gazette: Gazette):
    first = sent(office.get(f"{HOME}documents/5/edit").text)
    post(office, "documents/5/edit", **first | {"title": "Một"}, save="1")
    answer = post(office, "documents/5/edit", **first | {"title": "Hai"}, save="1")

    assert answer.status_code == 400
    assert 'value="Hai"' in answer.text
    assert stored(gazette, DRAFT).title == "Một"


# Files.


def attach(
    office: FlaskClient, number: int, content: bytes, name: str = "a.pdf", **data: str
) -> TestResponse:
    return post(office, f"documents/{number}/files", file=(BytesIO(content), name), **data)


def test_a_file_shows_its_digest_and_readers_get_it_after_the_publication(
    office: FlaskClient, gazette: Gazette, app: Flask
):
    content = pdf("")
    digest = hashlib.sha256(content).hexdigest()
    assert attach(office, DRAFT, content).status_code == 303
    (file,) = stored(gazette, DRAFT).files

    assert digest in office.get(f"{HOME}documents/5").text
    assert (file.pages, file.form.value) == (1, "scan")
    with office.get(f"{HOME}documents/5/files/{digest}") as answer:
        assert answer.data == content
    assert browser(app).get(f"/portal/gazette/files/{digest}").status_code == 404
    post(office, "documents/5/publish")
    with browser(app).get(f"/portal/gazette/files/{digest}") as answer:
        assert answer.data == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "chọn"),
        (b"MZ program", "PDF, DOCX"),
        (pdf("a")[:60], "hỏng"),
        (b"%PDF-" + b"0" * 1_200_000, "1 MB"),
    ],
)
def test_a_file_that_cannot_be_attached_is_refused_with_its_reason(
    make_app: MakeApp, content: bytes, said: str
):
    app = make_app(admin_guard=lambda: {"editor"}, gazette_file_mb=1)
    gazette, office = fill(app), browser(app)
    answer = attach(office, DRAFT, content)
    answer.request.environ["wsgi.input"].close()  # a large body of the test client is a file

    assert answer.status_code == 400
    assert said in answer.text
    assert stored(gazette, DRAFT).files == ()


def test_a_published_file_is_replaced_with_a_reason_and_kept(office: FlaskClient, gazette: Gazette):
    (old,) = stored(gazette, FIRST).files
    new = b"PK\x03\x04 word/document.xml"
    path = f"documents/1/files/{old.digest}/remove"

    assert post(office, path).status_code == 400
    assert stored(gazette, FIRST).current_files == (old,)
    assert post(office, path, reason="Nhầm bản").status_code == 303
    (kept,) = stored(gazette, FIRST).files
    assert (kept.digest, kept.replaced_reason) == (old.digest, "Nhầm bản")
    assert attach(office, FIRST, new, "a.docx").status_code == 400


# Relations and issues.


def row(at: int = 0, **more: str) -> dict[str, str]:
    names = (
        "id",
        "relation",
        "target",
        "choice",
        "part",
        "own_part",
        "from",
        "to",
        "wording",
        "note",
        "source",
    )
    return {f"{name}-{at}": more.get(name, "") for name in names}


def version(office: FlaskClient, number: int) -> str:
    return sent(office.get(f"{HOME}documents/{number}/relations").text)["version"]


def test_a_target_is_found_by_its_number_chosen_or_kept_as_text(office: FlaskClient, gazette: Gazette):
    known = {"version": version(office, SECOND)}
    ambiguous = row(relation="repeals", target="7-2023-qd-ubnd", **{"from": "2026-03-01"})
    answer = post(office, "documents/2/relations", **known, **ambiguous, save="1")
    assert answer.status_code == 400
    assert 'href="#pw-choice-0"' in answer.text
    chosen = re.search(rf'value="(\d+)"[^>]*>[^<]*{OLD[-9:]}|value="3"', answer.text)
    assert chosen

    rows = {
        **row(0, relation="repeals", target="7/2023/QĐ-UBND", choice="3", **{"from": "2026-03-01"}),
        **row(1, relation="amends", target="15/2024/QĐ-UBND", part="Điều 5"),
        **row(2, relation="based_on", target="64/2025/QH15"),
    }
    assert post(office, "documents/2/relations", **known, **rows, save="1").status_code == 303
    own = [one for one in gazette.store.relations.of_documents([SECOND]) if one.acting.id == SECOND]
    assert [(one.kind, one.target.id, one.target.text, one.target.part) for one in own] == [
        (Kind.REPEALS, 3, "", ""),
        (Kind.AMENDS, FIRST, "", "Điều 5"),
        (Kind.BASED_ON, None, "64/2025/QH15", ""),
    ]


def test_the_form_of_relations_describes_what_is_stored(office: FlaskClient, gazette: Gazette):
    before = gazette.store.relations.of_documents([SECOND])
    typed = sent(office.get(f"{HOME}documents/2/relations").text)
    assert post(office, "documents/2/relations", **typed, save="1").status_code == 303

    assert [replace(one, position=0) for one in gazette.store.relations.of_documents([SECOND])] == before


def test_the_last_day_of_the_act_is_stored_as_the_day_after_it(office: FlaskClient, gazette: Gazette):
    rows = row(relation="expires", wording="through", **{"from": "2026-12-31"})
    post(office, "documents/5/relations", version=version(office, DRAFT), **rows, save="1")
    (end,) = [one for one in gazette.store.relations.of_documents([DRAFT]) if one.kind is Kind.EXPIRES]

    assert (end.date_from, end.wording) == (date(2027, 1, 1), DayWording.THROUGH)
    assert sent(office.get(f"{HOME}documents/5/relations").text)["from-0"] == "2026-12-31"


def test_a_row_cannot_take_the_place_of_a_relation_of_another_document(office: FlaskClient, gazette: Gazette):
    foreign = next(one.id for one in gazette.store.relations.of_documents([FIRST]) if one.acting.id == SECOND)
    rows = row(id=str(foreign), relation="cites", target="7/2023/QĐ-UBND", choice="3")

    assert (
        post(office, "documents/5/relations", version=version(office, DRAFT), **rows, save="1").status_code
        == 400
    )


def test_a_part_is_put_into_an_issue_beside_the_other_documents(office: FlaskClient, gazette: Gazette):
    names = ("issue", "issue_year", "on", "part", "parts", "first", "last")
    item = dict(
        zip([f"{name}-0" for name in names], ("12 + 13", "2024", "", "1", "1", "10", "12"), strict=True)
    )
    assert post(office, "documents/2/issues", **item | {"last-0": "9"}, save="1").status_code == 400
    assert post(office, "documents/2/issues", **item, save="1").status_code == 303

    ((issue, own),) = gazette.store.issues.of_document(SECOND)
    assert (issue.on, own.first_page) == (date(2024, 5, 15), 10)
    assert {one.document for one in gazette.store.issues.items(issue.id)} == {FIRST, SECOND}
    empty = dict.fromkeys(item, "")
    post(office, "documents/2/issues", **empty, save="1")
    assert gazette.store.issues.of_document(SECOND) == []
    assert len(gazette.store.issues.of_document(FIRST)) == 1


# Publication.


def test_the_preview_is_the_page_of_readers_with_its_state(office: FlaskClient, app: Flask):
    post(office, "documents/5/relations", version=version(office, DRAFT),
         **row(relation="commences", **{"from": "2026-03-20"}), save="1")  # fmt: skip
    page = office.get(f"{HOME}documents/5/preview").text

    assert 'data-pw-state="not-yet"' in page
    assert "20/03/2026" in page or "20/3/2026" in page


def test_no_reader_finds_a_draft_anywhere(office: FlaskClient, app: Flask, roles: set[str], gazette: Gazette):
    assert attach(office, DRAFT, pdf("Du thao mat")).status_code == 303
    roles.clear()
    reader = browser(app)
    paths = ["/portal/gazette", "/portal/gazette?q=m%E1%BA%ADt", "/portal/gazette/99-2026-qd-ubnd",
             f"/portal/gazette/{COMMITTEE}/qd/2026/99-qd-ubnd", f"/portal/gazette/{COMMITTEE}/qd/2026/1-qd-ubnd",
             f"/portal/gazette/{COMMITTEE}/qd/2024/15-qd-ubnd",
             *(f"{HOME}{path}" for path in PAGES), f"{HOME}documents/5", f"{HOME}documents/5/history"]  # fmt: skip
    for path in paths:
        assert "Dự thảo mật" not in reader.get(path).text, path
        assert "99/2026" not in reader.get(path).text, path


def test_a_published_document_is_withdrawn_only_with_a_public_reason(
    office: FlaskClient, app: Flask, gazette: Gazette
):
    address = f"/portal/gazette/{COMMITTEE}/qd/2024/15-qd-ubnd"
    assert post(office, "documents/1/withdraw", reason=" ").status_code == 400
    assert browser(app).get(address).status_code == 200
    assert post(office, "documents/1/withdraw", reason="Đăng nhầm", office="Văn phòng").status_code == 303

    gone = browser(app).get(address)
    assert gone.status_code == 410
    assert "Đăng nhầm" in gone.text
    assert "Văn phòng" in gone.text


@pytest.mark.parametrize(
    "hide",
    [
        lambda one: replace(one, publication=Publication.DRAFT),
        lambda one: replace(one, work=replace(one.work, number="16/2024/QĐ-UBND")),
        lambda one: replace(one, work=replace(one.work, body=OLD)),
        lambda one: replace(withdraw(one), withdrawal=None),
        lambda one: replace(one, files=()),
    ],
)
def test_no_change_hides_a_published_document(gazette: Gazette, hide):
    one = stored(gazette, FIRST)
    with pytest.raises(KnownDocumentError):
        gazette.store.save(hide(one), gazette.change)

    assert stored(gazette, FIRST) == one


def test_no_undo_hides_a_published_document(office: FlaskClient, app: Flask, gazette: Gazette):
    post(
        office,
        "documents/5/edit",
        **sent(office.get(f"{HOME}documents/5/edit").text) | {"title": "Mới"},
        save="1",
    )
    attach(office, DRAFT, pdf("Mot"))
    post(office, "documents/5/publish")
    for revision in gazette.store.history.of(DRAFT):
        post(office, f"documents/5/history/{revision.id}/undo")

        now = stored(gazette, DRAFT)
        assert now.publication is Publication.PUBLISHED
        assert len(now.files) == 1
    assert browser(app).get(f"/portal/gazette/{COMMITTEE}/qd/2026/99-qd-ubnd").status_code == 200


def test_the_history_says_what_changed_and_marks_corrections(office: FlaskClient, gazette: Gazette):
    typed = sent(office.get(f"{HOME}documents/1/edit").text) | {"title": "Bảng giá khác"}
    post(office, "documents/1/edit", **typed, correction="1", save="1")
    page = office.get(f"{HOME}documents/1/history").text

    assert "Ban hành bảng giá đất → Bảng giá khác" in page
    assert gazette.store.history.of(FIRST)[0].correction
    assert "Ghi nhận đính chính" in page
    newest = gazette.store.history.of(FIRST)[0].id
    post(office, f"documents/1/history/{newest}/undo")
    assert stored(gazette, FIRST).title == "Ban hành bảng giá đất"


# The list and the start page.


def test_the_list_finds_drafts_and_published_documents(office: FlaskClient):
    assert "Dự thảo mật" in office.get(f"{HOME}?q=du+thao").text
    assert "Dự thảo mật" not in office.get(f"{HOME}?status=published").text
    found = office.get(f"{HOME}?q=gi%C3%A1+%C4%91%E1%BA%A5t&status=published").text
    assert "15/2024/QĐ-UBND" in found


def test_the_start_page_names_what_waits(office: FlaskClient, gazette: Gazette):
    soon = gazette.add(document("3/2026/QĐ-UBND", "Sắp có hiệu lực", date(2026, 2, 5)))
    gazette.begin(soon, date(2026, 2, 20))
    gazette.relate(Kind.EXPIRES, 3, 3, date(2026, 3, 1))
    gazette.add(document("4/2026/QĐ-UBND", "Không rõ ngày", date(2026, 2, 5)))
    page = office.get("/portal/admin/").text

    for kind, title in {"drafts": "Dự thảo mật", "beginning": "Sắp có hiệu lực", "unknown": "Không rõ ngày",
                        "ending": OLD}.items():  # fmt: skip
        assert f"gazette/?waiting={kind}" in page
        assert title in office.get(f"{HOME}?waiting={kind}").text


# The register.


def test_a_merger_is_recorded_and_documents_keep_the_name_of_their_day(
    office: FlaskClient, app: Flask, gazette: Gazette
):
    typed = sent(office.get(f"{HOME}register/bodies/{COMMITTEE}/edit").text)
    typed |= {"version-to-0": "2026-01-01", "version-from-1": "2026-01-01", "name-1": "Ủy ban nhân dân tỉnh Lam Châu Mới",
              "short-1": "UBND", "level-1": "2"}  # fmt: skip
    assert post(office, f"register/bodies/{COMMITTEE}/edit", **typed).status_code == 303
    body = gazette.service.register_document.store.current()[1].body(COMMITTEE)
    assert [one.facts.level for one in body.versions] == [0, 2]
    page = browser(app).get(f"/portal/gazette/{COMMITTEE}/qd/2024/15-qd-ubnd").text
    assert "tỉnh Lam Châu Mới" in page
    event = sent(office.get(f"{HOME}register/events/merger/edit").text)
    assert post(office, "register/events/merger/edit", **event | {"note": "Đã kiểm tra"}).status_code == 303
    (merger,) = gazette.service.register_document.store.current()[1].bodies.events
    assert (merger.note, merger.on, len(merger.parts)) == ("Đã kiểm tra", MERGED, 2)


def test_kinds_and_fields_of_documents_are_never_lost(office: FlaskClient, gazette: Gazette):
    kinds = sent(office.get(f"{HOME}register/kinds").text)
    at = next(name[-1] for name, value in kinds.items() if name.startswith("key-") and value == "qd")
    gone = kinds | {f"key-{at}": "", f"name-{at}": ""}
    assert post(office, "register/kinds", **gone).status_code == 400
    fields = sent(office.get(f"{HOME}register/fields").text)
    assert post(office, "register/fields", **fields | {"name-2": "Giáo dục"}).status_code == 303
    assert post(office, "register/fields", **fields | {"name-2": "Y tế"}).status_code == 400
    register = gazette.service.register_document.store.current()[1]
    assert [one.key for one in register.fields] == ["dat-dai", "gia-dat", "giao-duc"]
    assert post(office, f"register/bodies/{COMMITTEE}/remove").status_code == 409
    assert post(office, "register/history/0/restore").status_code == 409


def test_a_field_is_never_below_itself(office: FlaskClient):
    fields = sent(office.get(f"{HOME}register/fields").text) | {"parent-0": "gia-dat"}

    assert post(office, "register/fields", **fields).status_code == 400


def test_a_host_hears_of_each_publication_once(office: FlaskClient, gazette: Gazette):
    heard: list[object] = []

    def hear(_sender: object, **told: object) -> None:
        heard.append(told["number"])

    with document_published.connected_to(hear):
        post(office, "documents/5/edit", **sent(office.get(f"{HOME}documents/5/edit").text), save="1")
        assert heard == []
        post(office, "documents/5/publish")
        post(office, "documents/5/edit", **sent(office.get(f"{HOME}documents/5/edit").text), save="1")

    assert heard == ["99/2026/QĐ-UBND"]


# Deleting drafts.


def test_a_draft_is_deleted_with_everything_of_it_after_a_confirmation(
    office: FlaskClient, gazette: Gazette, app: Flask
):
    attach(office, DRAFT, pdf("Mot"))
    only = stored(gazette, DRAFT).files[0]
    gazette.add(replace(stored(gazette, DRAFT), files=(only, gazette.file())))
    acts = gazette.relate(Kind.AMENDS, SECOND, DRAFT, date(2026, 2, 1), part="Điều 1")
    asked = office.get(f"{HOME}documents/{DRAFT}/delete")
    assert "99/2026/QĐ-UBND" in asked.text
    assert 'name="all"' not in asked.text
    assert stored(gazette, DRAFT)

    assert post(office, f"documents/{DRAFT}/delete").status_code == 303

    assert office.get(f"{HOME}documents/{DRAFT}").status_code == 404
    assert gazette.store.relations.of_documents([DRAFT]) == []
    (kept,) = [one for one in gazette.store.relations.of_documents([SECOND]) if one.id == acts]
    assert (kept.target.id, kept.target.text, kept.target.part) == (None, "99/2026/QĐ-UBND", "Điều 1")
    assert not gazette.service.files.path(only.digest).exists()
    assert gazette.service.files.is_intact(stored(gazette, FIRST).files[0].digest)
    newest = gazette.store.history.of(DRAFT)[0]
    assert "99/2026/QĐ-UBND" in newest.what
    assert "Dự thảo mật" in newest.before
    assert newest.after == ""
    assert gazette.add(document("99/2026/QĐ-UBND", "Bản đúng", date(2026, 3, 1))) > DRAFT


def test_no_undo_leads_to_a_deleted_draft(office: FlaskClient, gazette: Gazette):
    gazette.relate(Kind.AMENDS, SECOND, DRAFT, date(2026, 2, 1))
    post(office, f"documents/{DRAFT}/delete")

    for revision in gazette.store.history.of(SECOND):
        post(office, f"documents/{SECOND}/history/{revision.id}/undo")

        ends = gazette.store.relations.of_documents([SECOND])
        assert DRAFT not in {end.id for one in ends for end in (one.acting, one.target)}


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_document_that_readers_know_is_never_deleted(
    office: FlaskClient, gazette: Gazette, withdrawn: bool
):
    if withdrawn:
        gazette.add(withdraw(stored(gazette, FIRST)))

    assert office.get(f"{HOME}documents/{FIRST}/delete").status_code == 409
    assert post(office, f"documents/{FIRST}/delete").status_code == 409
    assert gazette.service.delete_drafts([FIRST], gazette.change) == []
    assert stored(gazette, FIRST).files


def test_a_draft_that_was_just_deleted_is_not_stored_and_the_typed_text_is_kept(
    office: FlaskClient, gazette: Gazette, monkeypatch: pytest.MonkeyPatch
):
    typed = {**sent(office.get(f"{HOME}documents/{DRAFT}/edit").text), "title": "Bản sửa của hai người"}
    save = GazetteService.save

    def save_late(service: GazetteService, document: Document, change: Change) -> int:
        service.delete_drafts([DRAFT], change)
        return save(service, document, change)

    monkeypatch.setattr(GazetteService, "save", save_late)
    answer = post(office, f"documents/{DRAFT}/edit", **typed, save="1")

    assert answer.status_code == 400
    assert "Bản sửa của hai người" in answer.text
    assert "Somebody else has changed this" in answer.text or "Người khác vừa sửa" in answer.text
    assert post(office, f"documents/{DRAFT}/publish").status_code == 404
