"""Robots, told by their User-Agent: the maintained list, and what it leaves out."""

import re
from functools import lru_cache

from crawleruseragents import is_crawler

from .visitor import AGENT_LIMIT

# Libraries and tools that are no reader, and agents that name themselves as robots in general.
_OURS = re.compile(
    r"bot\b|crawl|spider|scrap|headless|\b(?:curl|wget|python|java|go-http|libwww|perl|ruby|okhttp|axios|node)\b",
    re.IGNORECASE,
)
# Text browsers name the libraries they are made of.
_TEXT_BROWSER = re.compile(r"(?:lynx|w3m|e?links|edbrowse)\b", re.IGNORECASE)


def is_bot(agent: str) -> bool:
    """Whether the agent is a robot's. Only the first 256 characters are read: a longer one is
    either a person's, told by its beginning, or an attack on the patterns.
    """
    return _is_bot(agent[:AGENT_LIMIT])


@lru_cache(maxsize=8192)
def _is_bot(agent: str) -> bool:
    if not agent.strip():
        return True  # every browser sends an agent
    if _TEXT_BROWSER.match(agent):
        return False
    return _OURS.search(agent) is not None or is_crawler(agent)
