"""What the type checker knows of settings. `make lint` runs it over this file, and fails where it learns less:
of a field's type, of a name that does not exist, or of a word that is none of the choices.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, assert_type

from portal_widgets.config import Settings, boolean, setting
from portal_widgets.core.settings import CoreSettings
from portal_widgets.counting import CountingSettings
from portal_widgets.feedback.departments import Department
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
    """The check returns something else than the field holds."""

    asks: str = setting(False, boolean, "Whether.")  # type: ignore[assignment]
