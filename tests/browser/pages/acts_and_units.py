"""The states of the gazette and of the map: every state of a document, every answer to a question, and the pages of
the office that only a sent form shows.
"""

import re
from collections.abc import Iterator
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient

from gazette.test_demo import address
from portal.gazette import fill
from portal.gazette.documents import DOCUMENTS

GAZETTE, MAP, ADMIN = "/portal/gazette", "/portal/map", "/portal/admin"
# Documents that each look different: the state is named by the demo.
_DOCUMENTS = (
    "prices-2024",  # partly ended, files, an issue, all kinds of relations
    "lorries",  # a replaced file
    "water",  # partly begun
    "water-guide",  # a gap in the issues
    "waste-2027",  # not yet in force
    "village-market",  # ended, its body too
    "criteria",  # unknown
    "ferry",  # the number is used twice
    "mistake",  # withdrawn
)
_ASKED = (
    *(address(key) for key in _DOCUMENTS),
    f"{address('lorries')}?on=2024-07-01",
    f"{GAZETTE}?q=dat+nong+nghiep",
    f"{GAZETTE}?q=khong+co+tu+nay",
    f"{GAZETTE}?q=van+ban+con+hieu+luc+ve+hoc+phi",
    f"{GAZETTE}?q=15-2021-qd-ubn",
    f"{GAZETTE}?body=ubnd-dong-may&on=2025-10-01",
    f"{GAZETTE}?state=suspended",
    f"{GAZETTE}/5-2023-qd-ubnd",
    f"{GAZETTE}/issues",
    f"{GAZETTE}/issues/2024/03-04",
    f"{GAZETTE}/issues/2026/08",
    f"{GAZETTE}/issues/2026/99",
    f"{MAP}?map=lam-chau&from=hon-nga&to=tan-tra",
    f"{MAP}?map=lam-chau&from=hon-nga&to=hon-nga",
    f"{MAP}?q=giang+dong",
    f"{MAP}?q=khong+co",
    f"{MAP}?on=2020-01-01",
    f"{MAP}/units/giang-dong",
    f"{MAP}/units/dong-may?at=2020-01-01",
    f"{ADMIN}/gazette/?waiting=drafts",
    f"{ADMIN}/gazette/?waiting=unresolved",
    f"{ADMIN}/gazette/?waiting=ending",
    f"{ADMIN}/gazette/?q=khong+co",
    f"{ADMIN}/map/?q=khong+co",
)
_DOCUMENT_PAGES = ("", "/edit", "/relations", "/issues", "/preview", "/withdraw", "/history")
_TABLE = """number;body;kind;title;signed;effective;replaces
61/2026/QĐ-UBND;ubnd-lam-chau;qd;Giá nước sạch;06/05/2026;20/05/2026;3/2001/QĐ-UB
62/2026/QĐ-UBND;ubnd-lam-chau;qd;Giá dịch vụ phà;31/02/2026;;"""
_UNITS = """key,kind,name,code,parent
go-dat,commune,Gò Đất,30998,lam-chau"""
_FAULTY_UNITS = """key,kind,name
a,village,An
b,commune,"""
# Forms that are refused, by their pages.
_REFUSED: dict[str, dict[str, str]] = {
    "gazette/documents/new": {"number": " ", "signed": "31.12.2026", "save": "1"},
    "gazette/register/kinds": {"key-0": "Qd", "force-0": "x"},
    "gazette/register/fields": {"key-0": "Hoc Phi", "parent-0": "x"},
    "gazette/register/bodies/new": {"name-0": "", "version-from-0": "x"},
    "gazette/register/events/new": {"on": "x", "from-0": "khong-co"},
    "map/units/new": {"name-0": "", "version-from-0": "x", "preview": "1"},
    "map/events/new": {"on": "x", "from-0": "khong-co", "preview": "1"},
}


def use(app: Flask, office: FlaskClient) -> None:
    """The demo's gazette, with a draft that the office has changed."""
    fill(app)
    path = f"{ADMIN}/gazette/documents/{number('draft')}"
    changed = fields(office.get(f"{path}/edit").text) | {"title": "Quy định đường xe buýt", "save": "1"}
    assert office.post(f"{path}/edit", data=changed).status_code == 303


def number(key: str) -> int:
    """Documents are numbered in the order of the demo, because the gazette was empty."""
    return list(DOCUMENTS).index(key) + 1


def addresses() -> list[str]:
    """The addresses of all states, in Vietnamese."""
    documents = (f"{ADMIN}/gazette/documents/{number(key)}" for key in ("prices-2024", "lorries", "draft"))
    return [*_ASKED, *(f"{one}{page}" for one in documents for page in _DOCUMENT_PAGES)]


def forms(office: FlaskClient) -> Iterator[tuple[str, dict[str, object]]]:
    """Addresses, and what is sent there: what a browser sends, with changes."""
    draft = f"gazette/documents/{number('draft')}"
    changes: list[tuple[str, dict[str, str]]] = [
        *_REFUSED.items(),
        (
            "gazette/documents/new",
            {
                "number": "15-2021-qd-ubnd",
                "title": "Ban hành Quy định về giá đất",
                "signed": "2026-11-02",
                "preview": "1",
            },
        ),
        (f"{draft}/edit", {"title": "Quy định làn xe buýt", "signed": "2026-11-28", "preview": "1"}),
        (f"{draft}/edit", {"title": "", "save": "1"}),
        (f"{draft}/relations", {"from-0": "2026-11-27", "preview": "1"}),
        (f"{draft}/relations", {"target-0": "5/2023/QĐ-UBND", "from-0": "31/02", "save": "1"}),
        (f"{draft}/issues", {"issue-0": "5", "first-0": "9", "last-0": "3", "save": "1"}),
        (f"gazette/documents/{number('lorries')}/withdraw", {"reason": " "}),
        ("map/units/dong-may/edit", {"code-0": "30103", "parent-0": "khong-co", "preview": "1"}),
    ]
    for path, changed in changes:
        yield f"{ADMIN}/{path}", {**fields(office.get(f"{ADMIN}/{path}").text), **changed}
    token = fields(office.get(f"{ADMIN}/gazette/documents/new").text)["pw_csrf"]
    for path, kind, text in (
        ("gazette/import", "", _TABLE),
        ("gazette/import", "", "%PDF"),
        ("map/import", "units", _UNITS),
        ("map/import", "units", _FAULTY_UNITS),
    ):
        file = BytesIO(text.encode()), "tep.csv"
        yield f"{ADMIN}/{path}", {"pw_csrf": token, "kind": kind, "file": file}
    yield f"{ADMIN}/gazette/documents/{number('water')}/files", {"pw_csrf": token}


def fields(page: str) -> dict[str, str]:
    """The fields of the office's form, as a browser sends them if nothing is changed."""
    form = re.findall(r'<form class="pw-form" method="post"[^>]*>.*?</form>', page, re.DOTALL)[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1]
    return found
