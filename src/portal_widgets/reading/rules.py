"""Reading options: which there are, how they are kept in a cookie, and the colours of each theme."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

# WCAG 1.4.4 and G178: up to 200 %, every step usable, "smaller" back to exactly the default.
SIZES = (100, 125, 150, 175, 200)
DEFAULT_SIZE = SIZES[0]
DEFAULT_THEME = "light"

# WCAG 1.4.6: text at 7:1; 1.4.11: outlines and focus at 3:1.
TEXT_RATIO = 7.0
OUTLINE_RATIO = 3.0


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme. Text and background are always set together (WCAG F24)."""

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


THEMES: Mapping[str, Theme] = {
    "light": Theme(
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
    ),
    "dark": Theme(
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
    ),
    "contrast": Theme(
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
    ),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a reader has chosen. The cookie holds only what differs from the default."""

    size: int = DEFAULT_SIZE
    theme: str = DEFAULT_THEME

    @property
    def chosen(self) -> dict[str, str]:
        return {
            field.name: str(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    def cookie(self) -> str:
        """As the cookie holds them: "size-125.theme-dark"."""
        return ".".join(f"{name}-{value}" for name, value in self.chosen.items())

    def digest(self) -> str:
        """Marks an address whose page was made for these preferences."""
        return hashlib.sha256(self.cookie().encode()).hexdigest()[:8]


def parse(cookie: str | None) -> Preferences:
    """Preferences from a cookie or form; what is not offered is left at its default."""
    return choose(dict(part.split("-", 1) for part in (cookie or "")[:200].split(".") if "-" in part))


def choose(given: Mapping[str, str], before: Preferences = Preferences()) -> Preferences:
    """The preferences after a choice. `size` is a step of SIZES, or smaller, larger, default."""
    theme = given.get("theme", before.theme)
    return Preferences(
        size=_size(given.get("size", ""), before.size),
        theme=theme if theme in THEMES else before.theme,
    )


def _size(wanted: str, now: int) -> int:
    position = SIZES.index(now)
    if wanted == "smaller":
        return SIZES[max(position - 1, 0)]
    if wanted == "larger":
        return SIZES[min(position + 1, len(SIZES) - 1)]
    if wanted == "default":
        return DEFAULT_SIZE
    return int(wanted) if wanted in map(str, SIZES) else now


def stylesheet() -> str:
    """Sizes and themes as CSS: one attribute on the root each, and nothing before a choice but the
    default theme's colours, which widgets use.
    """
    rules = [f":root{{{_properties(THEMES[DEFAULT_THEME])}}}"]
    rules += [f':root[data-pw-theme="{name}"]{{{_properties(theme)}}}' for name, theme in THEMES.items()]
    rules += [
        f".pw-reading__theme--{name}.pw-reading__theme--{name}{{background:{theme.paper};color:{theme.ink}}}"
        for name, theme in THEMES.items()
    ]
    rules += [f':root[data-pw-size="{size}"]{{--pw-scale:{size / 100:g}}}' for size in SIZES[1:]]
    return "\n".join(rules)


def _properties(theme: Theme) -> str:
    colours = [
        f"--pw-{field.name.replace('_', '-')}:{getattr(theme, field.name)}"
        for field in fields(theme)
        if field.name != "scheme"
    ]
    return ";".join([*colours, f"color-scheme:{theme.scheme}"])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rrggbb (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", colour)
    if parts is None:
        raise ValueError(f"a colour is written #rrggbb, not {colour!r}")
    red, green, blue = (_linear(int(part, 16) / 255) for part in parts.groups())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
