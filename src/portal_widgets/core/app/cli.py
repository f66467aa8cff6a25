"""The operator's commands that belong to no widget: `flask portal init`, `migrate`, `purge` and `doctor`."""

from collections.abc import Sequence

import click
from flask.cli import AppGroup

from ...errors import StoreUnavailableError
from .health import doctor_checks
from .portal import Portal
from .widget import CheckResult, MountedWidget


def register_commands(group: AppGroup, portal: Portal, mounted: Sequence[MountedWidget]) -> None:
    """Add these and every widget's own to the group."""
    group.help = "Operate the portal's widgets."
    for part in mounted:
        if part.commands is not None:
            part.commands(group)
    _database_commands(group, portal)
    _upkeep_commands(group, portal, mounted)


def _upkeep_commands(group: AppGroup, portal: Portal, mounted: Sequence[MountedWidget]) -> None:
    @group.command()
    def purge() -> None:
        """Remove what has been kept long enough: days of views (their months and totals stay), messages."""
        parts = [part.purge for part in mounted if part.purge is not None]
        for do in parts:
            do()
        if not parts:
            click.echo("The widgets of this portal keep nothing that must be removed.")

    @group.command()
    def doctor() -> None:
        """Look at everything the widgets need and say what is wrong."""
        found = list(doctor_checks(portal, mounted))
        for check in found:
            click.echo(f"{_verdict(check)}  {check.name}: {check.says}")
        if not all(check.well for check in found):
            raise SystemExit(1)


def _verdict(check: CheckResult) -> str:
    if not check.well:
        return "FAIL"
    return "note" if check.note else "ok  "


def _database_commands(group: AppGroup, portal: Portal) -> None:
    @group.command()
    def init() -> None:
        """Prepare a new portal: make the instance folder and the database's tables."""
        portal.files.make_folder(portal.folder)
        _migrate(portal)
        click.echo(f"The portal's files are kept in {portal.folder}.")

    @group.command()
    def migrate() -> None:
        """Bring the database's tables up to this version. Safe to repeat."""
        _migrate(portal)


def _migrate(portal: Portal) -> None:
    try:
        portal.database.migrate()
    except StoreUnavailableError as error:
        raise click.ClickException(f"The database could not be brought up to date: {error}") from error
    click.echo(f"The database is up to date: {portal.database.description}.")
