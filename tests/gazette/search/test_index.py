"""The portal's own documents are found as soon as they are stored."""

from pathlib import Path

from flask import Flask

from portal_widgets.gazette.importing.package import read_package
from portal_widgets.gazette.rules.document import Document, Publication, Work
from portal_widgets.gazette.rules.query import SearchFilters
from portal_widgets.gazette.service import GazetteService


def test_a_stored_document_is_found_and_again_after_a_new_index(app: Flask) -> None:
    service = app.extensions["portal_widgets"].service(GazetteService)
    work = Work("ubnd", "qd", 2024, "15/2024/QĐ-UBND")
    service.store.save(
        Document(work, "Bảng giá đất", publication=Publication.PUBLISHED), service.change("test", "add")
    )
    for _ in range(2):
        found = service.search.search("gia dat 15/2024", SearchFilters(), service.today())
        assert [one.title for one in found.documents] == ["Bảng giá đất"]
        answer = app.test_cli_runner().invoke(args=["portal", "gazette", "reindex"])
        assert (answer.exit_code, answer.output.splitlines()[-1]) == (0, "1 documents are indexed.")
    answer = app.test_cli_runner().invoke(args=["portal", "gazette", "list", "giá"])
    assert "15/2024/QĐ-UBND" in answer.output


def test_published_documents_are_exported(app: Flask, tmp_path: Path) -> None:
    service = app.extensions["portal_widgets"].service(GazetteService)
    published = Document(
        Work("ubnd", "qd", 2024, "15/2024/QĐ-UBND"), "Giá", publication=Publication.PUBLISHED
    )
    draft = Document(Work("ubnd", "qd", 2024, "16/2024/QĐ-UBND"), "Bí mật")
    for one in (published, draft):
        service.store.save(one, service.change("test", "add"))
    file = tmp_path / "gazette.json"
    answer = app.test_cli_runner().invoke(args=["portal", "gazette", "export", str(file)])
    assert answer.exit_code == 0
    assert [one.title for one in read_package(file.read_bytes()).documents] == ["Giá"]
