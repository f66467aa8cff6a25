"""Numbers in Vietnamese and English, as CLDR writes them. Babel's data of a language take 4 MB, and every
page with reading options has percentages.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

# Vietnamese separates thousands by a point and the decimal place by a comma, English the other way round.
_SWAPPED = str.maketrans(",.", ".,")
CODES = frozenset({"vi", "en"})


def whole_in(code: str, value: int) -> str:
    """14639 as "14.639" or "14,639"."""
    return _written(code, f"{value:,}")


def percent_in(code: str, share: float) -> str:
    """A share with at most one decimal place: 0.331 as "33,1%" or "33.1%"."""
    tenths = (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return _written(code, f"{tenths:,}".removesuffix(".0")) + "%"


@cache
def percent_pattern(code: str) -> str:
    """CLDR's pattern of another language, which has no decimal place, with an optional one."""
    from babel.core import Locale

    pattern: str = Locale.parse(code).percent_formats[None].pattern
    return pattern.replace("##0", "##0.#", 1)


def _written(code: str, english: str) -> str:
    return english.translate(_SWAPPED) if code == "vi" else english
