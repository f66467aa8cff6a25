"""What stands around an article's text: breadcrumb, dateline, byline, ways to print and share it, neighbours,
and what machines read of it.
"""

from ..config import Setting, whole_number
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from .blueprint import routes
from .helpers import ArticleHelpers
from .rules import NETWORKS, TIENG_A_MINUTE, networks

DEFAULTS = {
    "READING_SPEED": Setting(
        TIENG_A_MINUTE,
        whole_number(20, 2000),
        "How many words (in Vietnamese: tiếng, what stands between two spaces) are read in a minute.",
    ),
    "SHARE": Setting(
        tuple(NETWORKS),
        networks,
        "Where a page can be sent, as plain links: some of `facebook`, `x`, `telegram`, `email`.",
    ),
}


def mount(portal: Portal) -> MountedWidget:
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
        },
        blueprint=routes(portal),
    )


WIDGET = Widget(
    name="article",
    defaults=DEFAULTS,
    mount=mount,
    helpers=("breadcrumb", "dateline", "byline", "share", "article_tools", "neighbours", "article_data"),
)
