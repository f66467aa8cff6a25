"""`flask portal links`: checks every link, exports and imports the directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.files.private_files import PRIVATE
from ..core.mail.settings import mail_settings
from ..core.mail.smtp import MailError, build_message, send
from ..core.text.urls import may_be_linked
from . import editing
from .check.check_run import CheckRun, OfflineError
from .check.link_status import LinkStatus
from .formats import FORMATS, import_file
from .rules import Directory
from .service import LinkService
from .settings import LinkSettings
from .ui_text import LinkUiText

WHO = "flask portal"


def register_commands(parent: AppGroup, portal: Portal) -> None:
    group = AppGroup("links", help="The directory of links.")
    parent.add_command(group)
    _check_commands(group, portal)
    _exchange_commands(group, portal)


def _check_commands(group: AppGroup, portal: Portal) -> None:
    @group.command()
    @click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--hours", default=12, show_default=True, help="Skip links that were checked in these hours."
    )
    @click.option("--mail", is_flag=True, help="Mail alarms that were not mailed yet to LINK_ALERTS.")
    def check(file: Path | None, hours: int, mail: bool) -> None:
        """Check every link, at public addresses only. Run it nightly. If it is interrupted, the next run
        continues where it stopped.

        With FILE (JSON, CSV, OPML or bookmarks, by its extension), check the links of the file instead,
        before you import them. Nothing is stored.
        """
        ui_text = LinkUiText(portal.languages.get(portal.languages.default))
        with _faults_as_sentences():
            run = CheckRun(portal, portal.service(LinkService))
            found = run.walk(hours) if file is None else run.check_unlisted(_addresses(file))
        for one in found:
            click.echo(f"{ui_text.state(one)}\t{one.url}\t{ui_text.detail(one.detail)}")
        if file is not None:
            click.echo(f"{len(found)} links have a fault.")
            return
        alarms = [one for one in found if one.is_alarming]
        click.echo(f"{len(alarms)} links need attention.")
        if mail:
            _mail_new(portal, alarms, ui_text)


def _addresses(file: Path) -> Iterator[str]:
    """The addresses in a file of links. Invalid entries are printed."""
    kind = next(
        (name for name, one in FORMATS.items() if one.write and file.suffix == f".{one.ending}"), None
    )
    if kind is None:
        known = ", ".join(f".{one.ending}" for one in FORMATS.values() if one.write)
        raise click.ClickException(f"{file.name} must have one of the extensions: {known}")
    for _, link in _read(kind, file).links():
        yield link.url


def _read(kind: str, file: Path) -> Directory:
    try:
        read, refused = import_file(kind, file.read_bytes(), may_be_linked)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    for line in refused:
        click.echo(f"left out: {line}", err=True)
    return read


def _exchange_commands(group: AppGroup, portal: Portal) -> None:
    kinds = click.Choice([name for name, one in FORMATS.items() if one.write])

    @group.command("export")
    @click.argument("kind", type=kinds)
    @click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
    def export(kind: str, file: Path) -> None:
        """Write the directory into a file."""
        write = FORMATS[kind].write
        assert write is not None  # noqa: S101 - click offers only such kinds
        PRIVATE.write(file, write(portal.service(LinkService).newest()[1]))

    @group.command("import")
    @click.argument("kind", type=click.Choice(list(FORMATS)))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--replace", is_flag=True, help="Replace the directory instead of adding to it.")
    def import_(kind: str, file: Path, replace: bool) -> None:
        """Import links from a file. Invalid entries are printed and skipped. Earlier editions are kept."""
        read = _read(kind, file)

        def do(now: Directory) -> Directory:
            return read if replace else editing.merge(now, read)

        portal.service(LinkService).document.change(do, who=WHO, what=f"import {file.name}")
        click.echo(f"{sum(1 for _ in read.links())} links imported.")


def _mail_new(portal: Portal, alarms: list[LinkStatus], ui_text: LinkUiText) -> None:
    """Mail the alarms that nobody was mailed yet, also those of a run that was stopped or whose mail was not
    taken. An alarm counts as mailed only after the server has taken the mail.
    """
    watch = portal.service(LinkService).watch
    if new := watch.not_told(alarms):
        _mail(portal, new, ui_text)
        watch.note_told(new, portal.clock.milliseconds())


def _mail(portal: Portal, alarms: list[LinkStatus], ui_text: LinkUiText) -> None:
    box, to = mail_settings(portal.settings), portal.settings[LinkSettings].link_alerts
    if box is None or not to:
        raise click.ClickException("PORTAL_WIDGETS_LINK_ALERTS and MAIL_SERVER (or MAIL_FOLDER) must be set.")
    said = portal.languages.get(portal.languages.default)
    name = portal.publisher_name(said)
    subject = said.ngettext("%(count)s link needs attention", "%(count)s links need attention", len(alarms))
    lines = [f"{ui_text.state(one)}: {one.url}\n  {ui_text.detail(one.detail)}" for one in alarms]
    try:
        mail = build_message(
            box.sender, name, [to], subject, "\n".join(lines) + "\n", [], portal.clock.now(), said.code
        )
        send(box, mail, [to])
    except MailError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _faults_as_sentences() -> Iterator[None]:
    """If a package or the network is missing, end the command with a message, not with a traceback."""
    try:
        yield
    except ImportError as error:
        raise click.ClickException("Please install portal_widgets[links] to check links.") from error
    except OfflineError as error:
        raise click.ClickException(str(error)) from error
