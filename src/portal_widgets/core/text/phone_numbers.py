"""Telephone numbers, as people write them and as telephones dial them (RFC 3966).

A number is recognised by its plan: Vietnam's (a 0 and 9 or 10 digits, 1800 and 1900, short numbers) or, after
a +, that of any country. If the digits of a text fit no plan, there is no number to dial.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .identity import identity
from .normalization import normalize
from .vietnamese import fold

_HOME = "84"
# How many digits follow the 0 or +84, by the first of them: 2 is a landline, the others are mobile numbers.
_NATIONAL = {"2": 10, "3": 9, "5": 9, "7": 9, "8": 9, "9": 9}
_FOREIGN = re.compile("[1-9][0-9]{6,14}")
_LOCAL = re.compile("(?!84)[2-9][0-9]{6,7}|84[0-9]{6}")
_BEGINS = re.compile("0[0-9]{2}|1[89]00")
_HOTLINE = re.compile("1[89]00(?:[0-9]{4}|[0-9]{6})")
_SHORT = re.compile("1[189][0-9]|10[0-9]{2}|1[0-9]{4}")
# The area codes of Hanoi and Ho Chi Minh City have two digits, all others have three.
_CITIES = ("24", "28")

# In Vietnam 00 is dialled for the +. Identity cards may begin with it, too.
_ABROAD = re.compile(r"\A00(?=84|$)")
_GROUP = re.compile(r"(?P<plus>\+[ ()-]*)?(?P<digits>[0-9]+)")
_JOINS = re.compile("[ .()-]{1,5}")
_EXTENSION = re.compile(r"(?:\b(?:may le|so le|ext|extn|extension|nhanh|noi bo|x)|#)[ .:]*$")
_FAX = re.compile(r"\bfax[ .:]*$")
_ALWAYS_OPEN = re.compile(r"\b24 ?/ ?(?:7|24)\b")
# Only the last digits of another number: 024 3825 1234 / 35.
_LAST_DIGITS = re.compile("[0-9]{1,2}")
_BEFORE_LAST_DIGITS = re.compile(" ?[/-] ?")
_AFTER_LAST_DIGITS = re.compile(r" ?(?:$|[,;/)\n-])")


class PhonePart(NamedTuple):
    """A part of a text: a number with what a telephone dials, or other words with ""."""

    text: str
    dialled: str


@dataclass
class _Number:
    """Groups of digits that belong together, and the text between them and the number before."""

    before: str
    start: int
    end: int
    digits: str
    plus: bool
    bad: bool
    groups: int = 1
    dialled: str = ""


def dial_string(text: str) -> str:
    """Return the digits to dial for the first number of a text, with a leading +; "" if there is none."""
    return next((part.dialled for part in phone_parts(text) if part.dialled), "")


def phone_digits(text: str) -> str:
    """The digits of a text, without anything between them."""
    return re.sub("[^0-9]", "", "".join(map(_fold_sign, text)))


def phone_spellings(text: str) -> tuple[str, ...]:
    """The digits by which the numbers of a text are searched: as written, as dialled, as within Vietnam."""
    dialled = [part.dialled for part in phone_parts(text) if part.dialled]
    national = [f"0{one.removeprefix(f'+{_HOME}')}" for one in dialled if one.startswith(f"+{_HOME}")]
    return tuple(dict.fromkeys((phone_digits(text), *dialled, *national)))


@lru_cache(maxsize=1024)
def phone_parts(text: str) -> tuple[PhonePart, ...]:
    """A text in parts, so that each of its numbers can be a link. Signs that nobody sees are left out."""
    shown, at = identity(text), 0
    parts: list[PhonePart] = []
    for one in _find(_fold(shown)):
        if one.dialled:
            parts += [
                PhonePart(shown[at : one.start], ""),
                PhonePart(shown[one.start : one.end], one.dialled),
            ]
            at = one.end
    return tuple(part for part in (*parts, PhonePart(shown[at:], "")) if part.text)


def _fold(text: str) -> str:
    """The text in as many signs, with ASCII digits, one kind of dash and one kind of blank."""
    return _ALWAYS_OPEN.sub(lambda found: "~" * len(found[0]), "".join(map(_fold_sign, text)))


def _fold_sign(sign: str) -> str:
    if unicodedata.category(sign) == "Pd" or sign == "\u2212":
        return "-"
    plain = normalize("NFKC", sign)
    return plain if len(plain) == 1 else sign


def _find(text: str) -> list[_Number]:
    found = list(_numbers(text))
    known = last = ""
    for one in found:
        one.dialled = last = "" if one.bad else _dial(one, known) or _dial_like(last, one, text)
        known = last or known
        _take_brackets(one, text)
    # A short number beside another one is a room, a floor or an extension.
    if not known:
        for one in found:
            one.dialled = one.digits if _is_short(one) and not one.bad else ""
    return found


def _numbers(text: str) -> Iterator[_Number]:
    last, end = None, 0
    for group in _GROUP.finditer(text):
        before, end = text[end : group.start()], group.end()
        if last is not None and _continues(last, before, group):
            _add(last, text, before, group)
            continue
        if last is not None:
            yield last
        digits = _ABROAD.sub("", group["digits"])
        plus = bool(group["plus"]) or digits != group["digits"]
        last = _Number(before, group.start(), end, digits, plus, _is_bad(text, before, end))
    if last is not None:
        yield last


def _continues(last: _Number, before: str, group: re.Match[str]) -> bool:
    """Whether a group of digits belongs to the number before it. After a complete number, a hyphen or an area
    code begins another one. Other digits after it make it a number of no plan.
    """
    if group["plus"] or not _JOINS.fullmatch(before):
        return False
    begins = _BEGINS.match(group["digits"]) is not None
    if last.bad:
        return not begins
    length = _length(last.digits, plus=last.plus)
    if not (len(last.digits) == length if length else _is_maybe_complete(last)):
        return True
    apart = "(" in before or "-" in before if length else " - " in before
    return not (apart or begins)


def _add(number: _Number, text: str, before: str, group: re.Match[str]) -> None:
    """Add a group of digits. A 0 in brackets after the country is dialled within the country only."""
    number.end, number.groups = group.end(), number.groups + 1
    abroad = number.plus or number.digits == _HOME
    in_brackets = before.endswith("(")
    if abroad and in_brackets and group["digits"] == "0" and text[number.end : number.end + 1] == ")":
        return
    foreign = abroad and not number.digits.startswith(_HOME)
    number.bad |= _is_followed(text, number.end) or (
        foreign and in_brackets and group["digits"].startswith("0")
    )
    number.digits += group["digits"]


def _is_bad(text: str, before: str, end: int) -> bool:
    """Whether digits belong to a word, to an extension or to a fax."""
    words = fold(before)
    if before and (before[-1].isalpha() or before[-1] in "*_@&=%"):
        return True
    return _is_followed(text, end) or bool(_EXTENSION.search(words) or _FAX.search(words))


def _is_followed(text: str, end: int) -> bool:
    return text[end : end + 1].isalpha() or text[end : end + 1] in {"#", "*", "_", "@", "%"}


def _length(digits: str, *, plus: bool) -> int:
    """How many digits a number has that begins like this; 0 if its plan does not say."""
    if digits.startswith(_HOME):
        rest = digits[2:]
        zero = rest.startswith("0")
        national = _NATIONAL.get(rest[zero:][:1], 0)
        return national and 2 + zero + national
    national = 0 if plus or not digits.startswith("0") else _NATIONAL.get(digits[1:2], 0)
    return national and 1 + national


def _is_maybe_complete(number: _Number) -> bool:
    is_plan = _HOTLINE.fullmatch(number.digits) or _LOCAL.fullmatch(number.digits)
    return _is_short(number) or (not number.plus and is_plan is not None)


def _is_short(number: _Number) -> bool:
    return number.groups == 1 and not number.plus and _SHORT.fullmatch(number.digits) is not None


def _dial(number: _Number, known: str) -> str:
    """Return the digits to dial for a number of a plan. A local one gets the area code of the `known` one."""
    plus, digits = number.plus, number.digits
    if digits.startswith(_HOME) and (plus or len(digits) == _length(digits, plus=False)):
        rest = digits[2:].removeprefix("0")
        national = f"+{_HOME}{rest}" if len(rest) == _NATIONAL.get(rest[:1]) else ""
        return rest if _HOTLINE.fullmatch(rest) else national
    if plus:
        return f"+{digits}" if _FOREIGN.fullmatch(digits) else ""
    if _LOCAL.fullmatch(digits):
        return _with_area_of(known, digits)
    is_whole = len(digits) == _length(digits, plus=False)
    return digits if is_whole or _HOTLINE.fullmatch(digits) else ""


def _with_area_of(known: str, local: str) -> str:
    prefix = next((one for one in ("0", f"+{_HOME}") if known.startswith(f"{one}2")), "")
    if not prefix:
        return local
    behind = known.removeprefix(prefix)
    area = prefix + behind[: 2 if behind.startswith(_CITIES) else 3]
    return area + local if len(area) + len(local) == len(known) else ""


def _dial_like(last: str, number: _Number, text: str) -> str:
    """Return the digits to dial for the last digits of a number that is otherwise like the last one."""
    if not last.startswith(("0", f"+{_HOME}")) or not _BEFORE_LAST_DIGITS.fullmatch(number.before):
        return ""
    if not _LAST_DIGITS.fullmatch(number.digits) or not _AFTER_LAST_DIGITS.match(text, number.end):
        return ""
    cut = len(last) - len(number.digits)
    return last[:cut] + number.digits if number.digits > last[cut:] else ""


def _take_brackets(number: _Number, text: str) -> None:
    """Take the bracket before a number that has its closing one."""
    within = text[number.start : number.end]
    if text[: number.start].endswith("(") and within.count(")") > within.count("("):
        number.start -= 1
