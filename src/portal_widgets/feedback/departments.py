"""The departments that receive messages: their names and contact details."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from ..config import texts_of
from ..core.text.email_addresses import address
from ..core.text.slugs import is_slug
from .retention import check_months

Text = str | Mapping[str, str]
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Department:
    """One department. Texts may be given by language code. `email` is shown to readers, `to` gets the
    messages (if not given, `email` does). `staff` are the accounts or roles that see them; if not given, all
    do. `months` is how long its messages are kept, if this differs from other messages.
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

    @property
    def mailbox(self) -> str:
        """The mailbox for its messages, in the form that mail servers accept; "" if there is none."""
        written = self.to or self.email
        return address(written) if written else ""


def departments(value: object) -> dict[str, Department]:
    """Parse the configuration: {"tiep-dan": {"name": ..., "telephones": [...], ...}}. Raises ValueError with
    the fault.
    """
    if not isinstance(value, Mapping):
        raise ValueError("must be a dictionary of departments by their keys")  # noqa: TRY004 - as all checks
    return {key: _department(key, given) for key, given in value.items()}


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
    staff = _texts(key, "staff", "a list of accounts or roles", given)
    return Department(**{**given, "telephones": telephones, "staff": staff})


def _texts(key: str, name: str, wanted: str, given: Mapping[str, object]) -> tuple[str, ...]:
    texts = texts_of(given.get(name, ()))
    if texts is None:
        raise ValueError(f'{key!r}: "{name}" must be {wanted}')
    return texts
