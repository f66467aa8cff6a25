"""The reading options in words: what each is called, and what its choices are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .rules import DEFAULT_SIZE, OWN_THEME, SIZES

Say = Callable[..., str]
# The compact bar shows these; the others stand in the panel.
BAR_THEMES = ("", "light", "paper", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a setting, in words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """One setting: a legend and its choices, the default first."""

    name: str
    legend: str
    choices: tuple[Choice, ...]


def themes(say: Say) -> tuple[Choice, ...]:
    return (
        Choice("", say("As my device")),
        Choice("light", say("Black on white")),
        Choice("paper", say("Brown on warm paper")),
        Choice("dark", say("Light text on dark")),
        Choice("sun", say("Black on yellow")),
        Choice("contrast", say("Yellow on black")),
        Choice("plain", say("High contrast, black on white")),
        Choice("night", say("High contrast, white on black")),
    )


def bar_themes(say: Say) -> list[Choice]:
    return [choice for choice in themes(say) if choice.value in BAR_THEMES]


def size_group(say: Say) -> Group:
    return Group("size", say("Text size"), tuple(_size(say, size) for size in SIZES))


def theme_group(say: Say) -> Group:
    own = Choice(OWN_THEME, say("My own colours"))
    return Group("theme", say("Text colour and background"), (*themes(say), own))


def type_groups(say: Say, decimal: str) -> Iterator[Group]:
    """Typeface and spacing; `decimal` is the language's comma or point."""
    as_page = Choice("", say("As the page"))
    font = [
        ("serif", say("Serif")),
        ("sans", say("Sans serif")),
        ("lexend", say("Easy to tell apart (Lexend)")),
    ]
    line = [("150", f"1{decimal}5"), ("200", "2"), ("250", f"2{decimal}5")]
    letter = [("6", say("A little")), ("12", say("More")), ("18", say("Wide"))]
    wide = [("16", say("More")), ("32", say("Wide"))]
    paragraph = [("200", say("More")), ("300", say("Wide"))]
    width = [(count, say("At most %(count)s characters", count=count)) for count in ("80", "65", "50")]
    for name, legend, choices in (
        ("font", say("Typeface"), font),
        ("line", say("Line spacing"), line),
        ("paragraph", say("Space between paragraphs"), paragraph),
        ("letter", say("Space between letters"), letter),
        ("word", say("Space between words"), wide),
        ("width", say("Length of lines"), width),
    ):
        yield Group(name, legend, (as_page, *(Choice(value, label) for value, label in choices)))


def switches(say: Say) -> list[Group]:
    """Settings that are on or off."""
    return [
        Group("links", say("Make links stand out"), (Choice("on", ""),)),
        Group("motion", say("Stop what moves"), (Choice("calm", ""),)),
        Group("pictures", say("Show the text of pictures instead of the pictures"), (Choice("text", ""),)),
        Group("ruler", say("Reading ruler"), (Choice("on", ""),)),
    ]


def _size(say: Say, size: int) -> Choice:
    if size == DEFAULT_SIZE:
        return Choice("", f"{size} % ({say('default')})")
    return Choice(str(size), f"{size} %")
