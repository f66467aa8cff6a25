"""Liên kết web: the directory of links, drawn in six ways and watched for links that lead astray."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel, Widget
from ..counting import COUNTING
from . import cli
from .admin import blueprint as admin_blueprint
from .admin.bulk import IMPORT_BYTES
from .public.blueprint import routes
from .public.helpers import LinkHelpers
from .service import LinkService
from .settings import LinkSettings


def mount(portal: Portal) -> MountedWidget:
    service = portal.service(LinkService)
    helpers = LinkHelpers(portal, service)
    panel = Panel(
        name="links",
        title=lambda: portal.gettext("Web links"),
        blueprint=admin_blueprint.routes(portal, service),
        roles=frozenset({"editor"}),
        alarms=service.alarms,
    )
    return MountedWidget(
        helpers={"links": helpers.links},
        head=helpers.head,
        blueprint=routes(portal, service),
        body_limits={"admin.links.import_": IMPORT_BYTES},
        panel=panel,
        commands=partial(cli.register_commands, portal=portal),
    )


# Clicks are counted by the rules of views, so counting comes with the links. What only the link watch needs
# is asked for by its command: the directory does without.
WIDGET = Widget(name="links", mount=mount, settings=LinkSettings, helpers=("links",), uses=(COUNTING,))
