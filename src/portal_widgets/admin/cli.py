"""`flask portal admin-password`: the accounts of the admin area; and their part of `purge`."""

import sys

import click
from flask.cli import AppGroup
from werkzeug.security import generate_password_hash

from ..core.app.portal import Portal
from ..core.settings import CoreSettings
from ..core.tasks.scheduler import PeriodicTask
from .accounts import (
    CONFIGURED,
    DAY,
    LONGEST_PASSWORD,
    ROLES,
    SHORTEST_PASSWORD,
    Account,
    Event,
    LogEntry,
    clean_name,
    clean_password,
)
from .second_factor import SecondFactor
from .settings import AdminSettings
from .store.accounts import AdminStore
from .store.invitations import InvitationStore
from .store.log import AdminLog

PURGE_SECONDS = 6 * 3600


def register_commands(group: AppGroup, portal: Portal) -> None:
    store = AdminStore(portal.database)

    @group.command("admin-password")
    @click.argument("name", default=CONFIGURED)
    @click.option(
        "--role",
        type=click.Choice(ROLES),
        help="The role of the account. By default, an account keeps its role, and a new one is admin.",
    )
    @click.option(
        "--stdin", is_flag=True, help="Read the password from the first line of the standard input."
    )
    @click.option("--print", "print_only", is_flag=True, help="Only print the hash, for the configuration.")
    @click.option("--remove", is_flag=True, help="Remove the account.")
    @click.option(
        "--remove-second-factor", is_flag=True, help="Only remove the second factor, if its codes are lost."
    )
    def admin_password(
        name: str, role: str | None, stdin: bool, print_only: bool, remove: bool, remove_second_factor: bool
    ) -> None:
        """Create the account NAME of the admin area, or change its password. This ends the sessions of the
        account, and opens it again if it was closed.
        """
        if print_only:
            click.echo(_hash(stdin))
            return
        known = clean_name(name)
        if known is None:
            raise click.BadParameter("a name has 1 to 64 characters: a-z, 0-9 and . _ @ -", param_hint="NAME")
        if remove_second_factor:
            click.echo(_remove_second_factor(portal, known))
            return
        _refuse_useless(portal, known)
        click.echo(_remove(store, portal, known) if remove else _set(store, portal, known, role, stdin))


def _set(store: AdminStore, portal: Portal, name: str, role: str | None, stdin: bool) -> str:
    before = store.account(portal.site, name)
    role = role or (before.role if before else "admin")
    given, now = Account(name, role, _hash(stdin)), portal.clock.milliseconds()
    entries = [LogEntry(now, "", Event.PASSWORD, name)] if before else []
    if before is None:
        entries.append(LogEntry(now, "", Event.CREATED, name, role))
    elif before.role != role:
        entries.append(LogEntry(now, "", Event.ROLE, name, f"{before.role} {role}"))
    store.set_account(portal.site, given, now, *entries)
    done = "has a new password" if before else "is created"
    prefix = portal.settings[CoreSettings].url_prefix
    return f"The account {name} ({role}) {done}. Sign in at {prefix}/admin/."


def _remove(store: AdminStore, portal: Portal, name: str) -> str:
    entry = LogEntry(portal.clock.milliseconds(), "", Event.REMOVED, name)
    if not store.remove_account(portal.site, name, entry):
        raise click.ClickException(f"There is no account {name}.")
    return f"The account {name} is removed."


def _remove_second_factor(portal: Portal, name: str) -> str:
    if not SecondFactor(portal).remove(name, ""):
        raise click.ClickException(f"The account {name} has no second factor.")
    return f"The second factor of {name} is removed."


def purge(portal: Portal) -> None:
    """Delete the lines of the log whose retention time is over, and expired invitations."""
    if portal.database.version() is None:
        return  # there is nothing, and a database must not be created for it
    click.echo(f"{_delete_expired(portal)} lines of the log of accounts deleted.")


def tasks(portal: Portal) -> list[PeriodicTask]:
    """The same several times a day, whether or not the operator runs `purge`."""

    def run() -> None:
        if portal.database.version() is not None:
            _delete_expired(portal)

    return [PeriodicTask(PURGE_SECONDS, run)]


def _delete_expired(portal: Portal) -> int:
    """Returns how many lines of the log are deleted."""
    now = portal.clock.milliseconds()
    days = portal.settings[AdminSettings].admin_log_days
    gone = AdminLog(portal.database).purge(portal.site, now - days * DAY)
    InvitationStore(portal.database).purge(portal.site, now)
    return gone


def _hash(stdin: bool) -> str:
    typed = sys.stdin.readline().rstrip("\r\n") if stdin else _ask_password()
    password = clean_password(typed)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        allowed = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        raise click.ClickException(f"A password has {allowed}; this one has {len(password)}.")
    return generate_password_hash(password, method="scrypt")


def _ask_password() -> str:
    said: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return said


def _refuse_useless(portal: Portal, name: str) -> None:
    """Refuse to create an account with which nobody could sign in."""
    settings = portal.settings[AdminSettings]
    if settings.admin_guard is not None:
        raise click.ClickException("PORTAL_WIDGETS_ADMIN_GUARD is set: the host signs users in.")
    if name == CONFIGURED and settings.admin_password_hash is not None:
        raise click.ClickException(
            "The password of admin is in the configuration (PORTAL_WIDGETS_ADMIN_PASSWORD_HASH). "
            "Create a new hash with --print, and replace the hash there.",
        )
