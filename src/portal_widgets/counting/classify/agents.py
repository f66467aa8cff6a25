"""Browser, system and device from a User-Agent, in the few words that a report needs."""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ua_parser import OS, UserAgent

OTHER = "other"

# The User-Agent of a tablet contains "Tablet", or "Android" without "Mobile" (apps such as Zalo repeat
# "Android" after "Mobile"). Windows computers with a pen contained "Tablet PC". Every agent that is neither a
# tablet nor a telephone counts as a computer.
_TV = re.compile(r"smart-?tv|\btv\b|hbbtv|googletv|appletv|bravia|netcast|web0s|roku|crkey", re.IGNORECASE)
_TABLET = re.compile(
    r"ipad|tablet(?! pc)|kindle|silk/|playbook|^(?!.*(?:mobile|opera mini)).*android",
    re.IGNORECASE | re.DOTALL,
)
_PHONE = re.compile(
    r"mobi|iphone|ipod|android|phone|opera mini|j2me|midp|symbian|blackberry|nokia|samsung-|kaios|\bzalo\b",
    re.IGNORECASE,
)
# The systems whose versions people know. Other systems number their builds, which would be too many values.
_NUMBERED = frozenset({"Android", "iOS", "Mac OS X", "Windows"})
_VERSION = re.compile(r"[0-9]{1,2}|2000|98|ME|Vista|XP")
# The newest versions that browsers report (Chrome's User-Agent reduction, Safari since iOS 26). Newer systems
# report the same version, so Windows 11 cannot be distinguished from Windows 10.
_NEWEST_TOLD = frozenset({"Android 10", "iOS 18", "Mac OS X 10.15", "Windows 10"})


class Agent(NamedTuple):
    """A User-Agent, and its browser and system; None if the parser does not know them."""

    text: str
    browser: "UserAgent | None"
    system: "OS | None"


def parse(text: str) -> Agent:
    from ua_parser import parse_os, parse_user_agent

    return Agent(text, parse_user_agent(text), parse_os(text))


def browser(agent: Agent) -> str:
    """The family of the browser."""
    return _family(agent.browser)


def system(agent: Agent) -> str:
    """The family of the operating system."""
    return _family(agent.system)


def system_version(agent: Agent) -> str:
    """The system with its version, such as "Android 14". In "Windows 10+", the plus means "or later". If the
    version is not known, only the family.
    """
    found, family = agent.system, system(agent)
    if found is None or family not in _NUMBERED or not _VERSION.fullmatch(found.major or ""):
        return family
    name = f"{family} {found.major}"
    # All versions of Mac OS X begin with 10, so the second number matters.
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


def _family(found: "UserAgent | OS | None") -> str:
    """The family's name. Some programs use names of their own, which may contain any character."""
    return found.family if found and found.family.isprintable() else OTHER
