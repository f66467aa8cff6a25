"""Import and export: an import of an export changes nothing, and refused entries are listed."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_widgets.core.text.urls import may_be_linked
from portal_widgets.links.directory_data import DirectoryReader, as_data
from portal_widgets.links.formats import FORMATS, import_file
from portal_widgets.links.rules import Directory, Layout
from support import MakeApp, portal_of

WORDS = st.text(max_size=20) | st.sampled_from(["=1+1", "x;=1+1;y", ",\t@a", "'=x", "a ''=x"])
TEXTS = st.one_of(WORDS, st.dictionaries(st.sampled_from(["vi", "en", "fr"]), WORDS, max_size=3))
DAYS = st.none() | st.dates()
URLS = st.sampled_from(
    ["https://a.example/?a=1&b=%22", "/x?=1,=2;-3", "tel:+84200000001", "mailto:a@b.example"]
)
LINKS = st.fixed_dictionaries(
    {
        "key": WORDS,
        "title": TEXTS,
        "url": URLS,
        "description": TEXTS,
        "icon": st.sampled_from(["", "/i.svg"]),
        "icon_text": TEXTS,
        "owner": WORDS,
        "starts": DAYS,
        "ends": DAYS,
        "review": DAYS,
        "languages": st.lists(st.sampled_from(["vi", "en"])),
        "new_window": st.booleans(),
        "nofollow": st.booleans(),
    }
)


def groups_of(below: st.SearchStrategy) -> st.SearchStrategy:
    one = {
        "key": WORDS,
        "title": TEXTS,
        "layout": st.sampled_from(list(Layout)),
        "links": st.lists(LINKS, max_size=3),
    }
    return st.lists(st.fixed_dictionaries({**one, "groups": below}), max_size=3)


GROUPS = groups_of(groups_of(st.just([])))


@pytest.mark.parametrize("kind", ["json", "csv", "opml"])
@settings(suppress_health_check=list(HealthCheck))
@given(groups=GROUPS)
def test_a_directory_goes_out_and_comes_back_the_same(kind: str, groups: list):
    directory = DirectoryReader(may_be_linked).directory(groups)
    file = FORMATS[kind].write(directory)
    back, refused = import_file(kind, file, may_be_linked)

    assert refused == []
    assert as_data(back) == as_data(directory)
    assert FORMATS[kind].write(back) == file


@settings(suppress_health_check=list(HealthCheck))
@given(groups=GROUPS)
def test_bookmarks_go_out_and_come_back_the_same(groups: list):
    """Folders, titles, addresses and descriptions. Browsers store no more."""
    file = FORMATS["bookmarks"].write(DirectoryReader(may_be_linked).directory(groups))
    back, refused = import_file("bookmarks", file, may_be_linked)

    assert refused == []
    assert FORMATS["bookmarks"].write(back) == file


@pytest.mark.parametrize("kind", list(FORMATS))
@given(file=st.binary(max_size=300))
def test_whatever_is_in_a_file_it_is_read_or_refused(kind: str, file: bytes):
    """A parser raises only the error that is shown to the office."""
    with suppress(ValueError):
        assert isinstance(import_file(kind, file, may_be_linked)[0], Directory)


def titles(directory: Directory) -> dict[str, list[str]]:
    return {str(group.title): [str(link.title) for link in group.links] for group in directory.every()}


def test_a_file_of_links_by_wordpress_is_read():
    file = """<?xml version="1.0"?><opml version="1.0"><head><title>Links</title></head><body>
      <outline type="category" title="Sở, ngành">
        <outline text="Sở Tài chính" type="link" xmlUrl="" htmlUrl="https://tai-chinh.example/" updated="" />
        <outline text="Xấu" type="link" htmlUrl="javascript:alert(1)" />
      </outline></body></opml>"""
    read, refused = import_file("opml", file.encode(), may_be_linked)

    assert titles(read) == {"Sở, ngành": ["Sở Tài chính"]}
    assert len(refused) == 1


def test_a_file_of_links_by_nukeviet_is_read():
    """In the order of weights, with children in their parents, and without inactive links."""
    cats = [
        {"catid": "2", "parentid": "1", "title": "Huyện", "alias": "huyen", "weight": "1"},
        {"catid": "1", "parentid": "0", "title": "Tỉnh", "alias": "tinh", "weight": "2"},
        {"catid": "3", "parentid": "0", "title": "Trung ương", "alias": "trung-uong", "weight": "1"},
    ]
    rows = [
        {"id": "1", "catid": "2", "title": "Huyện A", "url": "https://a.example/", "status": "1"},
        {"id": "2", "catid": "2", "title": "Tắt", "url": "https://b.example/", "status": "0"},
    ]
    tables = [{"type": "table", "name": "nv4_vi_weblinks_cat", "data": cats}]
    tables.append({"type": "table", "name": "nv4_vi_weblinks_rows", "data": rows})
    read, refused = import_file("nukeviet", json.dumps(tables).encode(), may_be_linked)

    assert titles(read) == {"Trung ương": [], "Tỉnh": [], "Huyện": ["Huyện A"]}
    assert [group.key for group in read.groups] == ["trung-uong", "tinh"]
    assert refused == []


@pytest.mark.parametrize(
    "text", ["title;url\r\nDân; {};/x", "sep=;\r\ntitle;url\r\n;/x", "title\turl\r\nA\t/x"]
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_links_are_read_as_a_vietnamese_spreadsheet_saves_them(text: str, encoding: str):
    groups = FORMATS["csv"].read(text.replace("Dân; {}", '"Dân; số"').encode(encoding))

    assert groups[0]["links"][0]["url"] == "/x"


@pytest.mark.parametrize(
    "text",
    ["\r\n\r\nTitle,URL\r\nA,/x", "title,Url\rA,/x\r", "url,title,\n/x,A,\n", "sep=,\n\nURL,TITLE\n/x,A"],
)
def test_blank_lines_and_capitals_change_no_file(text: str):
    link = FORMATS["csv"].read(text.encode())[0]["links"][0]

    assert (link["url"], link["title"]) == ("/x", "A")


def test_a_comma_without_quotes_moves_no_text_into_another_column():
    with pytest.raises(ValueError, match="line 3 has more values"):
        FORMATS["csv"].read("title,url\nA,/x\nSở Y tế, Hà Nội,/y".encode())


def test_what_a_spreadsheet_would_run_is_guarded():
    groups = [{"key": "a", "links": [{"title": "=1+1", "url": "/x"}, {"title": "'=x", "url": "/y"}]}]
    file = FORMATS["csv"].write(DirectoryReader(may_be_linked).directory(groups)).decode("utf-8-sig")

    assert "'=1+1" in file
    assert ",=1" not in file


def test_the_command_carries_a_directory_from_one_portal_to_another(make_app: MakeApp, tmp_path: Path):
    links = {"services": {"title": "Dịch vụ", "links": [{"title": {"vi": "Học"}, "url": "/hoc"}]}}
    one, other, file = make_app(links=links), make_app(), tmp_path / "links.opml"
    one.test_cli_runner().invoke(args=["portal", "links", "export", "opml", str(file)])
    result = other.test_cli_runner().invoke(args=["portal", "links", "import", "opml", str(file)])

    assert "1 links imported" in result.output
    with other.test_request_context("/"):
        assert "Học" in portal_of(other).helpers.links("services")
