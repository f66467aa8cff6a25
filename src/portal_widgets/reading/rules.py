"""The reading options: which exist, and how a reader's choices are read, stored and changed."""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from .contrast import REFUSED_RATIO, contrast
from .themes import THEMES

# WCAG 1.4.4 and G178: up to 200 %, every step usable, and "smaller" returns exactly to the default.
SIZES = (75, 100, 125, 150, 175, 200)
DEFAULT_SIZE = 100
OWN_THEME = "own"
# The initial pair in the form, if the reader has chosen none.
OWN_INK, OWN_PAPER = "1a1a1a", "fff8e1"

# The values except the default, as in the cookie and in the root's attributes. Spacing covers WCAG 1.4.12:
# lines 1.5, letters 0.12 em, words 0.16 em, paragraphs 2 em.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "size": tuple(str(size) for size in SIZES if size != DEFAULT_SIZE),
    "theme": (*THEMES, OWN_THEME),
    "font": ("serif", "sans", "lexend"),
    "line": ("150", "200", "250"),
    "paragraph": ("200", "300"),
    "letter": ("6", "12", "18"),
    "word": ("16", "32"),
    "width": ("80", "65", "50"),
    "links": ("on",),
    "motion": ("calm",),
    "pictures": ("text",),
    "ruler": ("on",),
}
COOKIE_LENGTH = 300


class Preferences(NamedTuple):
    """A reader's choices; empty values are defaults. The cookie contains only the choices."""

    size: str = ""
    theme: str = ""
    ink: str = ""
    paper: str = ""
    font: str = ""
    line: str = ""
    paragraph: str = ""
    letter: str = ""
    word: str = ""
    width: str = ""
    links: str = ""
    motion: str = ""
    pictures: str = ""
    ruler: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self._asdict().items() if value}

    @property
    def percent(self) -> int:
        return int(self.size or DEFAULT_SIZE)

    def cookie(self) -> str:
        """The value of the cookie: "size-125.theme-dark"."""
        return ".".join(f"{name}-{value}" for name, value in self.chosen.items())

    def digest(self) -> str:
        """A parameter for the address of a page that was made for these preferences."""
        return hashlib.sha256(self.cookie().encode()).hexdigest()[:8]


NOTHING_CHOSEN = Preferences()


class LowContrastError(ValueError):
    """A reader's own pair of colours is illegible."""

    def __init__(self, ratio: float) -> None:
        super().__init__(f"{ratio:.2f}:1")
        self.ratio = ratio


def parse(cookie: str | None) -> Preferences:
    """Preferences from a cookie. Unknown or unreadable values are ignored."""
    parts = (cookie or "")[:COOKIE_LENGTH].split(".")
    given = dict(part.split("-", 1) for part in parts if "-" in part)
    try:
        return choose(given)
    except LowContrastError:
        return choose({**given, "theme": ""})


def choose(
    given: Mapping[str, str],
    before: Preferences = NOTHING_CHOSEN,
    sets: Mapping[str, Preferences] = MappingProxyType({}),
) -> Preferences:
    """The preferences after a choice. An empty value is the default, and an unknown value changes nothing.
    `size` may be smaller, larger or default, and `set` the name of one of the ready `sets`. Raises
    LowContrastError for an own pair below 4.5:1.
    """
    if "reset" in given:
        return NOTHING_CHOSEN
    if "set" in given:
        return sets.get(given["set"], before) if given["set"] else NOTHING_CHOSEN
    chosen = {
        name: _one(given.get(name), getattr(before, name), offered) for name, offered in OFFERED.items()
    }
    chosen["size"] = _size(given.get("size"), before)
    if chosen["theme"] != OWN_THEME:
        return Preferences(**chosen)
    return Preferences(**chosen, **_own_pair(given, before))


def _one(wanted: str | None, before: str, offered: tuple[str, ...]) -> str:
    return before if wanted is None or (wanted and wanted not in offered) else wanted


def _size(wanted: str | None, before: Preferences) -> str:
    position = SIZES.index(before.percent)
    steps = {
        "smaller": SIZES[max(position - 1, 0)],
        "larger": SIZES[min(position + 1, len(SIZES) - 1)],
        "default": DEFAULT_SIZE,
        **{str(size): size for size in SIZES},
    }
    size = before.percent if wanted is None else steps.get(wanted or "default", before.percent)
    return "" if size == DEFAULT_SIZE else str(size)


def _own_pair(given: Mapping[str, str], before: Preferences) -> dict[str, str]:
    """Set a reader's own pair of colours. Text and background belong together (WCAG F24), with at least 4.5:1
    (1.4.3).
    """
    ink = _hexadecimal(given.get("ink"), before.ink or OWN_INK)
    paper = _hexadecimal(given.get("paper"), before.paper or OWN_PAPER)
    ratio = contrast(f"#{ink}", f"#{paper}")
    if ratio < REFUSED_RATIO:
        raise LowContrastError(ratio)
    return {"ink": ink, "paper": paper}


def _hexadecimal(text: str | None, otherwise: str) -> str:
    """Parse a colour, with # as from a colour input, or without # as in the cookie."""
    found = re.fullmatch("#?([0-9a-f]{6})", (text or "").lower())
    return found[1] if found else otherwise
