"""Số lượt xem: the number of views of an article."""

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from ..core.public_data import ArticleNumbers
from ..counting import COUNTING


def mount(portal: Portal) -> MountedWidget:
    from ..counting.engine import Counting
    from .article_numbers import CountedArticles
    from .blueprint import LONGEST, routes
    from .helpers import ViewHelpers
    from .json_routes import json_routes

    counting = portal.service(Counting)
    helpers = ViewHelpers(portal, counting)
    numbers = CountedArticles(counting)
    return MountedWidget(
        helpers={
            "view_count": helpers.view_count,
            "most_read": helpers.most_read,
            "view_counts": numbers.view_counts,
        },
        blueprint=routes(portal, counting, numbers),
        body_limits={"views.report": LONGEST},
        head=helpers.head,
        after_request=helpers.after_request if counting.by_server else None,
        services={ArticleNumbers: numbers},
        json_routes=json_routes,
    )


WIDGET = Widget(
    name="views",
    mount=mount,
    helpers=("view_count", "most_read", "view_counts"),
    uses=(COUNTING,),
)
