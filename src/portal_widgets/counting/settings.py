"""The settings of counting."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..config import Check, function, one_of, optional, setting, whole_number

_kind: Check[Literal["file", "memory"]] = one_of("file", "memory")


def _journal(value: object) -> Literal["file", "memory"]:
    if value == "file" and sys.platform == "win32":
        raise ValueError(
            '"file" needs Linux or macOS; with "memory", waiting views are lost at the end of the process'
        )
    return _kind(value)


def _file(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be the path of a file")  # noqa: TRY004 - every check raises ValueError
    return value


@dataclass(frozen=True)
class CountingSettings:
    """How views are counted, and how long they are kept."""

    # "beacon" counts pages that a browser has shown, also from caches. "server" needs no script, but counts
    # only pages that the application makes itself.
    count_by: Literal["beacon", "server"] = setting(
        "beacon",
        one_of("beacon", "server"),
        "Source of the report of a view: the page in the reader's browser (`beacon`), or the application "
        "when it makes the page (`server`). Use `server` only if there is no cache in front of the portal.",
    )
    # Only the host knows its staff.
    is_staff: Callable[[], object] | None = setting(
        None,
        optional(function),
        "Function without arguments that returns whether the current request comes from staff. Views of "
        "staff are not counted.",
    )
    journal: Literal["file", "memory"] = setting(
        "file",
        _journal,
        "Where a view is stored until it is counted: in a `file` in the instance folder, which outlives the "
        "process, or in `memory`.",
    )
    # No address is stored, so the country must be looked up while the reader waits.
    country_database: str | None = setting(
        None,
        optional(_file),
        "Path of a MaxMind database of countries (.mmdb). Without it, countries are not counted.",
    )
    retention_months: int = setting(
        25,
        whole_number(1, 1200),
        "Age in months after which `flask portal purge` merges the daily counts of articles and labels into "
        "months.",
    )

    @property
    def by_server(self) -> bool:
        """Return whether the application reports the views of the pages that it makes."""
        return self.count_by == "server"
