"""Numbers of legal documents, such as 15/2024/QĐ-UBND: read from any usual spelling, written in one form."""

import re
import unicodedata
from dataclasses import dataclass

from ..core.text.normalization import normalize

# The longest text that can be a number. A joint circular of four ministries has fifty characters.
LONGEST = 100
YEARS = range(1945, 2100)

# The symbols whose usual form is not plain capitals, or that people type without đ. A symbol that has two
# meanings without đ (HD: guidance, HĐ: contract) is in neither list: it stays as typed.
_KINDS = (
    "NQ QĐ CT QC QyĐ TC TB CTr KH PA BC BB TTr CĐ BGN BTT GUQ GM GGT GNP PG PC PB "  # decree on clerical work
    "HD HĐ ĐA DA NĐ TT TTLT NQLT L PL SL VBHN QĐLT CTPH"
)
_BODIES = (
    "UBND HĐND TTHĐND UBTVQH QH CP TTg CTN TANDTC HĐTP VKSNDTC KTNN BTC BYT BCA BQP BNG BNV BTP BCT BXD "
    "BKHCN BNNMT BNNPTNT BTNMT BGTVT BGDĐT BLĐTBXH BVHTTDL BTTTT BKHĐT BDTTG UBDT TTCP NHNN VPCP VPQH BCĐ TW "
    "TU ĐCT HĐBC HĐQT HĐBCQG UBHC UB"
)
_TWO_MEANINGS = frozenset({"hd", "da"})

_SEPARATORS = re.compile(r"[\s/\\\-\u2010-\u2015\u2212\u2043\uff0d\u2044\u2215\uff0f_.,;:]+")
_LABEL = re.compile(r"(?:so|no)(?![a-z])\W*")
_FIRST = re.compile(r"([0-9]{1,7})([a-z]|bis)?")
_GLUED = re.compile(r"([0-9]{1,7})([a-z][a-z0-9]+)")
_YEAR = re.compile(r"([0-9]{4})([a-z][a-z0-9]*)?")
_SYMBOL = re.compile(r"[a-z][a-z0-9]{0,23}")
_NUMBERED = re.compile(r"([a-z]+)([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The parts of a number: 15a, 2024, QĐ, UBND. Administrative papers have no year, laws have no kind
    and a body only, joint documents have several bodies.
    """

    running: int
    suffix: str = ""
    year: int | None = None
    kind: str = ""
    bodies: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The form in which it is printed. Numbers below ten have a zero before them."""
        year = f"{self.year}/" if self.year is not None else ""
        return f"{self.running:02d}{self.suffix}/{year}{'-'.join(self.symbols)}"

    @property
    def symbols(self) -> tuple[str, ...]:
        return (self.kind, *self.bodies) if self.kind else self.bodies

    @property
    def key(self) -> str:
        """Equal for all spellings of a number: 15-2024-qd-ubnd. It compares, it does not identify a document:
        two bodies may have used the same number.
        """
        return self.address if self.year is None else f"{self._first}-{self.year}-{self._last}"

    @property
    def address(self) -> str:
        """The part of an address that follows body, kind and year: ASCII, without the year."""
        return f"{self._first}-{self._last}"

    @property
    def _first(self) -> str:
        return f"{self.running}{self.suffix}"

    @property
    def _last(self) -> str:
        return "-".join(fold_number(symbol) for symbol in self.symbols)


def fold_number(text: str) -> str:
    """The text in small ASCII letters, without marks; đ is d."""
    plain = normalize("NFKD", text.casefold()).replace("đ", "d")
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def parse_number(text: str) -> DocumentNumber | None:
    """The number that a text is, or None if it is anything else. It accepts dashes and blanks of any kind,
    small letters, letters without marks, and zeros that were lost or added.
    """
    if len(text) > LONGEST:
        return None
    typed = normalize("NFC", text).casefold()
    plain = fold_number(typed).strip()
    label = _LABEL.match(plain)
    words = [word for word in _SEPARATORS.split(plain[label.end() :] if label else plain) if word]
    if not words:
        return None
    words = _without_glue(words)
    first = _FIRST.fullmatch(words[0])
    if first is None or int(first[1]) == 0:
        return None
    year, rest = _year(words[1:])
    if not rest or not all(_SYMBOL.fullmatch(word) for word in rest):
        return None
    with_d = _words_with_d(typed)
    symbols = [_printed(word, with_d) for word in rest]
    kind = symbols.pop(0) if rest[0] in KINDS else ""
    return DocumentNumber(int(first[1]), first[2] or "", year, kind, tuple(symbols))


def _without_glue(words: list[str]) -> list[str]:
    """Separates 306qd into a number and a symbol."""
    glued = _GLUED.fullmatch(words[0])
    if glued is None or _FIRST.fullmatch(words[0]):
        return words
    return [glued[1], glued[2], *words[1:]]


def _year(words: list[str]) -> tuple[int | None, list[str]]:
    found = _YEAR.fullmatch(words[0]) if words else None
    if found is None or int(found[1]) not in YEARS:
        return None, words
    return int(found[1]), [found[2], *words[1:]] if found[2] else words[1:]


def _words_with_d(typed: str) -> dict[str, str]:
    """The words that were typed with đ, by their folded form."""
    words = [word for word in _SEPARATORS.split(typed) if "đ" in word]
    letters = [re.sub("^[0-9]+", "", word) for word in words]
    return {fold_number(word): normalize("NFC", word).upper() for word in letters}


def _printed(word: str, with_d: dict[str, str]) -> str:
    """A symbol as it is printed: QĐ for qd, UBTVQH16 for ubtvqh16."""
    if word in with_d and (word in _TWO_MEANINGS or word not in SYMBOLS):
        return with_d[word]
    numbered = _NUMBERED.fullmatch(word)
    if word not in SYMBOLS and numbered and numbered[1] in SYMBOLS:
        return SYMBOLS[numbered[1]] + numbered[2]
    return SYMBOLS.get(word, word.upper())


def _by_fold(listed: str) -> dict[str, str]:
    """If several symbols have one folded form, a text without đ means the one without đ."""
    return {fold_number(symbol): symbol for symbol in sorted(listed.split(), key=lambda one: "Đ" not in one)}


KINDS = _by_fold(_KINDS) | {"hd": "HD", "da": "DA"}
SYMBOLS = _by_fold(_BODIES) | KINDS
