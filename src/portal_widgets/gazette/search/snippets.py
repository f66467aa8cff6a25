"""A passage of the original text around the first hit of a query."""

import re

from ...core.text.normalization import normalize, one_line
from .folding import fold_text, folded_words
from .query import Query

# A hit is between these characters of the private use area, which no document contains after `one_line`.
BEGIN, END = "\ue000", "\ue001"
LENGTH = 240
# How much of a text is searched for a passage, in characters, and in which steps.
_SEARCHED = 40_000
_STEP = 2_000
_WORD = re.compile(r"[^\W_]+")


def snippet(texts: list[str], query: Query) -> str:
    """A passage from the first of the texts with a word of the query, with its hits marked. "" if there is
    none near the beginning.
    """
    # The words of an abbreviated name are not marked: each of them is in most texts.
    abbreviations = {one.words[0] for term in query.terms for one in term.others if len(one.words) == 1}
    wanted = {word for term in query.terms for word in term.words} | abbreviations
    if not wanted:
        return ""
    pattern = re.compile(rf"(?<![^\W_])0*(?:{'|'.join(map(re.escape, sorted(wanted)))})(?![^\W_])")
    for text in texts:
        for start in range(0, min(len(text), _SEARCHED), _STEP):
            part = text[start : start + _STEP + LENGTH]
            if pattern.search(fold_text(part)) and (found := _passage(part, wanted)):
                return found
    return ""


def _passage(part: str, wanted: set[str]) -> str:
    part = one_line(normalize("NFC", part))
    hits = [found.span() for found in _WORD.finditer(part) if set(folded_words(found[0])) & wanted]
    if not hits:
        return ""
    start = part.rfind(" ", 0, max(0, hits[0][0] - LENGTH // 4)) + 1
    stop = len(part) if len(part) - start <= LENGTH else max(hits[0][1], part.rfind(" ", 0, start + LENGTH))
    pieces, at = ["… "] if start else [], start
    for begin, end in hits:
        if end <= stop:
            pieces += [part[at:begin], BEGIN, part[begin:end], END]
            at = end
    return "".join([*pieces, part[at:stop], " …" * (stop < len(part))])
