"""The form of a message: its fields, their limits, and their error messages."""

from collections.abc import Mapping
from typing import TypedDict

from ...core.departments import Departments
from ...core.forms import Field, Form, is_empty, refused_by
from ...core.text.email_addresses import public_address
from ...core.text.languages import Language
from ...core.text.normalization import one_line
from ...core.text.phone_numbers import dial_string, phone_digits
from ..privacy.page_addresses import PageAddress
from ..rules import Message, MessageKind, clean

LONGEST = {"name": 120, "email": 254, "phone": 40, "address": 300, "subject": 200, "text": 5000}
FEWEST_DIGITS = 8
MOST_DIGITS = 15
# The hidden field. Its name does not show a robot its purpose.
TRAP = "fax_2"
PERSONAL = ("name", "email", "phone", "address")


class FieldData(TypedDict, total=False):
    """A field for templates; the department also has its choices."""

    data: str
    choices: list[tuple[str, str]]


def _email(typed: str) -> str:
    """The address in the form for mail servers, or the typed line if it is not an address."""
    line = one_line(typed)
    try:
        return public_address(line)
    except ValueError:
        return line


def _is_no_phone(typed: str) -> bool:
    """Whether a text has neither a number that can be dialled nor at least the digits of one."""
    digits = len(phone_digits(typed))
    if not typed or (digits >= FEWEST_DIGITS and dial_string(typed)):
        return False
    has_words = any(sign.isalpha() for sign in typed)
    return has_words or not FEWEST_DIGITS <= digits <= MOST_DIGITS


FIELDS = {
    "text": Field(clean, {"empty": is_empty}, LONGEST["text"]),
    "subject": Field(most=LONGEST["subject"]),
    "department": Field(str),
    "name": Field(most=LONGEST["name"]),
    "email": Field(_email, {"email": refused_by(public_address)}, LONGEST["email"]),
    "phone": Field(one_line, {"phone": _is_no_phone}, LONGEST["phone"]),
    "address": Field(most=LONGEST["address"]),
    **{name: Field(str) for name in ("answer", "publish", "page", "page_signature", "stamp", "kept")},
    **{name: Field(str) for name in ("altcha", TRAP)},
}


class MessageForm(Form):
    """All fields of messages. The kind of the message decides which of them are shown."""

    def __init__(self, language: Language, departments: Departments, given: Mapping[str, str]) -> None:
        super().__init__(FIELDS, given)
        self._language = language
        self._departments = {key: language.text(one.name) for key, one in departments.items()}
        self._page = PageAddress()

    def set_page(self, page: PageAddress) -> None:
        """Set the page of the message. The fields themselves are only what a browser sent."""
        self._page = page
        self.values |= {"page": page.path, "page_signature": page.signature}

    def faults(self, kind: MessageKind) -> dict[str, str]:
        """The error message of each wrong field, by its name."""
        found = self.find_faults()
        if kind is MessageKind.DEPARTMENT and self["department"] not in self._departments:
            found["department"] = "department"
        if any(self[name] for name in PERSONAL) and not self["answer"]:
            found["answer"] = "answer"
        return {name: self._sentence(fault, LONGEST.get(name, 0)) for name, fault in found.items()}

    def message(self, kind: MessageKind) -> Message:
        chosen = self["department"] if kind is MessageKind.DEPARTMENT else ""
        written = {name: self[name] for name in LONGEST}
        return Message(kind, department=chosen, page=self._page.kept, **written)

    def shown(self) -> dict[str, FieldData]:
        """For templates: each field with its `data`, and the department with its `choices`."""
        fields: dict[str, FieldData] = {name: {"data": typed} for name, typed in self.values.items()}
        fields["department"]["choices"] = list(self._departments.items())
        return fields

    def _sentence(self, fault: str, most: int) -> str:
        _ = self._language.gettext
        return {
            "empty": _("Please write your message."),
            "long": _("This is too long. At most %(most)s characters are allowed.", most=most),
            "email": _("Please give an e-mail address such as ten@example.vn, or leave it empty."),
            "phone": _("Please give a telephone number such as 0912 345 678, or leave it empty."),
            "department": _("Please choose a department."),
            "answer": _("Please agree that your details are used to answer you, or leave them empty."),
        }[fault]
