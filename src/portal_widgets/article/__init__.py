"""What stands around an article's text: the dateline."""

from ..core.widget import Mounted, Portal, Widget
from .helpers import ArticleHelpers


def mount(portal: Portal) -> Mounted:
    helpers = ArticleHelpers(portal)
    return Mounted(helpers={"dateline": helpers.dateline})


WIDGET = Widget(name="article", defaults={}, mount=mount)
