"""Clerks read no commands, setting names or calls of templates: the pages say what a clerk can do."""

import re
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from portal_widgets.links.cli import WHO as COMMAND
from portal_widgets.links.rules import Directory, Group
from portal_widgets.links.service import LinkService
from support import MakeApp, browser, portal_of

PROGRAMMERS = re.compile(r"flask portal|PORTAL_WIDGETS_|\bportal\.\w+\(")
CATALOGUES = files("portal_widgets") / "translations"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_text_names_a_command_or_a_setting(language: str):
    with (CATALOGUES / language / "LC_MESSAGES" / "portal_widgets.po").open("rb") as file:
        texts = [
            text
            for message in read_po(file, locale=language)
            if message.id
            for text in (*_forms(message.id), *_forms(message.string))
        ]

    assert len(texts) > 500
    assert [text for text in texts if PROGRAMMERS.search(text)] == []


def test_changes_by_a_command_are_signed_by_the_administration(make_app: MakeApp):
    app = make_app(
        admin_guard=lambda: {"editor"}, links={"ban": [{"title": "A", "url": "https://a.example"}]}
    )
    document = portal_of(app).service(LinkService).document
    document.change(lambda _: Directory(()), who=COMMAND, what="Nhập danh mục")
    document.change(lambda _: Directory((Group("moi"),)), who="lan", what="Thêm nhóm")
    page = browser(app).get("/portal/admin/links/history").text

    assert "<span>Quản trị hệ thống</span>" in page
    assert "<span>lan</span>" in page
    assert COMMAND not in page


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
