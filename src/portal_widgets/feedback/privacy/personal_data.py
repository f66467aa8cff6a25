"""Finds personal data in a text before it is published."""

import re
from enum import StrEnum
from itertools import takewhile

from ...core.text.normalization import JOINERS, normalize
from ...core.text.vietnamese import fold
from .personal_numbers import find_numbers, is_mailbox


class PersonalDataKind(StrEnum):
    """The kind of a finding."""

    EMAIL = "email"
    CARD = "card"
    IDENTITY = "identity"
    PHONE = "phone"
    NAME = "name"


# The pattern also finds the forms that hide an address from machines, such as "ten (at) example.vn". Without
# the limits, a long text would take minutes.
_EMAIL = re.compile(
    r"[^\s@<>]{1,64} ?(?:@|[(\[] ?(?:at?|a c[oò]ng) ?[)\]]) ?"
    r"(?:[^\s@<>]{1,255}\.[^\s@<>]{1,63}|[a-z0-9-]{1,63}(?: \. [a-z0-9-]{2,63}){1,4})",
    re.IGNORECASE,
)
# "at" is an English word, so the end of the address must be spoken, too, or be a service for mailboxes.
_SPOKEN_EMAIL = re.compile(
    r"\S{1,64} (?:(?:a c[oò]ng|at) \S{1,64}(?: (?:ch[aấ]m|dot) \S{1,20}){1,4}"
    r"|at (?:gmail|yahoo|hotmail|outlook|icloud)\.\S{1,20})",
    re.IGNORECASE,
)
_DIGIT = r"(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín)"
_SPOKEN_PHONE = re.compile(rf"\bkhông(?:[ ,]{{1,2}}{_DIGIT}){{8,10}}\b", re.IGNORECASE)
_TITLES = frozenset({"anh", "bà", "bác", "chú", "chị", "cô", "ông"})
# A family name is too common: a name of one part is ignored.
FEWEST_PARTS = 2
# Without a number, its neighbours may be another one.
_ROUNDS = 5


def find_personal_data(text: str, name: str = "") -> list[tuple[PersonalDataKind, str]]:
    """Possible personal data in the text: e-mail addresses, numbers, and the sender's `name`."""
    text = text.translate(JOINERS)
    found = [(PersonalDataKind.EMAIL, match[0]) for match in _EMAIL.finditer(text) if _is_mailbox(match[0])]
    found += [(PersonalDataKind.EMAIL, match[0]) for match in _SPOKEN_EMAIL.finditer(text)]
    found += [(PersonalDataKind(kind), text[start:end]) for kind, start, end in find_numbers(text)]
    found += [(PersonalDataKind.PHONE, match[0]) for match in _SPOKEN_PHONE.finditer(text)]
    parts = fold(name).split()
    is_named = f" {' '.join(parts)} " in f" {_words(text)} "
    if len(parts) >= FEWEST_PARTS and (is_named or _is_addressed(text, parts)):
        found.append((PersonalDataKind.NAME, name))
    return found


def mask_personal_data(text: str, name: str = "") -> str:
    """The text with "…" in place of possible personal data; "" if some of it cannot be masked, such as the
    sender's name in another spelling.
    """
    text = text.translate(JOINERS)
    for _ in range(_ROUNDS):
        found = find_personal_data(text, name)
        if not found:
            return text
        for _, part in sorted(found, key=lambda one: -len(one[1])):
            text = text.replace(part, "…")
    return ""


def _is_mailbox(written: str) -> bool:
    return is_mailbox(written.replace(" . ", "."))


def _is_addressed(text: str, parts: list[str]) -> bool:
    """Whether the given name follows a title: "chị Kim Thoa", "ông T. V. Bình". Most given names are also
    words, so capitals and diacritics count: "cô Hoa" is a person, "có hoa" is not.
    """
    words = re.findall(r"\w+", normalize("NFC", text))
    for at, word in enumerate(words):
        if word.casefold() in _TITLES:
            said = [one for one in words[at + 1 : at + 5] if len(one) > 1]
            name = list(takewhile(lambda one: one[0].isupper(), said))
            if name and [fold(one) for one in name] in (parts[-1:], parts[-2:]):
                return True
    return False


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
