"""What a User-Agent says of browser, system and device, in the few words a report needs."""

import re
from typing import NamedTuple

from ua_parser import OS, UserAgent, parse_os, parse_user_agent

OTHER = "other"

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


class Agent(NamedTuple):
    """A User-Agent, and what the list of known ones says of it."""

    text: str
    browser: UserAgent | None
    system: OS | None


def parse(text: str) -> Agent:
    return Agent(text, parse_user_agent(text), parse_os(text))


def browser(agent: Agent) -> str:
    """The family of the browser."""
    return _family(agent.browser)


def system(agent: Agent) -> str:
    """The family of the operating system."""
    return _family(agent.system)


def device(agent: Agent) -> str:
    """The class of the device: phone, tablet, tv or computer."""
    if _TV.search(agent.text):
        return "tv"
    if _TABLET.search(agent.text):
        return "tablet"
    return "phone" if _PHONE.search(agent.text) else "computer"


def _family(found: UserAgent | OS | None) -> str:
    """Some programs name themselves, and may be called anything."""
    return found.family if found and found.family.isprintable() else OTHER
