"""The words of new files come into the search once, and a file that cannot be read is not tried again."""

import math
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gazette.files.test_files import docx, pdf
from gazette.samples import Gazette, document
from portal_widgets.gazette.extracting import reading, waiting_files
from portal_widgets.gazette.rules.document import FileForm, Publication, StoredFile
from portal_widgets.gazette.rules.query import SearchFilters
from support import FrozenClock, MakeApp, browser, portal_of

DAY = date(2026, 2, 10)
WORD = "<w:p><w:r><w:t>Khu công nghiệp Bãi Bồi</w:t></w:r></w:p>"


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, make_app: MakeApp, clock: FrozenClock) -> Flask:
    clock.set("2026-02-10T09:00")
    url = request.getfixturevalue("new_postgres") if request.param == "postgres" else None
    return make_app(database_url=url) if url else make_app()


@pytest.fixture
def gazette(app: Flask) -> Gazette:
    return Gazette(app)


def stored(gazette: Gazette, content: bytes) -> StoredFile:
    digest, size = gazette.service.files.put(BytesIO(content))
    return StoredFile(digest, "vb", "application/octet-stream", size)


def add(gazette: Gazette, *files: StoredFile, number: str = "15/2024/QĐ-UBND") -> int:
    one = document(number, "Quy hoạch", date(2024, 5, 6))
    return gazette.add(replace(one, files=files))


def found(gazette: Gazette, query: str) -> int:
    return gazette.service.search.search(query, SearchFilters(), DAY).total


def test_the_words_of_a_file_are_found_after_it_was_read(gazette: Gazette):
    number = add(gazette, stored(gazette, docx(WORD)))
    assert found(gazette, "cong nghiep bai boi") == 0

    gazette.service.reader.run()

    assert found(gazette, "cong nghiep bai boi") == 1
    assert gazette.store.documents.documents([number])[number].files[0].form is FileForm.TEXT
    assert gazette.service.texts.unread() == []


def test_a_scan_is_marked_as_one_with_its_pages(gazette: Gazette):
    number = add(gazette, stored(gazette, pdf("", "")))

    gazette.service.reader.run()

    file = gazette.store.documents.documents([number])[number].files[0]
    assert (file.form, file.pages) == (FileForm.SCAN, 2)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 broken", b"no known kind", b"PK\x03\x04 word/document.xml", b""]
)
def test_a_file_that_cannot_be_read_is_tried_once(
    gazette: Gazette, content: bytes, monkeypatch: pytest.MonkeyPatch
):
    add(gazette, stored(gazette, content))
    tries = []
    monkeypatch.setattr(reading, "extract", lambda given: tries.append(given) or _refuse())

    gazette.service.reader.run()
    gazette.service.reader.run()

    assert tries == [content]
    assert [one.fault for one in gazette.service.texts.unread()] == ["broken"]


def _refuse() -> None:
    raise MemoryError


def test_a_file_that_has_ended_the_process_is_not_read_again(gazette: Gazette):
    file = stored(gazette, docx(WORD))
    add(gazette, file)
    assert gazette.service.texts.claim(file.digest, 0)
    assert not gazette.service.texts.claim(file.digest, 0)

    gazette.service.reader.run()

    assert found(gazette, "bai boi") == 0
    assert [one.fault for one in gazette.service.texts.unread()] == ["reading"]


def test_a_missing_file_is_looked_for_again_after_a_day(gazette: Gazette, clock: FrozenClock, tmp_path: Path):
    file = stored(gazette, docx(WORD))
    path = gazette.service.files.path(file.digest)
    path.rename(tmp_path / "away")
    add(gazette, file)
    gazette.service.reader.run()
    (tmp_path / "away").rename(path)
    gazette.service.reader.run()
    assert found(gazette, "bai boi") == 0

    clock.set("2026-02-11T09:01")
    gazette.service.reader.run()

    assert found(gazette, "bai boi") == 1


def test_a_draft_is_read_but_not_found(gazette: Gazette):
    one = document("16/2024/QĐ-UBND", "Quy hoạch", DAY, publication=Publication.DRAFT)
    gazette.add(replace(one, files=(stored(gazette, docx(WORD)),)))

    gazette.service.reader.run()

    assert gazette.service.reader.waiting(9) == 0
    assert found(gazette, "bai boi") == 0


def test_the_operator_reads_files_and_tries_again(gazette: Gazette, app: Flask):
    file = stored(gazette, docx(WORD))
    add(gazette, file)
    gazette.service.texts.claim(file.digest, 0)
    runner = app.test_cli_runner()

    first = runner.invoke(args=["portal", "gazette", "read-files"])
    assert f"fault: {file.digest}: reading" in first.stderr
    again = runner.invoke(args=["portal", "gazette", "read-files", "--again"])

    assert "1 files were read." in again.output
    assert found(gazette, "bai boi") == 1


@pytest.mark.parametrize("is_installed", [True, False])
def test_the_page_says_whether_files_are_searched(
    gazette: Gazette, app: Flask, monkeypatch: pytest.MonkeyPatch, is_installed: bool
):
    monkeypatch.setattr(gazette.service.reader, "is_installed", is_installed)
    reader: FlaskClient = browser(app)
    page = reader.get("/portal/gazette?lang=en").text

    assert ("The text of attached files is not searched." in page) is not is_installed


def test_files_are_read_in_the_background_if_some_wait(gazette: Gazette, app: Flask):
    look, read = waiting_files.reading_tasks(portal_of(app), gazette.service.reader.run)
    look.run()
    assert read.due_at == math.inf

    add(gazette, stored(gazette, docx(WORD)))
    look.run()

    assert read.slow
    assert read.due_at == 0


def test_without_the_packages_nobody_looks_for_files(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(waiting_files, "is_installed", lambda: False)

    assert waiting_files.reading_tasks(portal_of(app), lambda: None) == []
