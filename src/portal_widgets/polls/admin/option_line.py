"""An option on one line of the form: Vietnamese | English. If the text itself contains a bar, a backslash is
before it.
"""

import re

BETWEEN = "|"
_BETWEEN = re.compile(r"(?<!\\)\|")
_ESCAPED = f"\\{BETWEEN}"


def write_line(vi: str, en: str) -> str:
    """Both languages on one line, which `read_line` splits again."""
    return f"{_escape(vi)} {BETWEEN} {_escape(en)}" if en else _escape(vi)


def read_line(line: str) -> tuple[str, str]:
    """Return the Vietnamese and the English text of a line; "" for a missing one."""
    vi, *more = (part.strip().replace(_ESCAPED, BETWEEN) for part in _BETWEEN.split(line, maxsplit=1))
    return vi, more[0] if more else ""


def _escape(text: str) -> str:
    return " ".join(text.replace(BETWEEN, _ESCAPED).splitlines())
