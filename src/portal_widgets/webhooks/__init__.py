"""Webhooks: the events of the signals as signed requests to other systems."""

from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget

if TYPE_CHECKING:
    from .settings import WebhookSettings


def mount(portal: Portal) -> MountedWidget:
    def commands(parent: AppGroup) -> None:
        from .cli import register_commands

        register_commands(parent, portal)

    if not portal.settings[_settings()].webhooks:
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


def _settings() -> "type[WebhookSettings]":
    from .settings import WebhookSettings

    return WebhookSettings


WEBHOOKS = Widget(name="webhooks", mount=mount, settings=_settings)
