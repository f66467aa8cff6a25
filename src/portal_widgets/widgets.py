"""The one list of widgets."""

from . import (
    article,
    dashboard,
    feedback,
    links,
    organisation,
    polls,
    reading,
    statistics,
    views,
)
from .core.app.widget import Widget

# Read from top to bottom: the order of their styles and scripts, too.
WIDGETS: tuple[Widget, ...] = (
    reading.WIDGET,
    article.WIDGET,
    views.WIDGET,
    statistics.WIDGET,
    polls.WIDGET,
    feedback.WIDGET,
    links.WIDGET,
    organisation.WIDGET,
    dashboard.WIDGET,
)
