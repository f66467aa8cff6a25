"""Liên kết web: the directory of links, drawn in six ways and watched for links that lead astray."""

from functools import partial

from ..config import Setting, boolean, one_of, optional
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Panel, Widget
from ..core.text.email_addresses import address
from ..core.text.urls import may_be_linked
from ..counting import COUNTING
from . import cli
from .admin import blueprint as admin_blueprint
from .admin.bulk import IMPORT_BYTES
from .directory_data import read_configured
from .public.blueprint import routes
from .public.helpers import LinkHelpers
from .service import LinkService

DEFAULTS = {
    # What the directory begins with; once it is edited in the admin area, the database has it.
    "LINKS": Setting(
        {},
        partial(read_configured, may_be_linked=may_be_linked),
        "Groups of links by key, until they are edited in the admin area: each a list of links, or a "
        "dictionary with `title`, `layout` (`row`, `list`, `cards`, `columns`, `select` or `carousel`), "
        "`links` and `groups`. A link has `title` and `url`, and may have `description`, `icon` (a picture "
        "of this site), `icon_text`, `owner`, `starts`, `ends`, `review`, `languages`, `new_window` and "
        "`nofollow`. Texts may be given by language code.",
    ),
    "LINK_WINDOW": Setting(
        "same",
        one_of("same", "new"),
        "Where links to other sites open. A new window is announced in the link's text (WCAG G201).",
    ),
    "LINK_CLICKS": Setting(
        True,
        boolean,
        "Whether it is counted how often links are followed, by the rules of views.",
    ),
    "LINK_QUARANTINE": Setting(
        True,
        boolean,
        "Whether readers are held back from a link that is broken for days or leads to another owner, until "
        "somebody has looked. Its name stays, without the link.",
    ),
    "LINK_ALERTS": Setting(
        None,
        optional(address),
        "E-mail address that `flask portal links check --mail` tells what is wrong.",
    ),
}


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
WIDGET = Widget(name="links", defaults=DEFAULTS, mount=mount, helpers=("links",), uses=(COUNTING,))
