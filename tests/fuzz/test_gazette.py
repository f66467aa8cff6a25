"""Numbers, searches, imports and files of the gazette: each is read, or refused with the known error."""

from contextlib import suppress
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fuzz.strategies import few, json_files, spoiled, texts
from gazette.files.test_files import docx, pdf, xlsx
from gazette.importing.test_importing import nukeviet
from gazette.samples import COMMITTEE, document, register
from portal_widgets.gazette.extracting.extraction import extract
from portal_widgets.gazette.extracting.limits import FileRefusedError, Limits
from portal_widgets.gazette.importing.drafts import TableRefusedError
from portal_widgets.gazette.importing.incoming import read_file
from portal_widgets.gazette.importing.matching import make_plan
from portal_widgets.gazette.importing.package import write_package
from portal_widgets.gazette.numbers import parse_number
from portal_widgets.gazette.rules.addresses import address_slug, number_key
from portal_widgets.gazette.rules.document import Issue, IssueItem, Work
from portal_widgets.gazette.rules.effects import DocumentRef, Relation, RelationKind
from portal_widgets.gazette.rules.parts import part_key, part_order
from portal_widgets.gazette.search.query import parse_query

HEADER = "number;body;kind;title;signed;effective;replaces\n"
LINE = f"15/2024/QĐ-UBND;{COMMITTEE};qd;Bảng giá đất;06/05/2024;20/05/2024;3/2001/QĐ-UB\n"
PACKAGE = write_package(
    [document("15/2024/QĐ-UBND", "Bảng giá đất", date(2024, 5, 6))],
    [Relation(RelationKind.COMMENCES, DocumentRef(0), DocumentRef(0), date(2024, 5, 20))],
    register(),
    [(Issue("12 + 13", 2024, date(2024, 5, 15)), (IssueItem(0, 0, 0, 1, 2, 3, 9),))],
)
FILES = [
    (HEADER + 2 * LINE).encode(),
    nukeviet(),
    PACKAGE,
    xlsx([*HEADER.strip().split(";")], [*LINE.split(";")]),
]
NAMES = (
    "format",
    "documents",
    "relations",
    "issues",
    "register",
    "number",
    "year",
    "body",
    "kind",
    "items",
    "name",
    "data",
)
DOCUMENTS = [
    pdf("Quyet dinh", "trang hai"),
    docx("<w:p><w:r><w:t>Quyet dinh</w:t></w:r></w:p>"),
    xlsx(["a", 1]),
]
NUMBERS = texts(
    "15/2024/QĐ-UBND", "15-2024-qd-ubnd", "Số: 237/NQ-UBTVQH16", "11/2016/TTLT-BYT-BTC", surrogates=True
)
PARTS = texts("điểm đ khoản 2 Điều 5a", "Phụ lục số II, mục 3", "Điều 5, 6 và 7", surrogates=True)
QUERIES = texts('"bảng giá đất" -nhà', "nq hđnd 01/2025", "van ban con hieu luc ve hoc phi", surrogates=True)


@few
@given(NUMBERS)
def test_a_number_is_read_from_what_it_prints(text: str):
    number = parse_number(text)
    key = number_key(text)

    assert address_slug(Work("a", "b", 2024, text))
    assert key.isascii()
    if number is not None:
        assert parse_number(str(number)) == number
        assert number_key(str(number)) == key


@few
@given(PARTS)
def test_a_part_has_a_key_and_a_place(text: str):
    assert part_key(text) == part_key(f" {text} ")
    assert sorted([part_order(text), part_order("Điều 1")])


@few
@given(QUERIES)
def test_every_search_is_a_query(text: str):
    query = parse_query(text)

    assert all(word for term in (*query.terms, *query.excluded) for word in term.words)


@few
@given(spoiled(FILES) | json_files(*NAMES))
def test_an_import_is_a_plan_or_refused(file: bytes):
    with suppress(TableRefusedError):
        plan = make_plan(read_file(file, register()), {}, lambda _: [], publish=True)

        assert all(one.work.number for one in plan.documents)


@few
@given(spoiled(DOCUMENTS) | st.binary(max_size=60))
def test_a_file_has_words_or_a_fault(file: bytes):
    with suppress(FileRefusedError):
        assert isinstance(extract(file, Limits(seconds=5.0)).text, str)
