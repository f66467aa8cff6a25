"""`flask portal feedback`: sends mails, lists overdue messages, exports or erases the data of a person."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.files.private_files import PRIVATE
from ..core.mail.settings import mail_settings
from ..core.mail.smtp import MailError, build_message, send
from ..core.text.normalization import one_line
from .admin.context import LONGEST_NAME
from .mail import mail_templates
from .privacy.data_subject_export import DataSubjectExport
from .service import FeedbackService


def register_commands(parent: AppGroup, portal: Portal) -> None:
    group = AppGroup("feedback", help="Messages of citizens.")
    parent.add_command(group)
    _mail_commands(group, portal)
    _person_commands(group, portal)


def _mail_commands(group: AppGroup, portal: Portal) -> None:
    @group.command("send")
    def send_mails() -> None:
        """Send the mails that are due. Run it every minute. If two runs overlap, each mail is sent once."""
        if mail_settings(portal.settings) is None:
            raise click.ClickException("PORTAL_WIDGETS_MAIL_SERVER (or MAIL_FOLDER) must be set.")
        outbox = portal.service(FeedbackService).outbox
        with click.progressbar(length=outbox.waiting(), label="Sending") as bar:
            sent, missed = outbox.send(lambda: bar.update(1))
        click.echo(f"{sent} sent, {missed} to be tried again.")
        if missed:
            raise SystemExit(1)

    @group.command()
    @click.option("--mail", is_flag=True, help="Also mail each department its number.")
    def overdue(mail: bool) -> None:
        """Print the number of overdue messages by department."""
        late = portal.service(FeedbackService).statistics.overdue(portal.clock.today())
        for department, (count, oldest) in late.items():
            click.echo(f"{count:>6}  {department or '-'}  (the oldest since {oldest})")
        if not late:
            click.echo("Nothing is overdue.")
        elif mail:
            _mail_overdue(portal, late)


def _person_commands(group: AppGroup, portal: Portal) -> None:
    @group.command()
    @click.argument("sought")
    @click.option(
        "--out",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        default="messages.zip",
        show_default=True,
        help="The file to write. Only its owner may read it.",
    )
    @click.option("--notes", is_flag=True, help="With the office's own notes.")
    def export(sought: str, out: Path, notes: bool) -> None:
        """Write all data of a reference or an e-mail address into a ZIP file."""
        data_export = DataSubjectExport(portal, portal.service(FeedbackService))
        numbers = _find_messages(data_export, sought)
        PRIVATE.repair([out])  # an existing file may be readable by everyone
        with PRIVATE.writing(out) as file:
            data_export.write(file, numbers, notes=notes)
        click.echo(f"{len(numbers)} messages written to {out}.")

    @group.command()
    @click.argument("sought")
    @click.option("--by", required=True, help="The person responsible, for the log.")
    @click.option("--published", is_flag=True, help="Also remove published questions and answers.")
    @click.confirmation_option(prompt="Erased messages cannot be restored. Continue?")
    def erase(sought: str, by: str, published: bool) -> None:
        """Erase all data of a reference or an e-mail address."""
        service = portal.service(FeedbackService)
        numbers = _find_messages(DataSubjectExport(portal, service), sought)
        gone = service.eraser.on_request(numbers, one_line(by, LONGEST_NAME), publications=published)
        click.echo(f"{gone} messages erased.")


def purge(portal: Portal) -> None:
    """Erase the messages whose retention time is over."""
    eraser = portal.service(FeedbackService).eraser
    gone: dict[str, int] = {}
    over = eraser.expired()
    with click.progressbar(length=sum(len(some) for _, some in over), label="Erasing messages") as bar:
        for topic, numbers in over:
            gone[topic.name] = eraser.purge(topic, numbers, bar.update)
    told = ", ".join(f"{name}: {count}" for name, count in gone.items() if count)
    click.echo(f"{sum(gone.values())} expired messages erased{f' ({told})' if told else ''}.")


def _find_messages(data_export: DataSubjectExport, sought: str) -> list[int]:
    numbers = data_export.numbers(sought.strip())
    if not numbers:
        raise click.ClickException("Nothing is stored under this reference or address.")
    return numbers


def _mail_overdue(portal: Portal, late: Mapping[str, tuple[int, date]]) -> None:
    """Mail each department its number of overdue messages. The mail quotes no message."""
    departments = portal.service(FeedbackService).departments
    box = mail_settings(portal.settings)
    if box is None:
        raise click.ClickException("PORTAL_WIDGETS_MAIL_SERVER (or MAIL_FOLDER) must be set.")
    language = portal.languages.get(portal.languages.default)
    missed = 0
    for key, (count, oldest) in late.items():
        to = departments.mailbox(key)
        if not to:
            click.echo(f"{key or '-'}: no mailbox is configured.")
            continue
        name = portal.publisher_name(language)
        subject, text = mail_templates.overdue(language, count, oldest)
        try:
            send(
                box,
                build_message(box.sender, name, [to], subject, text, [], portal.clock.now(), language.code),
                [to],
            )
        except MailError as error:
            missed += 1
            click.echo(f"{to}: {error}", err=True)
        else:
            click.echo(f"Mail sent to {to}.")
    if missed:
        raise SystemExit(1)
