"""Finds personal data in a text before it is published."""

import re
from enum import StrEnum

from ...core.text.normalization import JOINERS
from ...core.text.vietnamese import fold


class PersonalDataKind(StrEnum):
    """The kind of a finding."""

    EMAIL = "email"
    CARD = "card"
    IDENTITY = "identity"
    PHONE = "phone"
    NAME = "name"


# The pattern also finds the forms that hide an address from machines, such as "ten (at) example.vn". Without
# the limits, a long text would take minutes.
_EMAIL = re.compile(r"[^\s@<>]{1,64} ?(?:@|[(\[] ?at ?[)\]]) ?[^\s@<>]{1,255}\.[^\s@<>]{1,63}", re.IGNORECASE)
# Digits in groups, separated by spaces of any width, full stops or any dashes, with brackets around a code.
_NUMBER = re.compile(r"(?<!\d)\(?\+?\d(?:[\s.()\u2010-\u2015\u2212-]{0,3}\d){8,18}(?!\d)")
_DATE = r"(?:0?[1-9]|[12]\d|3[01])[.-](?:0?[1-9]|1[0-2])[.-](?:19|20)\d\d"
# Numbers that do not belong to a person. Each is recognised by its complete form and by the text beside it.
# The form is not enough: an identity card may be written 123.456.789, and "đ" after it may begin "đồng ý".
_NOBODYS = re.compile(
    rf"""\(?(?:
      \d\.\d{{6}}\.\d{{3}}\.\d\d\.\d\d(?=\.[A-Z]\d\d)  # a procedure: 1.001193.000.00.00.H12
    | [1-9]\d{{0,2}}(?:\.\d{{3}})+(?=\s?(?i:đồng|đ|vnđ|vnd|usd)\s?(?:[.,;)/\n]|$))  # a sum
    | {_DATE}\s?[-–]\s?{_DATE}
    | (?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\s(?:[01]\d|2[0-3])(?=:[0-5]\d)  # day and hour
    )""",
    re.VERBOSE,
)
# The old identity card, and the personal number for life (Law on Identification, 2023).
IDENTITY_DIGITS = frozenset({9, 12})
CARD_DIGITS = range(13, 20)
# A family name is too common: a name of one part is ignored.
FEWEST_PARTS = 2


def find_personal_data(text: str, name: str = "") -> list[tuple[PersonalDataKind, str]]:
    """Possible personal data in the text: e-mail addresses, numbers, and the sender's `name`."""
    text = text.translate(JOINERS)
    found = [(PersonalDataKind.EMAIL, match[0]) for match in _EMAIL.finditer(text)]
    found += [(_kind(match[0]), match[0]) for match in _NUMBER.finditer(text) if not _is_nobodys(match)]
    parts = fold(name).split()
    if len(parts) >= FEWEST_PARTS and f" {' '.join(parts)} " in f" {_words(text)} ":
        found.append((PersonalDataKind.NAME, name))
    return found


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _is_nobodys(number: re.Match[str]) -> bool:
    """Return whether the whole number, not only a part of it, has a known form."""
    known = _NOBODYS.match(number.string, number.start())
    return known is not None and known.end() == number.end()


def _kind(written: str) -> PersonalDataKind:
    digits = re.sub(r"\D", "", written)
    if len(digits) in CARD_DIGITS and _is_card(digits):
        return PersonalDataKind.CARD
    if written.lstrip("(").startswith(("0", "+")) and len(digits) in {10, 11}:
        return PersonalDataKind.PHONE
    return PersonalDataKind.IDENTITY if len(digits) in IDENTITY_DIGITS else PersonalDataKind.PHONE


def _is_card(digits: str) -> bool:
    """Return whether the check digit is that of a bank card (ISO/IEC 7812-1, Luhn)."""
    doubled = [int(one) * (2 if at % 2 else 1) for at, one in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0  # noqa: PLR2004 - as Luhn has it
