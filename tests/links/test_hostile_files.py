"""Hostile files in every format: each is refused with a message, or read within the time."""

import encodings.aliases
import io
import json
import re
from functools import partial

import pytest

from portal_widgets.core.text.urls import may_be_linked
from portal_widgets.links.directory_data import MOST
from portal_widgets.links.formats import FORMATS, import_file
from support import MakeApp, browser

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{10 * f"&{old};"}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><opml><body><outline text="&i;" url="/x"/></body></opml>'
)
BLOW_UP = f'<!DOCTYPE a [<!ENTITY a "{"a" * 2_000}">]><opml><body>{"&a;" * 2_000}</body></opml>'
FILE_OF_THE_MACHINE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;" url="/x"/></body></opml>'
OUTSIDE = '<!DOCTYPE opml SYSTEM "https://evil.example/a.dtd"><opml><body><outline text="a" url="/x"/></body></opml>'
DECLARED = (LAUGHS, BLOW_UP, FILE_OF_THE_MACHINE, OUTSIDE)
# Encodings of Python. Some are not encodings of texts, and are left out below.
ENCODINGS = sorted({*encodings.aliases.aliases.values(), "utf_8_sig", "utf_16_le", "utf_16_be"})
ROW = {"catid": "1", "title": "a", "url": "/x"}


def written(document: str, encoding: str, *, named: bool) -> bytes:
    """The text as a file in an encoding. If the encoding is only named, the file begins with letters that
    every parser can read.
    """
    declaration = f'<?xml version="1.0" encoding="{encoding.replace("_", "-")}"?>'
    if named:
        return declaration.encode() + document.encode(encoding)
    return (declaration + document).encode(encoding)


def is_text(encoding: str) -> bool:
    try:
        return "<".encode(encoding).decode(encoding) == "<"
    except (LookupError, ValueError):
        return False


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("encoding", list(filter(is_text, ENCODINGS)))
def test_a_declaration_is_refused_in_every_encoding(encoding: str, named: bool):
    """Billion laughs, quadratic blow-up, files of this and other machines: in every encoding that the parser
    can read, and in others.
    """
    for document in DECLARED:
        with pytest.raises(ValueError, match="declares a document type|not XML|encodings"):
            import_file("opml", written(document, encoding, named=named), may_be_linked)


@pytest.mark.parametrize("encoding", ["utf_8", "utf_8_sig", "utf_16", "utf_16_le", "utf_16_be", "cp1258"])
def test_opml_is_read_in_the_usual_encodings(encoding: str):
    document = '<opml version="2.0"><body><outline text="Sở" url="/so"/></body></opml>'
    document = document.replace("ở", "o") if encoding == "cp1258" else document
    file = document.encode(encoding)
    file = written(document, encoding, named=False) if encoding == "cp1258" else file
    read, refused = import_file("opml", file, may_be_linked)

    assert [link.url for _, link in read.links()] == ["/so"]
    assert refused == []


def test_a_declaration_of_utf_16_is_named_as_one():
    """It is refused for the right reason."""
    with pytest.raises(ValueError, match="declares a document type"):
        import_file("opml", LAUGHS.encode("utf-16"), may_be_linked)


def deep_json(depth: int) -> bytes:
    groups = '{"key": "a", "groups": [' * depth + "]}" * depth
    return f'{{"format": "portal-widgets links", "groups": [{groups}]}}'.encode()


def groups_json(groups: list) -> bytes:
    return json.dumps({"format": "portal-widgets links", "groups": groups}).encode()


def links_json(link: object, count: int = 1) -> bytes:
    return groups_json([{"key": "a", "links": [link] * count}])


def nukeviet(categories: list[dict], rows: list[dict]) -> bytes:
    tables = [{"name": "nv4_weblinks_cat", "data": categories}, {"name": "nv4_weblinks_rows", "data": rows}]
    return json.dumps(tables).encode()


def chain(length: int) -> list[dict]:
    return [{"catid": str(at + 1), "parentid": str(at), "title": "a"} for at in range(length)]


NESTED: list = []
for _ in range(900):
    NESTED = [NESTED]

# By format: deep, large, long, and wrong values.
FILES = {
    "json": {
        "deep": lambda: deep_json(5),
        "deeper": lambda: deep_json(300),
        "deepest": lambda: b"[" * 300_000,
        "number": lambda: b"9" * 100_000,
        "much": lambda: links_json({"title": "a", "url": "/x"}, MOST - 1),
        "too much": lambda: links_json({"title": "a", "url": "/x"}, MOST + 1),
        "groups": lambda: groups_json([{"key": "a"}] * (MOST + 1)),
        "long": lambda: links_json({"title": "a" * 300_000, "url": "/x"}),
        "marks": lambda: links_json({"title": "a" + "\u0300\u0316" * 100_000, "url": "/x"}),
        "surrogate": lambda: links_json({"title": "\ud800", "url": "/\ud800", "key": "\ud800"}),
        **{
            f"{field} {type(value).__name__}": partial(links_json, {"title": "a", "url": "/x", field: value})
            for field in ("title", "url", "key", "icon", "owner", "starts", "languages", "nofollow", "description")
            for value in (None, 5, 1.5, [], ["a"], [[]], {}, {"vi": 5}, NESTED, True)
        },
        **{
            f"layout {type(value).__name__}": partial(groups_json, [{"key": "a", "layout": value}])
            for value in (None, 5, [], {}, NESTED)
        },
    },
    "csv": {
        "deep": lambda: b"kind,group,url,title\r\nlink," + b"a/" * 60_000 + b",/x,a\r\n",
        "much": lambda: b"url,title\r\n" + b"/x,a\r\n" * (MOST - 1),
        "too much": lambda: b"url,title\r\n" + b"/x,a\r\n" * (MOST + 1),
        "blank": lambda: b"url,title\r\n" + b"\r\n" * 300_000,
        "groups": lambda: b"kind,group,url,title\r\n" + b"".join(b"group,a%d,,\r\n" % at for at in range(MOST)),
        "long": lambda: b"url,title\r\n/x," + b"a" * 300_000,
        "wide": lambda: b"url," + b",".join(b"a%d" % at for at in range(100_000)) + b"\r\n" + b"x\r\n" * 100_000,
        "quote": lambda: b'url,title\r\n/x,"' + b"a\r\n" * 300_000,
        "nul": lambda: b"url,title\r\n/x,a\x00b\r\n",
    },
    "opml": {
        "deep": lambda: b"<opml><body>" + b"<outline text='a'>" * 90 + b"</outline>" * 90 + b"</body></opml>",
        "deepest": lambda: b"<opml><body>" + b"<outline>" * 300_000,
        "much": lambda: b"<opml><body>" + b"<outline text='a' url='/x'/>" * (MOST - 2) + b"</body></opml>",
        "too much": lambda: b"<opml><body>" + b"<outline text='a' url='/x'/>" * (MOST + 1) + b"</body></opml>",
        "long": lambda: b"<opml><body><outline text='" + b"a" * 3_000_000 + b"' url='/x'/></body></opml>",
        "attributes": lambda: b"<opml><body><outline " + b" ".join(b"a%d=''" % at for at in range(100_000)) + b"/></body></opml>",
        "begins late": lambda: b" " * 3_000_000 + b"<opml><body/></opml>",
        "comment": lambda: b"<!--" + b"a" * 3_000_000 + b"--><opml><body/></opml>",
        "encoding": lambda: b'<?xml version="1.0" encoding="base64"?><opml><body/></opml>',
    },
    "bookmarks": {
        "deep": lambda: b"<DL><DT><H3>a</H3>" * 300_000,
        "much": lambda: b"<DL>" + b"<DT><A HREF='/x'>a</A>" * (MOST - 1),
        "too much": lambda: b"<DL>" + b"<DT><A HREF='/x'>a</A>" * (MOST + 1),
        "folders": lambda: b"<DL>" + b"<H3>a</H3>" * (MOST + 1),
        "tags": lambda: b"<DL>" + b"<" * 300_000,
        "unclosed": lambda: b"<DL>" + b"<a " * 300_000,
        "quotes": lambda: b"<DL>" + b'<a "' * 300_000,
        "both quotes": lambda: b"<DL>" + b"<a '\"" * 300_000,
        "comments": lambda: b"<DL>" + b"<!--" * 300_000,
        "closing": lambda: b"<DL>" + b"</" * 300_000,
        "attributes": lambda: b"<DL><a " + b"a " * 300_000 + b">",
        "references": lambda: b"<DL><A HREF='/x'>" + b"&" * 300_000 + b"</A>",
        "number": lambda: b"<DL><A HREF='/x'>&#" + b"9" * 100_000 + b";</A>",
    },
    "nukeviet": {
        "deep": lambda: nukeviet(chain(5), [ROW]),
        "deepest": lambda: nukeviet(chain(5_000), [ROW]),
        "circle": lambda: nukeviet([{"catid": "1", "parentid": "2"}, {"catid": "2", "parentid": "1"}], [ROW]),
        "much": lambda: nukeviet([{"catid": str(at + 1), "title": "a"} for at in range(MOST // 2)], [ROW] * (MOST // 2)),
        "too much": lambda: nukeviet([{"catid": "1"}], [ROW] * (MOST + 1)),
        "weight": lambda: nukeviet([{"catid": "1", "weight": "²"}, {"catid": "2", "weight": "9" * 5_000}], [ROW]),
        "kinds": lambda: nukeviet([{"catid": NESTED, "title": {}, "weight": []}], [{"id": NESTED, "url": 5}]),
    },
}  # fmt: skip
# These have the right form, but are large.
READ = {"much", "blank", "nul", "attributes", "circle", "weight", "kinds", "surrogate"}


@pytest.mark.parametrize(
    ("kind", "file"),
    [(kind, name) for kind, files in FILES.items() for name in files],
    ids=lambda value: value.replace(" ", "-"),
)
def test_a_file_is_read_or_refused_and_in_time(kind: str, file: str):
    """If this fails, a test does not end, or ends with an error without a message."""
    try:
        import_file(kind, FILES[kind][file](), may_be_linked)
        said = ""
    except ValueError as error:
        said = str(error)

    assert len(said) < 500
    assert not said or file not in READ
    assert said or not file.startswith("too much")


@pytest.mark.parametrize("kind", list(FORMATS))
def test_the_same_address_often_has_a_key_each(kind: str):
    """A file with one link twenty thousand times. New keys continue from the last number."""
    read, _ = import_file(kind, FILES[kind]["much"](), may_be_linked)
    keys = [link.key for _, link in read.links()]

    assert len(set(keys)) == len(keys) > 1000


@pytest.mark.parametrize(("lang", "said"), [("vi", "Không đọc được tệp"), ("en", "The file cannot be read")])
@pytest.mark.parametrize("kind", list(FORMATS))
def test_the_office_is_told_in_its_language(make_app: MakeApp, kind: str, lang: str, said: str):
    client = browser(make_app(admin_guard=lambda: {"editor"}, language=lang))
    page = client.get("/portal/admin/links/import")
    token = re.search(r'name="pw_csrf" value="([0-9a-f]{64})"', page.text)[1]
    sent = {"pw_csrf": token, "format": kind, "file": (io.BytesIO(LAUGHS.encode("utf-16")), "a")}
    answer = client.post("/portal/admin/links/import", data=sent, content_type="multipart/form-data")

    assert answer.status_code == 400
    assert said in answer.text
