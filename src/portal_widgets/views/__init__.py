"""Số lượt xem: the number of views of an article."""

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from ..counting import COUNTING


def mount(portal: Portal) -> MountedWidget:
    from ..counting.engine import Counting
    from .blueprint import LONGEST, routes
    from .helpers import ViewHelpers

    counting = portal.service(Counting)
    helpers = ViewHelpers(portal, counting)
    return MountedWidget(
        helpers={
            "view_count": helpers.view_count,
            "most_read": helpers.most_read,
            "view_counts": helpers.view_counts,
        },
        blueprint=routes(portal, counting),
        body_limits={"views.report": LONGEST},
        head=helpers.head,
        after_request=helpers.after_request if counting.by_server else None,
    )


WIDGET = Widget(
    name="views",
    mount=mount,
    helpers=("view_count", "most_read", "view_counts"),
    uses=(COUNTING,),
)
