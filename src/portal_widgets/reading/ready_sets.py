"""Ready sets of reading options: a reader chooses all options of a set with one press."""

from collections.abc import Mapping
from typing import NamedTuple

from ..config import LANGUAGES, Text
from .rules import OFFERED, OWN_THEME, Preferences

# Written as a host writes its own.
SETS: Mapping[str, Mapping[str, object]] = {
    "easy": {
        "title": {"vi": "Dễ đọc", "en": "Easy to read"},
        "size": "125",
        "font": "sans",
        "line": "150",
        "paragraph": "200",
        "letter": "6",
        "width": "65",
        "links": "on",
    },
    "night": {"title": {"vi": "Ban đêm", "en": "Night"}, "theme": "dark", "motion": "calm"},
    "low-vision": {
        "title": {"vi": "Nhìn kém", "en": "Low vision"},
        "size": "200",
        "theme": "contrast",
        "font": "sans",
        "line": "150",
        "letter": "6",
        "links": "on",
    },
}
# A pair of colours is a reader's own choice.
_ALLOWED = {name: tuple(value for value in values if value != OWN_THEME) for name, values in OFFERED.items()}


class ReadingSet(NamedTuple):
    """A set: its name in forms, its title, and its options. Options that it does not name are defaults."""

    name: str
    title: Text
    options: Preferences


def ready_sets(value: object) -> tuple[ReadingSet, ...]:
    """The configured sets. Raises ValueError with the set and the key that is wrong."""
    if not isinstance(value, Mapping):
        raise ValueError("must be a dictionary of sets by name")  # noqa: TRY004 - every check raises ValueError
    return tuple(_set(str(name), given) for name, given in value.items())


def _set(name: str, given: object) -> ReadingSet:
    if not isinstance(given, Mapping):
        raise ValueError(f'"{name}" must be a dictionary with "title" and options')  # noqa: TRY004 - as above
    options = {key: item for key, item in given.items() if key != "title"}
    for key, item in options.items():
        if key not in _ALLOWED:
            raise ValueError(f'"{name}.{key}" is not an option; there are: {", ".join(_ALLOWED)}')
        if item not in _ALLOWED[key]:
            raise ValueError(f'"{name}.{key}" must be one of: {", ".join(_ALLOWED[key])}')
    return ReadingSet(name, _title(name, given.get("title")), Preferences(**options))


def _title(name: str, title: object) -> Text:
    texts = title if isinstance(title, Mapping) else dict.fromkeys(LANGUAGES, title)
    said = {code: text for code, text in texts.items() if isinstance(text, str) and text.strip()}
    if not said or len(said) != len(texts) or not {*said} <= {*LANGUAGES}:
        raise ValueError(f'"{name}.title" must be a text, or texts by language: {", ".join(LANGUAGES)}')
    return title if isinstance(title, str) else said
