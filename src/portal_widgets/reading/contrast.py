"""Contrast of colours written #rrggbb (WCAG 2.2, "contrast ratio" and "relative luminance")."""

import re

# WCAG 1.4.3 and 1.4.6: a text below the first value is not legible enough; our texts reach the second value.
REFUSED_RATIO = 4.5
TEXT_RATIO = 7.0
# WCAG 1.4.11: borders of controls, the focus ring, bars of charts.
OUTLINE_RATIO = 3.0


def scheme(ink: str, paper: str) -> str:
    """The matching native controls and scrollbars of a pair: CSS `color-scheme`."""
    return "dark" if _luminance(ink) > _luminance(paper) else "light"


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
