"""`flask portal polls`: the commands of an operator, and refusals."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from polls.samples import ASKED, FULL, MINUTE, SHORT, held
from portal_widgets.polls.definition import as_json
from portal_widgets.polls.rules import Visibility, Voters
from portal_widgets.polls.service import SETTLED_SECONDS, PollService
from portal_widgets.polls.store import tables
from support import MakeApp, browser, portal_of


def run(app: Flask, *arguments: str, typed: str | None = None):
    return app.test_cli_runner().invoke(args=["portal", "polls", *arguments], input=typed)


def written(folder: Path, value: Any) -> str:
    file = folder / "poll.json"
    file.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), "utf-8")
    return str(file)


def paper(option: str = "a", **more: Any) -> str:
    return json.dumps({"answers": {"road": {"chosen": [option], **more}}})


def asking(*texts: Any) -> dict[str, Any]:
    """A poll with these answers."""
    options = [{"key": f"o{at}", "text": text} for at, text in enumerate(texts)]
    return {"title": "?", "questions": [{"key": "q", "text": "?", "options": options}]}


def poll_service_of(app: Flask) -> PollService:
    return portal_of(app).service(PollService)


def alter(app: Flask, statement: sa.Executable) -> None:
    with portal_of(app).database.writing() as connection:
        connection.execute(statement)


def test_a_poll_is_made_published_and_closed(app: Flask, tmp_path: Path, clock):
    file = written(tmp_path, {**as_json(SHORT), "terms": {"visibility": "always"}})

    assert "duong is a draft." in run(app, "create", "duong", file).output
    assert browser(app).get("/portal/polls/duong").status_code == 404
    assert "duong is open." in run(app, "publish", "duong").output
    assert browser(app).get("/portal/polls/duong").status_code == 200
    assert run(app, "list").output == "duong\topen\t0\tNên sửa đường nào trước?\n"
    assert "duong is closed." in run(app, "close", "duong").output
    assert "duong\tclosed" in run(app, "list").output


def test_times_without_a_zone_are_the_portals(app: Flask, tmp_path: Path):
    terms = {"opens": "2026-03-11T09:30", "closes": "2026-03-11T10:00:00.000001+07:00"}
    run(app, "create", "duong", written(tmp_path, {**as_json(SHORT), "terms": terms}))
    found = poll_service_of(app).polls.by_slug("duong").terms

    assert found.closes_at - found.opens_at == 30 * MINUTE + 1
    assert found.opens_at == poll_service_of(app).now() + 30 * MINUTE
    assert "duong is scheduled." in run(app, "publish", "duong").output


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{", "Expecting"),
        ([], "must be an object"),
        ({**as_json(SHORT), "title": ""}, "title must not be empty"),
        (asking("Có", "Không", " cÓ\u200b"), "options 1 ('Có') and 3 (' cÓ\\u200b') read the same"),
        (asking({"vi": "Có", "en": "Yes"}, {"vi": "Không", "en": "yes"}), "('Không | yes') read the same"),
        (asking("Có", "\u200b"), "option 2: text must not be empty"),
        (asking("Có", {"vi": "Không", "en": "\u200d"}), "option 2: text must not be empty"),
        ({**as_json(SHORT), "terms": []}, "terms must be an object"),
        ({**as_json(SHORT), "terms": {"opens": "9999-12-31"}}, "the year 9999"),
        ({**as_json(SHORT), "terms": {"opens": 5}}, "must be an instant such as"),
        ({**as_json(SHORT), "terms": {"opens": "tomorrow"}}, "tomorrow"),
        ({**as_json(SHORT), "terms": {"visibility": "sometimes"}}, "sometimes"),
        ({**as_json(SHORT), "terms": {"may_change": "yes"}}, "true or false"),
        (
            {**as_json(SHORT), "terms": {"opens": "2026-03-11", "closes": "2026-03-11"}},
            "must close after it opens",
        ),
    ],
    ids=str,
)
def test_a_file_that_is_no_poll_is_refused_with_what_is_wrong(app: Flask, tmp_path: Path, given, says: str):
    result = run(app, "create", "duong", written(tmp_path, given))

    assert (result.exit_code, says in result.output) == (1, True), result.output
    assert run(app, "list").output == ""


@pytest.mark.parametrize("slug", ["", "Đường", "a/b", "x" * 81, "-"])
def test_an_address_that_no_reader_could_open_is_refused(app: Flask, tmp_path: Path, slug: str):
    assert run(app, "create", "--", slug, written(tmp_path, as_json(SHORT))).exit_code == 2


def test_an_address_is_given_once(app: Flask, tmp_path: Path):
    file = written(tmp_path, as_json(SHORT))
    run(app, "create", "duong", file)

    assert "There is a poll called duong already." in run(app, "create", "duong", file).output


def test_a_draft_is_not_said_to_be_closed(app: Flask, tmp_path: Path):
    run(app, "create", "duong", written(tmp_path, as_json(SHORT)))
    result = run(app, "close", "duong")

    assert (result.exit_code, result.output) == (1, "Error: duong is draft.\n")


@pytest.mark.parametrize("command", ["publish", "close", "codes", "verify", "export"])
def test_a_poll_that_is_not_there_is_named(app: Flask, command: str):
    result = run(app, command, "duong")

    assert (result.exit_code, result.output) == (1, "Error: There is no poll called duong.\n")


def test_a_ballot_on_paper_gets_a_receipt_and_counts(app: Flask):
    held(app)
    result = run(app, "vote", "duong", "-", typed=paper())

    poll = poll_service_of(app).polls.by_slug("duong")
    assert [receipt for receipt, _ in poll_service_of(app).results.ballots(poll)] == [result.output.strip()]
    assert "duong: 1 ballots" in run(app, "verify", "duong").output


@pytest.mark.parametrize(
    ("ballot", "says"),
    [
        ("", "Expecting value"),
        ("[]", "ballot: unknown"),
        ('{"answers": {"elsewhere": {"chosen": ["a"]}}}', "ballot: unknown"),
        (paper("d"), "road: unknown"),
        ('{"answers": {}}', "road: missing"),
        ('{"answers": {"road": {"chosen": ["a", "b"]}}}', "road: too-many"),
        ('{"answers": {"road": {"chosen": ["a", "a"]}}}', "road: repeated"),
        (paper("other", other=" "), "road: other-empty"),
        (paper("other", other="x" * 201), "road: other-long"),
    ],
)
def test_it_is_held_to_the_rules_of_every_ballot(app: Flask, ballot: str, says: str):
    held(app)
    result = run(app, "vote", "duong", "-", typed=ballot)

    assert (result.exit_code, says in result.output) == (1, True), result.output
    assert "duong: 0 ballots" in run(app, "verify", "duong").output


def test_out_of_its_time_a_poll_takes_no_paper_either(app: Flask, clock):
    held(app)
    clock.advance(minutes=60)
    result = run(app, "vote", "duong", "-", typed=paper())

    assert (result.exit_code, result.output) == (1, "Error: The ballot was refused: the poll is closed\n")


def test_codes_are_printed_once_and_each_is_good_for_one_ballot(app: Flask):
    held(app, voters=Voters.CODE)
    made = run(app, "codes", "duong", "--count", "3").output.split()

    assert len(set(made)) == 3
    assert run(app, "vote", "duong", "-", "--code", made[0].lower(), typed=paper()).exit_code == 0
    again = run(app, "vote", "duong", "-", "--code", made[0], typed=paper())
    assert "this voter has already voted" in again.output
    for wrong in ("7K3D-Q9TX-4M5N", "", "none"):
        result = run(app, "vote", "duong", "-", "--code", wrong, typed=paper())
        assert "does not belong to this poll" in result.output
    assert "duong: 1 ballots" in run(app, "verify").output


def test_where_browsers_vote_there_are_no_codes(app: Flask):
    held(app)

    assert run(app, "codes", "duong").exit_code == 1
    assert run(app, "vote", "duong", "-", "--code", "7K3D-Q9TX-4M5N", typed=paper()).exit_code == 1


def test_a_closed_poll_gives_out_no_codes(app: Flask):
    held(app, voters=Voters.CODE)
    run(app, "close", "duong")

    assert run(app, "codes", "duong").output == "Error: duong is closed.\n"


def test_verify_prints_the_head_of_the_chain_and_the_equal_tallies(app: Flask):
    held(app, asked=ASKED)
    service = poll_service_of(app)
    poll = service.polls.by_slug("duong")
    service.ballots.cast(poll.id, b"a", lambda _: FULL, service.now)
    result = run(app, "verify", "duong")

    head = service.polls.by_slug("duong").chain_head
    assert result.exit_code == 0
    assert f"duong: 1 ballots, chain of 1, head {head}" in result.output
    assert "road: a 1, b 0, c 0, other 0 (stored and counted again: equal)" in result.output


DUONG = 2
ALTERED = {
    "a ballot": sa.update(tables.ballot).values(answers='{"road":{"chosen":["b"],"other":""}}'),
    "a ballot into nonsense": sa.update(tables.ballot).values(answers="[1"),
    "a ballot into another kind of thing": sa.update(tables.ballot).values(answers='{"road":["b"]}'),
    "a receipt": sa.update(tables.ballot).values(receipt="7K3D-Q9TX-4M5N"),
    "a ballot removed": sa.delete(tables.ballot),
    "the tally": sa.update(tables.tally).where(tables.tally.c.option == "a").values(votes=7),
    "the tally removed": sa.delete(tables.tally),
    "the tally of what is no option": sa.insert(tables.tally).values(
        site="main", poll=DUONG, question="road", option="z", votes=1
    ),
    "an entry": sa.update(tables.entry).values(commitment="f" * 64),
    "the chain cut": sa.delete(tables.entry),
    "the head": sa.update(tables.poll).values(chain_head="f" * 64),
    "the length": sa.update(tables.poll).values(chain_length=2),
    "made a draft, and a ballot removed": [
        sa.update(tables.poll).values(draft=True),
        sa.delete(tables.ballot),
    ],
}


@pytest.mark.parametrize("statements", ALTERED.values(), ids=ALTERED.keys())
@pytest.mark.parametrize("named", [["duong"], []], ids=["named", "all"])
def test_verify_fails_loudly_on_whatever_was_altered_by_hand(app: Flask, statements, named: list[str]):
    """All other polls are still checked, so that one altered poll does not hide the next."""
    held(app, "sound")
    assert held(app) == DUONG
    run(app, "vote", "duong", "-", typed=paper())
    for statement in statements if isinstance(statements, list) else [statements]:
        of_it = statement if isinstance(statement, sa.Insert) else statement.where(_of_poll(statement.table))
        alter(app, of_it)
    result = run(app, "verify", *named)

    assert result.exit_code == 1
    assert "ALTERED: " in result.output
    assert isinstance(result.exception, SystemExit)
    assert named or "sound: 0 ballots" in result.output


def _of_poll(table: sa.Table) -> sa.ColumnElement[bool]:
    return (table.c.id if table is tables.poll else table.c.poll) == DUONG


def test_a_ballot_put_in_by_hand_is_found(app: Flask):
    held(app)
    run(app, "vote", "duong", "-", typed=paper())
    with portal_of(app).database.writing() as connection:
        row = dict(connection.execute(sa.select(tables.ballot)).mappings().one())
        stuffed = {**row, "receipt": "7K3D-Q9TX-4M5N", "voter_key": b"x", "ticket": None}
        connection.execute(sa.insert(tables.ballot), stuffed)
        for option in ("", "a"):
            connection.execute(
                sa.update(tables.tally)
                .where(tables.tally.c.option == option)
                .values(votes=tables.tally.c.votes + 1)
            )
    result = run(app, "verify")

    assert result.exit_code == 1
    assert "ballot 7K3D-Q9TX-4M5N was altered after it was cast" in result.output


def test_what_nobody_may_see_before_the_close_no_command_shows(app: Flask, clock):
    """Even the findings of `verify` contain no number."""
    held(app, visibility=Visibility.SECRET)
    for _ in range(3):
        run(app, "vote", "duong", "-", typed=paper())
    hidden = run(app, "verify", "duong")
    assert hidden.exit_code == 0
    assert "hidden until the poll is closed" in hidden.output
    assert "a 3" not in hidden.output
    assert "7919" not in run(app, "export", "duong").output

    alter(app, sa.update(tables.tally).where(tables.tally.c.option == "a").values(votes=7919))
    altered = run(app, "verify", "duong")
    assert altered.exit_code == 1
    assert "the tally of road/a differs from the ballots" in altered.output
    assert "7919" not in altered.output

    alter(app, sa.update(tables.tally).where(tables.tally.c.option == "a").values(votes=3))
    clock.advance(minutes=60)
    assert "road: a 3, b 0" in run(app, "verify", "duong").output


def test_verify_destroys_the_salts_of_what_is_closed(app: Flask, clock):
    """A quarter of an hour later, so that a wrong clock can be corrected before that."""
    held(app)
    clock.advance(minutes=60)
    run(app, "verify")
    with portal_of(app).database.reading() as connection:
        assert connection.execute(sa.select(tables.poll.c.salt)).scalars().all() != [None]
    clock.advance(seconds=SETTLED_SECONDS)
    run(app, "verify")

    with portal_of(app).database.reading() as connection:
        assert connection.execute(sa.select(tables.poll.c.salt)).scalars().all() == [None]


def test_an_export_can_be_counted_again(app: Flask, clock):
    held(app)
    run(app, "vote", "duong", "-", typed=paper("other", other="Đường ven sông"))
    early = run(app, "export", "duong")
    assert early.exit_code == 1
    assert early.output == "Error: The ballots of duong are listed after the poll is closed.\n"
    clock.advance(minutes=60)
    found = json.loads(run(app, "export", "duong").output)

    assert found["result"]["ballots"] == len(found["ballots"]) == len(found["chain"]) == 1
    assert found["ballots"][0]["answers"] == {"road": {"chosen": ["other"], "other": "Đường ven sông"}}
    assert {"nonce", "voter_key"}.isdisjoint(found["ballots"][0])


@pytest.mark.parametrize(
    "command",
    [["list"], ["publish", "duong"], ["close", "duong"], ["codes", "duong"], ["verify"], ["export", "duong"]],
)
def test_without_its_tables_every_command_says_what_to_do(
    make_app: MakeApp, tmp_path: Path, command: list[str]
):
    app = make_app(database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    result = run(app, *command)

    assert result.exit_code == 1
    assert "flask portal migrate" in result.output
    assert isinstance(result.exception, SystemExit)
