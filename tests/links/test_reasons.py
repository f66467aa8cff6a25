"""The reasons for a link's state: codes in the store, words in the reader's language. Stored reasons of
earlier versions stay readable.
"""

import ast
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.text.languages import language
from portal_widgets.links.check import reasons
from portal_widgets.links.check.link_status import LinkCheck, LinkState, update_status
from portal_widgets.links.check.reasons import Reason, join_detail, read_stored, split_detail
from portal_widgets.links.service import LinkService
from portal_widgets.links.store.status import address_key
from portal_widgets.links.store.tables import event, watch
from portal_widgets.links.ui_text import LinkUiText
from support import MakeApp, browser, portal_of

URL = "http://old.example/"
TODAY = date(2026, 3, 11)
# As versions before the codes stored them.
OLD = {
    "leads on to http without encryption": "chuyển hướng sang http không mã hóa",
    "its title says that it is not there": "tiêu đề trang cho biết không có nội dung này",
    "the page is empty": "trang trống",
    "leads in circles": "chuyển hướng lặp vòng",
    "no answer in time": "không trả lời kịp thời",
    "the name server does not answer": "máy chủ tên miền không trả lời",
    "the name does not exist": "tên miền không tồn tại",
    "a name or password in the address": "địa chỉ có tên hoặc mật khẩu",
    "a number in disguise": "địa chỉ số được ngụy trang",
    "not an address": "không phải là địa chỉ",
    "no host": "địa chỉ không có tên máy chủ",
    "10.0.0.1 is not a public address": "địa chỉ không công khai: 10.0.0.1",
    "fe80::1 is not a public address": "địa chỉ không công khai: fe80::1",
    "port 8080": "cổng không phải là 80 hoặc 443: 8080",
    "ftp is not the web": "không phải là địa chỉ web: ftp",
    "no scheme is not the web": "không phải là địa chỉ web",
    "HTTP 404": "HTTP 404",
    "a.example -> b.example": "a.example -> b.example",
}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    links = {"services": [{"title": "Cũ", "url": URL, "key": "old"}]}
    return make_app(links=links, admin_guard=lambda: {"editor"})


def store_old(app: Flask, state: LinkState, detail: str, accepted: str = "") -> None:
    """Store the result of an address as a version before the codes did."""
    key = {"site": "main", "address_key": address_key(URL), "state": state.value, "detail": detail}
    seen = {"url": URL, "since": 1, "checked_at": 1, "failed_days": 9, "domain": "", "certificate": ""}
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.insert(watch), {**key, **seen, "accepted": accepted})
        connection.execute(sa.insert(event), {**key, "at": 1, "who": ""})


@pytest.mark.parametrize("detail", OLD)
def test_an_old_sentence_is_shown_in_the_readers_language(app: Flask, detail: str):
    """In the current state of the address, and in its history."""
    store_old(app, LinkState.PRIVATE, detail)
    page = browser(app).get("/portal/admin/links/old/watch").text

    assert page.count(f": {OLD[detail].replace('>', '&gt;')}<") == 2


@pytest.mark.parametrize(
    ("old", "found"),
    [
        ("10.0.0.1 is not a public address", join_detail(Reason.NOT_PUBLIC, "10.0.0.1")),
        ("a number in disguise", Reason.DISGUISED),
    ],
)
def test_a_danger_that_somebody_accepted_under_its_old_sentence_stays_accepted(
    app: Flask, old: str, found: str
):
    store_old(app, LinkState.PRIVATE, old, accepted=f"private {old}")
    known = portal_of(app).service(LinkService).watch.statuses()[URL]
    again = update_status(known, LinkCheck(LinkState.PRIVATE, found), 2, TODAY)
    other = update_status(known, LinkCheck(LinkState.PRIVATE, Reason.NO_HOST), 2, TODAY)

    assert not known.is_held_back
    assert not again.is_held_back
    assert other.is_held_back


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason, code: str):
    ui_text = LinkUiText(language(code))

    assert ui_text.detail(reason) not in {"", reason.value}
    assert ui_text.detail(join_detail(reason, "8080")) == f"{ui_text.detail(reason)}: 8080"


def test_the_watch_keeps_codes_and_what_others_say_but_no_sentence_of_its_own():
    """The rules use reasons. A text would be shown in English to everybody."""
    folder = Path(reasons.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in {"LinkCheck", "RefusedError"}:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
                assert texts == [], f"{file.name}, line {node.lineno}"


@given(st.text() | st.sampled_from([*OLD, *Reason]))
def test_what_is_stored_reads_the_same_however_often_it_is_read(detail: str):
    read = read_stored(detail)

    assert read_stored(read) == read
    reason, about = split_detail(read)
    assert reason is None or read.startswith(reason)
    assert about in detail
