"""Twice the input takes about twice the work, counted in executed lines of Python."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from fuzz.strategies import few, texts
from polls.samples import ASKED
from portal_widgets.core.files.csv_file import guard, unguard
from portal_widgets.core.text.urls import may_be_linked
from portal_widgets.core.text.vietnamese import fold, sort_key
from portal_widgets.counting.log_import.formats import parse_combined
from portal_widgets.feedback.privacy.page_addresses import PageAddresses
from portal_widgets.feedback.rules import clean
from portal_widgets.links.check.classify import refresh_target
from portal_widgets.links.directory_data import read_text
from portal_widgets.links.formats import import_file
from portal_widgets.polls.ballot_form import from_form
from portal_widgets.polls.rules import BallotError
from portal_widgets.reading.rules import parse

OFTEN = 150
PAGES = PageAddresses(lambda: [b"secret"], "main", ["/tra-cuu/*"])
# By name, what is read, made of a text so many times.
READERS: dict[str, Callable[[str, int], object]] = {
    "message": lambda text, often: clean(text * often),
    "page": lambda text, often: PAGES.read("/" + text * often),
    "search": lambda text, often: fold(text * often),
    "order": lambda text, often: sort_key(text * often),
    "guard": lambda text, often: unguard(guard(text * often)),
    "title": lambda text, often: read_text(text * often, "title"),
    "cookie": lambda text, often: parse(text * often),
    "log": lambda text, often: parse_combined('::1 - - [08/Mar/2024:14:35:09 +0700] "' + text * often),
    "watched page": lambda text, often: refresh_target(text * often, "https://a.example/"),
    "ballot": lambda text, often: from_form(ASKED, [("option", text)] * often),
    "csv links": lambda text, often: links("csv", "url,group,title\r\n" + f'/x,"{text}","{text}"\r\n' * often),
    "csv groups": lambda _, often: links("csv", "url,group\r\n" + "".join(f"/x,{at}\r\n" for at in range(often))),
    "bookmarks": lambda text, often: links("bookmarks", "<DL>" + f"<H3>{text}</H3><A HREF='{text}'>{text}" * often),
    "opml": lambda text, often: links("opml", "<opml><body>" + f'<outline text="a" url="{text}"/>' * often + "</body></opml>"),
    "json": lambda text, often: links("json", json.dumps({"format": "portal-widgets links", "groups": [{"key": "a", "title": text, "links": [{"title": text or "a", "url": "/x"}] * often}]})),
    "nukeviet links": lambda text, often: nukeviet([{"catid": "1"}], [{"catid": "1", "title": text, "url": "/x"}] * often),
    "nukeviet groups": lambda text, often: nukeviet([{"catid": str(at), "title": text} for at in range(often)], []),
    "nukeviet depth": lambda text, often: nukeviet([{"catid": str(at + 1), "parentid": str(at)} for at in range(often)], []),
}  # fmt: skip


def links(kind: str, file: str) -> object:
    return import_file(kind, file.encode("utf-8", "replace"), may_be_linked)


def nukeviet(categories: list[dict[str, str]], rows: list[dict[str, str]]) -> object:
    tables = [{"name": "a_weblinks_cat", "data": categories}, {"name": "a_weblinks_rows", "data": rows}]
    return links("nukeviet", json.dumps(tables))


def effort(do: Callable[[], object]) -> int:
    """The number of executed lines of Python, also if others trace them."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(ValueError, BallotError):
            do()
    finally:
        sys.settrace(before)
    return count


@few
@example("json", "a")
@example("nukeviet groups", "a")
@example("nukeviet depth", "a")
@example("csv groups", "a")
@given(st.sampled_from(list(READERS)), texts("a, b", "<dl>", "=1;"))
def test_twice_as_much_takes_twice_the_work(name: str, text: str):
    read, short = READERS[name], text[:40]
    once, twice = effort(lambda: read(short, OFTEN)), effort(lambda: read(short, 2 * OFTEN))

    assert twice <= 2.5 * once + 4_000  # short texts take another path
