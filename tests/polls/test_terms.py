"""The terms are listed once, in their dataclass. All other places follow it, also for a new term."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from polls.samples import CLOSES, OPEN, OPENS, SHORT, held
from polls.test_admin import HOME, WRITTEN, send, service
from polls.test_cli import run, written
from portal_widgets.polls import cli
from portal_widgets.polls.admin import form_pages, poll_form
from portal_widgets.polls.definition import as_json, terms_changes
from portal_widgets.polls.rules import Terms, Visibility, Voters
from portal_widgets.polls.store import polls, stored, tables
from portal_widgets.polls.terms import (
    TermKind,
    as_form,
    as_stored,
    each_term,
    read_form,
    read_json,
    read_stored,
    term,
)
from support import HANOI, MakeApp, browser, portal_of

DOCS = Path(__file__).parents[2] / "docs" / "widgets" / "polls.md"
EACH = each_term(Terms)


@dataclass(frozen=True, slots=True)
class MoreTerms(Terms):
    """The terms, with two invented ones."""

    may_delegate: bool = term(False, "send somebody else")
    counted_at: int | None = term(None, "Counted", name="counted")


instants = st.none() | st.integers(OPENS, CLOSES)
any_terms = st.builds(
    MoreTerms,
    instants,
    instants,
    st.sampled_from(Visibility),
    st.sampled_from(Voters),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    instants,
)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(admin_guard=lambda: {"editor"})


@pytest.fixture
def office(app: Flask) -> FlaskClient:
    return browser(app)


def one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dataclass has the new terms, and no other place was changed."""
    for place in (cli, form_pages, poll_form, polls, stored):
        monkeypatch.setattr(place, "Terms", MoreTerms)


def test_a_new_term_is_a_field_of_the_dataclass_and_nothing_else(
    app: Flask, office: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    one_more(monkeypatch)
    assert 'name="may_delegate" value="on">' in office.get(f"{HOME}new").text
    send(office, f"{HOME}new", **WRITTEN, may_delegate="on", counted="2026-03-21T08:00")
    poll = service(app).polls.by_slug("sua-duong")

    assert poll.terms.may_delegate
    assert as_form(poll.terms, HANOI)["counted"] == "2026-03-21T08:00"
    assert [version.terms for version in service(app).polls.versions(poll.id)] == [poll.terms]
    page = office.get(f"{HOME}{poll.id}/edit").text
    assert 'name="may_delegate" value="on" checked' in page
    assert 'name="counted" type="datetime-local" value="2026-03-21T08:00"' in page

    run(app, "create", "duong", written(tmp_path, {**as_json(SHORT), "terms": {"may_delegate": True}}))
    assert service(app).polls.by_slug("duong").terms == MoreTerms(may_delegate=True)


def test_a_term_that_is_switched_off_stays_off(
    app: Flask, office: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    one_more(monkeypatch)
    send(office, f"{HOME}new", **WRITTEN, may_delegate="on")
    send(office, f"{HOME}1/edit", **WRITTEN)

    assert not service(app).polls.by_number(1).terms.may_delegate


def test_a_poll_that_was_stored_before_a_term_existed_has_its_default(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    held(app, may_change=True)
    before = service(app).polls.by_number(1).terms
    one_more(monkeypatch)

    expected = MoreTerms(before.opens_at, before.closes_at, Visibility.ALWAYS, may_change=True)
    assert service(app).polls.by_number(1).terms == expected
    (version,) = service(app).polls.versions(1)
    assert version.terms == expected


def test_of_a_poll_with_a_newer_term_an_older_version_reads_the_others_and_keeps_it(app: Flask):
    number = held(app, closes_at=None)
    with portal_of(app).database.writing() as connection:
        newer = json.dumps({**as_json(SHORT), "terms": {"may_delegate": True}})
        connection.execute(sa.update(tables.poll).values(content=newer))

    poll = service(app).polls.by_number(number)
    assert (poll.content, poll.terms.visibility) == (SHORT, Visibility.ALWAYS)

    mended = replace(SHORT, intro="Đến hết tháng")
    service(app).polls.edit(number, mended, poll.terms, who="Lan", at=service(app).now())
    with portal_of(app).database.reading() as connection:
        row = connection.scalars(sa.select(tables.poll.c.content)).one()
    assert stored.terms_in(row) == {"may_delegate": True}


@given(any_terms)
def test_terms_survive_being_stored_and_being_shown_in_the_form(terms: MoreTerms):
    assert read_stored(MoreTerms, json.loads(json.dumps(as_stored(terms)))) == terms
    assert read_form(MoreTerms, as_form(terms, HANOI), HANOI, terms) == terms


@pytest.mark.parametrize("said", EACH, ids=lambda one: one.name)
def test_every_term_is_in_the_form_in_json_in_stored_versions_and_in_the_docs(office: FlaskClient, said):
    assert f'name="{said.name}"' in office.get(f"{HOME}new").text
    given = {TermKind.INSTANT: "2026-03-11T09:30", TermKind.SWITCH: True}.get(said.kind) or said.choices[
        -1
    ].value
    read = read_json(Terms, {said.name: given}, HANOI)
    assert getattr(read, said.attribute) != said.default
    assert read_stored(Terms, {said.attribute: as_stored(read)[said.attribute]}) == read
    assert re.search(rf'[`"]{said.name}[`"]', DOCS.read_text("utf-8"))


def test_a_new_term_stays_after_the_first_ballot_unless_it_says_otherwise():
    before = MoreTerms(OPENS, CLOSES)

    assert terms_changes(before, replace(before, may_delegate=True), OPENS, over=False) == "terms"
    assert terms_changes(OPEN, replace(OPEN, closes_at=CLOSES + 1), OPENS, over=False) == ""


def test_a_stored_value_that_is_none_of_ours_is_read_as_the_strictest():
    for value in ("councillors", None, 5, []):
        read = read_stored(Terms, {"visibility": value, "voters": value})
        assert (read.visibility, read.voters) == (Visibility.STAFF, Voters.CODE)


def test_no_term_bears_the_name_of_another_column():
    """Terms with a column of their own are stored there."""
    own = {
        "id",
        "site",
        "slug",
        "content",
        "version",
        "draft",
        "archived",
        "salt",
        "chain_head",
        "chain_length",
    }

    assert set(tables.poll.c.keys()) - {one.attribute for one in EACH} == own
