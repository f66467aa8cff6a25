"""Polls as every earlier version of this package stored them, and as a newer version may store them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from polls.samples import ASKED as ALL_KINDS
from polls.samples import FULL, held
from polls.test_cli import run, written
from portal_widgets.polls.definition import as_json
from portal_widgets.polls.history import ChangeKind
from portal_widgets.polls.rules import Terms, Visibility, Voters, check_ballot
from portal_widgets.polls.service import PollService
from portal_widgets.polls.store import tables
from portal_widgets.polls.terms import read_stored
from support import MakeApp, browser, portal_of

PUBLIC = ["", "/results", "/results.json", "/results.svg", "/ballots", "/ballots.json"]
OFFICE = ["", "/edit", "/preview", "/results.csv", "/results.xlsx", "/ballots.json"]
TERMS = {
    "opens_at": 1_773_000_000_000_000,
    "closes_at": None,
    "visibility": "always",
    "voters": "browser",
    "may_change": False,
    "may_withdraw": False,
    "may_be_blank": False,
}
OPTIONAL = {"intro", "link", "picture", "picture_text", "least", "other", "low", "high"}
Stored = dict[str, Any]
Shape = Callable[[Stored], Stored]


def as_9ae86d4(content: Stored) -> Stored:
    """Migration 0007: a version was its content with sorted keys. It had no terms."""
    return {name: content[name] for name in sorted(content)}


def as_e11ee6b(content: Stored) -> Stored:
    """Since then all seven terms are beside the content."""
    return {**content, "terms": TERMS}


def without_a_term(content: Stored) -> Stored:
    return {**content, "terms": {name: TERMS[name] for name in TERMS.keys() - {"may_be_blank"}}}


def without_any_term(content: Stored) -> Stored:
    return {**content, "terms": {}}


def without_what_may_be_left_out(content: Stored) -> Stored:
    return {**_less(content), "terms": TERMS}


def with_more_terms(content: Stored) -> Stored:
    return {**content, "terms": {**TERMS, "may_delegate": True, "quorum": {"of": 100}}}


def with_other_terms(content: Stored) -> Stored:
    return {**content, "terms": {**TERMS, "visibility": "councillors", "voters": "smart-card"}}


def with_more_content(content: Stored) -> Stored:
    return {**_more(content), "terms": TERMS}


def with_texts_longer_than_now_allowed(content: Stored) -> Stored:
    return {**content, "title": "Đường " * 200, "terms": TERMS}


def of_a_kind_that_is_not_known(content: Stored) -> Stored:
    first, *others = content["questions"]
    return {**content, "questions": [{**first, "kind": "matrix"}, *others], "terms": TERMS}


SHAPES: list[Shape] = [
    as_9ae86d4,
    as_e11ee6b,
    without_a_term,
    without_any_term,
    without_what_may_be_left_out,
    with_more_terms,
    with_other_terms,
    with_more_content,
    with_texts_longer_than_now_allowed,
    of_a_kind_that_is_not_known,
]
CONTENTS = [as_9ae86d4, without_what_may_be_left_out, with_more_content, with_texts_longer_than_now_allowed]


def _less(value: Any) -> Any:
    """Remove everything that a definition may leave out."""
    if isinstance(value, dict):
        return {name: _less(one) for name, one in value.items() if name not in OPTIONAL}
    return [_less(one) for one in value] if isinstance(value, list | tuple) else value


def _more(value: Any) -> Any:
    """Add something that this version does not know, to every object that is not a text."""
    if isinstance(value, dict) and not value.keys() <= {"vi", "en"}:
        return {**{name: _more(one) for name, one in value.items()}, "colour": ["green"]}
    return [_more(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(admin_guard=lambda: {"editor"})


def poll_service_of(app: Flask) -> PollService:
    return portal_of(app).service(PollService)


def plain() -> Stored:
    """The content as this version writes it."""
    return json.loads(json.dumps(as_json(ALL_KINDS)))


def store_poll(app: Flask, number: int, **values: str) -> None:
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.update(tables.poll).where(tables.poll.c.id == number).values(**values))


def voted(app: Flask, clock) -> int:
    """A poll of every kind of question with one ballot, edited once and closed."""
    number = held(app, asked=ALL_KINDS)
    service, poll = poll_service_of(app), poll_service_of(app).polls.by_number(number)
    clock.advance(minutes=1)
    service.polls.edit(number, ALL_KINDS, _with_end(poll.terms, service), who="Lan", at=service.now())
    checked = lambda asked: check_ballot(asked.content, asked.terms, FULL)  # noqa: E731
    service.ballots.cast(number, b"an", checked, service.now)
    clock.advance(minutes=60)
    service.invalidate()
    return number


def _with_end(terms: Terms, service: PollService) -> Terms:
    return Terms(terms.opens_at, service.now() + 1_000_000, terms.visibility)


def store_version(app: Flask, number: int, shape: Shape, version: int) -> None:
    text = json.dumps(shape(plain()), ensure_ascii=False)
    where = (tables.version.c.poll == number, tables.version.c.version == version)
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.update(tables.version).where(*where).values(content=text))


def answers(app: Flask, number: int) -> list[str]:
    """The failing addresses and commands, of all that show a poll."""
    reader = browser(app)
    paths = [f"/portal/polls/duong{path}" for path in PUBLIC]
    paths += ["/portal/polls", "/portal/admin/polls/"]
    paths += [f"/portal/admin/polls/{number}{path}" for path in OFFICE]
    failed = [path for path in paths if reader.get(path).status_code != 200]
    commands = [("verify",), ("verify", "duong"), ("export", "duong"), ("list",)]
    return failed + [str(one) for one in commands if run(app, *one).exit_code]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_page_answers_whatever_shape_a_version_has(app: Flask, clock, shape: Shape):
    number = voted(app, clock)
    store_version(app, number, shape, 1)
    assert answers(app, number) == []
    store_version(app, number, shape, 2)
    assert answers(app, number) == []


@pytest.mark.parametrize("shape", CONTENTS)
def test_every_page_answers_whatever_shape_a_poll_has(app: Flask, clock, shape: Shape):
    number = voted(app, clock)
    content = shape(plain())
    content.pop("terms", None)
    store_poll(app, number, content=json.dumps(content, ensure_ascii=False))

    assert answers(app, number) == []


def test_a_poll_that_cannot_be_read_hides_no_other(app: Flask, clock, caplog):
    number = voted(app, clock)
    held(app, slug="khac")
    store_poll(app, number, content=json.dumps(of_a_kind_that_is_not_known(plain())))
    poll_service_of(app).invalidate()
    reader = browser(app)

    assert reader.get("/portal/polls/duong").status_code == 404
    assert "/portal/polls/khac" in reader.get("/portal/polls").text
    assert run(app, "verify").exit_code == 0
    assert [one.levelname for one in caplog.records if "matrix" in one.getMessage()] == ["ERROR"]


def test_terms_of_a_newer_version_are_read_as_the_strictest_and_stay_as_they_are(app: Flask, clock):
    """Nothing is shown, and no ballot accepted, that the newer version may have forbidden."""
    number = held(app)
    store_poll(app, number, visibility="councillors", voters="smart-card")
    service = poll_service_of(app)
    service.invalidate()
    poll = service.polls.by_number(number)
    service.polls.close(number, service.now())

    assert (poll.terms.visibility, poll.terms.voters) == (Visibility.STAFF, Voters.CODE)
    assert browser(app).get("/portal/polls/duong/results.json").status_code == 403
    assert browser(app).get("/portal/polls/duong").status_code == 200
    assert _columns(app, number) == ("councillors", "smart-card")


def _columns(app: Flask, number: int) -> tuple[str, str]:
    asked = sa.select(tables.poll.c.visibility, tables.poll.c.voters).where(tables.poll.c.id == number)
    with portal_of(app).database.reading() as connection:
        return tuple(connection.execute(asked).one())


@pytest.mark.parametrize("name", TERMS)
def test_a_term_that_did_not_exist_has_its_default(name: str):
    default = getattr(Terms(None, None), name)
    stored = {key: value for key, value in TERMS.items() if key != name}

    assert getattr(read_stored(Terms, stored), name) == default
    assert read_stored(Terms, {}) == Terms(None, None)


def test_no_change_is_told_of_what_an_old_version_does_not_say(app: Flask, clock):
    number = voted(app, clock)
    store_version(app, number, without_a_term, 1)
    told = browser(app).get("/portal/polls/duong/results.json").json["changes"]

    assert [change["what"] for change in told] == [ChangeKind.END]


@pytest.mark.parametrize("shape", [as_9ae86d4, without_what_may_be_left_out])
def test_a_definition_of_an_older_shape_is_imported(app: Flask, tmp_path, shape: Shape):
    content = shape(plain())
    content.pop("terms", None)

    assert "cu is a draft." in run(app, "create", "cu", written(tmp_path, content)).output
    asked = poll_service_of(app).polls.by_slug("cu").content
    assert [one.options for one in asked.questions] == [one.options for one in ALL_KINDS.questions]
