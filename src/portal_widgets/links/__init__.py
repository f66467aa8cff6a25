"""Liên kết web: a directory of links in six layouts, with a check for broken and dangerous links."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MenuEntry, MountedWidget, Panel, Widget
from ..core.public_data import WebLinks
from ..counting import COUNTING
from .settings import LinkSettings


def mount(portal: Portal) -> MountedWidget:
    from . import cli
    from .admin import blueprint as admin_blueprint
    from .admin.bulk import IMPORT_BYTES
    from .admin.findings import waiting_links
    from .public.blueprint import routes
    from .public.helpers import LinkHelpers
    from .public.web_links import ShownLinks
    from .service import LinkService

    service = portal.service(LinkService)
    helpers = LinkHelpers(portal, service)
    panel = Panel(
        name="links",
        title=lambda: portal.gettext("Web links"),
        blueprint=admin_blueprint.routes(portal, service),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you keep the links of the website in groups and decide their order. The link watch shows "
            "the links that are broken or that readers have reported."
        ),
        alarms=service.alarms,
        waiting=partial(waiting_links, portal, service),
    )
    return MountedWidget(
        helpers={"links": helpers.links},
        menu=[MenuEntry(lambda: portal.gettext("Web links"), "links.every", 30)],
        head=helpers.head,
        blueprint=routes(portal, service),
        body_limits={"admin.links.import_": IMPORT_BYTES},
        panel=panel,
        commands=partial(cli.register_commands, portal=portal),
        services={WebLinks: ShownLinks(portal, service)},
    )


# Clicks are counted by the rules of views, so the links need counting. Only the command of the link check
# needs more packages. It asks for them itself, because the directory works without them.
WIDGET = Widget(name="links", mount=mount, settings=LinkSettings, helpers=("links",), uses=(COUNTING,))
