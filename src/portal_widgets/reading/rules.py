"""Reading options: which there are, and how a reader's choices are read, kept and changed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from .contrast import REFUSED_RATIO, contrast
from .themes import THEMES

# WCAG 1.4.4 and G178: up to 200 %, every step usable, "smaller" back to exactly the default.
SIZES = (75, 100, 125, 150, 175, 200)
DEFAULT_SIZE = 100
OWN_THEME = "own"
# A pair to begin with, where the reader has chosen none.
OWN_INK, OWN_PAPER = "1a1a1a", "fff8e1"

# What is offered beside the default, by the values that the cookie and the root's attributes hold.
# Spacing covers WCAG 1.4.12: lines 1.5, letters 0.12 em, words 0.16 em, paragraphs 2 em.
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


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a reader has chosen; nothing where the default stands. The cookie holds only what is chosen."""

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
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    @property
    def percent(self) -> int:
        return int(self.size or DEFAULT_SIZE)

    def cookie(self) -> str:
        """As the cookie holds them: "size-125.theme-dark"."""
        return ".".join(f"{name}-{value}" for name, value in self.chosen.items())

    def digest(self) -> str:
        """Marks an address whose page was made for these preferences."""
        return hashlib.sha256(self.cookie().encode()).hexdigest()[:8]


class LowContrastError(ValueError):
    """A reader's own pair of colours that could not be read."""

    def __init__(self, ratio: float) -> None:
        super().__init__(f"{ratio:.2f}:1")
        self.ratio = ratio


def parse(cookie: str | None) -> Preferences:
    """Preferences from a cookie; what is not offered, or cannot be read, is left at its default."""
    parts = (cookie or "")[:COOKIE_LENGTH].split(".")
    given = dict(part.split("-", 1) for part in parts if "-" in part)
    try:
        return choose(given)
    except LowContrastError:
        return choose({**given, "theme": ""})


def choose(given: Mapping[str, str], before: Preferences = Preferences()) -> Preferences:
    """The preferences after a choice; an empty value is the default's, one that is not offered changes
    nothing. `size` may be smaller, larger or default. LowContrastError for an own pair below 4.5:1.
    """
    if "reset" in given:
        return Preferences()
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
    """WCAG F24 and 1.4.3: text and ground together, and at no less than 4.5:1."""
    ink = _hexadecimal(given.get("ink"), before.ink or OWN_INK)
    paper = _hexadecimal(given.get("paper"), before.paper or OWN_PAPER)
    ratio = contrast(f"#{ink}", f"#{paper}")
    if ratio < REFUSED_RATIO:
        raise LowContrastError(ratio)
    return {"ink": ink, "paper": paper}


def _hexadecimal(text: str | None, otherwise: str) -> str:
    """As a colour input sends it, with #, or as the cookie holds it, without."""
    found = re.fullmatch("#?([0-9a-f]{6})", (text or "").lower())
    return found[1] if found else otherwise
