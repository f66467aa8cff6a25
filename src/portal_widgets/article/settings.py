"""The settings of the parts around an article."""

from dataclasses import dataclass

from ..config import setting, whole_number
from .rules import NETWORKS, TIENG_A_MINUTE, networks


@dataclass(frozen=True)
class ArticleSettings:
    """The reading speed, and the share links."""

    reading_speed: int = setting(
        TIENG_A_MINUTE,
        whole_number(20, 2000),
        "Reading speed in words per minute (in Vietnamese: tiếng, the text between two spaces).",
    )
    share: tuple[str, ...] = setting(
        tuple(NETWORKS),
        networks,
        "Share links of a page, as plain links: some of `facebook`, `x`, `telegram`, `email`.",
    )
