"""Texts in two languages, lists and telephone numbers in the fields of a form."""

from ..config import Text
from ..core.forms import Form
from ..core.text.normalization import normalize, one_line
from ..core.text.phone_numbers import phone_digits

CODES = ("vi", "en")
# No office has a telephone number of fewer digits, such as 113.
FEWEST_DIGITS = 3
LONGEST = 2000


def read(typed: str) -> str:
    """NFC, without blanks at the ends. A faulty text is shown as it was typed."""
    return normalize("NFC", typed).strip()


def lines(text: str) -> list[str]:
    return [line for given in text.splitlines() if (line := one_line(given))]


def is_no_telephone(typed: str) -> bool:
    return not all(len(phone_digits(number)) >= FEWEST_DIGITS for number in lines(typed))


def in_language(text: Text, code: str) -> str:
    """A text without a language belongs to the field of the first language."""
    return (text if code == CODES[0] else "") if isinstance(text, str) else text.get(code, "")


def text_of(values: Form, name: str, before: Text) -> Text:
    """The text of the fields in each language. Its texts in other languages stay."""
    others = (
        {} if isinstance(before, str) else {code: text for code, text in before.items() if code not in CODES}
    )
    given = {code: text for code in CODES if (text := one_line(values[f"{name}_{code}"]))} | others
    return given.get(CODES[0], "") if not given.keys() - {CODES[0]} else given
