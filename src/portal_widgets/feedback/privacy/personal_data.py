"""Finds personal data in a text before it is published."""

import re
from enum import StrEnum

from ...core.text.normalization import JOINERS
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
_EMAIL = re.compile(r"[^\s@<>]{1,64} ?(?:@|[(\[] ?at ?[)\]]) ?[^\s@<>]{1,255}\.[^\s@<>]{1,63}", re.IGNORECASE)
_SPOKEN_EMAIL = re.compile(r"\S{1,64} a c[oò]ng \S{1,64}(?: ch[aấ]m \S{1,20}){1,4}", re.IGNORECASE)
_DIGIT = r"(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín)"
_SPOKEN_PHONE = re.compile(rf"\bkhông(?:[ ,]{{1,2}}{_DIGIT}){{8,10}}\b", re.IGNORECASE)
# A family name is too common: a name of one part is ignored.
FEWEST_PARTS = 2


def find_personal_data(text: str, name: str = "") -> list[tuple[PersonalDataKind, str]]:
    """Possible personal data in the text: e-mail addresses, numbers, and the sender's `name`."""
    text = text.translate(JOINERS)
    found = [(PersonalDataKind.EMAIL, match[0]) for match in _EMAIL.finditer(text) if is_mailbox(match[0])]
    found += [(PersonalDataKind.EMAIL, match[0]) for match in _SPOKEN_EMAIL.finditer(text)]
    found += [(PersonalDataKind(kind), text[start:end]) for kind, start, end in find_numbers(text)]
    found += [(PersonalDataKind.PHONE, match[0]) for match in _SPOKEN_PHONE.finditer(text)]
    parts = fold(name).split()
    if len(parts) >= FEWEST_PARTS and f" {' '.join(parts)} " in f" {_words(text)} ":
        found.append((PersonalDataKind.NAME, name))
    return found


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
