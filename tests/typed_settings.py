"""The type checker's knowledge of settings. `make lint` runs it over this file, and fails if it knows less: a
field's type, a missing name, or a word that is not one of the choices.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, assert_type

from portal_widgets.config import Settings, boolean, setting
from portal_widgets.core.departments import Department
from portal_widgets.core.settings import CoreSettings
from portal_widgets.counting.settings import CountingSettings
from portal_widgets.feedback.settings import FeedbackSettings
from portal_widgets.links.settings import LinkSettings


def types(settings: Settings) -> None:
    assert_type(settings[CoreSettings].site, str)
    assert_type(settings[CoreSettings].translations, Path | None)
    assert_type(settings[CountingSettings].retention_months, int)
    assert_type(settings[CountingSettings].count_by, Literal["beacon", "server"])
    assert_type(settings[FeedbackSettings].departments, Mapping[str, Department])
    assert_type(settings[LinkSettings].link_clicks, bool)


def misspelt(settings: Settings) -> object:
    return settings[LinkSettings].link_click  # type: ignore[attr-defined]


def misspelt_choice(settings: Settings) -> bool:
    return settings[CountingSettings].count_by == "beacons"  # type: ignore[comparison-overlap]


def by_key(settings: Settings) -> object:
    return settings["LINK_CLICKS"]  # type: ignore[index]


class OfAnotherType:
    """The check returns another type than the field."""

    asks: str = setting(False, boolean, "Whether.")  # type: ignore[assignment]
