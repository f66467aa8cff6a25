"""`flask portal gazette import` and `export`."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from ...core.app.portal import Portal
from ...core.files.private_files import PRIVATE
from ...core.text.languages import language
from ..service import GazetteService
from ..store.drafts import IMPORT
from .drafts import DraftFault, TableRefusedError
from .exporting import register_package, register_table
from .fault_text import ImportFaultText
from .incoming import Incoming, read_file
from .matching import ImportPlan
from .saving import Saved, plan_import, save_plan

WHO = "flask portal gazette"
# So many texts without a document are listed.
LISTED = 20


def table_commands(group: AppGroup, portal: Portal) -> None:
    @group.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--publish", is_flag=True, help="Publish the documents. Without it they are drafts.")
    @click.option("--dry-run", is_flag=True, help="Show what would be added and save nothing.")
    def import_(file: Path, *, publish: bool, dry_run: bool) -> None:
        """Add the documents of a file: CSV, XLSX, an export of the module laws of NukeViet, or a file of
        `gazette export`. Documents that are stored already stay as they are, so a file can be imported again.
        Lines with a fault are left out and reported.
        """
        service = portal.service(GazetteService)
        incoming = _read(portal, file)
        plan = plan_import(service.store, incoming, publish=publish)
        _report(portal, plan)
        if dry_run:
            click.echo("Nothing was saved.")
        else:
            saved = _save(service, plan, file.name)
            _faults(portal, saved.faults)
            click.echo(f"{saved.documents} documents and {saved.relations} relations are saved.")
        if plan.faults:
            raise SystemExit(1)

    @group.command()
    @click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
    def export(file: Path) -> None:
        """Write the published documents into a file. A name that ends in .csv makes a table, without effects
        on other documents except replacements. Any other name makes a JSON file with all relations and the
        register.
        """
        service = portal.service(GazetteService)
        if file.suffix.casefold() == ".csv":
            count, content = register_table(service)
            PRIVATE.write(file, content)
            click.echo(f"{count} documents are exported.")
            return
        documents, relations, content = register_package(service)
        PRIVATE.write(file, content)
        click.echo(f"{documents} documents and {relations} relations are exported.")


def _read(portal: Portal, file: Path) -> Incoming:
    try:
        return read_file(file.read_bytes(), portal.service(GazetteService).register())
    except TableRefusedError as error:
        raise click.ClickException(_text(portal).sentence(error.fault)) from error
    except ImportError as error:
        raise click.ClickException("Please install portal_widgets[gazette] to import XLSX files.") from error


def _report(portal: Portal, plan: ImportPlan) -> None:
    _faults(portal, plan.faults)
    click.echo(
        f"New documents: {len(plan.documents)}. Known documents: {plan.known}. "
        f"New relations: {len(plan.relations)}."
    )
    for why, texts in (
        ("no document bears the number", plan.unmatched),
        ("several documents bear the number", plan.ambiguous),
    ):
        listed = list(dict.fromkeys(texts))
        for text in listed[:LISTED]:
            click.echo(f"note: {text}: {why}", err=True)
        if len(listed) > LISTED:
            click.echo(f"note: {len(listed) - LISTED} more: {why}", err=True)


def _save(service: GazetteService, plan: ImportPlan, name: str) -> Saved:
    if plan.register != service.register():
        service.register_document.change(
            lambda now: now.with_missing(plan.register), who=WHO, what=f"{IMPORT}{name}"
        )
    count = len(plan.documents) + len(plan.relations)
    with click.progressbar(length=count, label="Importing", show_pos=True) as bar:
        return save_plan(service, plan, service.change(WHO, f"{IMPORT}{name}"), bar.update)


def _faults(portal: Portal, faults: Iterable[DraftFault]) -> None:
    for fault in faults:
        click.echo(f"fault: {_text(portal).sentence(fault)}", err=True)


def _text(portal: Portal) -> ImportFaultText:
    return ImportFaultText(language(portal.languages.default))
