"""Webhooks: the events of the signals as signed requests to other systems."""

from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from .settings import WebhookSettings


def mount(portal: Portal) -> MountedWidget:
    def commands(parent: AppGroup) -> None:
        from .cli import register_commands

        register_commands(parent, portal)

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
