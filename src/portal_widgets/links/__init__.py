"""Liên kết web: a directory of links in six layouts, with a check for broken and dangerous links."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..core.app.page import PageContext
from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MenuEntry, MountedWidget, Panel, WaitingItem, Widget
from ..core.late import Late
from ..core.public_data import WebLinks
from ..counting import COUNTING

if TYPE_CHECKING:
    from .public.helpers import LinkHelpers
    from .public.web_links import ShownLinks
    from .service import LinkService
    from .settings import LinkSettings


def mount(portal: Portal) -> MountedWidget:
    from .routes import OFFICE, PUBLIC

    helpers = Late(partial(_helpers, portal))
    panel = Panel(
        name="links",
        title=lambda: portal.gettext("Web links"),
        blueprint=LateBlueprint("links", OFFICE, partial(_office_views, portal)),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you keep the links of the website in groups and decide their order. The link watch shows "
            "the links that are broken or that readers have reported."
        ),
        alarms=lambda: _service(portal).alarms(),
        waiting=partial(_waiting, portal),
    )
    return MountedWidget(
        helpers={"links": helpers.method(lambda made: made.links)},
        menu=[MenuEntry(lambda: portal.gettext("Web links"), "links.every", 30)],
        head=partial(_head, portal),
        blueprint=LateBlueprint("links", PUBLIC, partial(_views, portal)),
        body_limits={"admin.links.import_": _import_bytes},
        panel=panel,
        commands=partial(_commands, portal=portal),
        services={WebLinks: Late(partial(_shown_links, portal))},
    )


def _settings() -> "type[LinkSettings]":
    from .settings import LinkSettings

    return LinkSettings


def _head(portal: Portal, _page_context: PageContext) -> dict[str, str]:
    """The address to which the page's script reports clicks."""
    if not portal.settings[_settings()].link_clicks:
        return {}
    return {"data-clicks-url": portal.url("links.click", lang=None)}


def _service(portal: Portal) -> "LinkService":
    from .service import LinkService

    return portal.service(LinkService)


def _helpers(portal: Portal) -> "LinkHelpers":
    from .public.helpers import LinkHelpers

    return LinkHelpers(portal, _service(portal))


def _views(portal: Portal) -> Views:
    from .public.blueprint import views

    return views(portal, _service(portal))


def _office_views(portal: Portal) -> Views:
    from .admin.blueprint import views

    return views(portal, _service(portal))


def _import_bytes() -> int:
    from .admin.bulk import IMPORT_BYTES

    return IMPORT_BYTES


def _waiting(portal: Portal) -> Iterable[WaitingItem]:
    from .admin.findings import waiting_links

    return waiting_links(portal, _service(portal))


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


def _shown_links(portal: Portal) -> "ShownLinks":
    from .public.web_links import ShownLinks

    return ShownLinks(portal, _service(portal))


# Clicks are counted by the rules of views, so the links need counting. Only the command of the link check
# needs more packages. It asks for them itself, because the directory works without them.
WIDGET = Widget(name="links", mount=mount, settings=_settings, helpers=("links",), uses=(COUNTING,))
