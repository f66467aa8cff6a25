"""The themes: tested pairs of text and background, with matching colours. A host may replace colours, if they
are legible.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from .contrast import OUTLINE_RATIO, REFUSED_RATIO, TEXT_RATIO, contrast

GROUNDS = ("paper", "surface")
TEXTS = ("ink", "muted", "link", "visited")
OUTLINES = ("line", "focus", "mark")


class Theme(NamedTuple):
    """The colours of one theme. Text and background are always set together (WCAG F24). Placeholders are
    `muted`, selected options are `on_mark` on `mark`.
    """

    paper: str
    ink: str
    surface: str
    muted: str
    line: str
    hairline: str
    link: str
    visited: str
    focus: str
    accent: str
    on_accent: str
    mark: str
    on_mark: str
    scheme: str

    @property
    def colours(self) -> dict[str, str]:
        return {name: value for name, value in self._asdict().items() if name != "scheme"}


LIGHT = Theme(
    paper="#ffffff",
    ink="#17212b",
    surface="#f3f6f8",
    muted="#45525f",
    line="#75828e",
    hairline="#d3dae0",
    link="#0a4b80",
    visited="#5b2d86",
    focus="#b3400c",
    accent="#0b3c5d",
    on_accent="#ffffff",
    mark="#0b3c5d",
    on_mark="#ffffff",
    scheme="light",
)
PAPER = Theme(
    paper="#faf3e3",
    ink="#2e2318",
    surface="#f3e8d0",
    muted="#54432f",
    line="#857459",
    hairline="#ddcdae",
    link="#0b4570",
    visited="#5a2a78",
    focus="#a53a08",
    accent="#4a3620",
    on_accent="#fdf8ec",
    mark="#4a3620",
    on_mark="#fdf8ec",
    scheme="light",
)
DARK = Theme(
    paper="#12181e",
    ink="#eef2f5",
    surface="#1c242c",
    muted="#b9c4ce",
    line="#788693",
    hairline="#37424d",
    link="#9dceff",
    visited="#d5bcff",
    focus="#ffb454",
    accent="#08263c",
    on_accent="#ffffff",
    mark="#9dceff",
    on_mark="#12181e",
    scheme="dark",
)
BLACK_ON_YELLOW = Theme(
    paper="#fff066",
    ink="#000000",
    surface="#fff066",
    muted="#000000",
    line="#000000",
    hairline="#000000",
    link="#00007a",
    visited="#4d0059",
    focus="#8a0000",
    accent="#000000",
    on_accent="#fff066",
    mark="#000000",
    on_mark="#fff066",
    scheme="light",
)
YELLOW_ON_BLACK = Theme(
    paper="#000000",
    ink="#ffff00",
    surface="#000000",
    muted="#ffff00",
    line="#ffff00",
    hairline="#ffff00",
    link="#ffffff",
    visited="#ffd7a8",
    focus="#00ffff",
    accent="#000000",
    on_accent="#ffff00",
    mark="#ffff00",
    on_mark="#000000",
    scheme="dark",
)
BLACK_ON_WHITE = Theme(
    paper="#ffffff",
    ink="#000000",
    surface="#ffffff",
    muted="#000000",
    line="#000000",
    hairline="#000000",
    link="#00009c",
    visited="#551a6b",
    focus="#9c0000",
    accent="#000000",
    on_accent="#ffffff",
    mark="#000000",
    on_mark="#ffffff",
    scheme="light",
)
WHITE_ON_BLACK = Theme(
    paper="#000000",
    ink="#ffffff",
    surface="#000000",
    muted="#ffffff",
    line="#ffffff",
    hairline="#ffffff",
    link="#8ecbff",
    visited="#e3c4ff",
    focus="#ffd400",
    accent="#000000",
    on_accent="#ffffff",
    mark="#ffffff",
    on_mark="#000000",
    scheme="dark",
)

# By the names in the cookie and in `data-pw-theme`.
THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        "light": LIGHT,
        "paper": PAPER,
        "dark": DARK,
        "sun": BLACK_ON_YELLOW,
        "contrast": YELLOW_ON_BLACK,
        "plain": BLACK_ON_WHITE,
        "night": WHITE_ON_BLACK,
    }
)


def with_own_colours(value: object) -> Mapping[str, Theme]:
    """THEMES with a host's own colours. Raises ValueError for a text below 4.5:1, and warns about one below
    7:1.
    """
    if not isinstance(value, Mapping) or not value.keys() <= THEMES.keys():
        raise ValueError(f"must be a dictionary with some of the themes {', '.join(THEMES)}")
    return MappingProxyType(
        {name: _with_colours(name, theme, value.get(name)) for name, theme in THEMES.items()}
    )


def _with_colours(name: str, theme: Theme, colours: object) -> Theme:
    if colours is None:
        return theme
    if not isinstance(colours, Mapping) or not colours.keys() <= theme.colours.keys():
        raise ValueError(f"{name!r} must be a dictionary with some of {', '.join(theme.colours)}")
    changed = theme._replace(**{key: _colour(f"{name}: {key}", text) for key, text in colours.items()})
    for pair in pairs(changed):
        if pair.ratio < pair.refused:
            raise ValueError(f"{name}: {pair}; at least {pair.refused:g}:1 is needed")
        if pair.ratio < pair.wanted:
            warnings.warn(
                f"PORTAL_WIDGETS_READING_THEMES: {name}: {pair}; {pair.wanted:g}:1 is better", stacklevel=2
            )
    return changed


def _colour(what: str, text: object) -> str:
    if not isinstance(text, str) or not re.fullmatch("#[0-9a-fA-F]{6}", text):
        raise ValueError(f"{what} must be a colour written #rrggbb")
    return text.lower()


class Pair(NamedTuple):
    """Two adjacent colours of a theme, and the contrast they need."""

    front: str
    ground: str
    ratio: float
    wanted: float
    refused: float

    def __str__(self) -> str:
        return f"{self.front} on {self.ground} has {self.ratio:.2f}:1"


def pairs(theme: Theme) -> Iterator[Pair]:
    """Every visible pair: first texts on each of their backgrounds, then drawn parts."""
    texts = [*product(TEXTS, GROUNDS), ("on_accent", "accent"), ("on_mark", "mark")]
    for front, ground in texts:
        yield Pair(front, ground, _ratio(theme, front, ground), TEXT_RATIO, REFUSED_RATIO)
    for front, ground in product(OUTLINES, GROUNDS):
        yield Pair(front, ground, _ratio(theme, front, ground), OUTLINE_RATIO, OUTLINE_RATIO)


def _ratio(theme: Theme, front: str, ground: str) -> float:
    return contrast(getattr(theme, front), getattr(theme, ground))
