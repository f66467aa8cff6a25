"""A small gazette of an invented province, for tests."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from flask import Flask

from portal_widgets.core.history.events import Act, Event, EventKind, EventPart
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.gazette.defaults import KINDS
from portal_widgets.gazette.rules.document import (
    Document,
    FileForm,
    Issue,
    IssueItem,
    Publication,
    Signer,
    StoredFile,
    Withdrawal,
    Work,
)  # fmt: skip
from portal_widgets.gazette.rules.effects import DocumentRef, Relation, RelationKind
from portal_widgets.gazette.rules.register import BodyFacts, Field, GazetteRegister
from portal_widgets.gazette.service import GazetteService
from support import portal_of

PDF = b"%PDF-1.7 an invented decision"
MERGED = date(2025, 7, 1)
COMMITTEE, OLD, OTHER = "ubnd-lam-chau", "ubnd-van-trach", "ubnd-ben-soi"
Kind = RelationKind


def register() -> GazetteRegister:
    facts = {
        COMMITTEE: "Ủy ban nhân dân tỉnh Lam Châu",
        OLD: "Ủy ban nhân dân huyện Vân Trạch",
        OTHER: "Ủy ban nhân dân huyện Bến Sỏi",
    }
    entities = {
        key: Entity(key, (Version(None, None if key == COMMITTEE else MERGED, BodyFacts(name, "UBND")),))
        for key, name in facts.items()
    }
    parts = tuple(EventPart(key, COMMITTEE) for key in (OLD, OTHER))
    merger = Event("merger", EventKind.MERGE, MERGED, parts, Act("1/NQ-QH"))
    fields = (Field("dat-dai", "Đất đai"), Field("gia-dat", "Giá đất", "dat-dai"))
    return GazetteRegister(History(entities, (merger,)), KINDS, fields)


def document(
    number: str, title: str, signed: date, body: str = COMMITTEE, kind: str = "qd",
    publication: Publication = Publication.PUBLISHED, **more: object,
) -> Document:  # fmt: skip
    work = Work(body, kind, signed.year, number, **more)  # type: ignore[arg-type]
    return Document(work, title, signed=signed, published=signed, publication=publication)


class Gazette:
    """Fills the gazette of an app, and remembers the ids."""

    def __init__(self, app: Flask) -> None:
        self.portal = portal_of(app)
        self.service = self.portal.service(GazetteService)
        self.store = self.service.store
        self.change = self.service.change("editor", "test")
        self.service.register_document.change(lambda _: register(), who="editor", what="test")

    def add(self, one: Document) -> int:
        number = self.store.save(one, self.change)
        self.service.changed()
        return number

    def relate(
        self, kind: RelationKind, acting: int | None, target: int, on: date | None = None,
        until: date | None = None, part: str = "", text: str = "",
    ) -> int:  # fmt: skip
        ends = DocumentRef(acting, text), DocumentRef(target, part=part)
        number = self.store.relate([Relation(kind, *ends, on, until)], self.change)[0]
        self.service.changed()
        return number

    def begin(self, number: int, on: date) -> int:
        return self.relate(Kind.COMMENCES, number, number, on)

    def file(self, content: bytes = PDF, name: str = "15-qd-ubnd.pdf") -> StoredFile:
        digest, size = self.service.files.put(BytesIO(content))
        return StoredFile(digest, name, "application/pdf", size, 4, FileForm.SCAN)


def fill(app: Flask) -> Gazette:
    """Four documents: one that another one replaces, one of each old district with the same number, and a
    draft.
    """
    gazette = Gazette(app)
    old = document("15/2024/QĐ-UBND", "Ban hành bảng giá đất", date(2024, 5, 6))
    first = gazette.add(
        Document(
            old.work, old.title, "Bảng giá đất năm 2024", old.signed, old.published,
            Signer("Nguyễn Văn Sông", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH"), ("gia-dat",), (gazette.file(),),
            Publication.PUBLISHED,
        )
    )  # fmt: skip
    second = gazette.add(document("01/2026/QĐ-UBND", "Ban hành bảng giá đất mới", date(2026, 1, 5)))
    gazette.begin(first, date(2024, 5, 20))
    gazette.begin(second, date(2026, 2, 1))
    gazette.relate(Kind.REPLACES, second, first, date(2026, 2, 1))
    gazette.relate(Kind.BASED_ON, first, second, text="")
    for body in (OLD, OTHER):
        number = gazette.add(document("7/2023/QĐ-UBND", f"Quy định của {body}", date(2023, 3, 1), body))
        gazette.begin(number, date(2023, 3, 15))
    draft = gazette.add(
        document("99/2026/QĐ-UBND", "Dự thảo mật", date(2026, 3, 1), publication=Publication.DRAFT)
    )
    gazette.relate(Kind.REPEALS, draft, second, date(2026, 3, 2))
    items = [IssueItem(0, first, part=2, parts=2, first_page=3, last_page=9)]
    gazette.store.save_issue(Issue("12 + 13", 2024, date(2024, 5, 15)), items, gazette.change)
    gazette.service.changed()
    return gazette


def withdraw(one: Document) -> Document:
    taken_back = Withdrawal(date(2026, 2, 9), "Đăng nhầm", "Văn phòng Ủy ban nhân dân")
    return replace(one, publication=Publication.WITHDRAWN, withdrawal=taken_back)
