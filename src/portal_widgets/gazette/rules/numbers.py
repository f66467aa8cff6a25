"""Numbers of documents, such as 15/2024/QĐ-UBND, in all their spellings."""

import re

from ...core.text.vietnamese import fold

LONGEST_NUMBER = 60
# Hyphens, dashes and the minus sign, which office programs put in place of a hyphen.
_SEPARATORS = re.compile(r"[\s/\\_.,:\-\u00ad\u2010-\u2015\u2212]+")
_SIGN = re.compile(r"^so (?=\d)")
_YEAR = re.compile(r"(?<=[ ])((?:18|19|20)\d\d)(?= |$)")
_ZEROS = re.compile(r"\b0+(?=\d)")
_DOUBLE = re.compile(r"\(([a-z])\)$")


def number_key(text: str) -> str:
    """The form in which all spellings of a number are equal: 01/2025/NQ-HĐND is "1 2025 nq hdnd"."""
    plain = _SEPARATORS.sub(" ", fold(text[: 4 * LONGEST_NUMBER])).strip()
    return _ZEROS.sub("", _SIGN.sub("", plain))


def number_slug(text: str) -> str:
    """A number in an address: 01/2025/NQ-HĐND is "01-2025-nq-hdnd". "" if it has no letter or digit."""
    plain = _SEPARATORS.sub("-", fold(text))
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


def split_double(slug: str) -> tuple[str, str]:
    """The number and the letter of an address such as "15-2024-qd-ubnd(b)"."""
    found = _DOUBLE.search(slug)
    return (slug[: found.start()], found.group(1)) if found else (slug, "")


def year_of(text: str) -> int | None:
    """The year in a number; None if it has none."""
    found = _YEAR.search(number_key(text))
    return int(found.group(1)) if found else None


def has_bearing(text: str) -> bool:
    """Whether a text begins like a number, so that it may be looked up as one."""
    return number_key(text)[:1].isdigit()
