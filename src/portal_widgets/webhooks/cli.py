"""`flask portal webhooks`: makes secrets, tests endpoints, sends events and deals with those given up."""

import secrets
from base64 import b64encode
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from .settings import SECRET_PREFIX, Endpoint

if TYPE_CHECKING:
    from .service import Webhooks

SECRET_BYTES = 32


def register_commands(parent: AppGroup, portal: Portal) -> None:
    group = AppGroup("webhooks", help="Events for other systems.")
    parent.add_command(group)
    _setting_up(group, portal)
    _outbox_commands(group, portal)


def _setting_up(group: AppGroup, portal: Portal) -> None:
    @group.command()
    def secret() -> None:
        """Print a new secret for an endpoint."""
        click.echo(SECRET_PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode())

    @group.command()
    def test() -> None:
        """Send a test event to each endpoint, and print whether it was accepted."""
        accepted = [_is_accepted(portal, one) for one in _webhooks(portal).endpoints.values()]
        if not all(accepted):
            raise SystemExit(1)


def _webhooks(portal: Portal) -> "Webhooks":
    """The service, which needs a database. Every portal has these commands, also one without a database."""
    from .service import Webhooks

    return portal.service(Webhooks)


def _is_accepted(portal: Portal, endpoint: Endpoint) -> bool:
    from .post import DeliveryError

    try:
        _webhooks(portal).test(endpoint)
    except DeliveryError as error:
        click.echo(f"{endpoint.url}: {error}")
        return False
    click.echo(f"{endpoint.url}: accepted")
    return True


def _outbox_commands(group: AppGroup, portal: Portal) -> None:
    @group.command()
    def send() -> None:
        """Send the events that are due. Run it every minute if the host has no background threads."""
        sent, missed = _webhooks(portal).send()
        click.echo(f"{sent} sent; endpoints that did not accept an event: {missed}.")
        if missed:
            raise SystemExit(1)

    @group.command()
    def retry() -> None:
        """Send the events again that were given up."""
        again = _webhooks(portal).store.retry(portal.clock.milliseconds())
        click.echo(f"{again} will be sent again.")

    @group.command()
    @click.confirmation_option(prompt="Remove the events that were given up?")
    def discard() -> None:
        """Remove the events that were given up."""
        removed = _webhooks(portal).store.discard(portal.clock.milliseconds() + 1)
        click.echo(f"{removed} removed.")
