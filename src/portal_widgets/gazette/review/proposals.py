"""The meaning of a typed number: its usual form, its year, and the kinds and bodies that fit it."""

from dataclasses import dataclass
from datetime import date

from ..numbers import parse_number
from ..rules.document import Document, Work
from ..rules.register import GazetteRegister


@dataclass(frozen=True, slots=True)
class NumberProposal:
    """The usual form of a number ("" if the text is not a number), its year, and the keys that fit it."""

    number: str = ""
    year: int | None = None
    kinds: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


def propose(text: str, register: GazetteRegister, on: date | None = None) -> NumberProposal:
    """The meaning of a number on a day, such as the day of signing. A number with a year is that of a
    normative kind, if there is one with this abbreviation.
    """
    number = parse_number(text)
    if number is None:
        return NumberProposal(year=on.year if on is not None else None)
    fitting = [kind for kind in register.kinds if kind.short and kind.short == number.kind]
    as_printed = [kind for kind in fitting if kind.normative == (number.year is not None)]
    day = on or (date(number.year, 12, 31) if number.year is not None else None)
    short = "-".join(number.bodies)
    bodies = [
        body.key
        for body in register.bodies.entities.values()
        if (version := body.at(day) if day is not None else body.last) is not None
        and short
        and version.facts.short == short
    ]
    year = number.year or (on.year if on is not None else None)
    return NumberProposal(str(number), year, tuple(one.key for one in as_printed or fitting), tuple(bodies))


def next_letter(work: Work, same: list[Document]) -> str:
    """The letter of one more document with the number of others: "" for the first, then b, c and so on."""
    taken = {one.work.double for one in same}
    if work.double or not taken:
        return work.double
    return next((letter for letter in "bcdefghijklmnopqrstuvwxyz" if letter not in taken), "z")
