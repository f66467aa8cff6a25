"""The settings of polls."""

from collections.abc import Callable
from dataclasses import dataclass

from ..config import function, optional, setting, whole_number


@dataclass(frozen=True)
class PollSettings:
    """The voters, and the limit of ballots from one network."""

    # Only the host knows who is signed in to it.
    poll_voter: Callable[[], object] | None = setting(
        None,
        optional(function),
        "Function without arguments that returns a permanent text for the signed-in person, or None. It is "
        "for polls in which each person has one ballot.",
    )
    # Enough for an office behind one address at its busiest time. A script that invents voters would need
    # days.
    poll_ballots_per_network: int = setting(
        300,
        whole_number(0, 100_000),
        "How many ballots of one poll are accepted from one network (an IPv4 address, an IPv6 /64) in ten"
        " minutes, before it must wait. 0 for no limit.",
    )
