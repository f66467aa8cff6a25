"""Số lượt xem: the number of views of an article."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MountedWidget, Widget
from ..core.late import Late
from ..core.public_data import ArticleNumbers
from ..counting import COUNTING

if TYPE_CHECKING:
    from ..core.openapi.json_route import JsonRoute
    from ..counting.engine import Counting
    from .article_numbers import CountedArticles
    from .helpers import ViewHelpers


def mount(portal: Portal) -> MountedWidget:
    from ..counting.settings import CountingSettings
    from .routes import LONGEST, PUBLIC

    helpers, numbers = Late(partial(_helpers, portal)), Late(partial(_numbers, portal))
    by_server = portal.settings[CountingSettings].by_server
    return MountedWidget(
        helpers={
            "view_count": helpers.method(lambda made: made.view_count),
            "most_read": helpers.method(lambda made: made.most_read),
            "view_counts": numbers.method(lambda made: made.view_counts),
        },
        blueprint=LateBlueprint("views", PUBLIC, partial(_views, portal, numbers)),
        body_limits={"views.report": LONGEST},
        head=helpers.method(lambda made: made.head),
        after_request=helpers.method(lambda made: made.after_request) if by_server else None,
        services={ArticleNumbers: numbers},
        json_routes=_json_routes,
    )


def _counting(portal: Portal) -> "Counting":
    from ..counting.engine import Counting

    return portal.service(Counting)


def _helpers(portal: Portal) -> "ViewHelpers":
    from .helpers import ViewHelpers

    return ViewHelpers(portal, _counting(portal))


def _numbers(portal: Portal) -> "CountedArticles":
    from .article_numbers import CountedArticles

    return CountedArticles(_counting(portal))


def _views(portal: Portal, numbers: "Late[CountedArticles]") -> Views:
    from .blueprint import views

    return views(portal, _counting(portal), numbers())


def _json_routes() -> "Iterable[JsonRoute]":
    from .json_routes import json_routes

    return json_routes()


WIDGET = Widget(
    name="views",
    mount=mount,
    helpers=("view_count", "most_read", "view_counts"),
    uses=(COUNTING,),
)
