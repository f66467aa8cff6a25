"""Forms: read the fields as they were typed, and find their faults."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from .text.normalization import one_line

Finds = Callable[[str], bool]

# The fault of a text that is longer than its field allows.
LONG = "long"


class Field(NamedTuple):
    """How to read a field, and its possible faults: names of faults, with functions that find them. A text
    of more than `most` characters has the fault `LONG`, and no other check sees it.
    """

    read: Callable[[str], str] = one_line
    faults: Mapping[str, Finds] = MappingProxyType({})
    most: int | None = None

    def find_fault(self, typed: str) -> str:
        """The name of the first fault, "" if there is none."""
        if self.most is not None and len(typed) > self.most:
            return LONG
        return next((fault for fault, finds in self.faults.items() if finds(typed)), "")


class Form:
    """The fields of a form as they were typed, also if they are wrong. A field that was not sent is empty.
    If a form has a part several times, the names in each have a prefix.
    """

    def __init__(
        self, fields: Mapping[str, Field], given: Mapping[str, str] | MultiDict[str, str], prefix: str = ""
    ) -> None:
        self._fields = fields
        self._given = given if isinstance(given, MultiDict) else MultiDict(given)
        self._prefix = prefix
        self.values = {name: one.read(self._given.get(prefix + name, "")) for name, one in fields.items()}

    @property
    def typed(self) -> dict[str, str]:
        """The fields exactly as they were sent."""
        return {name: self._given.get(self._prefix + name, "") for name in self._fields}

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        """Whether the field was sent: a box that is ticked, a button that was pressed."""
        return self._prefix + name in self._given

    def every(self, name: str) -> list[str]:
        """All values of a field that may be sent several times, such as boxes of one name."""
        return self._given.getlist(self._prefix + name)

    def number(self, name: str, read: Callable[[str], int]) -> int:
        """The number in a field, 0 if `read` raises ValueError."""
        return self._given.get(self._prefix + name, 0, type=read)

    def find_faults(self) -> dict[str, str]:
        """For each field in order, the name of the first fault that is found in it."""
        found = ((name, one.find_fault(self.values[name])) for name, one in self._fields.items())
        return {name: fault for name, fault in found if fault}


def is_empty(typed: str) -> bool:
    return not typed


def none_of(known: Collection[str]) -> Finds:
    """Returns a function that finds a value that is not offered."""
    return lambda typed: typed not in known


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


def first(most: int) -> Callable[[str], str]:
    """Returns a function that reads only the first characters of a code or a key."""
    return lambda typed: typed[:most]
