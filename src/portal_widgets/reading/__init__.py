"""Tùy chọn đọc: size, colours, type and spacing, chosen by the reader and stored on the reader's device."""

from typing import TYPE_CHECKING

from ..core.app.portal import Portal
from ..core.app.widget import MenuEntry, MountedWidget, Widget

if TYPE_CHECKING:
    from .settings import ReadingSettings


def mount(portal: Portal) -> MountedWidget:
    from .blueprint import routes
    from .checks import colour_checks
    from .helpers import ReadingHelpers
    from .styles import stylesheet
    from .text_view import TextView

    settings = portal.settings[_settings()]
    helpers, text_view = ReadingHelpers(portal), TextView(portal)
    return MountedWidget(
        helpers={
            "html_attributes": helpers.html_attributes,
            "reading_options": helpers.reading_options,
            "statement": helpers.statement,
            "is_personal": helpers.is_personal,
            "text_view": text_view.text_view,
        },
        menu=[MenuEntry(lambda: portal.gettext("Reading options"), "reading.options", 90)],
        blueprint=routes(portal),
        styles=stylesheet(settings.reading_themes, follow_device=settings.reading_follow_device),
        own_style=helpers.styles,
        # In debug mode a script checks whether the page uses the tokens.
        head=lambda _: {"data-tokens": "look"} if portal.app.debug else {},
        after_request=text_view.after_request,
        checks=colour_checks(portal),
    )


def _settings() -> "type[ReadingSettings]":
    from .settings import ReadingSettings

    return ReadingSettings


WIDGET = Widget(
    name="reading",
    mount=mount,
    settings=_settings,
    helpers=("html_attributes", "reading_options", "statement", "is_personal", "text_view"),
)
