"""Finds the numbers of persons in a text: telephones, identity cards, bank cards and accounts. Pure.

State texts are full of numbers that belong to nobody. So a number counts by its grammar (prefixes of
telephones, provinces of identity cards, check digits), or by the word before it.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from ...core.text.vietnamese import fold


class NumberKind(StrEnum):
    """The kind of a number."""

    CARD = "card"
    IDENTITY = "identity"
    PHONE = "phone"


class Number(NamedTuple):
    """A finding, and where it is in the text."""

    kind: NumberKind
    start: int
    end: int


class _Written(NamedTuple):
    """Some groups of digits as they are written, and what is around them."""

    digits: str
    lengths: tuple[int, ...]
    separators: tuple[str, ...]
    is_part: bool  # more digits follow or precede it without a blank
    before: str  # the words before it, folded
    sign: str  # the plus, or the capital letters, directly before it


_GROUP = re.compile(r"\d+")
# Blanks of every width, full stops, dashes of every length, brackets around a code.
_JOINT = re.compile(r"[\s._()\u2010-\u2015\u2212-]{1,3}|/")
_FOLLOWS = re.compile(r"\d[.\u2010-\u2015\u2212-]$")
_GOES_ON = re.compile(r"[.\u2010-\u2015\u2212-]\d")
# A plus, brackets, or letters that belong to the number: an O for 0, or the class of a card.
_MARK = re.compile(r"(?:^|[^a-zA-Z(+])([(+]{1,2}|[A-Z]{1,2}|o)$")
# Letters between digits make a code: 2600LCBL0912345678.
_CODE = re.compile(r"\d[A-Z]{1,9}$")
_DASHES = re.compile(r"[-_/|:]+")
_MOST_GROUPS = 19
_FEWEST_DIGITS, _MOST_DIGITS = 7, 19
_DATES = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d"
    r"|(?:19|20)\d\d([./-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_BEFORE = 45
_SENTENCE = re.compile(r"[.!?;\n]\s")

_DOMAIN = re.compile(r"\.(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})\W*$", re.IGNORECASE)
_PICTURE = re.compile(r"@\d+(?:x\d*)?(?:\.\w+)*\.(?:png|jpe?g|webp|gif|svg|avif)\W*$", re.IGNORECASE)

# The national numbering plan: 10 digits since 2018, 11 before; fixed lines have 11.
_MOBILE = re.compile(r"(?:0|84|0084)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}|01[2689]\d{8}")
_LANDLINE = re.compile(r"(?:0|84)2\d{9}")
_AREA_CODE = frozenset({2, 3, 4, 5, 11})
# Circular 07/2016/TT-BCA: the province of birth, century and sex, year.
_CITIZEN = re.compile(
    r"0(?:0[12468]|1[0124579]|2[024567]|3[01345678]|4[0245689]|5[12468]|6[024678]|7[024579]|8[0234679]"
    r"|9[123456])(?:[01]\d\d|[23][0-3]\d)\d{6}"
)
_CITIZEN_GROUPS = frozenset({(12,), (3, 3, 3, 3), (4, 4, 4), (3, 9), (6, 6), (3, 3, 6)})
# Issuers: Visa, Mastercard, American Express, JCB, UnionPay, NAPAS.
_CARD = re.compile(r"4\d{15}|5[1-5]\d{14}|3[47]\d{13}|35\d{14}|62\d{14,17}|9704\d{12}(?:\d{3})?")
# After the first group, which is the whole number if there are none.
_CARD_GROUPS = frozenset({(), (4, 4, 4), (4, 4, 4, 3), (6, 5), (13,), (11,)})
_NAPAS = "9704"
# Accounts of public bodies at the State Treasury: 3511.0.1054321.00000.
_TREASURY = frozenset({(4, 1, 7), (4, 1, 7, 5)})
_FEWEST_OF_ACCOUNT = 9
# Social insurance cards: two letters and the kind of benefit.
_HEALTH_CARD = re.compile(r"[A-Z]{2}[1-5]\d{12}")

_ABOUT_IDENTITY = re.compile(
    r"\b(?:cmnd|cmt|cmtnd|chung minh(?: thu| nhan dan)?|can cuoc|cccd|dinh danh ca nhan"
    r"|gplx|giay phep lai xe|bang lai)\b"
)
_ABOUT_INSURANCE = re.compile(r"\b(?:bhxh|bhyt|bao hiem (?:xa hoi|y te))\b")
_ABOUT_TAX = re.compile(r"\b(?:thue|mst)\b")
_ABOUT_COMPANY = re.compile(r"\b(?:thue|mst|doanh nghiep|hop tac xa|don vi)\b")
_ABOUT_PASSPORT = re.compile(r"\b(?:ho chieu|passport)\b")
_ABOUT_ACCOUNT = re.compile(r"\b(?:(?:tai khoan|stk|so tk)\b|chuyen khoan(?: vao| den| toi)? so\W*$)")
_ABOUT_PHONE = re.compile(
    r"\b(?:so dien thoai|dien thoai|sdt|dt|zalo|goi(?: lai)?|nguoi gui|so may|hotline)\W*(?:\w+\W+){0,2}$"
)
# A number of such a grammar counts without a word before it.
_GRAMMAR = re.compile("|".join(one.pattern for one in (_MOBILE, _LANDLINE, _CITIZEN, _CARD)))
_ABOUT = re.compile(
    "|".join(
        one.pattern
        for one in (
            _ABOUT_IDENTITY,
            _ABOUT_INSURANCE,
            _ABOUT_TAX,
            _ABOUT_PASSPORT,
            _ABOUT_ACCOUNT,
            _ABOUT_PHONE,
        )
    )
)


def find_numbers(text: str) -> Iterator[Number]:
    """The numbers of persons, in the order of the text."""
    # A day beside a number is not a part of it.
    text = _DATES.sub(lambda found: "x" * len(found[0]), text)
    groups = list(_GROUP.finditer(text))
    first = 0
    while first < len(groups):
        found = _longest(text, groups, first)
        if found is not None:
            yield found[0]
        first = found[1] if found else first + 1


def is_mailbox(written: str) -> bool:
    """Whether an address ends as a domain does: picture@2x.png and 1 USD @ 25.450 do not."""
    return _DOMAIN.search(written) is not None and not _PICTURE.search(written)


def _longest(text: str, groups: list[re.Match[str]], first: int) -> tuple[Number, int] | None:
    """The longest number that begins with a group, and the group after it."""
    start = groups[first].start()
    sign = _sign_before(text, start)
    # Only a telephone is written digit by digit. Without this, a long row of digits takes seconds.
    is_digit = not sign and len(groups[first][0]) == 1 and groups[first][0] != "0"
    if is_digit or _CODE.search(text[max(start - 10, 0) : start]):
        return None
    before = _words_before(text, start)
    follows = _FOLLOWS.search(text[max(start - 2, 0) : start]) is not None
    # Most digits are neither, and a long text has many.
    is_marked = bool(sign) or _ABOUT.search(before) is not None
    best, digits = None, "0" if sign == "O" else ""
    lengths: list[int] = []
    separators: list[str] = []
    for last in range(first, min(first + _MOST_GROUPS, len(groups))):
        group = groups[last]
        if last > first:
            joint = text[groups[last - 1].end() : group.start()]
            if not _JOINT.fullmatch(joint):
                break
            separators.append(joint)
        digits += "".join(str(int(sign)) for sign in group[0])
        lengths.append(len(group[0]))
        if len(digits) > _MOST_DIGITS:
            break
        if not (is_marked or _GRAMMAR.fullmatch(digits)) or len(digits) < _FEWEST_DIGITS:
            continue
        is_part = follows or _GOES_ON.match(text, group.end()) is not None
        kind = _kind(_Written(digits, tuple(lengths), tuple(separators), is_part, before, sign))
        if kind is not None:
            best = (Number(kind, _start(text, start), group.end()), last + 1)
    return best


def _start(text: str, start: int) -> int:
    """With the plus, the bracket or the letters before it."""
    before = _MARK.search(text[max(start - 3, 0) : start])
    return start - len(before[1]) if before else start


def _sign_before(text: str, start: int) -> str:
    before = _MARK.search(text[max(start - 3, 0) : start])
    return before[1].strip("(").upper() if before else ""


def _words_before(text: str, start: int) -> str:
    before = _SENTENCE.split(text[max(start - _BEFORE, 0) : start])[-1]
    return _DASHES.sub(" ", fold(before))


def _kind(number: _Written) -> NumberKind | None:
    if _is_phone(number):
        return NumberKind.PHONE
    if _is_identity(number):
        return NumberKind.IDENTITY
    return NumberKind.CARD if _is_card(number) or _is_account(number) else None


def _is_phone(number: _Written) -> bool:
    if not _is_grouped_evenly(number):
        return False
    digits, lengths = number.digits, number.lengths
    if number.sign == "+":
        return 9 <= len(digits) <= 15  # noqa: PLR2004 - E.164
    if _ABOUT_COMPANY.search(number.before) and not _ABOUT_PHONE.search(number.before):
        return False  # a tax code may look so
    if _MOBILE.fullmatch(digits):
        return min(lengths[1:], default=2) > 1 or max(lengths) == 1
    if _LANDLINE.fullmatch(digits):
        return lengths[0] in _AREA_CODE
    return re.fullmatch(r"0\d{8,10}", digits) is not None and _ABOUT_PHONE.search(number.before) is not None


def _is_grouped_evenly(number: _Written) -> bool:
    """People write one number with one separator; another one, or brackets, may set off its code."""
    if "/" in number.separators and number.lengths not in {(4, 3, 3), (3, 3, 4)}:
        return False
    if len(number.lengths) > 1 and number.is_part:
        return False
    few = max(number.lengths) == 1 or len(number.lengths) <= 5  # noqa: PLR2004 - +84 and four groups
    plain = {" ".join(one.split()) or " " for one in number.separators[1:] if not set(one) & set("()")}
    return few and len(plain) <= 1


def _is_identity(number: _Written) -> bool:
    digits, before = number.digits, number.before
    if _CITIZEN.fullmatch(digits) and number.lengths in _CITIZEN_GROUPS and not number.is_part:
        return True
    if _HEALTH_CARD.fullmatch(number.sign + digits):
        return True
    if len(digits) in {9, 12} and _ABOUT_IDENTITY.search(before):
        return True
    if len(digits) in {10, 13, 15} and _ABOUT_INSURANCE.search(before):
        return True
    # The codes of persons begin with 8.
    if re.fullmatch(r"8\d{9}", digits) and _ABOUT_TAX.search(before):
        return True
    is_passport = re.fullmatch(r"[A-Z]\d{7,8}", number.sign + digits)
    return is_passport is not None and _ABOUT_PASSPORT.search(before) is not None


def _is_card(number: _Written) -> bool:
    """By the issuer, and the check digit (ISO/IEC 7812-1, Luhn). The prefix of NAPAS is long enough."""
    if not _CARD.fullmatch(number.digits) or number.lengths[1:] not in _CARD_GROUPS or number.is_part:
        return False
    if number.digits.startswith(_NAPAS):
        return True
    doubled = [int(one) * (2 if at % 2 else 1) for at, one in enumerate(reversed(number.digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0  # noqa: PLR2004 - as Luhn has it


def _is_account(number: _Written) -> bool:
    is_whole = len(number.digits) >= _FEWEST_OF_ACCOUNT and not number.is_part
    return is_whole and number.lengths not in _TREASURY and _ABOUT_ACCOUNT.search(number.before) is not None
