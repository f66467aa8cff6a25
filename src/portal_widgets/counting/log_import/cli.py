"""The operator's command `import-log`: counts web servers' logs from before this counter began."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from ...core.app.portal import Portal
from ...core.files.private_files import PRIVATE
from ...core.ip_addresses import Network, read_network
from ...core.text.identity import host_name, identity
from ...errors import StoreUnavailableError
from .counter import LATER, TOO_NEW, ExclusionError, ImportOptions, ImportSummary
from .formats import NotALogError
from .reader import LogFile
from .run import LogRun, SameLogError
from .store import ImportedElsewhereError


def register_commands(group: AppGroup, portal: Portal) -> None:
    @group.command("import-log")
    @click.argument("files", nargs=-1, required=True, metavar="FILE...")
    @click.option(
        "--article", callback=_pattern, help="Pattern of an article's path, with a group (?P<id>...)."
    )
    @click.option(
        "--before", type=click.DateTime(["%Y-%m-%d"]), help="Only lines of the days before this one."
    )
    @click.option("--host", "hosts", multiple=True, help="The portal's own host; may be given several times.")
    @click.option("--skip", callback=_pattern, help="Pattern of paths that are not pages.")
    @click.option(
        "--exclude-network", "networks", multiple=True, callback=_networks, help="Staff: 10.0.0.0/8."
    )
    @click.option("--dry-run", is_flag=True, help="Count, but store nothing.")
    def import_log(
        files: tuple[str, ...],
        article: re.Pattern[str] | None,
        before: datetime | None,
        hosts: tuple[str, ...],
        skip: re.Pattern[str] | None,
        networks: tuple[Network, ...],
        dry_run: bool,
    ) -> None:
        """Count the logs that Apache, nginx or IIS wrote before this counter began. FILE may be compressed
        (gzip), or - for the standard input. Give the logs of all servers in one command, because they have
        the same readers. An imported file is not counted again. If it has grown, only its new lines count.
        """
        if article is not None and "id" not in article.groupindex:
            raise click.BadParameter("has no group (?P<id>...)", param_hint="--article")
        with ExitStack() as stack:
            logs = [_inspect(_file(name, stack)) for name in files]
            try:
                run = LogRun(portal, logs)
                limit = min(run.live_from, before.date()) if before else run.live_from
                choice = ImportOptions(
                    article, limit, hosts=frozenset(map(host_name, hosts)), skip=skip, excluded=networks
                )
                with click.progressbar(length=sum(log.size for log in logs), label="Reading") as bar:
                    summary = run.read(choice, bar.update, book=not dry_run)
            except SameLogError as error:
                raise click.ClickException(f"{error}. Nothing was stored.") from error
            except ExclusionError as error:
                raise click.ClickException(f"{error}. Earlier lines may have been stored.") from error
            except (StoreUnavailableError, ImportedElsewhereError, NotALogError) as error:
                raise click.ClickException(
                    f"{error}. The counts so far are stored. Run the command again to continue."
                ) from error
            _report(summary, logs, limit, dry_run=dry_run)


def _file(name: str, stack: ExitStack) -> LogFile:
    if name != "-":
        return LogFile(Path(name))
    kept = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "standard-input"
    with PRIVATE.writing(kept) as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return LogFile(kept)


def _inspect(log: LogFile) -> LogFile:
    try:
        log.look()
    except OSError as error:
        raise click.ClickException(f"{log.path} cannot be read: {error.strerror or error}") from error
    except NotALogError as error:
        raise click.ClickException(f"{log.path} is not an access log: {error}") from error
    return log


def _report(summary: ImportSummary, logs: Sequence[LogFile], limit: date, *, dry_run: bool) -> None:
    click.echo("\n".join(_lines(summary, logs, limit)))
    if dry_run:
        click.echo("Nothing was stored (--dry-run).")


def _lines(summary: ImportSummary, logs: Sequence[LogFile], limit: date) -> Iterator[str]:
    why = {
        TOO_NEW: f" (from {limit} on this counter counts itself)",
        LATER: f" (from {limit} on)",
    }
    yield f"{summary.lines.total():>12} lines read"
    for word, count in summary.lines.most_common():
        yield f"{count:>12} {word}{why.get(word, '')}"
    for file, number in summary.unreadable:
        yield f"{'':>12} unreadable: line {number} of {logs[file].path.name}"
    for month, delta in sorted(summary.months.items()):
        excluded = ", ".join(f"{reason} {hits}" for reason, hits in sorted(delta.excluded.items()))
        yield (
            f"{month:%Y-%m}: {delta.visits} visits, {delta.page_views} page views, "
            f"{delta.article_views} views of articles; not counted: {excluded or 'none'}"
        )


def _pattern(_context: object, _parameter: object, value: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(identity(value)) if value else None
    except re.error as error:
        raise click.BadParameter(f"is not a valid pattern: {error}") from error


def _networks(_context: object, _parameter: object, values: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        return tuple(read_network(value) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
