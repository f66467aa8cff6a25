"""The group `flask portal`, and its commands that belong to no widget: `init`, `migrate`, `purge` and
`doctor`.
"""

from collections.abc import Callable, Sequence

import click
from flask.cli import AppGroup

from ...errors import UNSTORABLE, StoreUnavailableError
from ..late import Late
from ..tasks.halving import reason_of
from ..tasks.scheduler import run_each
from .health import doctor_checks
from .portal import Portal
from .widget import CheckResult, MountedWidget


class PortalCommands(AppGroup):
    """The commands of a portal. `add` imports those of the widgets when one is looked up. If a server is
    unavailable, or if the database refuses a value, a command ends with a message, not with a traceback.
    """

    def __init__(self, add: Callable[[AppGroup], None]) -> None:
        super().__init__(help="Operate the portal's widgets.")
        self._add = Late(lambda: add(self))

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._add()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._add()
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except StoreUnavailableError as error:
            said = f"Nothing was lost, but this could not be done now: {error}"
            raise click.ClickException(said) from error
        except UNSTORABLE as error:
            said = f"The database cannot store one of these values: {reason_of(error)}"
            raise click.ClickException(said) from error


def portal_commands(portal: Portal, mounted: Sequence[MountedWidget]) -> PortalCommands:
    """The group with these commands and the commands of every widget. Flask gives it a name when it is
    registered.
    """

    def add(group: AppGroup) -> None:
        for part in mounted:
            if part.commands is not None:
                part.commands(group)

    group = PortalCommands(add)
    _database_commands(group, portal)
    _upkeep_commands(group, portal, mounted)
    return group


def _upkeep_commands(group: AppGroup, portal: Portal, mounted: Sequence[MountedWidget]) -> None:
    @group.command()
    def purge() -> None:
        """Delete data after their retention time: days of views (their months and totals stay), messages, the
        log of accounts. If one part fails, the others are done first.
        """
        parts = [part.purge for part in mounted if part.purge is not None]
        run_each(parts)
        if not parts:
            click.echo("The widgets of this portal store nothing that must be deleted.")

    @group.command()
    def doctor() -> None:
        """Check everything that the widgets need, and print the faults."""
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
        """Prepare a new portal: create the instance folder and the database's tables."""
        portal.files.make_folder(portal.folder)
        _migrate(portal)
        click.echo(f"The portal's files are in {portal.folder}.")

    @group.command()
    def migrate() -> None:
        """Upgrade the database's tables to this version. Safe to repeat."""
        _migrate(portal)


def _migrate(portal: Portal) -> None:
    portal.database.migrate()
    click.echo(f"The database is up to date: {portal.database.description}.")
