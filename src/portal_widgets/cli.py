"""The operator's commands: `flask portal ...`."""

import click
from flask import Blueprint

from . import admin, counting, dashboard, feedback, links, organisation, polls
from .core.app.portal import Portal
from .errors import StoreUnavailableError
from .health import doctor_checks


def register_commands(blueprint: Blueprint, portal: Portal) -> None:
    blueprint.cli.help = "Operate the portal's widgets."
    counting.cli.register_commands(blueprint, portal)
    admin.register_commands(blueprint, portal)
    dashboard.cli.register_commands(blueprint, portal)
    polls.cli.register_commands(blueprint, portal)
    feedback.cli.register_commands(blueprint, portal)
    organisation.cli.register_commands(blueprint, portal)
    links.cli.register_commands(blueprint, portal)

    @blueprint.cli.command()
    def init() -> None:
        """Prepare a new portal: make the instance folder and the database's tables."""
        portal.folder.mkdir(parents=True, exist_ok=True)
        _migrate(portal)
        click.echo(f"The portal's files are kept in {portal.folder}.")

    @blueprint.cli.command()
    def migrate() -> None:
        """Bring the database's tables up to this version. Safe to repeat."""
        _migrate(portal)

    @blueprint.cli.command()
    def purge() -> None:
        """Remove what has been kept long enough: days of views (their months and totals stay), messages."""
        counting.cli.purge(portal)
        feedback.cli.purge(portal)

    @blueprint.cli.command()
    def doctor() -> None:
        """Look at everything the widgets need and say what is wrong."""
        found = list(doctor_checks(portal))
        for check in found:
            click.echo(f"{'ok  ' if check.well else 'FAIL'}  {check.name}: {check.says}")
        if not all(check.well for check in found):
            raise SystemExit(1)


def _migrate(portal: Portal) -> None:
    try:
        portal.database.migrate()
    except StoreUnavailableError as error:
        raise click.ClickException(f"The database could not be brought up to date: {error}") from error
    click.echo("The database is up to date.")
