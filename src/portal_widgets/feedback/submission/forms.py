"""The form of a message: its fields, their limits, and what is said of a field that cannot be taken."""

from collections.abc import Mapping
from typing import Any, cast

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from ...core.text.email_addresses import public_address
from ...core.text.languages import Language
from ...core.text.normalization import one_line
from ..departments import Department
from ..rules import Message, MessageKind, clean, page_of

LONGEST = {"name": 120, "email": 254, "phone": 40, "address": 300, "subject": 200, "text": 5000}
FEWEST_DIGITS = 8
MOST_DIGITS = 15
# The field that people do not see; its name tells a machine nothing.
TRAP = "fax_2"


class _Translations:
    """Hands the reader's language to WTForms, which has no Vietnamese catalogue of its own."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def gettext(self, string: str) -> str:
        return self._language.gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self._language.ngettext(singular, plural, n)


def _short_enough(_form: Form, field: Field) -> None:
    most = LONGEST[field.short_name]
    if len(field.data or "") > most:
        raise StopValidation(
            field.gettext("This is too long: %(most)s characters are the most.").replace(
                "%(most)s", str(most)
            )
        )


def _require_text(_form: Form, field: Field) -> None:
    if not field.data:
        raise StopValidation(field.gettext("Please write your message."))


def _email(_form: Form, field: Field) -> None:
    if not field.data:
        return
    try:
        field.data = public_address(field.data)
    except ValueError as error:
        raise StopValidation(
            field.gettext("Please give an e-mail address such as ten@example.vn, or leave it empty.")
        ) from error


def _phone(_form: Form, field: Field) -> None:
    digits = sum(sign.isdigit() for sign in field.data or "")
    if field.data and not (
        FEWEST_DIGITS <= digits <= MOST_DIGITS and set(field.data) <= set("0123456789+-. ()")
    ):
        raise StopValidation(
            field.gettext("Please give a telephone number such as 0912 345 678, or leave it empty.")
        )


def _line(value: Any) -> str:
    return one_line(value or "")


def _text(value: Any) -> str:
    return clean(value or "")


class MessageForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What can be written. Which of the fields are shown depends on the kind."""

    text = TextAreaField(filters=[_text], validators=[_require_text, _short_enough])
    subject = StringField(filters=[_line], validators=[_short_enough])
    department = SelectField(choices=[], validate_choice=False)
    name = StringField(filters=[_line], validators=[_short_enough])
    email = StringField(filters=[_line], validators=[_short_enough, _email])
    phone = StringField(filters=[_line], validators=[_short_enough, _phone])
    address = StringField(filters=[_line], validators=[_short_enough])
    answer = BooleanField()
    publish = BooleanField()
    page = HiddenField()
    stamp = HiddenField()
    kept = HiddenField()

    def __init__(
        self, language: Language, departments: Mapping[str, Department], given: MultiDict[str, str] | None
    ) -> None:
        super().__init__(given, meta={"get_translations": lambda _form: _Translations(language)})
        self.department.choices = [(key, language.text(one.name)) for key, one in departments.items()]

    def faults(self, kind: MessageKind) -> dict[str, str]:
        """A sentence for each field that cannot be taken, by its name."""
        self.validate()
        found = {name: str(said[0]) for name, said in self.errors.items() if name and said}
        if kind is MessageKind.DEPARTMENT and self.department.data not in dict(self.department.choices):
            found["department"] = self.department.gettext("Please choose a department.")
        if self.message(kind).personal and not self.answer.data:
            found["answer"] = self.answer.gettext(
                "Please agree that your details are used to answer you, or leave them empty."
            )
        return found

    def message(self, kind: MessageKind) -> Message:
        data = cast("dict[str, str]", self.data)
        fields = {name: data[name] or "" for name in LONGEST}
        chosen = data["department"] if kind is MessageKind.DEPARTMENT else ""
        return Message(kind, department=chosen or "", page=page_of(data["page"] or ""), **fields)
