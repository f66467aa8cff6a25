"""An option on one line, as the form had it before each option had a row: Vietnamese | English. If the text
itself contains a bar, a backslash is before it.
"""

import re

BETWEEN = "|"
_BETWEEN = re.compile(r"(?<!\\)\|")
_ESCAPED = f"\\{BETWEEN}"


def read_line(line: str) -> tuple[str, str]:
    """Return the Vietnamese and the English text of a line; "" for a missing one."""
    vi, *more = (part.strip().replace(_ESCAPED, BETWEEN) for part in _BETWEEN.split(line, maxsplit=1))
    return vi, more[0] if more else ""
