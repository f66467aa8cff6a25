"""Imports by the command: what is stored, that it is stored once, and which states follow."""

import ast
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from gazette.importing.test_importing import nukeviet
from gazette.samples import Gazette, Kind, document, fill
from portal_widgets.core.text.languages import language
from portal_widgets.gazette import importing
from portal_widgets.gazette.importing.drafts import DraftFault
from portal_widgets.gazette.importing.fault_text import ImportFaultText
from portal_widgets.gazette.rules.document import IssueItem, Publication
from portal_widgets.gazette.rules.timeline import spans
from portal_widgets.gazette.service import GazetteService
from portal_widgets.signals import document_published
from support import FrozenClock, MakeApp, portal_of

HEADER = "number;body;kind;title;signed;effective;expires;replaces"
FIRST = "15/2024/QĐ-UBND;ubnd-lam-chau;qd;Bảng giá đất;06/05/2024;20/05/2024;;"
SECOND = (
    "1/2026/qd-ubnd;ubnd-lam-chau;qd;Bảng giá đất mới;05/01/2026;01/02/2026;;15-2024-qđ-ubnd | 3/2001/QĐ-UB"
)
PACKAGE = {"format": "portal-widgets gazette", "version": 1}


@pytest.fixture(params=["sqlite", "postgres"])
def apps(request: pytest.FixtureRequest, make_app: MakeApp, clock: FrozenClock) -> tuple[Flask, Flask]:
    """A portal on SQLite, and one on the database of the test."""
    clock.set("2026-02-10T09:00")
    url = request.getfixturevalue("new_postgres") if request.param == "postgres" else None
    return make_app(), make_app(database_url=url) if url else make_app()


@pytest.fixture
def app(make_app: MakeApp, clock: FrozenClock) -> Flask:
    clock.set("2026-02-10T09:00")
    return make_app()


def command(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["portal", "gazette", *map(str, arguments)])


def import_(app: Flask, folder: Path, content: bytes | str, *options: str) -> Result:
    file = folder / "incoming"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return command(app, "import", file, *options)


def service(app: Flask) -> GazetteService:
    return portal_of(app).service(GazetteService)


def contents(app: Flask) -> dict[str, list[tuple[date, date | None, str, tuple[str, ...]]]]:
    """The spans of each document by its number and body."""
    store = service(app).store
    ids = store.documents.works().values()
    found = {}
    for one in store.documents.documents(ids).values():
        facts = store.relations.facts([one.id]).facts(one.id)
        found[f"{one.work.number} {one.work.body} {one.publication}"] = [
            (span.start, span.until, span.state.main.value, tuple(map(str, span.state.also)))
            for span in spans(facts)
        ]
    return found


def test_a_table_becomes_drafts_that_readers_do_not_see(app: Flask, tmp_path: Path):
    Gazette(app)
    result = import_(app, tmp_path, f"{HEADER}\n{FIRST}\n{SECOND}")

    assert result.exit_code == 0, result.output
    assert "2 documents and 4 relations are saved." in result.output
    assert app.test_client().get("/portal/gazette/15/2024/QĐ-UBND").status_code == 404


@pytest.mark.parametrize(("asked", "most"), [(["--publish"], 2), ([], 0), (["--publish", "--dry-run"], 0)])
def test_the_host_is_told_of_each_imported_document_that_becomes_public(
    app: Flask, tmp_path: Path, asked: list[str], most: int
):
    Gazette(app)
    told = []

    def hear(_sender: object, **values: object) -> None:
        told.append(values["number"])

    with document_published.connected_to(hear):
        for _ in range(2):
            import_(app, tmp_path, f"{HEADER}\n{FIRST}\n{SECOND}", *asked)

    assert len(told) == len(set(told)) == most


def test_published_documents_have_the_states_of_the_stated_days(app: Flask, tmp_path: Path):
    Gazette(app)
    result = import_(app, tmp_path, f"{HEADER}\n{FIRST}\n{SECOND}", "--publish")

    assert "note: 3/2001/QĐ-UB: no document bears the number" in result.stderr
    page = app.test_client().get("/portal/gazette/ubnd-lam-chau/qd/2024/15-qd-ubnd").text
    assert 'data-pw-state="ended"' in page
    assert app.test_client().get("/portal/gazette?q=gia+dat").text.count('class="pw-gazette__row"') == 2


@pytest.mark.parametrize("lines", [[FIRST, SECOND], [SECOND, FIRST]])
def test_the_same_file_twice_adds_nothing(app: Flask, tmp_path: Path, lines: list[str]):
    Gazette(app)
    import_(app, tmp_path, "\n".join([HEADER, *lines]), "--publish")
    before = contents(app), service(app).store.history.version()
    result = import_(app, tmp_path, "\n".join([HEADER, *lines]), "--publish")

    assert "0 documents and 0 relations are saved." in result.output
    assert (contents(app), service(app).store.history.version()) == before


def test_a_target_that_comes_later_completes_its_relation(app: Flask, tmp_path: Path):
    Gazette(app)
    import_(app, tmp_path, f"{HEADER}\n{SECOND}", "--publish")
    import_(app, tmp_path, f"{HEADER}\n{FIRST}", "--publish")
    result = import_(app, tmp_path, f"{HEADER}\n{SECOND}", "--publish")

    assert "0 documents and 1 relations are saved." in result.output
    ends = [one[-1][2] for number, one in contents(app).items() if number.startswith("15/2024")]
    assert ends == ["ended"]


def test_a_number_of_two_documents_stays_a_text(app: Flask, tmp_path: Path):
    fill(app)
    line = "9/2026/QĐ-UBND;ubnd-lam-chau;qd;Bãi bỏ;05/02/2026;06/02/2026;;7/2023/QĐ-UBND"
    before = contents(app)
    result = import_(app, tmp_path, f"{HEADER}\n{line}", "--publish")

    assert "note: 7/2023/QĐ-UBND: several documents bear the number" in result.stderr
    after = contents(app)
    assert {key: after[key] for key in before} == before


def test_a_dry_run_says_what_would_happen_and_saves_nothing(app: Flask, tmp_path: Path):
    Gazette(app)
    result = import_(app, tmp_path, f"{HEADER}\n{FIRST}\n{SECOND}", "--publish", "--dry-run")

    assert "New documents: 2. Known documents: 0. New relations: 4." in result.output
    assert "Nothing was saved." in result.output
    assert contents(app) == {}


def test_a_faulty_line_is_named_and_the_others_are_stored(app: Flask, tmp_path: Path):
    Gazette(app)
    faulty = "16/2024/QĐ-UBND;ubnd-lam-chau;qd;Giá;31/02/2024;;;"
    result = import_(app, tmp_path, f"{HEADER}\n{FIRST}\n{faulty}", "--publish")

    assert result.exit_code == 1
    assert "fault: Dòng 3: signed: “31/02/2024” không phải là ngày" in result.stderr
    assert len(contents(app)) == 1


def test_the_tables_of_nukeviet_are_imported(app: Flask, tmp_path: Path):
    Gazette(app)
    subject = "Ủy ban nhân dân tỉnh Lam Châu"
    content = nukeviet().replace(json.dumps("UBND tỉnh Lam Châu").encode(), json.dumps(subject).encode())
    result = import_(app, tmp_path, content, "--publish")

    assert "fault" not in result.stderr or "Dòng 2" in result.stderr
    assert any(key.startswith("15/2024/QĐ-UBND") for key in contents(app))


def test_an_exported_package_gives_another_portal_the_same_states(apps: tuple[Flask, Flask], tmp_path: Path):
    source, target = apps
    gazette = fill(source)
    third = gazette.add(document("3/2025/QĐ-UBND", "Hướng dẫn", date(2025, 1, 2)))
    gazette.begin(third, date(2025, 1, 10))
    gazette.relate(Kind.GUIDES, third, 1)
    gazette.relate(Kind.SUSPENDS, 2, third, date(2025, 3, 1), date(2025, 4, 1), part="Điều 5a")
    gazette.relate(Kind.REPEALS, None, third, date(2026, 3, 1), part="Điều 6", text="99/QĐ-TTg")
    file = tmp_path / "gazette.json"
    assert command(source, "export", file).exit_code == 0

    result = command(target, "import", file, "--publish")

    assert result.exit_code == 0, result.output
    published = {key: one for key, one in contents(source).items() if key.endswith(Publication.PUBLISHED)}
    assert contents(target) == published
    assert service(target).register().bodies == gazette.service.register().bodies
    days = [date(2023, 1, 1) + timedelta(days=40 * step) for step in range(32)]
    for day in days:
        stored = [service(one).store.relations for one in apps]
        ids = [service(one).store.documents.works() for one in apps]
        states = [store.states(numbers.values(), day) for store, numbers in zip(stored, ids, strict=True)]
        by_work = [
            {work: found[number] for work, number in numbers.items() if work[3] != "99-2026-qd-ubnd"}
            for numbers, found in zip(ids, states, strict=True)
        ]
        assert by_work[0] == by_work[1], day
    assert "0 documents and 0 relations are saved." in command(target, "import", file, "--publish").output


def test_an_exported_table_is_read_back(app: Flask, tmp_path: Path):
    fill(app)
    file = tmp_path / "gazette.csv"
    assert "4 documents are exported." in command(app, "export", file).output

    result = command(app, "import", file, "--publish")

    assert "New documents: 0. Known documents: 4. New relations: 0." in result.output


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "9" * 101},
        {"year": 10**30},
        {"title": "Giá\0"},
        {"title": "\ud800"},
        {"abstract": "a" * 200_000},
        {"body": "nobody"},
        {"double": "b"},
        {"files": [{"digest": "../../secret", "name": "a", "media_type": "b"}]},
        {"files": [{"digest": "a" * 64, "name": "a", "media_type": "b", "size": 10**30}]},
    ],
)
def test_a_document_that_no_database_can_store_is_refused_with_a_sentence(
    app: Flask, tmp_path: Path, changes: dict[str, object]
):
    Gazette(app)
    one = {"body": "ubnd-lam-chau", "kind": "qd", "year": 2024, "number": "15/2024/QĐ-UBND", "title": "Giá",
           "id": 1, **changes}  # fmt: skip
    relation = {"kind": "amends", "acting": {"id": 1}, "target": {"id": 1}, "position": 10**30}
    result = import_(app, tmp_path, json.dumps({**PACKAGE, "documents": [one], "relations": [relation]}))

    assert result.exit_code == 1
    assert "fault: Dòng 1: " in result.stderr
    assert "Traceback" not in result.output
    assert contents(app) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0" * 5000, b"\xff\xfe\xd8", "number;body".encode("utf-16"), b"PK\x03\x04 no archive", b"[" * 200_000,
        b"{" * 200_000, b'{"format": "portal-widgets gazette", "documents": [{"year": NaN}]}', b'{"a": ' + b"9" * 9000,
        b'{"format": "portal-widgets gazette", "documents": NaN}', b"[1e999]", b"%PDF-1.7",
        b'{"format": "portal-widgets gazette", "register": {"bodies": [], "kinds": NaN, "fields": []}}',
        b'number;body;kind;title\n"' + b"a" * 200_000,
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(app: Flask, tmp_path: Path, content: bytes):
    result = import_(app, tmp_path, content)

    assert result.exit_code == 1
    assert re.search(r"Error: (Tệp|Dòng|Không|Máy|Việc|Cột)", result.output), result.output
    assert isinstance(result.exception, SystemExit)


def test_a_cell_with_a_formula_is_a_text(app: Flask, tmp_path: Path):
    Gazette(app)
    line = '15/2024/QĐ-UBND;ubnd-lam-chau;qd;"=HYPERLINK(""http://a.example"")";06/05/2024;;;'
    import_(app, tmp_path, f"{HEADER}\n{line}", "--publish")
    file = tmp_path / "gazette.csv"
    command(app, "export", file)

    assert "'=HYPERLINK" in file.read_text("utf-8-sig")


def test_every_fault_of_an_import_has_a_sentence():
    raised = set()
    folder = Path(importing.__path__[0])
    for module in [*folder.glob("*.py"), folder.parent / "extracting" / "limits.py"]:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "DraftFault", "TableRefusedError", "FileRefusedError",
            }:  # fmt: skip
                raised |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    assert len(raised) > 20
    values = dict.fromkeys(["most", "why", "column", "columns", "count", "number", "first", "value"], "x")
    for code in ("vi", "en"):
        sentences = ImportFaultText(language(code))
        for fault in raised | {"no-number", "no-title", "no-year"}:
            assert sentences.sentence(DraftFault(fault, 2, values))


def test_a_package_brings_the_issues_once_and_without_drafts(apps: tuple[Flask, Flask], tmp_path: Path):
    first, second = apps
    gazette = fill(first)
    (issue,) = gazette.store.issues.every()
    items = gazette.store.issues.items(issue.id)
    gazette.store.save_issue(issue, [*items, IssueItem(0, 5, 1)], gazette.change)  # document 5 is a draft
    command(first, "export", tmp_path / "all.json")
    Gazette(second).add(document("8/2023/QĐ-UBND", "Văn bản khác", date(2023, 3, 1)))
    for _ in range(2):
        import_(second, tmp_path, (tmp_path / "all.json").read_bytes(), "--publish")
    ((came, (place,)),) = service(second).store.issues.contents(every=True)

    assert replace(came, id=0) == replace(issue, id=0)
    stored = service(second).store.documents.documents([place.document])[place.document]
    assert stored.work.number == "15/2024/QĐ-UBND"
    assert (place.part, place.parts, place.first_page, place.last_page) == (2, 2, 3, 9)
