"""`flask portal gazette`: lists, imports and exports documents, and writes the index of the search again."""

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from .importing.commands import table_commands
from .importing.exporting import ALL
from .rules.query import Order, SearchFilters
from .service import GazetteService


def register_commands(parent: AppGroup, portal: Portal) -> None:
    group = AppGroup("gazette", help="The documents of the official gazette.")
    parent.add_command(group)

    @group.command("list")
    @click.argument("query", default="")
    @click.option("--page", default=1, show_default=True, help="The page of the list.")
    def list_(query: str, page: int) -> None:
        """List published documents, the newest first, or those that QUERY finds."""
        service = portal.service(GazetteService)
        filters = SearchFilters(order=None if query else Order.NEWEST)
        found = service.search.search(query, filters, service.today(), page)
        for one in found.documents:
            click.echo(f"{one.work.number}\t{one.signed or ''}\t{one.title}")
        click.echo(f"Page {found.page} of {found.pages}.")

    @group.command()
    def reindex() -> None:
        """Write the index of the search again, for example after a body was renamed. Readers can search
        meanwhile, but do not find every document.
        """
        service = portal.service(GazetteService)
        documents = service.store.documents.published(ALL)
        with click.progressbar(length=len(documents), label="Indexing", show_pos=True) as bar:
            service.index.rebuild(documents, bar.update)
        click.echo(f"{len(documents)} documents are indexed.")

    @group.command("read-files")
    @click.option("--again", is_flag=True, help="Try all files again that could not be read.")
    def read_files(*, again: bool) -> None:
        """Read the words of new files for the search. The portal also does it in the background. Needs
        portal_widgets[gazette].
        """
        service = portal.service(GazetteService)
        if not service.reader.is_installed:
            raise click.ClickException("Please install portal_widgets[gazette] to read files.")
        if again:
            service.texts.forget_failures()
        with click.progressbar(length=service.reader.waiting(ALL), label="Reading", show_pos=True) as bar:
            count = service.reader.read(ALL, bar.update)
        service.changed()
        for one in service.texts.unread():
            click.echo(f"fault: {one.digest}: {one.fault}", err=True)
        click.echo(f"{count} files were read.")

    table_commands(group, portal)
