"""Browser, system and device from a User-Agent, in the few words that a report needs."""

import re
from typing import NamedTuple

from ua_parser import OS, UserAgent, parse_os, parse_user_agent

OTHER = "other"

# A tablet says "Tablet", or is an Android that is not "Mobile" (apps such as Zalo say "Android" once more
# after it). Every Windows with a pen called itself "Tablet PC". All other agents that are not telephones
# count as computers.
_TV = re.compile(r"smart-?tv|\btv\b|hbbtv|googletv|appletv|bravia|netcast|web0s|roku|crkey", re.IGNORECASE)
_TABLET = re.compile(
    r"ipad|tablet(?! pc)|kindle|silk/|playbook|^(?!.*(?:mobile|opera mini)).*android",
    re.IGNORECASE | re.DOTALL,
)
_PHONE = re.compile(
    r"mobi|iphone|ipod|android|phone|opera mini|j2me|midp|symbian|blackberry|nokia|samsung-|kaios|\bzalo\b",
    re.IGNORECASE,
)
# Of these people know the version. Others number their builds, of which there is no end.
_NUMBERED = frozenset({"Android", "iOS", "Mac OS X", "Windows"})
_VERSION = re.compile(r"[0-9]{1,2}|2000|98|ME|Vista|XP")
# The newest versions that browsers admit to (Chrome's User-Agent reduction, Safari since iOS 26): what is
# newer says the same, so that Windows 11 cannot be told from Windows 10.
_NEWEST_TOLD = frozenset({"Android 10", "iOS 18", "Mac OS X 10.15", "Windows 10"})


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


def system_version(agent: Agent) -> str:
    """The system with its version, such as "Android 14" and "Windows 10+", where the plus means "or later".
    The family alone where the version is not known.
    """
    found, family = agent.system, system(agent)
    if found is None or family not in _NUMBERED or not _VERSION.fullmatch(found.major or ""):
        return family
    name = f"{family} {found.major}"
    # Of the Macs, ten years of versions began with 10.
    if name == "Mac OS X 10" and _VERSION.fullmatch(found.minor or ""):
        name = f"{name}.{found.minor}"
    return f"{name}+" if name in _NEWEST_TOLD else name


def device(agent: Agent) -> str:
    """The class of the device: phone, tablet, tv or computer."""
    if _TV.search(agent.text):
        return "tv"
    if _TABLET.search(agent.text):
        return "tablet"
    return "phone" if _PHONE.search(agent.text) else "computer"


def _family(found: UserAgent | OS | None) -> str:
    """Some programs use their own names, which may be anything."""
    return found.family if found and found.family.isprintable() else OTHER
