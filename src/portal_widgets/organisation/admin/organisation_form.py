"""The fields of the form for an organisation or a unit, and their faults."""

from collections.abc import Mapping
from dataclasses import fields

from ...core.forms import Field, Finds, Form, refused_by
from ...core.text.email_addresses import address
from ...core.text.normalization import one_line
from ..form_texts import CODES, LONGEST, in_language, is_no_telephone, lines, read, text_of
from ..rules import Officer, Organisation

TEXTS = ("name", "governing_body", "address", "hours", "responsible", "licence", "functions", "structure")
OFFICER = "officer_"
OFFICER_TEXTS = ("name", "title", "unit")
TELEPHONES, FAX, EMAIL = "telephones", "fax", "email"
# The key of a new unit, and the unit above it.
PLACE = ("key", "above")
OFFICER_TELEPHONE, OFFICER_EMAIL = f"{OFFICER}telephone", f"{OFFICER}email"
_TEXTS = (*TEXTS, *(OFFICER + name for name in OFFICER_TEXTS))
NAMES = (
    *(f"{name}_{code}" for name in _TEXTS for code in CODES),
    *(TELEPHONES, FAX, EMAIL, OFFICER_TELEPHONE, OFFICER_EMAIL),
)


_FAULTS: dict[str, dict[str, Finds]]
_FAULTS = {name: {"telephone": is_no_telephone} for name in (TELEPHONES, FAX, OFFICER_TELEPHONE)}
_FAULTS |= {name: {"email": refused_by(address)} for name in (EMAIL, OFFICER_EMAIL)}
FIELDS = {name: Field(read, _FAULTS.get(name, {}), LONGEST) for name in NAMES} | {
    name: Field(str.strip) for name in PLACE
}


class OrganisationForm(Form):
    """The typed form for an organisation or a unit. A new unit also has a key and the unit above it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(FIELDS, given)

    def find_faults(self) -> dict[str, str]:
        nameless = not (self["name_vi"] or self["name_en"])
        return {**super().find_faults(), **({"name_vi": "name"} if nameless else {})}


def from_organisation(one: Organisation) -> OrganisationForm:
    """The stored organisation or unit, as the form shows it."""
    texts = {name: getattr(one, name) for name in TEXTS}
    texts |= {OFFICER + name: getattr(one.officer, name) for name in OFFICER_TEXTS}
    values = {f"{name}_{code}": in_language(text, code) for name, text in texts.items() for code in CODES}
    values |= {TELEPHONES: "\n".join(one.telephones), FAX: one.fax, EMAIL: one.email}
    of_officer = {OFFICER_TELEPHONE: one.officer.telephone, OFFICER_EMAIL: one.officer.email}
    return OrganisationForm(values | of_officer)


def organisation(values: OrganisationForm, before: Organisation) -> Organisation:
    """The organisation that a form without faults describes. Units, and texts in other languages, stay."""
    texts = {name: text_of(values, name, getattr(before, name)) for name in TEXTS}
    officer = {name: text_of(values, OFFICER + name, getattr(before.officer, name)) for name in OFFICER_TEXTS}
    return Organisation(
        **texts,
        telephones=tuple(lines(values[TELEPHONES])),
        fax=one_line(values[FAX]),
        email=values[EMAIL],
        officer=Officer(
            **officer, telephone=one_line(values[OFFICER_TELEPHONE]), email=values[OFFICER_EMAIL]
        ),
        units=before.units,
    )


def same_facts(one: Organisation, other: Organisation) -> bool:
    """Return whether two units are the same except for the units below them."""
    return all(
        getattr(one, known.name) == getattr(other, known.name)
        for known in fields(one)
        if known.name != "units"
    )
