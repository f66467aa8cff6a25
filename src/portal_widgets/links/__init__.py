"""Liên kết web: groups of links, such as the row of services."""

from functools import partial

from ..config import Setting
from ..core.guard import may_be_linked
from ..core.widget import Mounted, Portal, Widget
from .helpers import LinkHelpers
from .rules import groups

DEFAULTS = {
    # Until links are edited in the admin area, they stand in the configuration.
    "LINKS": Setting(
        {},
        partial(groups, may_be_linked=may_be_linked),
        "Groups of links by name: lists of dictionaries with `title` (text, or text by language code) "
        "and `url`.",
    ),
}


def mount(portal: Portal) -> Mounted:
    helpers = LinkHelpers(portal)
    return Mounted(helpers={"links": helpers.links})


WIDGET = Widget(name="links", defaults=DEFAULTS, mount=mount)
