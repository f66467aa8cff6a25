"""What a host configures of the polls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..config import function, optional, setting, whole_number


@dataclass(frozen=True)
class PollSettings:
    """Who votes, and how many ballots one network casts."""

    # Only the host knows who is signed in to it.
    poll_voter: Callable[[], Any] | None = setting(
        None,
        optional(function),
        "Function without arguments that returns who is signed in (any text that stays the same), or None: "
        "for polls in which each person has one ballot.",
    )
    # Enough for an office behind one address at its busiest; a script that makes up voters needs days.
    poll_ballots_per_network: int = setting(
        300,
        whole_number(0, 100_000),
        "How many ballots one poll takes from one network in ten minutes before the next must wait (an IPv4 "
        "address, an IPv6 /64). 0 for no limit.",
    )
