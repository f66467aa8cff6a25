"""Telephone numbers, as people write them and as telephones dial them."""

import re


def dial_string(number: str) -> str:
    """A written number as in a `tel:` address (RFC 3966): digits and a leading +."""
    digits = re.sub("[^0-9]", "", number)
    return f"+{digits}" if number.strip().startswith("+") and digits else digits
