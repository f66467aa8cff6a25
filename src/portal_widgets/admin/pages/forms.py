"""The fields of the forms for accounts, and their faults."""

from datetime import date

from ...core.forms import Field, Form, is_empty, none_of, refused_by
from ...core.text.email_addresses import public_address
from ..accounts import LONGEST_PASSWORD, ROLES, clean_name, clean_password, password_fault

_TOKEN_NAME = {"empty": is_empty, "token-name": lambda typed: clean_name(typed) is None}
_ROLE = Field(str, {"role": none_of(ROLES)})
_EMAIL = Field(str.strip, {"email": refused_by(public_address)})
_CODE = Field(str.strip, {"empty": is_empty})
_NEW_PASSWORD = Field(
    clean_password, {"short": lambda typed: password_fault(typed) == "short"}, most=LONGEST_PASSWORD
)
_AGAIN = Field(clean_password)
ACCOUNT = {"role": _ROLE, "email": _EMAIL}
NEW_ACCOUNT = {
    "name": Field(str.strip, {"empty": is_empty, "name": lambda typed: clean_name(typed) is None}),
    **ACCOUNT,
    "way": Field(str),
}
INVITATION = {"way": Field(str)}
OWN_PASSWORD = {"old": Field(str, {"empty": is_empty}), "password": _NEW_PASSWORD, "again": _AGAIN}
ACCEPTED = {"code": _CODE, "password": _NEW_PASSWORD, "again": _AGAIN}
FIRST_CODE = {"code": _CODE}
API_TOKEN = {
    "name": Field(str.strip, _TOKEN_NAME),
    "ends_on": Field(str.strip, {"day": refused_by(date.fromisoformat)}),
}
WITH_PASSWORD = {"old": Field(str, {"empty": is_empty}), "do": Field(str)}


class PasswordForm(Form):
    """A form with a new password, typed twice."""

    def find_faults(self) -> dict[str, str]:
        faults = super().find_faults()
        if "password" not in faults and self["password"] != self["again"]:
            faults["again"] = "differs"
        return faults


class ApiTokenForm(Form):
    """The form of a new token. Its last day is not over yet."""

    def find_faults_on(self, today: date) -> dict[str, str]:
        faults, day = super().find_faults(), self["ends_on"]
        if day and "ends_on" not in faults and date.fromisoformat(day) < today:
            faults["ends_on"] = "day"
        return faults
