"""Webhooks: the events of the signals as signed requests to other systems."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from .settings import WebhookSettings


def mount(portal: Portal) -> MountedWidget:
    from . import cli

    commands = partial(cli.register_commands, portal=portal)
    if not portal.settings[WebhookSettings].webhooks:
        return MountedWidget(commands=commands)  # to make a secret
    from .checks import webhook_check
    from .service import Webhooks

    webhooks = portal.service(Webhooks)
    return MountedWidget(
        commands=commands,
        checks=[webhook_check(portal, webhooks.store)],
        purge=webhooks.purge,
        tasks=webhooks.tasks.all(),
    )


WEBHOOKS = Widget(name="webhooks", mount=mount, settings=WebhookSettings)
