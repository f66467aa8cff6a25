"""Số lượt xem: how often an article has been read."""

from ..core.app.portal import Portal
from ..core.app.widget import Mounted, Widget
from ..counting import Counting
from .blueprint import routes
from .helpers import ViewHelpers


def mount(portal: Portal) -> Mounted:
    counting = portal.part(Counting)
    helpers = ViewHelpers(portal, counting)
    return Mounted(
        helpers={"view_count": helpers.view_count, "most_read": helpers.most_read},
        blueprint=routes(portal, counting),
        head=helpers.head,
        finish=helpers.finish if counting.by_server else None,
    )


WIDGET = Widget(name="views", defaults={}, mount=mount)
