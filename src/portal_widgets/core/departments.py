"""The departments that citizens can write to. One widget keeps the list, others read it by protocol."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Protocol

from markupsafe import Markup

from ..config import Text, texts_of, whole_number
from .text.email_addresses import address
from .text.identity import identity
from .text.lazy import is_text
from .text.slugs import is_slug

LONGEST_KEY = 40
FEWEST_MONTHS, MOST_MONTHS = 1, 1200


@dataclass(frozen=True, slots=True)
class Department:
    """One department. Texts may be given by language code. `email` is shown to readers, `to` gets the
    messages (if not given, `email` does). `staff` are the accounts or roles that see them; not given: all.
    `months`: how long its messages are kept, if not as long as others. Nobody can write to a `closed` one.
    """

    name: Text
    telephones: tuple[str, ...] = ()
    fax: str = ""
    email: str = ""
    address: Text = ""
    hours: Text = ""
    to: str = ""
    staff: tuple[str, ...] = ()
    months: int = 0
    closed: bool = False

    @property
    def mailbox(self) -> str:
        """Where its messages are mailed to, as mail servers know it; "" if nowhere."""
        written = self.to or self.email
        return address(written) if written else ""

    def is_seen_by(self, name: str, roles: Iterable[str]) -> bool:
        """Return whether an account, or one with these roles, sees its messages."""
        if not self.staff:
            return True
        named = {identity(one) for one in self.staff}
        # The staff as configured, and as accounts are named: in lower case.
        named |= {one.lower() for one in named}
        return not named.isdisjoint(identity(one) for one in (name, *roles))


Departments = Mapping[str, Department]


class DepartmentSource(Protocol):
    """The service that knows the departments by their keys, in their order. `revision` is a key for cached
    parts: it changes with the list.
    """

    @property
    def revision(self) -> str: ...
    def current(self) -> Departments: ...


class DepartmentMessages(Protocol):
    """The service for the messages of departments."""

    def waiting(self) -> Mapping[str, int]:
        """By department, the number of messages that wait for an answer."""

    def used_keys(self) -> frozenset[str]:
        """The keys that messages have."""

    def contact(self, departments: Departments) -> Markup:
        """Departments as readers see them on the contact page."""

    def hand_on(self, key: str, to: str, who: str) -> int:
        """Hand the waiting messages of a department on to another one ("" for none). Returns how many."""


@dataclass(frozen=True, slots=True)
class ConfiguredDepartments:
    """The list of a portal on which nobody edits it."""

    departments: Departments
    revision: str = ""

    def current(self) -> Departments:
        return self.departments


def open_departments(departments: Departments) -> dict[str, Department]:
    """Those that can be written to."""
    return {key: one for key, one in departments.items() if not one.closed}


def read_departments(value: object) -> dict[str, Department]:
    """As configured: {"tiep-dan": {"name": ..., "telephones": [...], ...}}. ValueError says what is wrong."""
    if not isinstance(value, Mapping):
        raise ValueError("must be a dictionary of departments by their keys")  # noqa: TRY004 - as all checks
    return {key: _department(key, given) for key, given in value.items()}


def as_data(departments: Departments) -> dict[str, dict[str, object]]:
    """Plain data without empty facts, as `read_departments` reads them."""
    return {key: _facts(one) for key, one in departments.items()}


def differences(one: Departments, other: Departments) -> dict[str, list[str]]:
    """By key, the fields in which two lists differ. A department that only one of them has differs in all
    of its fields.
    """
    ours, theirs = as_data(one), as_data(other)
    found = {
        key: sorted(name for name in {*mine, *its} if mine.get(name) != its.get(name))
        for key in {**ours, **theirs}
        for mine, its in [(ours.get(key, {}), theirs.get(key, {}))]
    }
    return {key: names for key, names in found.items() if names}


def check_months(value: object) -> int:
    """A number of months for which messages may be kept. Raises ValueError."""
    try:
        return whole_number(FEWEST_MONTHS, MOST_MONTHS)(value)
    except ValueError as error:
        raise ValueError(f"months {error}") from error


def _facts(one: Department) -> dict[str, object]:
    facts = {known.name: _plain(getattr(one, known.name)) for known in fields(one)}
    return {name: value for name, value in facts.items() if value}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {code: str(text) for code, text in value.items() if text}
    if isinstance(value, tuple):
        return list(value)
    return str(value) if is_text(value) else value


def _department(key: object, given: object) -> Department:
    known = {field.name for field in fields(Department)}
    if not isinstance(key, str) or not is_slug(key, LONGEST_KEY):
        raise ValueError(f"{key!r}: a department's key has 1 to 40 of a-z, 0-9 and -")
    if not isinstance(given, Mapping) or not given.keys() <= known or not given.get("name"):
        raise ValueError(f"{key!r} must be a dictionary with a name and some of: {', '.join(sorted(known))}")
    telephones = _texts(key, "telephones", "a list of numbers as text", given)
    for name in ("email", "to"):
        if given.get(name):
            try:
                address(given[name])
            except ValueError as error:
                raise ValueError(f'{key!r}: "{name}" {error}') from error
    if "months" in given:
        check_months(given["months"])
    if not isinstance(given.get("closed", False), bool):
        raise ValueError(f'{key!r}: "closed" must be true or false')  # noqa: TRY004 - as all checks
    staff = _texts(key, "staff", "a list of accounts or roles", given)
    return Department(**{**given, "telephones": telephones, "staff": staff})


def _texts(key: str, name: str, wanted: str, given: Mapping[str, object]) -> tuple[str, ...]:
    texts = texts_of(given.get(name, ()))
    if texts is None:
        raise ValueError(f'{key!r}: "{name}" must be {wanted}')
    return texts
