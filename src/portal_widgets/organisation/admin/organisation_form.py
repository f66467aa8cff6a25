"""What the office types of an organisation or a unit, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import fields

from ...core.text.email_addresses import address
from ...core.text.normalization import normalize, one_line
from ...core.text.phone_numbers import dial_string
from ..rules import Officer, Organisation, Text

CODES = ("vi", "en")
TEXTS = ("name", "governing_body", "address", "hours", "responsible", "licence", "functions", "structure")
OFFICER = "officer_"
OFFICER_TEXTS = ("name", "title", "unit")
# A telephone number of fewer digits, such as 113, is nobody's office.
FEWEST_DIGITS = 3
LONGEST = 2000
TELEPHONES, FAX, EMAIL = "telephones", "fax", "email"
OFFICER_TELEPHONE, OFFICER_EMAIL = f"{OFFICER}telephone", f"{OFFICER}email"
_TEXTS = (*TEXTS, *(OFFICER + name for name in OFFICER_TEXTS))
NAMES = (
    *(f"{name}_{code}" for name in _TEXTS for code in CODES),
    *(TELEPHONES, FAX, EMAIL, OFFICER_TELEPHONE, OFFICER_EMAIL),
)

Values = Mapping[str, str]


def read_form(given: Mapping[str, str]) -> dict[str, str]:
    """Every field, NFC and without blanks at its ends."""
    return {name: normalize("NFC", given.get(name, "")).strip() for name in NAMES}


def from_organisation(one: Organisation) -> dict[str, str]:
    """The fields of what is written already."""
    texts = {name: getattr(one, name) for name in TEXTS}
    texts |= {OFFICER + name: getattr(one.officer, name) for name in OFFICER_TEXTS}
    values = {f"{name}_{code}": _in(text, code) for name, text in texts.items() for code in CODES}
    values |= {TELEPHONES: "\n".join(one.telephones), FAX: one.fax, EMAIL: one.email}
    return values | {OFFICER_TELEPHONE: one.officer.telephone, OFFICER_EMAIL: one.officer.email}


def find_faults(values: Values) -> dict[str, str]:
    """By field, what is wrong with it: "name", "email", "telephone" or "long"."""
    faults = {name: "long" for name in NAMES if len(values[name]) > LONGEST}
    if not (values["name_vi"] or values["name_en"]):
        faults["name_vi"] = "name"
    faults |= {name: "email" for name in (EMAIL, OFFICER_EMAIL) if not _is_email(values[name])}
    for name in (TELEPHONES, FAX, OFFICER_TELEPHONE):
        if not all(len(dial_string(number)) >= FEWEST_DIGITS for number in _lines(values[name])):
            faults[name] = "telephone"
    return faults


def organisation(values: Values, before: Organisation) -> Organisation:
    """What fields without faults describe. Units, and texts in a language without a field, stay."""
    texts = {name: _text(values, name, getattr(before, name)) for name in TEXTS}
    officer = {name: _text(values, OFFICER + name, getattr(before.officer, name)) for name in OFFICER_TEXTS}
    return Organisation(
        **texts,
        telephones=tuple(_lines(values[TELEPHONES])),
        fax=one_line(values[FAX]),
        email=values[EMAIL],
        officer=Officer(
            **officer, telephone=one_line(values[OFFICER_TELEPHONE]), email=values[OFFICER_EMAIL]
        ),
        units=before.units,
    )


def same_facts(one: Organisation, other: Organisation) -> bool:
    """Whether two are the same but for what is below them."""
    return all(
        getattr(one, known.name) == getattr(other, known.name)
        for known in fields(one)
        if known.name != "units"
    )


def _in(text: Text, code: str) -> str:
    """A text without language stands in the field of the first language."""
    return (text if code == CODES[0] else "") if isinstance(text, str) else text.get(code, "")


def _text(values: Values, name: str, before: Text) -> Text:
    others = (
        {} if isinstance(before, str) else {code: text for code, text in before.items() if code not in CODES}
    )
    given = {code: text for code in CODES if (text := one_line(values[f"{name}_{code}"]))} | others
    return given.get(CODES[0], "") if not given.keys() - {CODES[0]} else given


def _lines(text: str) -> list[str]:
    return [line for given in text.splitlines() if (line := one_line(given))]


def _is_email(text: str) -> bool:
    try:
        return not text or bool(address(text))
    except ValueError:
        return False
