"""Tùy chọn đọc: size, colours, type and spacing, chosen by the reader and kept on the reader's device."""

from ..config import Setting, boolean, optional
from ..core.app.portal import Portal
from ..core.app.widget import MountedWidget, Widget
from .blueprint import routes
from .checks import colour_checks
from .helpers import ReadingHelpers
from .statement import statement
from .styles import stylesheet
from .themes import with_own_colours

DEFAULTS = {
    # The colours of an organisation; none that could not be read.
    "READING_THEMES": Setting(
        {},
        with_own_colours,
        'Your own colours, by theme and token: `{"light": {"accent": "#7a0019"}}`. A text below 4.5:1 or an '
        "outline below 3:1 is refused with its ratio, a text below 7:1 warned about.",
    ),
    # The text of a host that does not use the tokens would stand on a ground it was not made for.
    "READING_FOLLOW_DEVICE": Setting(
        None,
        optional(boolean),
        "Whether a reader who has chosen no colours gets those the device asks for (dark, more contrast). "
        "`None`: on pages whose `<body>` has the class `pw-page`. `True`: on every page, because all of them "
        "use the tokens. `False`: nowhere.",
    ),
    # The owner's own words: the widget gives the form and claims nothing.
    "ACCESSIBILITY_STATEMENT": Setting(
        None,
        statement,
        "The accessibility statement of the site's owner: `date`, `basis`, `scope`, `assessed`, `gaps`, "
        "`measures`, `respond_days`, `contact`, `escalation`. Without it there is no such page.",
    ),
}


def mount(portal: Portal) -> MountedWidget:
    helpers = ReadingHelpers(portal)
    return MountedWidget(
        helpers={
            "html_attributes": helpers.html_attributes,
            "reading_options": helpers.reading_options,
            "statement": helpers.statement,
            "is_personal": helpers.is_personal,
        },
        blueprint=routes(portal),
        styles=stylesheet(
            portal.settings["READING_THEMES"],
            follow_device=portal.settings["READING_FOLLOW_DEVICE"],
        ),
        own_style=helpers.styles,
        # In debug mode a script looks whether the page uses the tokens.
        head=lambda _: {"data-tokens": "look"} if portal.app.debug else {},
        checks=colour_checks(portal),
    )


WIDGET = Widget(
    name="reading",
    defaults=DEFAULTS,
    mount=mount,
    helpers=("html_attributes", "reading_options", "statement", "is_personal"),
)
