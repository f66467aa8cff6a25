"""The parts of a server's certificate that the check reads."""

from typing import TypedDict


class Certificate(TypedDict, total=False):
    """A certificate in the form of Python's ssl; {} without one."""

    subject: tuple[tuple[tuple[str, str], ...], ...]
    notAfter: str
