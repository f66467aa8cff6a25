"""What a host configures of what stands around an article."""

from dataclasses import dataclass

from ..config import setting, whole_number
from .rules import NETWORKS, TIENG_A_MINUTE, networks


@dataclass(frozen=True)
class ArticleSettings:
    """How fast an article is read, and where it can be sent."""

    reading_speed: int = setting(
        TIENG_A_MINUTE,
        whole_number(20, 2000),
        "How many words (in Vietnamese: tiếng, what stands between two spaces) are read in a minute.",
    )
    share: tuple[str, ...] = setting(
        tuple(NETWORKS),
        networks,
        "Where a page can be sent, as plain links: some of `facebook`, `x`, `telegram`, `email`.",
    )
