"""The operator's command for reports: report, which also sends them."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from ...core.app.portal import Portal
from ...core.mail.settings import mail_settings
from ...core.mail.smtp import MailError, build_message, send
from ...core.text.languages import Language
from ..export.cli import DAY, language_for, write_output
from ..settings import DashboardSettings
from .renderer import ReportRenderer
from .report import KINDS, Report, last_whole
from .store import ReportDelivery, ReportStore

# After this time, a run that has claimed a report counts as interrupted.
CLAIM_MILLISECONDS = 10 * 60 * 1000


def register_commands(group: AppGroup, portal: Portal, store: ReportStore) -> None:
    @group.command()
    @click.option("--kind", type=click.Choice(KINDS), default="month", show_default=True)
    @click.option("--of", type=DAY, help="Any day in the period; default: the last complete period.")
    @click.option("--lang", type=click.Choice(sorted(portal.languages.codes)), help="Language of the report.")
    @click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: the standard output."
    )
    @click.option("--mail", is_flag=True, help="Send it to REPORT_MAIL_TO, once for each period.")
    @click.option("--again", is_flag=True, help="Send it even if it was sent before.")
    def report(
        kind: str, of: datetime | None, lang: str | None, output: Path | None, mail: bool, again: bool
    ) -> None:
        """Make the administrative report of a period, as HTML."""
        renderer, language = ReportRenderer(portal, store), language_for(portal, lang)
        if again and not mail:
            raise click.UsageError("--again needs --mail.")
        day = of.date() if of else last_whole(kind, portal.clock.today()).days.first
        try:
            made = renderer.report(language, kind, day)
        except ValueError:
            raise click.UsageError("--of: there is no report of a future period.") from None
        if output is not None or not mail:
            write_output(renderer.alone(language, made).encode(), output)
        if mail:
            _mail(portal, renderer, store, language, made, again=again)


def _mail(
    portal: Portal,
    renderer: ReportRenderer,
    store: ReportStore,
    language: Language,
    made: Report,
    *,
    again: bool,
) -> None:
    """Send the report unless it was sent before. The run claims it first, so that only one of two runs sends
    it.
    """
    box, to = mail_settings(portal.settings), portal.settings[DashboardSettings].report_mail_to
    if box is None or not to:
        raise click.ClickException(
            "PORTAL_WIDGETS_MAIL_SERVER and PORTAL_WIDGETS_REPORT_MAIL_TO must be set."
        )
    if made.running:
        raise click.ClickException(f"{made.days} is not over yet: only reports of complete periods are sent.")
    about = renderer.about(language, made)
    mail = build_message(
        box.sender,
        about.portal,
        to,
        f"{about.subject}: {made.name}",
        renderer.summary(language, made),
        renderer.attachments(language, made),
        portal.clock.now(),
        language.code,
    )
    key = (portal.site, made.kind, made.period.days.first)
    before = store.claim(*key, portal.clock.milliseconds(), again=again)
    if before is not None:
        _say_of(before, portal)
        return
    try:
        send(box, mail, to)
    except MailError as error:
        if error.perhaps:
            raise click.ClickException(
                f"{error}. It may have been sent. --again sends it once more."
            ) from None
        store.release(*key)
        raise click.ClickException(f"Not sent: {error}.") from None
    store.note_sent(*key, portal.clock.milliseconds())
    click.echo(f"{about.subject}, {made.name}: sent to {', '.join(to)}.", err=True)


def _say_of(before: ReportDelivery, portal: Portal) -> None:
    since = portal.clock.local(before.sent_at or before.claimed_at).strftime("%Y-%m-%d %H:%M")
    if before.sent_at is not None:
        click.echo(f"It was already sent at {since}. --again sends it once more.", err=True)
    elif abs(portal.clock.milliseconds() - before.claimed_at) < CLAIM_MILLISECONDS:
        click.echo(f"Another run has been sending it since {since}.", err=True)
    else:
        raise click.ClickException(
            f"The run of {since} did not finish. The report may have been sent. --again sends it once more.",
        )
