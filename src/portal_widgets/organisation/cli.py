"""`flask portal organisation`: reports missing facts."""

from collections.abc import Callable

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from .rules import gaps, inherit
from .service import OrganisationService


def register_commands(
    parent: AppGroup, portal: Portal, more: Callable[[AppGroup], None] = lambda _: None
) -> None:
    """Register the group, with `more` commands of other parts of the widget."""
    group = AppGroup("organisation", help="The publisher of the portal.")
    parent.add_command(group)
    more(group)

    @group.command()
    def check() -> None:
        """Print the required facts that are missing (PORTAL_WIDGETS_ORGANISATION_PROFILE, LEGAL_PROFILE)."""
        service = portal.service(OrganisationService)
        wanted = service.required_facts()
        _, newest = service.document.store.current()
        found = gaps(inherit(newest), wanted)
        for gap in found:
            click.echo(f"{gap.unit or '-'}: {gap.fact} is missing")
        if found:
            raise SystemExit(1)
        click.echo(f"All {len(wanted)} facts are present.")
