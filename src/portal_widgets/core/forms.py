"""Forms: read the fields as they were typed, and find their faults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .text.normalization import one_line

Finds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """How to read a field, and its possible faults: names of faults, with functions that find them."""

    read: Callable[[str], str] = one_line
    faults: Mapping[str, Finds] = field(default_factory=dict)


class Form:
    """The fields of a form as they were typed, also if they are wrong. A field that was not sent is empty."""

    def __init__(self, fields: Mapping[str, Field], given: Mapping[str, str]) -> None:
        self._fields = fields
        self.values = {name: one.read(given.get(name, "")) for name, one in fields.items()}

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def find_faults(self) -> dict[str, str]:
        """For each field in order, the name of the first fault that is found in it."""
        found = ((name, self._find_fault(name)) for name in self._fields)
        return {name: fault for name, fault in found if fault}

    def _find_fault(self, name: str) -> str:
        typed = self.values[name]
        return next((fault for fault, finds in self._fields[name].faults.items() if finds(typed)), "")


def is_empty(typed: str) -> bool:
    return not typed


def longer_than(most: int) -> Finds:
    """Returns a function that finds a text of more characters."""
    return lambda typed: len(typed) > most


def refused_by(check: Callable[[str], object]) -> Finds:
    """Returns a function that finds a text for which a check raises ValueError. An empty field is not
    checked.
    """

    def finds(typed: str) -> bool:
        try:
            return bool(typed) and not check(typed)
        except ValueError:
            return True

    return finds


is_no_day = refused_by(date.fromisoformat)
