"""The texts of the reading options: labels and choices."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..core.text.languages import Language
from .rules import DEFAULT_SIZE, OWN_THEME, SIZES

Say = Callable[..., str]
# The compact bar shows these themes. The others are in the panel.
BAR_THEMES = ("", "light", "paper", "dark", "contrast")


class Choice(NamedTuple):
    """The label of one value of a setting."""

    value: str
    label: str


class SettingGroup(NamedTuple):
    """One setting: a legend and its choices, the default first."""

    name: str
    legend: str
    choices: tuple[Choice, ...]


def themes(_: Say) -> tuple[Choice, ...]:
    return (
        Choice("", _("As my device")),
        Choice("light", _("Black on white")),
        Choice("paper", _("Brown on warm paper")),
        Choice("dark", _("Light text on dark")),
        Choice("sun", _("Black on yellow")),
        Choice("contrast", _("Yellow on black")),
        Choice("plain", _("High contrast, black on white")),
        Choice("night", _("High contrast, white on black")),
    )


def bar_themes(_: Say) -> list[Choice]:
    return [choice for choice in themes(_) if choice.value in BAR_THEMES]


def size_group(language: Language) -> SettingGroup:
    return SettingGroup("size", language.gettext("Text size"), tuple(_size(language, size) for size in SIZES))


def theme_group(_: Say) -> SettingGroup:
    own = Choice(OWN_THEME, _("My own colours"))
    return SettingGroup("theme", _("Text colour and background"), (*themes(_), own))


def type_groups(_: Say, decimal: str) -> Iterator[SettingGroup]:
    """Typeface and spacing. `decimal` is the language's comma or point."""
    as_page = Choice("", _("As the page"))
    font = [
        ("serif", _("Serif")),
        ("sans", _("Sans serif")),
        ("lexend", _("Easy to tell apart (Lexend)")),
    ]
    line = [("150", f"1{decimal}5"), ("200", "2"), ("250", f"2{decimal}5")]
    letter = [("6", _("A little")), ("12", _("More")), ("18", _("Wide"))]
    wide = [("16", _("More")), ("32", _("Wide"))]
    paragraph = [("200", _("More")), ("300", _("Wide"))]
    width = [(count, _("At most %(count)s characters", count=count)) for count in ("80", "65", "50")]
    for name, legend, choices in (
        ("font", _("Typeface"), font),
        ("line", _("Line spacing"), line),
        ("paragraph", _("Space between paragraphs"), paragraph),
        ("letter", _("Space between letters"), letter),
        ("word", _("Space between words"), wide),
        ("width", _("Length of lines"), width),
    ):
        yield SettingGroup(name, legend, (as_page, *(Choice(value, label) for value, label in choices)))


def switches(_: Say) -> list[SettingGroup]:
    """Settings that are on or off."""
    return [
        SettingGroup("links", _("Make links stand out"), (Choice("on", ""),)),
        SettingGroup("motion", _("Stop moving content"), (Choice("calm", ""),)),
        SettingGroup(
            "pictures", _("Show the text of pictures instead of the pictures"), (Choice("text", ""),)
        ),
        SettingGroup("ruler", _("Reading ruler"), (Choice("on", ""),)),
    ]


def _size(language: Language, size: int) -> Choice:
    shown = language.percent(size / 100)
    if size == DEFAULT_SIZE:
        return Choice("", language.gettext("%(size)s (default)", size=shown))
    return Choice(str(size), shown)
