"""Documents from tables: what is read, which lines are refused, and that nothing is guessed."""

import io
import json
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.gazette.importing.drafts import Draft, TableRefusedError, propose
from portal_widgets.gazette.importing.nukeviet import read_nukeviet
from portal_widgets.gazette.importing.tables import COLUMNS, read_table, write_table
from portal_widgets.gazette.rules.document import Work
from portal_widgets.gazette.rules.effects import RelationKind
from portal_widgets.gazette.rules.register import BodyFacts, DocumentKind, Field, GazetteRegister

REGISTER = GazetteRegister(
    History({"lam-chau": Entity("lam-chau", (Version(None, None, BodyFacts("UBND tỉnh Lam Châu")),))}, ()),
    (DocumentKind("qd", "Quyết định", "QĐ", normative=True),),
    (Field("land", "Đất đai"),),
)
HEADER = "number;body;kind;title;signed;effective;expires;fields;replaces"
LINE = '15-2024-qd-ubnd;"UBND tỉnh Lam Châu";Quyết định;"Bảng giá; đất ""mới""";01/03/2024;2024-03-15;;Đất đai;05/2023/QĐ-UBND | 6/2023/QĐ-UBND'


def table(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines]).encode()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_csv_file_is_read(mark: bytes) -> None:
    drafts, faults = read_table(mark + table(LINE))
    assert faults == []
    proposals, faults = propose(drafts, REGISTER)
    assert faults == []
    document, relations = proposals[0].document, proposals[0].relations
    assert document.work == Work("lam-chau", "qd", 2024, "15/2024/QĐ-UBND")
    assert (document.title, document.signed, document.fields) == (
        'Bảng giá; đất "mới"', date(2024, 3, 1), ("land",),
    )  # fmt: skip
    assert [(one.kind, one.target.text, one.date_from) for one in relations] == [
        (RelationKind.COMMENCES, "", date(2024, 3, 15)),
        (RelationKind.REPLACES, "05/2023/QĐ-UBND", date(2024, 3, 15)),
        (RelationKind.REPLACES, "6/2023/QĐ-UBND", date(2024, 3, 15)),
    ]


def test_an_xlsx_file_is_read_like_csv() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Number", "body", "kind", "title", "signed"])
    book.active.append(["15/2024/QĐ-UBND", "lam-chau", "qd", "Bảng giá", date(2024, 3, 1)])
    book.save(file)
    drafts, faults = read_table(file.getvalue())
    assert faults == []
    assert (drafts[0].line, drafts[0].number, drafts[0].signed) == (2, "15/2024/QĐ-UBND", date(2024, 3, 1))


def test_a_missing_day_is_not_guessed() -> None:
    drafts, _ = read_table(table("15/2024/QĐ-UBND;lam-chau;qd;Giá;01/03/2024;;;;"))
    assert propose(drafts, REGISTER)[0][0].relations == ()


def test_each_faulty_line_is_named_and_the_others_are_read() -> None:
    drafts, faults = read_table(
        table(
            "15/2024/QĐ-UBND;lam-chau;qd;Giá;31/02/2024;;;;",
            "16/2024/QĐ-UBND;lam-chau;qd;Giá;;;;;",
            "17/2024/QĐ-UBND;lam-chau;qd;Giá;;;;;;;too much",
            "18/2024/QĐ-UBND;nobody;??;;;2024-02-01;2024-01-01;space;",
            "016/2024/qd–ubnd;lam-chau;qd;Giá;;;;;",
            ";lam-chau;qd;Giá;;;;;",
        )
    )
    assert [(one.line, one.fault) for one in faults] == [(2, "no-day"), (4, "too-many-values")]
    proposals, faults = propose(drafts, REGISTER)
    assert [one.line for one in proposals] == [3]
    assert [(one.line, one.fault) for one in faults] == [
        (5, "no-title"), (5, "unknown-body"), (5, "unknown-kind"), (5, "unknown-field"),
        (5, "ends-before-start"), (6, "twice"), (7, "no-number"), (7, "no-year"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (b"", "no-column"),
        (b"a;b\n1;2", "no-column"),
        (b"number;body;kind;title;colour\n", "unknown-column"),
        (b"\xff\xfe\xd8", "not-csv"),
        (b'number;body;kind;title\n"', "not-csv"),
        (b"PK\x03\x04", "broken"),
    ],
)
def test_a_file_that_is_no_table_is_refused(file: bytes, fault: str) -> None:
    with pytest.raises(TableRefusedError) as refused:
        read_table(file)
    assert refused.value.fault.fault == fault


WORDS = st.text("aăđQĐ-/1=+", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(
    st.builds(
        Draft, st.just(2), WORDS, WORDS, WORDS, WORDS, st.none() | st.integers(1900, 2090), WORDS,
        st.none() | st.dates(date(1900, 1, 1)), fields=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    )
)  # fmt: skip
def test_a_written_table_is_read_back(draft: Draft) -> None:
    assert read_table(write_table([draft])) == ([draft], [])


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: (",".join(COLUMNS) + "\n" + text).encode("utf-8", "replace"))
)
def test_no_file_raises_another_error(file: bytes) -> None:
    for read in (read_table, read_nukeviet):
        with suppress(TableRefusedError):
            drafts, _ = read(file)
            propose(drafts, REGISTER)


def nukeviet(**changes: object) -> bytes:
    row = {
        "id": "7", "title": "Về giá &quot;đất&quot;", "code": "15/2024/QĐ-UBND", "cid": "1", "sid": "2", "sgid": "3",
        "introtext": "<p>Bảng giá</p>", "publtime": "1709226000", "startvalid": "1710435600", "exptime": "0",
        "replacement": "8,99", "relatement": "", "status": "1",
    }  # fmt: skip
    old = {**row, "id": 8, "code": "05/2023/QĐ-UBND", "replacement": ""}

    def rows(name: str, *some: dict[str, object]) -> dict[str, object]:
        return {"type": "table", "name": f"nv4_vi_laws_{name}", "data": some}

    return json.dumps(
        [
            {"type": "header", "comment": "Export to JSON plugin for PHPMyAdmin"},
            rows("row", {**row, **changes}, old),
            rows("cat", {"id": "1", "title": "Quyết định"}),
            rows("subject", {"id": "2", "title": "UBND tỉnh Lam Châu"}),
            rows("signer", {"id": "3", "title": "Nguyễn Văn Ấn", "positions": "Chủ tịch"}),
            rows("area", {"id": "4", "title": "Đất đai"}),
            rows("row_area", {"row_id": "7", "area_id": "4"}, {"row_id": "7", "area_id": "44"}),
        ]
    ).encode()


def test_the_tables_of_nukeviet_are_read() -> None:
    drafts, faults = read_nukeviet(nukeviet())
    assert faults == []
    assert drafts[0] == Draft(
        1, "15/2024/QĐ-UBND", "UBND tỉnh Lam Châu", "Quyết định", 'Về giá "đất"', abstract="Bảng giá",
        signed=date(2024, 3, 1), effective=date(2024, 3, 15), signer="Nguyễn Văn Ấn", office="Chủ tịch",
        fields=("Đất đai",), replaces=("05/2023/QĐ-UBND", "NukeViet 99"), source="NukeViet 7",
    )  # fmt: skip
    assert propose(drafts, REGISTER)[1] == []


def test_a_day_that_no_calendar_has_is_a_fault_of_its_document() -> None:
    drafts, faults = read_nukeviet(nukeviet(publtime="99999999999999999"))
    assert [one.number for one in drafts] == ["05/2023/QĐ-UBND"]
    assert [(one.line, one.fault) for one in faults] == [(1, "wrong-time")]


@pytest.mark.parametrize("file", [b"[]", b"{}", b'[{"name": "nv4_vi_laws_row", "data": 1}]'])
def test_another_export_is_refused(file: bytes) -> None:
    with pytest.raises(TableRefusedError) as refused:
        read_nukeviet(file)
    assert refused.value.fault.fault == "not-nukeviet"
