"""Tùy chọn đọc: text size and colours, chosen by the reader and kept on the reader's device."""

from ..core.widget import Mounted, Portal, Widget
from .blueprint import routes
from .helpers import ReadingHelpers
from .rules import stylesheet


def mount(portal: Portal) -> Mounted:
    helpers = ReadingHelpers(portal)
    return Mounted(
        helpers={
            "html_attributes": helpers.html_attributes,
            "reading_options": helpers.reading_options,
            "is_personal": helpers.is_personal,
        },
        blueprint=routes(portal),
        styles=stylesheet(),
    )


WIDGET = Widget(name="reading", defaults={}, mount=mount)
