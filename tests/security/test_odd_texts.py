"""Odd texts in every input, on both databases: each is stored or refused, and damages nothing else.

Each input gets each odd text in each of its fields. Valid input before and after it is still accepted.
"""

import json
import uuid
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.testing import FlaskClient

from admin.area import form_token
from feedback.sending import OFFICE
from organisation.test_admin import FIELDS as ORGANISATION
from polls.samples import held
from polls.test_admin import WRITTEN
from portal_widgets.core.app.portal import Portal
from portal_widgets.counting.store.sql.dead_letters import DeadLetterStore
from portal_widgets.counting.store.sql.tables import article as articles
from portal_widgets.links.service import LinkService
from portal_widgets.polls.service import PollService
from support import FrozenClock, MakeApp, browser, counting_of, portal_of

ODD = {
    "empty": "",
    "NUL": "a\0b",
    "half a pair": "Tin \ud83c mới",
    "not seen": "\u202eابجد\u202c\x1b[31m\x85b\r\n\ufffe\uffff",
    "marks": "tiê" + "\u0301" * 400,
    "400 letters": "ấ" * 400,
    "10,000 letters": "ấ" * 10_000,
}
ADMIN = "/portal/admin/"
OFFICER = {"X-Roles": "admin"}
LINKS = {"services": [{"key": "so", "title": "Sở", "url": "https://so.example/"}]}


@dataclass(frozen=True)
class Door:
    """An address that accepts a form or a query, with valid values for it."""

    path: str
    fields: Mapping[str, str]
    method: str = "POST"

    def odd(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Valid values with one odd field at a time, by the kind of oddity."""
        for name in self.fields:
            for kind, text in ODD.items():
                # No browser and no server sends a lone surrogate in a form. It represents unreadable bytes.
                yield f"{name}: {kind}", {**self.fields, name: text.encode("utf-8", "replace").decode()}


MESSAGE = {
    "text": "Đèn đường hỏng.",
    "subject": "Đèn",
    "name": "An",
    "email": "an@a.example",
    "phone": "0912 345 678",
    "address": "Ấp Giữa",
    "answer": "y",
    "page": "/bai/1",
    "department": "tiep-dan",
    "kept": "",
}
OFFICE_DOORS = {
    "links/new": {"title_vi": "Sở Y tế", "group": "services", "url": "/x", "icon": "", "owner": "An"},
    "links/groups/new": {"key": "moi", "title_vi": "Mới", "layout": "list", "above": "services"},
    "links/several": {"key": "so", "action": "gather", "group": "services"},
    "polls/new": WRITTEN,
    "organisation/edit": dict(ORGANISATION),
    "organisation/units/new": {**ORGANISATION, "key": "so-y-te", "above": ""},
    "statistics/notes": {"day": "2026-03-11", "text": "Lễ hội"},
    "feedback/search": {"q": "đèn", "status": "", "found": "1"},
    "feedback/person": {"sought": "an@a.example"},
    **{
        f"feedback/1/{action}": {"text": "Đã sửa.", "status": "closed", "department": "tiep-dan", "to": "x"}
        for action in ("status", "assign", "note", "reply", "transfer", "merge", "publish")
    },
}
DOORS = [
    *(Door(f"/portal/feedback{path}", MESSAGE) for path in ("", "/department", "/page", "/sentence")),
    Door("/portal/feedback/useful", {"page": "/bai/1", "answer": "yes"}),
    Door("/portal/feedback/status", {"reference": "PA-1", "receipt": "x"}),
    Door("/portal/polls/duong/ballots", {"option": "other", "other-road": "Đường chợ", "ballot": "x"}),
    Door("/portal/links/report", {"link": "so", "fault": "broken"}),
    Door("/portal/links/click", {"link": "so"}),
    Door("/portal/reading-options", {"size": "larger", "theme": "own", "next": "/bai/1"}),
    Door("/portal/links", {"q": "sở", "order": "abc"}, "GET"),
    Door("/portal/questions", {"q": "đèn"}, "GET"),
    Door("/portal/views.gif", {"article": "x", "page": "/bai/1", "referrer": "https://a.example/"}, "GET"),
    *(Door(f"{ADMIN}{path}", fields) for path, fields in OFFICE_DOORS.items()),
]


@pytest.fixture
def app(make_app: MakeApp, database_url: str, clock: FrozenClock) -> Flask:
    made = make_app(
        database_url=database_url,
        links=LINKS,
        admin_guard=lambda: request.headers.get("X-Roles", "").split(),
        feedback_per_network=0,
        poll_ballots_per_network=0,
        **OFFICE,
    )
    held(made, closes_at=None)
    return made


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return browser(app)


def stamped(reader: FlaskClient, clock: FrozenClock, fields: Mapping[str, Any]) -> dict[str, Any]:
    """With the stamp of a form that has been open for a while."""
    stamp = reader.get("/portal/feedback/stamp").json["stamp"]
    clock.advance(minutes=1)
    return {"stamp": stamp, **fields}


def view(app: Flask, address: str, **report: str) -> int:
    """A reader opens the article."""
    body = {"article": counting_of(app).tokens.article("1"), **report}
    sent = json.dumps(body)
    return browser(app, address=address).post("/portal/views", data=sent).status_code


def views(app: Flask) -> int | None:
    counting_of(app).catch_up()
    return counting_of(app).views("1")


def dead(portal: Portal) -> int:
    return DeadLetterStore(portal.database, portal.site).count()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
def test_a_door_keeps_or_refuses_every_text(app: Flask, reader: FlaskClient, clock: FrozenClock, door: Door):
    portal, faults = portal_of(app), {}
    token = form_token(reader.get(f"{ADMIN}statistics/notes", headers=OFFICER))
    if "feedback/1/" in door.path:
        reader.post("/portal/feedback", data=stamped(reader, clock, MESSAGE))
    view(app, "192.0.2.1")
    for what, fields in door.odd():
        clock.advance(minutes=1)
        if door.method == "GET":
            answer = reader.get(door.path, query_string=fields)
        elif door.path.startswith(ADMIN):
            answer = reader.post(door.path, data={**fields, "pw_csrf": token}, headers=OFFICER)
        else:
            reader.delete_cookie("pw_poll_1", path="/portal/polls/duong")
            answer = reader.post(door.path, data=stamped(reader, clock, fields))
        if answer.status_code >= 500:
            faults[what] = answer.status_code
    view(app, "192.0.2.2")

    assert faults == {}
    assert (views(app), dead(portal)) == (2, 0)
    pages = [
        "/bai/1",
        "/portal/links",
        "/portal/polls",
        *(f"{ADMIN}{name}/" for name in ("feedback", "links", "polls", "organisation", "statistics")),
    ]
    assert [page for page in pages if reader.get(page, headers=OFFICER).status_code != 200] == []


@pytest.mark.parametrize("kind", ODD)
def test_a_report_of_a_view_takes_no_other_along(app: Flask, kind: str):
    """Views of a page, a referrer and a token, from a script that may send anything."""
    text = ODD[kind]
    view(app, "192.0.2.1")
    told = [view(app, f"192.0.2.{at}", **{name: text}) for at, name in enumerate(("page", "referrer"), 2)]
    told.append(browser(app).post("/portal/views", data=json.dumps({"article": text})).status_code)
    view(app, "192.0.2.9")

    assert max(told) < 500
    assert (views(app) >= 2, dead(portal_of(app))) == (True, 0)


@pytest.mark.parametrize("kind", ODD)
def test_a_description_takes_no_other_along(app: Flask, kind: str):
    """The articles of a list are stored together."""
    text = ODD[kind]
    said = {"title": "Tin", "url": "/tin", "category": "Tin", "language": "vi"}
    for at, name in enumerate([None, *said, None]):
        values = {**said, name: text} if name else said
        counting_of(app).describe(str(at), (*values.values(), None))
    counting_of(app).catch_up()
    with portal_of(app).database.reading() as connection:
        kept = set(connection.scalars(sa.select(articles.c.id).where(articles.c.title.is_not(None))))

    assert {"0", "5"} <= kept
    # If a text is too long for a column, only this text is put aside.
    assert len(kept) + dead(portal_of(app)) >= 5
    assert counting_of(app).most_read(7, 10) is not None


@pytest.mark.parametrize("kind", ODD)
def test_a_ballot_with_own_words_takes_no_other_along(app: Flask, kind: str):
    def vote(**answer: object) -> int:
        body = json.dumps({"ballot": str(uuid.uuid4()), "answers": {"road": answer}})
        sent = {"data": body, "content_type": "application/json", "headers": {"Accept": "application/json"}}
        return browser(app).post("/portal/polls/duong/ballots", **sent).status_code

    told = [
        vote(chosen=["a"]),
        vote(chosen=["other"], other=ODD[kind]),
        vote(chosen=[ODD[kind]]),
        vote(chosen=["b"]),
    ]
    service = portal_of(app).service(PollService)
    poll = service.find("duong")

    assert (told[0], told[-1], max(told) < 500) == (201, 201, True)
    assert service.results.verify(poll).faults == []
    assert poll.ballots == sum(status == 201 for status in told)


def run(app: Flask, *words: object):
    """Run a command. An error of the program is raised."""
    with warnings.catch_warnings():
        done = app.test_cli_runner().invoke(args=["portal", *map(str, words)], catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.mark.parametrize("kind", ODD)
def test_a_link_in_a_file_takes_no_other_along(app: Flask, tmp_path: Path, kind: str):
    text, good = ODD[kind], {"title": "Tốt", "url": "/tot"}
    odd = [
        {**good, name: text} for name in ("title", "url", "description", "key", "icon", "icon_text", "owner")
    ]
    file = tmp_path / "links.json"
    groups = [
        {"key": "moi", "links": [good, *odd, {**good, "url": "/cuoi"}]},
        {"key": text, "title": text, "links": [good]},
    ]
    file.write_text(json.dumps({"format": "portal-widgets links", "groups": groups}))
    assert run(app, "links", "import", "json", file).exit_code == 0
    urls = {link.url for _, link in portal_of(app).service(LinkService).newest()[1].links()}

    assert {"/tot", "/cuoi", "https://so.example/"} <= urls
    assert browser(app).get("/portal/links").status_code == 200
    for form in ("json", "csv", "opml", "bookmarks"):
        assert run(app, "links", "export", form, tmp_path / form).exit_code == 0


@pytest.mark.parametrize("kind", ODD)
def test_a_line_of_a_log_takes_no_other_along(app: Flask, tmp_path: Path, kind: str):
    text = ODD[kind].replace("\r\n", "").encode("utf-8", "surrogatepass")
    file = tmp_path / "access.log"
    line = b'%s - - [05/Jan/2026:09:01:00 +0700] "GET /bai/%s HTTP/1.1" 200 9 "https://%s/" "%s"\n'
    agent = b"Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
    lines = [
        line % (b"192.0.2.%d" % at, *said)
        for at, said in enumerate(
            [
                (b"1", b"a.vn", agent),
                (text, b"a.vn", agent),
                (b"1", text, agent),
                (b"1", b"a.vn", text),
                (b"1", b"a.vn", agent),
            ],
            1,
        )
    ]
    lines.insert(3, line % (text, b"1", b"a.vn", agent))
    file.write_bytes(b"".join(lines))
    assert run(app, "import-log", file, "--article", "/bai/(?P<id>.+)").exit_code == 0

    assert views(app) >= 3
    assert dead(portal_of(app)) == 0


@pytest.mark.parametrize("kind", ODD)
def test_a_balance_that_is_odd_is_named_and_nothing_entered(app: Flask, tmp_path: Path, kind: str):
    file = tmp_path / "views.csv"
    file.write_bytes(f'1,5\n"{ODD[kind]}",7\n2,9\n'.encode("utf-8", "surrogatepass"))
    words = ["opening-balance", "--articles", file, "--dated", "2026-01-01", "--signed", "An"]
    done = run(app, *words, "--note", "sổ")

    assert done.exit_code == 1, done.output
    assert counting_of(app).views_of(["1", "2"]) == {"1": 0, "2": 0}


# A shell passes a byte that is not UTF-8 in this form.
ARGUMENT = "An \udcff"


@pytest.mark.parametrize(
    "words",
    [
        ["opening-balance", "--visits", "5", "--dated", "2026-01-01", "--signed", ARGUMENT, "--note", "sổ"],
        ["opening-balance", "--visits", "5", "--dated", "2026-01-01", "--signed", "An", "--note", "a\0b"],
        [
            "opening-balance",
            "--visits",
            "5",
            "--dated",
            "2026-01-01",
            "--signed",
            "An",
            "--note",
            "ấ" * 10_000,
        ],
        ["feedback", "export", ARGUMENT],
        ["feedback", "erase", ARGUMENT, "--by", "An", "--yes"],
        ["feedback", "erase", "an@a.example", "--by", ARGUMENT, "--yes"],
        ["polls", "publish", ARGUMENT],
        ["polls", "codes", ARGUMENT],
        ["links", "check", ARGUMENT],
        ["import-log", ARGUMENT],
        ["admin-password", ARGUMENT],
        ["export", ARGUMENT],
    ],
    ids=lambda words: " ".join(words[:2])[:30],
)
def test_a_command_cleans_or_refuses_what_no_database_holds(
    app: Flask, reader: FlaskClient, clock: FrozenClock, words: list[str]
):
    reader.post("/portal/feedback", data=stamped(reader, clock, MESSAGE))

    assert run(app, *words).output.count("\n") <= 4, "a sentence and no traceback"
