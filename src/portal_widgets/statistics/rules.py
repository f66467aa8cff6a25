"""The rows of the block, its refresh interval, and the windows of the most-read list."""

import re

KEYS = ("online", "today", "yesterday", "week", "month", "year", "total")

# Days, including today.
WINDOWS = (7, 30, 365)

# Seconds. Caches keep the numbers for a quarter of a minute, so more frequent requests are useless.
SHORTEST_REFRESH_SECONDS = 15
LONGEST_REFRESH_SECONDS = 3600


def read_rows(value: object) -> tuple[str, ...]:
    """The rows in their order. Raises ValueError with the allowed names."""
    listed = tuple(value) if isinstance(value, list | tuple) else ()
    known = {key for key in KEYS if key in listed}
    if not listed or len(known) < len(listed):
        raise ValueError(f"must be a tuple of some of these, each at most once: {', '.join(KEYS)}")
    return listed


def refresh(value: object) -> int:
    """Check the seconds between two refreshes; 0 means never. Raises ValueError with the allowed values."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or not (value == 0 or SHORTEST_REFRESH_SECONDS <= value <= LONGEST_REFRESH_SECONDS)
    ):
        raise ValueError(
            f"must be 0 (never) or a whole number of seconds from {SHORTEST_REFRESH_SECONDS} "
            f"to {LONGEST_REFRESH_SECONDS}",
        )
    return value


def window(given: str | None) -> int:
    """The days of the most-read list: the first window that is long enough, or the longest one. Raises
    ValueError if the text is not a number.
    """
    if given is None:
        return WINDOWS[0]
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise ValueError(f"{given!r} is not a number of days")
    return next((days for days in WINDOWS if days >= int(given)), WINDOWS[-1])
