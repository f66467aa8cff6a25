"""The accessibility statement: its keys, their checks, and when it is too old. The software adds no claims to
it.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeGuard

from ..config import LANGUAGES, Text
from ..core.offered import Publisher

Check = Callable[[str, object], object]
MOST_DAYS = 365


class KnownLimitation(NamedTuple):
    """A known limitation: the problem, the affected people, the alternative, and the date of the fix."""

    what: Text
    who: Text = ""
    alternative: Text = ""
    until: dt.date | None = None


class Contact(NamedTuple):
    """The contact for problems with access to the site."""

    text: Text = ""
    name: Text = ""
    address: Text = ""
    telephones: tuple[str, ...] = ()
    email: str = ""


class Statement(NamedTuple):
    """The owner's statement."""

    date: dt.date
    basis: Text = ""
    scope: Text = ""
    assessed: Text = ""
    gaps: tuple[KnownLimitation, ...] = ()
    measures: tuple[Text, ...] = ()
    respond_days: int | None = None
    contact: Contact | None = None
    escalation: Text = ""


def statement(value: object) -> Statement | None:
    """The configured statement; None if there is none. Raises ValueError with the wrong key."""
    if value is None:
        return None
    return Statement(**_check_fields("", value, _STATEMENT, required="date"))


def overdue(reviewed: dt.date, today: dt.date, months: int) -> bool:
    """Return whether the last review is more than so many months ago."""
    # Compared part by part, because 29 February does not exist in every year.
    return (_months(today) - months, today.day) > (_months(reviewed), reviewed.day)


def _months(day: dt.date) -> int:
    return day.year * 12 + day.month


def contact_of(stated: Statement, organisation: Publisher) -> Contact | None:
    """The statement's own contact, or the organisation's; None if neither has one."""
    if stated.contact is not None:
        return stated.contact
    if not (organisation.address or organisation.telephones or organisation.email):
        return None
    return Contact(
        name=organisation.name,
        address=organisation.address,
        telephones=tuple(organisation.telephones),
        email=organisation.email,
    )


# Checks. Each gets the path of its key, for the message, and returns the clean value.


def _check_fields(
    path: str, value: object, checks: Mapping[str, Check], required: str = ""
) -> dict[str, Any]:
    known = ", ".join(checks)
    if not isinstance(value, Mapping):
        raise ValueError(f"{_field_name(path)}must be a dictionary with some of: {known}")  # noqa: TRY004 - every check raises ValueError
    prefix = f"{path}." if path else ""
    for key in value:
        if key not in checks:
            raise ValueError(f'"{prefix}{key}" is not a key of it; there are: {known}')
    if required and required not in value:
        raise ValueError(f'"{prefix}{required}" is missing')
    return {key: checks[key](f"{prefix}{key}", item) for key, item in value.items()}


def _field_name(path: str) -> str:
    return f'"{path}" ' if path else ""


def _text(path: str, value: object) -> Text:
    if _is_said(value):
        return str(value)
    texts = value if isinstance(value, Mapping) and value.keys() <= set(LANGUAGES) else {}
    if texts and all(map(_is_said, texts.values())):
        return dict(texts)
    raise ValueError(f'"{path}" must be a text, or texts by language code ({", ".join(LANGUAGES)})')


def _is_said(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _date(path: str, value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(f'"{path}" must be a date such as 2026-03-31') from None


def _days(path: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_DAYS:
        raise ValueError(f'"{path}" must be a whole number from 1 to {MOST_DAYS}')
    return value


def _list_of(check: Check) -> Check:
    def read(path: str, value: object) -> tuple[object, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f'"{path}" must be a list')  # noqa: TRY004 - as above
        return tuple(check(f"{path}[{place}]", item) for place, item in enumerate(value))

    return read


def _gap(path: str, value: object) -> KnownLimitation:
    return KnownLimitation(**_check_fields(path, value, _GAP, required="what"))


def _contact(path: str, value: object) -> Contact:
    """A text, or a mapping. Texts by language code have no key in common with the fields."""
    if isinstance(value, str) or (isinstance(value, Mapping) and value.keys() & set(LANGUAGES)):
        return Contact(text=_text(path, value))
    given = Contact(**_check_fields(path, value, _CONTACT))
    if given == Contact():
        raise ValueError(f'"{path}" must have some of: {", ".join(_CONTACT)}')
    return given


def _number(path: str, value: object) -> str:
    from ..core.text.phone_numbers import phone_digits

    if not isinstance(value, str) or not phone_digits(value):
        raise ValueError(f'"{path}" must be a telephone number as text')
    return value


def _email(path: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError(f'"{path}" must be an e-mail address')
    return value


_GAP: Mapping[str, Check] = {"what": _text, "who": _text, "alternative": _text, "until": _date}
_CONTACT: Mapping[str, Check] = {
    "text": _text,
    "name": _text,
    "address": _text,
    "telephones": _list_of(_number),
    "email": _email,
}
_STATEMENT: Mapping[str, Check] = {
    "date": _date,
    "basis": _text,
    "scope": _text,
    "assessed": _text,
    "gaps": _list_of(_gap),
    "measures": _list_of(_text),
    "respond_days": _days,
    "contact": _contact,
    "escalation": _text,
}
