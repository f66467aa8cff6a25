"""`flask portal polls`: creates, publishes, closes and verifies polls without a browser."""

import json
from pathlib import Path
from typing import IO

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.text.slugs import is_slug
from ..core.text.urls import may_be_linked
from .ballot_form import from_json
from .definition import LONGEST_SLUG, read_content
from .public.poll_data import ballot_data
from .rules import (
    BallotError,
    PollState,
    Terms,
    Voters,
    check_ballot,
    check_order,
    may_see_ballots,
    may_see_results,
)
from .service import PollService
from .store.ballots import AlreadyVotedError, NotInvitedError, NotOpenError
from .store.polls import Poll, SlugTakenError
from .terms import read_json
from .voter import hash_code, new_token

WHO = "flask portal"
MOST_CODES = 100_000


def register_commands(parent: AppGroup, portal: Portal) -> None:
    group = AppGroup("polls", help="Create, publish, close and verify polls.")
    parent.add_command(group)
    service = portal.service(PollService)
    _run_commands(group, portal, service)
    _vote_commands(group, service)
    _check_commands(group, service)


def _run_commands(group: AppGroup, portal: Portal, service: PollService) -> None:
    @group.command("list")
    def list_() -> None:
        """List every poll with its state and turnout."""
        for poll in service.polls.every():
            state = poll.state(service.now()).value
            title = portal.languages.get(portal.languages.default).text(poll.content.title)
            click.echo(f"{poll.slug}\t{state}\t{poll.ballots}\t{title}")

    @group.command()
    @click.argument("slug")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def create(slug: str, file: Path) -> None:
        """Create a draft from a JSON file: title, intro, questions, and terms."""
        _create(portal, service, slug, file)
        click.echo(f"{slug} is a draft. `flask portal polls publish {slug}` shows it to readers.")

    @group.command()
    @click.argument("slug")
    def publish(slug: str) -> None:
        """Show a draft to readers. It opens at its opening time, or now if it has none."""
        service.polls.publish(_find_poll(service, slug).id, service.now())
        click.echo(f"{slug} is {_find_poll(service, slug).state(service.now()).value}.")

    @group.command()
    @click.argument("slug")
    def close(slug: str) -> None:
        """Close a poll now."""
        service.polls.close(_find_poll(service, slug).id, service.now(), WHO)
        state = _find_poll(service, slug).state(service.now())
        if state is not PollState.CLOSED:
            raise click.ClickException(f"{slug} is {state.value}.")
        click.echo(f"{slug} is closed.")


def _vote_commands(group: AppGroup, service: PollService) -> None:
    @group.command()
    @click.argument("slug")
    @click.option("--count", default=10, show_default=True, type=click.IntRange(1, MOST_CODES))
    def codes(slug: str, count: int) -> None:
        """Print new invitation codes. They are not stored: print or save them now."""
        poll = _find_poll(service, slug)
        if poll.terms.voters is not Voters.CODE:
            raise click.ClickException(f"In {slug}, voters are not distinguished by codes.")
        try:
            made = service.invite(poll, count)
        except NotOpenError as error:
            raise click.ClickException(f"{slug} is {error.state.value}.") from error
        for one in made:
            click.echo(one)

    @group.command()
    @click.argument("slug")
    @click.argument("file", type=click.File("r", encoding="utf-8"))
    @click.option("--code", "given", default="", help="The voter's invitation code.")
    def vote(slug: str, file: IO[str], given: str) -> None:
        """Cast a ballot from paper, given as JSON, under the same rules as any other ballot."""
        poll = _find_poll(service, slug)
        if given and poll.terms.voters is not Voters.CODE:
            raise click.ClickException(f"In {slug}, voters are not distinguished by codes.")
        # The hash of an impossible code is empty, and is refused like a code of another poll.
        voter = (hash_code(given) or b"") if poll.terms.voters is Voters.CODE else new_token()
        try:
            ballot = from_json(json.load(file))
            cast = service.cast(poll, voter, lambda asked: check_ballot(asked.content, asked.terms, ballot))
        except (BallotError, NotOpenError, AlreadyVotedError, NotInvitedError, ValueError) as error:
            raise click.ClickException(f"The ballot was refused: {_reason_text(error)}") from error
        click.echo(cast.receipt)


def _check_commands(group: AppGroup, service: PollService) -> None:
    @group.command()
    @click.argument("slug", required=False)
    def verify(slug: str | None) -> None:
        """Count every ballot again and check every link of the chain. Fails if anything was altered."""
        polls = [_find_poll(service, slug)] if slug else service.polls.every()
        service.destroy_old_salts()
        # Drafts, too: somebody may have turned a poll with ballots into a draft in the database.
        sound = [_verify(service, poll) for poll in polls]
        if not all(sound):
            raise SystemExit(1)

    @group.command()
    @click.argument("slug")
    def export(slug: str) -> None:
        """Print the result, every ballot by its receipt, and the chain as JSON. The poll must be closed."""
        poll = _find_poll(service, slug)
        if not may_see_ballots(poll.terms.visibility, poll.state(service.now()), staff=True):
            raise click.ClickException(f"The ballots of {slug} are listed after the poll is closed.")
        click.echo(json.dumps(ballot_data(service, poll, words=True), ensure_ascii=False, indent=2))


def _create(portal: Portal, service: PollService, slug: str, file: Path) -> None:
    if not is_slug(slug, LONGEST_SLUG):
        raise click.BadParameter("an address has 1 to 80 characters: a-z, 0-9 and -", param_hint="SLUG")
    try:
        given = json.loads(file.read_text("utf-8"))
        terms = given.pop("terms", {}) if isinstance(given, dict) else {}
        read = check_order(read_json(Terms, terms, portal.clock.zone))
        asked = read_content(given, may_be_linked)
        service.polls.create(slug, asked, read, who=WHO, at=service.now())
    except SlugTakenError as error:
        raise click.ClickException(f"There is a poll called {slug} already.") from error
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}") from error


def _verify(service: PollService, poll: Poll) -> bool:
    verdict = service.results.verify(poll)
    click.echo(f"{poll.slug}: {verdict.ballots} ballots, chain of {verdict.length}, head {verdict.head}")
    if verdict.faults:
        for fault in verdict.faults:
            click.echo(f"  ALTERED: {fault}", err=True)
        return False
    if not _may_see(service, poll):
        click.echo("  stored and counted again: equal; the result is hidden until the poll is closed")
        return True
    for question in service.results.result(poll).questions:
        counted = ", ".join(f"{count.key} {count.votes}" for count in question.counts)
        click.echo(f"  {question.key}: {counted} (stored and counted again: equal)")
    return True


def _may_see(service: PollService, poll: Poll) -> bool:
    return may_see_results(poll.terms.visibility, poll.state(service.now()), staff=True)


def _find_poll(service: PollService, slug: str) -> Poll:
    poll = service.polls.by_slug(slug)
    if poll is None:
        raise click.ClickException(f"There is no poll called {slug}.")
    return poll


def _reason_text(error: Exception) -> str:
    if isinstance(error, AlreadyVotedError):
        return "this voter has already voted"
    if isinstance(error, NotInvitedError):
        return "the code does not belong to this poll"
    if isinstance(error, NotOpenError):
        return f"the poll is {error.state.value}"
    return str(error)
