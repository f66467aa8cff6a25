"""The fields of the form for a department, and their faults."""

from collections.abc import Mapping

from ...core.departments import LONGEST_KEY, Department, check_months
from ...core.forms import Field, Finds, Form, refused_by
from ...core.text.email_addresses import address
from ...core.text.normalization import one_line
from ...core.text.slugs import is_slug
from ..form_texts import CODES, LONGEST, in_language, is_no_telephone, lines, read, text_of

TEXTS = ("name", "address", "hours")
PLAIN = ("fax", "email", "to")
LISTS = ("telephones", "staff")
MONTHS, KEY = "months", "key"


def _months(typed: str) -> int:
    return check_months(int(typed))


_FAULTS: dict[str, dict[str, Finds]] = {
    "telephones": {"telephone": is_no_telephone},
    "fax": {"telephone": is_no_telephone},
    "email": {"email": refused_by(address)},
    "to": {"email": refused_by(address)},
}
_NAMES = (*(f"{name}_{code}" for name in TEXTS for code in CODES), *PLAIN, *LISTS)
FIELDS = {name: Field(read, _FAULTS.get(name, {}), LONGEST) for name in _NAMES} | {
    MONTHS: Field(str.strip, {"months": refused_by(_months)}),
    KEY: Field(str.strip),
}


class DepartmentForm(Form):
    """A department as it is typed; for a new one also its key."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(FIELDS, given)

    def find_faults(self) -> dict[str, str]:
        nameless = not (self["name_vi"] or self["name_en"])
        return {**super().find_faults(), **({"name_vi": "name"} if nameless else {})}

    def key_fault(self) -> str:
        """The fault of the key of a new department, "" if there is none."""
        return "" if is_slug(self[KEY], LONGEST_KEY) else "key"


def from_department(one: Department) -> DepartmentForm:
    """The stored department, as the form shows it."""
    texts = {name: getattr(one, name) for name in TEXTS}
    values = {f"{name}_{code}": in_language(text, code) for name, text in texts.items() for code in CODES}
    values |= {name: getattr(one, name) for name in PLAIN}
    values |= {name: "\n".join(getattr(one, name)) for name in LISTS}
    return DepartmentForm({**values, MONTHS: str(one.months or "")})


def department(values: DepartmentForm, before: Department) -> Department:
    """The department that a form without faults describes. Texts in other languages stay."""
    return Department(
        name=text_of(values, "name", before.name),
        telephones=tuple(lines(values["telephones"])),
        fax=one_line(values["fax"]),
        email=one_line(values["email"]),
        address=text_of(values, "address", before.address),
        hours=text_of(values, "hours", before.hours),
        to=one_line(values["to"]),
        staff=tuple(lines(values["staff"])),
        months=int(values[MONTHS] or 0),
        closed=before.closed,
    )
