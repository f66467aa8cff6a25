"""What a User-Agent says of browser, system and device, in the few words a report needs."""

import re
from functools import lru_cache

from ua_parser import parse_os, parse_user_agent

OTHER = "other"
_REMEMBERED = 50_000

# A tablet says so, or is an Android that is not "Mobile"; what is neither that nor a telephone is
# taken for a computer.
_TV = re.compile(r"smart-?tv|\btv\b|hbbtv|googletv|appletv|bravia|netcast|web0s|roku|crkey", re.IGNORECASE)
_TABLET = re.compile(r"ipad|tablet|kindle|silk/|playbook|android(?!.*mobile)", re.IGNORECASE)
_PHONE = re.compile(
    r"mobi|iphone|ipod|android|phone|opera mini|j2me|midp|symbian|blackberry|nokia|samsung-|kaios|\bzalo\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=_REMEMBERED)
def describe(agent: str) -> tuple[str, str, str]:
    """Browser family, system family and device class: phone, tablet, tv or computer."""
    browser, system = parse_user_agent(agent), parse_os(agent)
    return (
        browser.family if browser else OTHER,
        system.family if system else OTHER,
        _device(agent),
    )


def _device(agent: str) -> str:
    if _TV.search(agent):
        return "tv"
    if _TABLET.search(agent):
        return "tablet"
    return "phone" if _PHONE.search(agent) else "computer"
