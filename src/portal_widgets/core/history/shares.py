"""How much of a thing goes to another one: a number, or only the words of the act."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the whole. `value` is None if the share is not known as a number; then `is_part` says
    whether it is known to be more than nothing and less than everything. An `estimated` number is a product
    that is right only if the thing between was mixed evenly.
    """

    value: Fraction | None = None
    is_part: bool = False
    estimated: bool = False

    def times(self, other: "Share", *, mixed: bool) -> "Share":
        """The share of a share. `mixed` says whether the thing between also has other origins: then a part of
        it may contain nothing of this origin, and a product of numbers is only an estimate.
        """
        if other == ALL or self == NOTHING:
            return self
        if UNKNOWN in (self, other):
            return UNKNOWN
        if other == NOTHING:
            return NOTHING
        if self.value is not None and other.value is not None:
            estimated = self.estimated or other.estimated or mixed
            return Share(self.value * other.value, estimated=estimated)
        return UNKNOWN if mixed else PART

    def plus(self, other: "Share") -> "Share":
        """Two different shares of the same whole. Two parts may be all of it, so their sum is unknown."""
        if NOTHING in (self, other):
            return other if self == NOTHING else self
        if self.value is None or other.value is None:
            return UNKNOWN
        return Share(min(self.value + other.value, Fraction(1)), estimated=self.estimated or other.estimated)

    def __str__(self) -> str:
        """The stored form: `all`, `part`, `unknown`, or a number from 0 to 1."""
        if self.value is None:
            return "part" if self.is_part else "unknown"
        return "all" if self == ALL else _decimal(self.value)


ALL: Final = Share(Fraction(1))
NOTHING: Final = Share(Fraction(0))
PART: Final = Share(is_part=True)
UNKNOWN: Final = Share()
_WORDS = {"all": ALL, "part": PART, "unknown": UNKNOWN, "": UNKNOWN}
_LONGEST = 12


def read_share(text: str) -> Share:
    """Read `all`, `part`, `unknown`, a number from 0 to 1 such as `0.35`, or `35%`. Raises ValueError
    otherwise.
    """
    said = text.strip().lower().replace(",", ".")
    if said in _WORDS:
        return _WORDS[said]
    number = said.removesuffix("%").strip()
    if len(number) > _LONGEST or not number.replace(".", "", 1).isdecimal() or not number.isascii():
        raise ValueError(f"{text[:40]!r} must be all, part, unknown, or a number from 0 to 1")
    value = Fraction(number) / (100 if said.endswith("%") else 1)
    if value > 1:
        raise ValueError(f"{text[:40]!r} is more than all")
    return Share(value)


def remainder(gone: list[Share]) -> Share:
    """The share that stays if these shares have gone."""
    if all(share.value is not None for share in gone):
        left = 1 - sum((share.value for share in gone if share.value is not None), Fraction(0))
        return Share(max(left, Fraction(0)))
    return PART if len(gone) == 1 and gone[0].is_part else UNKNOWN


def _decimal(value: Fraction) -> str:
    return f"{float(value):.10f}".rstrip("0").rstrip(".") or "0"
