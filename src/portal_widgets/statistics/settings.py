"""What a host configures of the statistics block."""

from dataclasses import dataclass

from ..config import setting
from .rules import KEYS, read_rows, refresh


@dataclass(frozen=True)
class StatisticsSettings:
    """What the block shows, and how often it looks for new numbers."""

    # The same seven numbers stand in the JSON and in the badges, whatever the block shows.
    statistics_show: tuple[str, ...] = setting(
        KEYS,
        read_rows,
        "Which rows the statistics block shows, and in which order.",
    )
    # WCAG 2.2.2: what renews itself can be paused; 0 switches it off for everyone.
    statistics_refresh_seconds: int = setting(
        60,
        refresh,
        "How often the statistics block renews its numbers while it is seen, in seconds; 0: never.",
    )
