"""The type checker sees both sides of a seam. The lines that switch it off are counted, and may only become fewer."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

PACKAGE = Path(str(files("portal_widgets")))
# A pattern and the number of lines that have it. If there are fewer lines now, write the smaller number.
SWITCHES = {
    "Any": (r"^(?!from ).*\bAny\b(?! [a-z])", 25),
    "cast": (r"(?<![.\w])(?<!def )cast\(", 3),
    "an ignored error": (r"# type: ignore", 6),
}


def lines(pattern: str) -> list[str]:
    return [
        f"{file.relative_to(PACKAGE).as_posix()}:{number}: {line.strip()}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("what", SWITCHES)
def test_no_more_lines_are_hidden_from_the_type_checker(what: str):
    pattern, most = SWITCHES[what]
    found = lines(pattern)

    assert len(found) == most, "\n".join(found)


def test_no_name_stands_for_any():
    """An alias would hide it from the count."""
    assert not lines(r"^\w+(: TypeAlias)? = Any$")
