"""The parts around an article's text: breadcrumb, dateline, byline, recording, print and share, neighbours,
and data for search engines.
"""

from functools import partial
from typing import TYPE_CHECKING

from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MountedWidget, Widget
from ..core.late import Late

if TYPE_CHECKING:
    from .audio import AudioHelper
    from .helpers import ArticleHelpers
    from .settings import ArticleSettings


def mount(portal: Portal) -> MountedWidget:
    from .routes import PUBLIC

    helpers, audio = Late(partial(_helpers, portal)), Late(partial(_audio, portal))
    return MountedWidget(
        helpers={
            "breadcrumb": helpers.method(lambda made: made.breadcrumb),
            "dateline": helpers.method(lambda made: made.dateline),
            "byline": helpers.method(lambda made: made.byline),
            "share": helpers.method(lambda made: made.share),
            "article_tools": helpers.method(lambda made: made.article_tools),
            "neighbours": helpers.method(lambda made: made.neighbours),
            "article_data": helpers.method(lambda made: made.article_data),
            "audio": audio.method(lambda made: made.audio),
        },
        blueprint=LateBlueprint("article", PUBLIC, partial(_views, portal)),
    )


def _settings() -> "type[ArticleSettings]":
    from .settings import ArticleSettings

    return ArticleSettings


def _helpers(portal: Portal) -> "ArticleHelpers":
    from .helpers import ArticleHelpers

    return ArticleHelpers(portal)


def _audio(portal: Portal) -> "AudioHelper":
    from .audio import AudioHelper

    return AudioHelper(portal)


def _views(portal: Portal) -> Views:
    from .blueprint import views

    return views(portal)


WIDGET = Widget(
    name="article",
    mount=mount,
    settings=_settings,
    helpers=(
        "breadcrumb",
        "dateline",
        "byline",
        "share",
        "article_tools",
        "neighbours",
        "article_data",
        "audio",
    ),
)
