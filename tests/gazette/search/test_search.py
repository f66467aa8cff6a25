"""Searching documents: every phrase finds the same set in SQLite and in PostgreSQL."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.db.database import Database
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.gazette.rules.document import Document, Publication, Signer, Work
from portal_widgets.gazette.rules.query import Order, SearchFilters
from portal_widgets.gazette.rules.register import BodyFacts, DocumentKind, Field, GazetteRegister
from portal_widgets.gazette.search.abbreviations import Abbreviations
from portal_widgets.gazette.search.folding import folded_words
from portal_widgets.gazette.search.near_misses import neighbours
from portal_widgets.gazette.search.query import parse_query
from portal_widgets.gazette.search.snippets import BEGIN, END
from portal_widgets.gazette.search.sql.indexing import SearchIndex
from portal_widgets.gazette.search.sql.searching import SqlSearch
from portal_widgets.gazette.store.tables import document_field, span

DAY = date(2026, 1, 15)


def body(name: str, key: str, ends: date | None = None, short: str = "UBND") -> Entity[BodyFacts]:
    return Entity(key, (Version(date(1997, 1, 1), ends, BodyFacts(name, short)),))


REGISTER = GazetteRegister(
    History(
        {
            "lam-chau": body("UBND tỉnh Lam Châu", "lam-chau"),
            "ha-bac": body("UBND tỉnh Hà Bắc", "ha-bac", date(2025, 7, 1)),
            "hoi-dong": body("HĐND tỉnh Lam Châu", "hoi-dong", short="HĐND"),
            # Only the names of these say what the abbreviations mean.
            "xa": body("Ủy ban nhân dân xã Ngàn Trà", "xa"),
            "hoi-dong-xa": body("Thường trực Hội đồng nhân dân xã", "hoi-dong-xa", short="HĐND"),
        },
        (),
    ),
    (
        DocumentKind("qd", "Quyết định", "QĐ", normative=True),
        DocumentKind("nq", "Nghị quyết", "NQ", normative=True),
    ),
    (Field("land", "Đất đai"), Field("prices", "Giá đất", "land"), Field("school", "Giáo dục")),
)
# Number, body, kind, year, title, abstract, text of the file, signer, fields, state.
ROWS: list[tuple[str, str, str, int, str, str, str, str, tuple[str, ...], str]] = [
    ("15/2024/QĐ-UBND", "lam-chau", "qd", 2024, "Ban hành bảng giá đất năm 2024", "Giá đất các khu vực", "Điều 5a. Đất ở tại ấp Đông", "Nguyễn Văn Ấn", ("land", "prices"), "in-force"),
    ("51/2024/QĐ-UBND", "lam-chau", "qd", 2024, "Quy định về nhà ở", "Đất đai và nhà ở xã hội", "", "Trần Thị Bưởi", ("land",), "in-force"),
    ("05/2024/QĐ-UBND", "ha-bac", "qd", 2024, "Thu học phí", "Học phí trường công lập", "Hội đồng nhân dân", "Lê Hà", ("school",), "ended"),
    ("01/2025/NQ-HĐND", "hoi-dong", "nq", 2025, "Mức thu học phí", "", "Thay 05/2024/QĐ-UBND", "Nguyễn Văn Ấn", ("school",), "not-yet"),
    ("306/QĐ-UBND", "lam-chau", "qd", 2023, "Thành lập ấp Hạ", "", "Giả dạt không phải giá đất", "Trần Thị Bưởi", (), "partly-ended"),
    ("64/2025/QH15", "hoi-dong", "nq", 2025, "Giá dat quy uoc", "Gia dat", "Bản đồ Hà Nội 100% đất_ở", "Ông A", (), "suspended"),
    ("7/TTr-UBND", "lam-chau", "qd", 2022, "Bảng tổng hợp giá thuê đất", "", "Đất đai", "Ông B", ("prices",), "in-force"),
]  # fmt: skip


def documents() -> list[Document]:
    made = []
    for key, (number, body, kind, year, title, abstract, _, signer, fields, _) in enumerate(ROWS, 1):
        work = Work(body, kind, year, number)
        made.append(
            Document(
                work, title, abstract, date(year, 3, key), signer=Signer(signer, "CHỦ TỊCH"), fields=fields,
                publication=Publication.PUBLISHED, id=key,
            )
        )  # fmt: skip
    return made


def fill(database: Database, listed: Sequence[Document], site: str = "main") -> None:
    with database.writing() as connection:
        SearchIndex(site).put(connection, listed, REGISTER, {key: row[6] for key, row in enumerate(ROWS, 1)})
        for one in listed:
            state = ROWS[(one.id - 1) % len(ROWS)][9]
            before = {"state": "not-yet", "start": date.min, "until": date(2025, 12, 1)}
            partly = {"partly_ended": state == "partly-ended", "partly_suspended": False}
            now = {"state": state, "start": date(2025, 12, 1), "until": date.max, **partly}
            never = {"partly_ended": False, "partly_suspended": False}
            for values in ({**before, **never}, now):
                connection.execute(sa.insert(span).values(document=one.id, site=site, **values))
            for field in one.fields:
                connection.execute(sa.insert(document_field).values(document=one.id, field=field, site=site))


def engine(database: Database, site: str = "main") -> SqlSearch:
    known = {one.id: one for one in documents()}
    texts = {key: row[6] for key, row in enumerate(ROWS, 1)}
    return SqlSearch(
        database,
        site,
        lambda: REGISTER,
        lambda ids: {key: known[key] for key in ids},
        lambda listed: {one.id: texts[one.id] for one in listed},
    )


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("new_postgres") if request.param == "postgres" else None
    with closing(Database(url, tmp_path)) as database:
        yield database


@pytest.fixture
def search(database: Database) -> SqlSearch:
    fill(database, documents())
    return engine(database)


PHRASES: list[tuple[str, set[int]]] = [
    ("15/2024/QĐ-UBND", {1}),
    ("15-2024-qd-ubnd", {1}),
    ("15/2024/QĐ–UBND", {1}),
    ("15/2024/QĐ−UBND", {1}),
    ("QĐ-UBND 15", {1}),
    ("nq hđnd 01/2025", {4}),
    ("1/2025/NQ-HĐND", {4}),
    ("001/2025/nq-hdnd", {4}),
    ("5/2024", {3, 4}),
    ("51/2024", {2}),
    ("15/2024", {1}),
    ("giá đất", {1, 5, 6, 7}),
    ("gia dat", {1, 5, 6, 7}),
    ("GIA ĐẤT", {1, 5, 6, 7}),
    (unicodedata.normalize("NFD", "giá đất"), {1, 5, 6, 7}),
    ("ấp", {1, 5}),
    ("ap", {1, 5}),
    ('"bảng giá đất"', {1}),
    ("“bang gia dat”", {1}),
    ("điều 5a", {1}),
    ("đất đai -nhà ở", set()),
    ("đất đai -nhà", {7}),
    ('đất đai -"nhà ở"', {7}),
    ("-đất", {3, 4}),
    ("%", set()),
    ("_", set()),
    ('"', set()),
    ("-", set()),
    ("' OR 1=1 --", set()),
    ("Hà Nội", {6}),
    ("nguyen van an", {1, 4}),
    ("Hà Bắc", {3}),
    ("tinh ha bac", {3}),
    ("van ban con hieu luc ve hoc phi", set()),
    ("học phí", {3, 4}),
    ("15/QĐ-UBND", {1}),
    ("306/qd-ubnd", {5}),
    ("306", {5}),
    ("64/2025/QH15", {6}),
    ("qh15", {6}),
    ("100%", {6}),
    ("đất_ở", {1, 6}),
    ("NEAR(giá đất)", set()),
    ("title:giá", set()),
    ("giá*", {1, 5, 6, 7}),
    ("quyết định giá", {1, 5, 7}),
    ("7/TTr-UBND", {7}),
    ("2024", {1, 2, 3, 4}),
    ("ｇｉá đất", {1, 5, 6, 7}),
    ("giá\x00đất", {1, 5, 6}),
    ("bản đồ \ud800", {6}),
    ("", {1, 2, 3, 4, 5, 6, 7}),
    # As citizens and lawyers type.
    ("quyết định số 15 năm 2024", {1}),
    ("quyet dinh 51 nam 2024", {2}),
    ("nghi quyet so 1 nam 2025", {4}),
    ("so: 15/2024/qd-ubnd", {1}),
    ("số 306", {5}),
    ("QĐ–UBND số 15", {1}),
    ("qd ubnd 15/2024", {1}),
    ("qđ 15", {1}),
    ("15/2024/QĐ/UBND", {1}),
    ("15_2024_QD_UBND", {1}),
    ("15.2024.QĐ-UBND", {1}),
    ("15 / 2024 / QĐ - UBND", {1}),
    ("15-2024/QĐ-UBND", {1}),
    ("015/2024", {1}),
    ("gía đất", {1, 5, 6, 7}),
    ("bảng gía đát", {1, 7}),
    (unicodedata.normalize("NFD", "bảng giá đất"), {1, 7}),
    ("‘bảng giá đất’", {1, 7}),
    ("giá đất?", {1, 5, 6, 7}),
    ("giá-đất", {1, 5, 6}),
    ("uBnD lam chau", {1, 2, 4, 5, 7}),
    ("năm 2024", {1, 2, 3, 4}),
    ("nam", {1}),
    ("land price", set()),
    # Abbreviations of the register, and the words that they mean.
    ("hội đồng nhân dân", {3, 4, 6}),
    ("hoi dong nhan dan", {3, 4, 6}),
    ("HĐND", {3, 4, 6}),
    ("ủy ban nhân dân", {1, 2, 3, 4, 5, 7}),
    ("uỷ ban nhân dân tỉnh Hà Bắc", {3}),
    ("nghị quyết hội đồng nhân dân", {4, 6}),
    ("học phí hội đồng nhân dân", {3, 4}),
    ('"hội đồng nhân dân"', {3}),
    ('"hđnd"', {4, 6}),
    ("hội đồng", {3}),
    ("hđnd -ubnd", {6}),
    ("qđ đất", {1, 2, 5, 7}),
    ("15/2024/qdubnd", {1}),
    ("15/2024/QĐUBND", {1}),
    ("15 2024 qd ubnd", {1}),
    ("15 2024 qdubnd", {1}),
    ("306/qdubnd", {5}),
    ("-nqhdnd", {1, 2, 3, 4, 5, 6, 7}),
]


@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_every_phrase_finds_its_documents(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("new_postgres") if backend == "postgres" else None
    with closing(Database(url, tmp_path)) as database:
        fill(database, documents())
        search = engine(database)
        found = {phrase: set(search.matching(phrase, SearchFilters(), DAY)) for phrase, _ in PHRASES}
        assert found == dict(PHRASES)
        for phrase, wanted in PHRASES:
            page = search.search(phrase, SearchFilters(), DAY)
            assert {one.id for one in page.documents} == wanted, phrase
            assert page.total == len(wanted), phrase


def ids(search: SqlSearch, query: str, **filters: object) -> list[int]:
    found = search.search(query, replace(SearchFilters(), **filters), DAY)  # type: ignore[arg-type]
    return [one.id for one in found.documents]


def test_exact_diacritics_come_first_then_the_title_then_the_text(search: SqlSearch) -> None:
    assert ids(search, "giá đất") == [1, 7, 6, 5]


def test_a_document_with_the_number_comes_before_those_that_cite_it(search: SqlSearch) -> None:
    assert ids(search, "5/2024/QĐ-UBND") == [3, 4]


def test_other_orders(search: SqlSearch) -> None:
    assert ids(search, "", order=Order.NEWEST) == [6, 4, 3, 2, 1, 5, 7]
    assert ids(search, "đất", order=Order.OLDEST) == [7, 5, 1, 2, 6]
    assert ids(search, "", order=Order.NUMBER) == [4, 6, 3, 1, 2, 5, 7]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"body": "lam-chau"}, {1, 2, 5, 7}),
        ({"kind": "nq"}, {4, 6}),
        ({"field": "land"}, {1, 2, 7}),
        ({"field": "prices"}, {1, 7}),
        ({"year": 2024}, {1, 2, 3}),
        ({"state": "in-force"}, {1, 2, 7}),
        ({"state": "partly-ended"}, {5}),
        ({"signer": "nguyễn văn ấn"}, {1, 4}),
        ({"signed_from": date(2025, 1, 1)}, {4, 6}),
        ({"signed_until": date(2022, 12, 31)}, {7}),
        ({"field": "%"}, set()),
    ],
)
def test_filters(search: SqlSearch, filters: dict[str, object], wanted: set[int]) -> None:
    assert set(ids(search, "", **filters)) == wanted


def test_the_state_is_that_of_the_day_asked(search: SqlSearch) -> None:
    then = search.search("", SearchFilters(state="not-yet"), date(2025, 11, 30))
    assert then.total == len(ROWS)


def test_counts_say_what_each_value_would_leave(search: SqlSearch) -> None:
    found = search.search("đất", SearchFilters(kind="qd"), DAY)
    counts = {name: {one.value: one.count for one in values} for name, values in found.facets.items()}
    assert counts["kind"] == {"qd": 4, "nq": 1}
    assert counts["body"] == {"lam-chau": 4}
    assert counts["year"] == {"2024": 2, "2023": 1, "2022": 1}
    assert counts["field"] == {"land": 3, "prices": 2}
    assert counts["state"] == {"in-force": 3, "partly-ended": 1}
    for name, values in counts.items():
        for value, count in values.items():
            left = SearchFilters(kind="qd") if name != "kind" else SearchFilters()
            left = replace(left, **{name: int(value) if name == "year" else value})
            assert search.search("đất", left, DAY).total == count, (name, value)


def test_counts_are_exact_up_to_a_thousand(database: Database) -> None:
    many = [replace(documents()[0], id=key, signed=None) for key in range(1, 1003)]
    with database.writing() as connection:
        SearchIndex("main").put(connection, many[:1000], REGISTER, {})
    search = SqlSearch(database, "main", lambda: REGISTER, lambda ids: {}, lambda listed: {})
    assert search.search("giá", SearchFilters(), DAY).total == 1000
    with database.writing() as connection:
        SearchIndex("main").put(connection, many, REGISTER, {})
    found = search.search("giá", SearchFilters(), DAY)
    assert found.total == 1001
    assert found.facets["kind"][0].count == 1001


def test_only_published_documents_of_the_site_are_found(database: Database) -> None:
    fill(database, documents())
    draft = replace(documents()[0], publication=Publication.DRAFT)
    with database.writing() as connection:
        SearchIndex("main").put(connection, [draft], REGISTER, {})
    assert ids(engine(database), "bảng giá đất") == [7]
    assert ids(engine(database, "other"), "") == []
    with database.writing() as connection:
        SearchIndex("main").clear(connection)
    assert ids(engine(database), "") == []


def test_a_changed_document_is_found_by_its_new_words_only(database: Database) -> None:
    fill(database, documents())
    with database.writing() as connection:
        SearchIndex("main").put(
            connection, [replace(documents()[0], title="Phí đỗ xe", signed=DAY)], REGISTER, {}
        )
    assert ids(engine(database), "đỗ xe") == [1]
    assert ids(engine(database), "bảng") == [7]


@pytest.mark.parametrize(
    ("short", "name", "words"),
    [
        ("HĐND", "Thường trực Hội đồng nhân dân xã", "hoi dong nhan dan"),
        ("TTg", "Thủ tướng Chính phủ", "thu tuong"),
        ("TTr", "Tờ trình", "to trinh"),
        ("QĐ", "Quyết định hành chính", "quyet dinh"),
        ("UBND", "Thành phố Lam Châu", None),
        ("UBND", "UBND tỉnh Lam Châu", None),
        ("ubnd", "Ủy ban nhân dân", None),
        ("U", "Ủy ban", None),
        ("QĐ-TT", "Quyết định tạm thời", None),
        ("", "Ủy ban nhân dân", None),
    ],
)
def test_an_abbreviation_means_the_words_that_it_is_made_of(short: str, name: str, words: str | None) -> None:
    known = Abbreviations(GazetteRegister(kinds=(DocumentKind("one", name, short),)))
    others = [other for term in known.widened(parse_query(short)).terms for other in term.others]
    assert [" ".join(other.words) for other in others] == ([words] if words else [])


def test_a_snippet_marks_the_abbreviation_of_the_words_asked_for(search: SqlSearch) -> None:
    found = search.search("ủy ban nhân dân", SearchFilters(), DAY)
    assert found.snippets[4] == f"Thay 05/2024/QĐ-{BEGIN}UBND{END}"


def test_a_snippet_shows_the_original_words(search: SqlSearch) -> None:
    found = search.search("dieu 5a", SearchFilters(), DAY)
    assert found.snippets[1] == f"{BEGIN}Điều{END} {BEGIN}5a{END}. Đất ở tại ấp Đông"


@pytest.mark.parametrize(
    ("query", "text", "filters"),
    [
        ("van ban con hieu luc ve hoc phi", "hoc phi", SearchFilters(state="in-force")),
        ("học phí hết hiệu lực", "học phí", SearchFilters(state="ended")),
        ("15/2023/QĐ-UBND", "15/QĐ-UBND", SearchFilters()),
        ("hcoj", "hoc", None),
        ("baang giá đất", "bang giá đất", SearchFilters()),
        ("học phí mầm non", "học phí mầm", None),
        ("baangr gias ddaats", "bang gia dat", SearchFilters()),
        ("hocj phis", "hoc phi", SearchFilters()),
        ("gia1 d9at61", "gia dat", SearchFilters()),
        ("decision 15/2024", "15/2024", SearchFilters()),
    ],
)
def test_another_query_is_offered(
    search: SqlSearch, query: str, text: str, filters: SearchFilters | None
) -> None:
    found = search.search(query, SearchFilters(), DAY)
    assert found.total == 0
    if filters is None:
        assert found.suggestion is None
        return
    assert found.suggestion is not None
    assert (found.suggestion.query, found.suggestion.filters) == (text, filters)


def test_a_word_less_is_offered(search: SqlSearch) -> None:
    found = search.search("học phí vũ trụ", SearchFilters(), DAY)
    assert found.suggestion is None
    found = search.search("học phí vũ", SearchFilters(), DAY)
    assert found.suggestion is not None
    assert (found.suggestion.query, found.suggestion.total) == ("học phí", 2)


def test_neighbours_differ_in_one_character() -> None:
    assert {"gia", "giad", "igad", "gxad"} <= set(neighbours("giad"))


@given(st.text(max_size=400) | st.from_regex(r'[-"a-zđ/ 0-9%_*:^(){}]{0,60}'))
def test_any_text_is_a_query(text: str) -> None:
    query = parse_query(text)
    ways = [way for term in Abbreviations(REGISTER).widened(query).terms for way in term.ways]
    for term in (*query.terms, *query.excluded, *ways):
        assert all(word == "".join(filter(str.isalnum, word)) for word in term.words)
        assert list(term.words) == folded_words(" ".join(term.words))
