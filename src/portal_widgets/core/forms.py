"""Forms: what was typed, read field by field, and what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .text.normalization import one_line

Finds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """How what was typed is read, and the faults it can have: each a word, with what finds it."""

    read: Callable[[str], str] = one_line
    faults: Mapping[str, Finds] = field(default_factory=dict)


class Form:
    """The fields of a form as they were typed, whatever is wrong. A field that was not sent is empty."""

    def __init__(self, fields: Mapping[str, Field], given: Mapping[str, str]) -> None:
        self._fields = fields
        self.values = {name: one.read(given.get(name, "")) for name, one in fields.items()}

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def find_faults(self) -> dict[str, str]:
        """By field, in their order, the word of the first of its faults that is found."""
        found = ((name, self._find_fault(name)) for name in self._fields)
        return {name: fault for name, fault in found if fault}

    def _find_fault(self, name: str) -> str:
        typed = self.values[name]
        return next((fault for fault, finds in self._fields[name].faults.items() if finds(typed)), "")


def is_empty(typed: str) -> bool:
    return not typed


def longer_than(most: int) -> Finds:
    """Finds a text of more characters."""
    return lambda typed: len(typed) > most


def refused_by(check: Callable[[str], object]) -> Finds:
    """Finds what a check raises ValueError for. A field that is empty has nothing to be checked."""

    def finds(typed: str) -> bool:
        try:
            return bool(typed) and not check(typed)
        except ValueError:
            return True

    return finds


is_no_day = refused_by(date.fromisoformat)
