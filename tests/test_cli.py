"""The operator's commands report what they did. They fail with a message and a non-zero status."""

import re

import click
import pytest
from flask import Flask

from portal_widgets.counting.store.protocol import DeadLetter
from portal_widgets.counting.store.sql.store import SqlStore
from support import Hands, MakeApp, browser, counting_of, portal_of

ASK_THE_DATABASE = (
    *("init", "migrate", "purge", "dead-letters", "export series", "report", "demo-data"),
    *("opening-balance --visits 1 --dated 2020-01-01 --signed a --note b", "organisation check"),
    *(
        "polls list",
        "polls verify",
        "feedback send",
        "feedback overdue",
        "links check",
        "links export json a.json",
        "map check",
        "map export a.json",
    ),
)


def run(app: Flask, *arguments: str):
    return app.test_cli_runner().invoke(args=["portal", *arguments])


def test_init_prepares_a_new_portal(make_app: MakeApp, tmp_path):
    result = run(make_app(instance=tmp_path / "new"), "init")

    assert result.exit_code == 0
    assert (tmp_path / "new" / "portal_widgets.sqlite3").exists()
    assert str(tmp_path / "new") in result.output


def test_migrate_may_be_repeated(make_app: MakeApp, empty_database_url):
    app = make_app(database_url=empty_database_url)
    for _ in range(2):
        result = run(app, "migrate")

        assert result.exit_code == 0
        assert f"up to date: {portal_of(app).database.description}" in result.output
    assert portal_of(app).database.version()


def test_doctor_says_what_is_well(app: Flask, redis_url):
    result = run(app, "doctor")

    assert result.exit_code == 0
    assert f"ok    database: answers (SQLite, {portal_of(app).database.file.path})" in result.output


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://lan:hush@db.example:5433/portal", "PostgreSQL, portal at db.example:5433"),
        ("postgresql:///portal", "PostgreSQL, portal at the local socket"),
        ("sqlite:////srv/portal.sqlite3", "SQLite, /srv/portal.sqlite3"),
    ],
)
def test_the_operator_is_told_which_database_it_is_and_no_secret(make_app: MakeApp, url: str, says: str):
    assert portal_of(make_app(database_url=url)).database.description == says


def test_doctor_says_what_is_wrong(make_app: MakeApp, tmp_path):
    app = make_app(database_url=f"sqlite:///{tmp_path}/empty.sqlite3", redis_url="redis://127.0.0.1:1/0")
    result = run(app, "doctor")

    assert result.exit_code == 1
    assert "FAIL  database: needs `flask portal migrate`" in result.output
    assert "FAIL  redis: does not answer" in result.output


def test_doctor_tells_of_journals_put_aside(app: Flask):
    counting_of(app).catch_up()
    folder = portal_of(app).folder / "journals"
    assert "ok    journals: can be written" in run(app, "doctor").output
    assert list(folder.iterdir()) == []
    (folder / "old.refused").touch()
    result = run(app, "doctor")

    assert result.exit_code == 1
    assert "FAIL  journals: 1 older than a week were put aside" in result.output


def test_doctor_tells_of_a_folder_that_takes_no_journals(make_app: MakeApp, tmp_path):
    app = make_app(instance=tmp_path)
    (tmp_path / "journals").write_text("in the way")
    result = run(app, "doctor")

    assert result.exit_code == 1
    assert "FAIL  journals: cannot be written" in result.output


def test_doctor_compares_the_clocks_of_the_servers(
    make_app: MakeApp, new_postgres: str, redis_url: str, hands: Hands
):
    """The check cannot know which of them is wrong."""
    app = make_app(clock=None, database_url=new_postgres, redis_url=redis_url)
    assert "clocks" not in run(app, "doctor").output
    for wall, where in ((60, "behind"), (-3600, "ahead of")):
        hands.wall = wall
        result = run(app, "doctor")
        assert result.exit_code == 1
        told = re.findall(r"FAIL  clocks: (.*) is (\d+) seconds (.*) this machine's", result.output)
        assert [(whose, said) for whose, _, said in told] == [("the database's", where), ("Redis's", where)]
        assert all(abs(wall) - 30 < int(seconds) <= abs(wall) for _, seconds, _ in told)


def test_health_says_nothing_of_clocks(make_app: MakeApp, redis_url: str):
    """Only the operator may see this."""
    assert "clocks" not in browser(make_app(redis_url=redis_url)).get("/portal/health").json["checks"]


def add_dead_letter(app: Flask) -> None:
    portal = portal_of(app)
    letter = DeadLetter("journal", "17", "article 7, page /bai/7", "DataError: no NUL")
    SqlStore(portal.database, portal.clock.milliseconds).add_dead_letters(portal.site, [letter])


def test_doctor_tells_of_dead_letters_and_they_are_listed_and_forgotten(app: Flask):
    assert "ok    dead letters: nothing was refused" in run(app, "doctor").output
    add_dead_letter(app)
    result = run(app, "doctor")

    assert result.exit_code == 1
    assert "FAIL  dead letters: 1 record was refused and put aside" in result.output
    line = "2026-03-11 09:00:00+07:00\tjournal\t17\tarticle 7, page /bai/7\tDataError: no NUL\n"
    assert run(app, "dead-letters").output == line
    assert run(app, "dead-letters", "--forget").output == f"{line}1 forgotten.\n"
    assert run(app, "dead-letters", "--forget").output == ""
    assert run(app, "doctor").exit_code == 0


def test_doctor_says_that_dead_letters_cannot_be_looked_at(make_app: MakeApp):
    app = make_app(database_url="postgresql://portal@127.0.0.1:1/none")

    assert "FAIL  dead letters: cannot be read" in run(app, "doctor").output


@pytest.mark.parametrize("words", [*ASK_THE_DATABASE, "admin-password lan --stdin"])
def test_a_command_that_finds_no_database_ends_with_a_sentence(make_app: MakeApp, words: str):
    """Every command does so: no widget has to implement it."""
    app = make_app(
        database_url="postgresql://nobody@127.0.0.1:1/none", mail_folder="mail", mail_from="a@b.vn"
    )
    result = app.test_cli_runner().invoke(args=["portal", *words.split()], input="mot mat khau dai\n")

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Error: Nothing was lost, but this could not be done now: the database: " in result.output


def test_every_command_explains_itself(app: Flask):
    group = app.cli.commands["portal"]
    assert isinstance(group, click.Group)
    context = click.Context(group)
    for name in group.list_commands(context):
        result, command = run(app, name, "--help"), group.get_command(context, name)

        assert result.exit_code == 0
        assert command, name
        assert command.help, name
