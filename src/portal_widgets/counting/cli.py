"""The operator's commands of counting: archive, opening-balance, and its part of purge."""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.files.csv_file import read_csv
from ..core.text.clock import months_ago
from ..core.text.identity import identity
from ..core.text.normalization import one_line
from .collect.tokens import LONGEST_ID, may_be_id
from .engine import Counting
from .log_import import cli as log_cli
from .settings import CountingSettings
from .store.protocol import NotReadyError
from .store.sql.dead_letters import DeadLetterStore
from .store.sql.ledger import LedgerStore, OpeningBalance
from .store.sql.months import MonthStore

RESTORING_SECONDS = 60
# No counter has counted more: a larger number is a typing error.
MOST = 10**12
# An id and a number. A line with more columns is wrong. A file with more than the limit is not a table.
COLUMNS = 2
# The most characters of a name or a source.
LONGEST_NOTE = 500
MOST_COLUMNS = 400
Result = TypeVar("Result")


def _validate_text(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    line = one_line(value)
    if not 0 < len(line) <= LONGEST_NOTE:
        raise click.BadParameter(f"must have 1 to {LONGEST_NOTE} characters.")
    return line


def register_commands(group: AppGroup, portal: Portal) -> None:
    ledger = LedgerStore(portal.database, portal.clock.milliseconds)

    log_cli.register_commands(group, portal)
    _register_dead_letters(group, portal)

    @group.command()
    def archive() -> None:
        """Apply the waiting views of the journals, and commit the counts in Redis to SQL."""
        counting = portal.service(Counting)
        waiting = _retry_while_restoring(counting.waiting_bytes)
        with click.progressbar(length=waiting, label="Applying journals") as bar:
            epochs = _retry_while_restoring(lambda: counting.commit_to_sql(bar.update))
        click.echo(f"{waiting} bytes of journals applied, {epochs} epochs of Redis committed to SQL.")

    @group.command("opening-balance")
    @click.option("--visits", type=click.IntRange(1, MOST), help="Visits of the whole site counted before.")
    @click.option(
        "--articles",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV file of two columns: the article's id and the views counted before.",
    )
    @click.option(
        "--dated", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day of these numbers."
    )
    @click.option(
        "--signed", required=True, callback=_validate_text, help="The person responsible for these numbers."
    )
    @click.option("--note", required=True, callback=_validate_text, help="The source of these numbers.")
    def opening_balance(
        visits: int | None,
        articles: Path | None,
        dated: datetime,
        signed: str,
        note: str,
    ) -> None:
        """Enter the totals of an older counter. They are kept apart and never mixed into days. Repeating the
        same entry enters nothing.
        """
        if visits is None and articles is None:
            raise click.UsageError("Give --visits, --articles, or both.")
        if dated.date() > portal.clock.today():
            raise click.UsageError("--dated is in the future. An opening balance has past views only.")
        entries = [OpeningBalance(visits, dated.date(), signed, note)] if visits else []
        if articles:
            known = {entry.article for entry in ledger.entries(portal.site)}
            entries += _read(articles, known, dated.date(), signed, note)
        entered = ledger.enter(portal.site, entries)
        click.echo(f"{entered} entries made, {len(entries) - entered} existed already.")


def _register_dead_letters(group: AppGroup, portal: Portal) -> None:
    @group.command("dead-letters")
    @click.option("--forget", is_flag=True, help="Delete the listed letters after you have checked them.")
    def dead_letters(forget: bool) -> None:
        """List the refused records with the reasons. The views after them were counted."""
        store = DeadLetterStore(portal.database, portal.site)
        listed = store.listed()
        for noted in listed:
            when = portal.clock.local(noted.at).isoformat(" ", "seconds")
            click.echo("\t".join((when, *noted.letter)))
        if forget and listed:
            click.echo(f"{store.forget(listed[-1].at)} forgotten.")


def purge(portal: Portal) -> None:
    """Remove the days of articles and labels after their retention time. Their months and totals stay."""
    kept = MonthStore(portal.database, portal.clock.milliseconds)
    months = portal.settings[CountingSettings].retention_months
    before = months_ago(portal.clock.today(), months)
    removed = 0
    due = kept.months_to_purge(portal.site, before)
    with click.progressbar(due, label="Folding months") as bar:
        for month in bar:
            removed += kept.purge(portal.site, month)
    click.echo(f"{removed} rows of days before {before} merged into months (kept {months} months).")


def _retry_while_restoring(do: Callable[[], Result]) -> Result:
    """Retry while Redis is being restored, which takes some seconds. Raises NotReadyError after a minute."""
    ends = time.monotonic() + RESTORING_SECONDS
    while True:
        try:
            return do()
        except NotReadyError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)


def _read(
    file: Path, known: Collection[str | None], dated: date, signed: str, note: str
) -> Iterable[OpeningBalance]:
    """The entries of a CSV file. Raises ClickException with the first wrong line; then nothing is entered. A
    `known` id was entered before ids were normalised, and keeps its spelling.
    """
    seen: set[str] = set()
    for at, (number, line) in enumerate(_records(file)):
        if not line or (at == 0 and line[-1].strip()[:1].isalpha()):
            continue  # an empty line, or the names of the columns
        written, views = _fields(line, number)
        article = written if written in known else identity(written)
        if article in seen:
            raise click.ClickException(f"Line {number}: {article} occurs twice.")
        seen.add(article)
        yield OpeningBalance(views, dated, signed, note, article)


def _records(file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from read_csv(file.read_bytes(), MOST_COLUMNS, lambda row: len(row) == COLUMNS)
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}. Please save it as CSV in UTF-8.") from error


def _fields(line: list[str], number: int) -> tuple[str, int]:
    said = [field.strip() for field in line]
    if len(said) != COLUMNS or not re.fullmatch(r"\d{1,13}", said[1]) or int(said[1]) > MOST:
        raise click.ClickException(f"Line {number}: {','.join(line)} is not an id and a number of views.")
    if not may_be_id(identity(said[0])):
        raise click.ClickException(f"Line {number}: an id has 1 to {LONGEST_ID} printable characters.")
    return said[0], int(said[1])
