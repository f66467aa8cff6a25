"""The operator's command for files: export."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup

from ...core.app.portal import Portal
from ...core.app.routing import MOST
from ...core.files.private_files import PRIVATE
from ...core.files.table_export import file_name
from ...core.files.table_kinds import KINDS
from ...core.text.languages import Language
from .. import rules
from ..periods import KEYS
from ..report.store import ReportStore
from ..rules import PageRequest
from .routes import Exports

DAY = click.DateTime(["%Y-%m-%d"])
# After this many seconds a command shows its progress.
_PATIENCE = 1.0
Item = TypeVar("Item")


def register_commands(group: AppGroup, portal: Portal, store: ReportStore) -> None:
    @group.command()
    @click.argument("table", required=False)
    @click.option("--period", type=click.Choice(KEYS), help=f"Default: {rules.DEFAULT}.")
    @click.option("--from", "first", type=DAY, help="First day; with --to, instead of --period.")
    @click.option("--to", "last", type=DAY, help="Last day.")
    @click.option("--category", help="Only this category.")
    @click.option(
        "--article", type=click.IntRange(1, MOST), help="Only this article, by the number in its address."
    )
    @click.option("--format", "kind", type=click.Choice(tuple(KINDS)), default="csv", show_default=True)
    @click.option("--lang", type=click.Choice(sorted(portal.languages.codes)), help="Language of headings.")
    @click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output."
    )
    @click.option(
        "--all",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        help="Write all tables into this folder.",
    )
    def export(
        *,
        table: str | None,
        period: str | None,
        first: datetime | None,
        last: datetime | None,
        category: str | None,
        article: int | None,
        kind: str,
        lang: str | None,
        output: Path | None,
        folder: Path | None,
    ) -> None:
        """Write TABLE of the dashboard (series, articles, referrers ...) as a file. Without TABLE, list the
        tables.
        """
        exports = Exports(portal, store, language_for(portal, lang))
        ask = _read_request(portal, period, first, last, category)
        if table is not None and folder is not None:
            raise click.UsageError("Give TABLE or --all, not both.")
        if kind == "xlsx" and output is None and folder is None and table is not None:
            raise click.UsageError("An XLSX file cannot be printed to the terminal: give --output.")
        try:
            subject, sheets = exports.sheets(ask, article)
        except LookupError:
            raise click.ClickException(f"There is no article with the number {article}.") from None
        about = exports.about(subject, ask)
        if folder is not None:
            PRIVATE.make_folder(folder)
            for name in _with_progress(list(sheets), "Writing tables"):
                path = folder / file_name(name, about, kind)
                PRIVATE.write(path, exports.file(kind, sheets[name], about))
            click.echo(f"{len(sheets)} tables written to {folder}.")
            return
        if table not in sheets:
            raise click.UsageError(f"TABLE is one of: {', '.join(sheets)}.")
        write_output(exports.file(kind, sheets[table], about), output)


def _read_request(
    portal: Portal, period: str | None, first: datetime | None, last: datetime | None, category: str | None
) -> PageRequest:
    """The request of the options. Raises UsageError with the option that is wrong."""
    given = {"period": period or rules.DEFAULT, "category": category or ""}
    if first or last or period == "custom":
        if period not in {None, "custom"}:
            raise click.UsageError("Give --period, or --from and --to.")
        if not first or not last:
            raise click.UsageError("Give both --from and --to.")
        given |= {"period": "custom", "from": _iso(first), "to": _iso(last)}
    ask, wrong = rules.read(given, portal.clock.today())
    if wrong:
        raise click.UsageError(f"Invalid: {', '.join(sorted(wrong))}.")
    return ask


def _iso(moment: datetime) -> str:
    day: date = moment.date()
    return day.isoformat()


def language_for(portal: Portal, code: str | None) -> Language:
    return portal.languages.get(code or portal.languages.default)


def write_output(content: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(content, nl=False)
        return
    PRIVATE.write(output, content)
    click.echo(f"{output} written.", err=True)


def _with_progress(items: Sequence[Item], label: str) -> Iterator[Item]:
    """The items one by one. A progress bar appears if they take longer than a second."""
    began = time.monotonic()
    with ExitStack() as stack:
        bar = None
        for done, item in enumerate(items):
            yield item
            if bar is None and time.monotonic() - began > _PATIENCE:
                bar = stack.enter_context(click.progressbar(length=len(items), label=label))
                bar.update(done)
            if bar is not None:
                bar.update(1)
