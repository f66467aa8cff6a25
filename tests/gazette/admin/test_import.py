"""The office sees what a file would add, and then confirms it."""

import html
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from gazette.samples import COMMITTEE, Gazette
from support import FrozenClock, MakeApp, browser

HOME = "/portal/admin/gazette/"
HEADER = "number;body;kind;title;signed;effective;replaces"
LINE = f"15/2024/QĐ-UBND;{COMMITTEE};qd;Bảng giá đất;06/05/2024;20/05/2024;3/2001/QĐ-UB"
FAULTY = f"16/2024/QĐ-UBND;{COMMITTEE};qd;Giá;31/02/2024;;"


@pytest.fixture
def roles() -> set[str]:
    return {"editor"}


@pytest.fixture
def app(make_app: MakeApp, clock: FrozenClock, roles: set[str]) -> Flask:
    clock.set("2026-02-10T09:00")
    return make_app(admin_guard=lambda: roles)


@pytest.fixture
def gazette(app: Flask) -> Gazette:
    return Gazette(app)


@pytest.fixture
def office(app: Flask, gazette: Gazette) -> FlaskClient:
    return browser(app)


def post(office: FlaskClient, path: str, /, **data: object) -> TestResponse:
    token = re.search(r'name="pw_csrf" value="([^"]+)"', office.get(f"{HOME}import").text)
    assert token
    return office.post(f"{HOME}{path}", data={"pw_csrf": token[1], **data})


def upload(office: FlaskClient, content: bytes, **data: object) -> TestResponse:
    return post(office, "import", file=(BytesIO(content), "vb.csv"), **data)


def hidden(page: str) -> dict[str, str]:
    form = page.partition("import/confirm")[2].partition("</form>")[0]
    return dict(re.findall(r'name="(digest|name|publish)" value="([^"]*)"', form))


def numbers(gazette: Gazette) -> list[str]:
    return [one[3] for one in gazette.store.documents.works()]


@pytest.mark.parametrize("publish", [{}, {"publish": "1"}])
def test_a_dry_run_shows_the_result_and_saves_nothing_before_the_confirmation(
    office: FlaskClient, gazette: Gazette, publish: dict[str, str]
):
    page = upload(office, f"{HEADER}\n{LINE}\n{FAULTY}".encode(), **publish).text
    JustHTML(page, strict=True)
    assert "Dòng 3: signed: “31/02/2024” không phải là ngày" in html.unescape(page)
    assert "3/2001/QĐ-UB" in page
    assert numbers(gazette) == []

    answer = post(office, "import/confirm", **hidden(page))

    assert answer.status_code == 303
    assert numbers(gazette) == ["15-2024-qd-ubnd"]
    status = 200 if publish else 404
    assert office.get(f"/portal/gazette/{COMMITTEE}/qd/2024/15-qd-ubnd").status_code == status


def test_a_confirmed_file_is_not_confirmed_again(office: FlaskClient, gazette: Gazette):
    page = upload(office, f"{HEADER}\n{LINE}".encode()).text
    post(office, "import/confirm", **hidden(page))

    assert post(office, "import/confirm", **hidden(page)).status_code == 404
    assert "Tệp không bổ sung" in upload(office, f"{HEADER}\n{LINE}".encode()).text


@pytest.mark.parametrize("digest", ["", "a" * 64, "../" * 20, "../../secret"])
def test_only_a_file_of_this_page_is_confirmed(office: FlaskClient, digest: str):
    assert post(office, "import/confirm", digest=digest).status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 99, b"[" * 99_999, b"PK\x03\x04", b'{"format": NaN}', b"%PDF"]
)
def test_a_hostile_file_is_refused_with_a_sentence(office: FlaskClient, content: bytes):
    answer = upload(office, content)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_another_role_may_not_import(office: FlaskClient, roles: set[str]):
    roles.clear()
    roles.add("viewer")

    assert office.get(f"{HOME}import").status_code == 403


def test_all_drafts_of_one_import_are_deleted_at_once_and_nothing_else(
    office: FlaskClient, gazette: Gazette, clock: FrozenClock
):
    for name, lines in {"15": ("15", "16", "17"), "25": ("25",)}.items():
        text = "\n".join([HEADER, *(LINE.replace("15/2024", f"{one}/2024") for one in lines)])
        page = upload(office, text.encode()).text
        clock.set(f"2026-02-10T10:{name}")
        assert post(office, "import/confirm", **hidden(page)).status_code == 303
    ids = {key[3]: number for key, number in gazette.store.documents.works().items()}
    first, published = ids["15-2024-qd-ubnd"], ids["16-2024-qd-ubnd"]
    post(office, f"documents/{published}/publish")
    asked = office.get(f"{HOME}documents/{first}/delete").text
    JustHTML(asked, strict=True)
    assert re.findall(r'<li lang="vi">\D+(\d+)/2024', asked) == ["15", "17"]

    assert post(office, f"documents/{first}/delete", all="1").status_code == 303

    assert sorted(numbers(gazette)) == ["16-2024-qd-ubnd", "25-2024-qd-ubnd"]
