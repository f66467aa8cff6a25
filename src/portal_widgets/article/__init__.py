"""The parts around an article's text: breadcrumb, dateline, byline, recording, print and share, neighbours,
and data for search engines.
"""

from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from .settings import ArticleSettings


def mount(portal: Portal) -> MountedWidget:
    from .audio import AudioHelper
    from .blueprint import routes
    from .helpers import ArticleHelpers

    helpers = ArticleHelpers(portal)
    return MountedWidget(
        helpers={
            "breadcrumb": helpers.breadcrumb,
            "dateline": helpers.dateline,
            "byline": helpers.byline,
            "share": helpers.share,
            "article_tools": helpers.article_tools,
            "neighbours": helpers.neighbours,
            "article_data": helpers.article_data,
            "audio": AudioHelper(portal).audio,
        },
        blueprint=routes(portal),
    )


WIDGET = Widget(
    name="article",
    mount=mount,
    settings=ArticleSettings,
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
