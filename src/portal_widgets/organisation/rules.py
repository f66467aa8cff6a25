"""The organisation: which facts it has, and how a telephone number is dialled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

Text = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who publishes the portal. Texts may be given in several languages by language code."""

    name: Text = ""
    governing_body: Text = ""
    address: Text = ""
    telephones: tuple[str, ...] = ()
    fax: str = ""
    email: str = ""
    responsible: Text = ""
    licence: Text = ""


def organisation(value: Any) -> Organisation:
    """The organisation as configured; ValueError names the field that is wrong."""
    known = {field.name for field in fields(Organisation)}
    if not isinstance(value, Mapping) or not value.keys() <= known:
        raise ValueError(f"must be a dictionary with some of: {', '.join(sorted(known))}")
    given = dict(value)
    telephones = given.get("telephones", ())
    if isinstance(telephones, str) or not all(isinstance(number, str) for number in telephones):
        raise ValueError('"telephones" must be a list of numbers as text')
    if given.get("email") and "@" not in given["email"]:
        raise ValueError('"email" must be an e-mail address')
    return Organisation(**{**given, "telephones": tuple(telephones)})


def dialled(number: str) -> str:
    """A number as written for people, as a telephone dials it: digits and a leading +."""
    digits = re.sub(r"\D", "", number)
    return f"+{digits}" if number.strip().startswith("+") else digits
