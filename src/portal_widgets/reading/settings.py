"""The settings of the reading options."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..config import boolean, optional, setting
from .ready_sets import SETS, ReadingSet, ready_sets
from .statement import Statement, statement
from .themes import Theme, with_own_colours


@dataclass(frozen=True)
class ReadingSettings:
    """The colours that readers may choose, and what the owner states about accessibility."""

    # The colours of an organisation; illegible ones are refused.
    reading_themes: Mapping[str, Theme] = setting(
        {},
        with_own_colours,
        'Your own colours, by theme and token: `{"light": {"accent": "#7a0019"}}`. A text below 4.5:1 or '
        "an outline below 3:1 is refused with its ratio. A text below 7:1 causes a warning.",
    )
    reading_sets: tuple[ReadingSet, ...] = setting(
        SETS,
        ready_sets,
        "Ready sets of reading options, which a reader chooses with one press, by name: a `title` (a text or "
        "texts by language) and values of [the options](widgets/reading.md#the-settings). `{}`: none.",
    )
    # On a page without tokens, the host's text could be illegible on the new background.
    reading_follow_device: bool | None = setting(
        None,
        optional(boolean),
        "Whether the device's colours (dark, more contrast) apply until the reader chooses. `None`: on "
        "pages whose `<body>` has the class `pw-page`. `True`: on every page, because all of them use the"
        " tokens. `False`: nowhere.",
    )
    # The owner writes the statement. The widget adds no claims.
    accessibility_statement: Statement | None = setting(
        None,
        statement,
        "The accessibility statement of the site's owner: `date`, `basis`, `scope`, `assessed`, `gaps`, "
        "`measures`, `respond_days`, `contact`, `escalation`. Without it, there is no such page.",
    )
