"""The form of a report as an administrative document: its head, its recipients and its signature."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from ...config import Text
from ...core.text.lazy import is_text


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The owner's texts. An empty text has a default: the organisation's names, dots to write on, or the
    usual recipients. `number` is the number and kind, such as "Số: 15/BC-UBND". `signer` is the signer's
    position, `name` the signer's name.
    """

    governing_body: Text = ""
    issuing_body: Text = ""
    number: Text = ""
    place: Text = ""
    recipients: tuple[Text, ...] = ()
    signer: Text = ""
    name: Text = ""


def report_form(value: object) -> ReportForm:
    """The configured form. Raises ValueError with the wrong key."""
    known = [one.name for one in fields(ReportForm)]
    if not isinstance(value, Mapping) or not value.keys() <= {*known}:
        raise ValueError(f"must be a dictionary with some of: {', '.join(known)}")
    recipients = value.get("recipients", ())
    if not isinstance(recipients, list | tuple):
        raise ValueError('"recipients" must be a list of texts')  # noqa: TRY004 - as all checks
    texts = {key: _text(key, text) for key, text in value.items() if key != "recipients"}
    return ReportForm(**texts, recipients=tuple(_text("recipients", one) for one in recipients))


def _text(key: str, value: object) -> Text:
    if is_text(value):
        return value
    if isinstance(value, Mapping) and value and all(is_text(one) for one in value.values()):
        return value
    raise ValueError(f'"{key}" must be a text, or texts by language code')
