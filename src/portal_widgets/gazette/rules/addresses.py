"""The part of a document's address that follows body, kind and year, and the key that compares numbers."""

import re

from ...core.text.slugs import slug
from ..numbers import parse_number
from .document import Work

LONGEST_SLUG = 80
_DOUBLE = re.compile(r"\(([a-z])\)$")


def number_key(text: str) -> str:
    """A form that is equal for all spellings of a number. A text that is not a number in a usual form only
    has its letters and digits compared.
    """
    number = parse_number(text)
    return (number.key if number is not None else slug(text, LONGEST_SLUG))[:LONGEST_SLUG]


def address_slug(work: Work) -> str:
    """The last part of the address. A number that its body has used twice has a letter in brackets."""
    number = parse_number(work.number)
    said = (number.address if number is not None else slug(work.number, LONGEST_SLUG)) or "0"
    return f"{said[: LONGEST_SLUG - 3]}({work.double})" if work.double else said[:LONGEST_SLUG]


def issue_slug(number: str) -> str:
    """The last part of an issue's address: 03-04 for the issue "03 + 04"."""
    return slug(number, LONGEST_SLUG) or "0"


def split_double(said: str) -> tuple[str, str]:
    """The number and the letter of the last part of an address, such as "15-qd-ubnd(b)"."""
    found = _DOUBLE.search(said)
    return (said[: found.start()], found.group(1)) if found else (said, "")
