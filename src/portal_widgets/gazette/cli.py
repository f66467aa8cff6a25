"""`flask portal gazette`: lists and exports documents, and writes the index of the search again."""

from pathlib import Path

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.files.private_files import PRIVATE
from .importing.package import write_package
from .rules.query import Order, SearchFilters
from .service import GazetteService

# More documents than a portal has.
_ALL = 10_000_000


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
        documents = service.store.documents.published(_ALL)
        with click.progressbar(length=len(documents), label="Indexing", show_pos=True) as bar:
            service.index.rebuild(documents, bar.update)
        click.echo(f"{len(documents)} documents are indexed.")

    @group.command()
    @click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
    def export(file: Path) -> None:
        """Write the published documents and their relations into a JSON file."""
        store = portal.service(GazetteService).store
        documents = store.documents.published(_ALL)
        known = {None, *(one.id for one in documents)}
        # A relation of a draft says what a draft will do.
        relations = [
            one
            for one in store.relations.of_documents([one.id for one in documents])
            if {one.acting.id, one.target.id} <= known
        ]
        PRIVATE.write(file, write_package(documents, relations))
        click.echo(f"{len(documents)} documents and {len(relations)} relations are exported.")
