"""What a User-Agent says of browser, system and device, in the few words a report needs."""

import re
from functools import lru_cache

from ua_parser import OS, UserAgent, parse_os, parse_user_agent

OTHER = "other"
_REMEMBERED = 50_000

# A tablet says so, or is an Android that is not "Mobile" (apps such as Zalo say "Android" once more
# after it); what is neither that nor a telephone is taken for a computer. Every Windows with a pen
# called itself "Tablet PC".
_TV = re.compile(r"smart-?tv|\btv\b|hbbtv|googletv|appletv|bravia|netcast|web0s|roku|crkey", re.IGNORECASE)
_TABLET = re.compile(
    r"ipad|tablet(?! pc)|kindle|silk/|playbook|^(?!.*(?:mobile|opera mini)).*android",
    re.IGNORECASE | re.DOTALL,
)
_PHONE = re.compile(
    r"mobi|iphone|ipod|android|phone|opera mini|j2me|midp|symbian|blackberry|nokia|samsung-|kaios|\bzalo\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=_REMEMBERED)
def describe(agent: str) -> tuple[str, str, str]:
    """Browser family, system family and device class: phone, tablet, tv or computer."""
    return _family(parse_user_agent(agent)), _family(parse_os(agent)), _device(agent)


def _family(found: UserAgent | OS | None) -> str:
    """Some programs name themselves, and may be called anything."""
    return found.family if found and found.family.isprintable() else OTHER


def _device(agent: str) -> str:
    if _TV.search(agent):
        return "tv"
    if _TABLET.search(agent):
        return "tablet"
    return "phone" if _PHONE.search(agent) else "computer"
