"""The settings of the statistics block."""

from dataclasses import dataclass

from ..config import setting
from .rules import KEYS, read_rows, refresh


@dataclass(frozen=True)
class StatisticsSettings:
    """The rows of the block, and its refresh interval."""

    # The JSON and the pictures contain the same seven numbers, whatever the block shows.
    statistics_show: tuple[str, ...] = setting(
        KEYS,
        read_rows,
        "Rows of the statistics block, in their order.",
    )
    # WCAG 2.2.2: content that refreshes itself can be paused; 0 switches it off for everyone.
    statistics_refresh_seconds: int = setting(
        60,
        refresh,
        "Seconds between two refreshes of the statistics block while it is visible; 0: never.",
    )
