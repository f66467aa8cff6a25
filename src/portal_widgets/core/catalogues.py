"""Reads a catalogue of texts: a .po file in UTF-8, as gettext's manual describes it. Babel's reader takes
many times as long, and every process needs the texts for its first page.
"""

import re
from collections.abc import Iterator
from gettext import c2py

# An entry, whose texts are on one line each: its message, and its translation or the forms of its plural.
_ENTRY = re.compile(
    r'\nmsgid[ \t]*"(.*)"\n(?:msgstr[ \t]*"(.*)"|msgid_plural[ \t]*".*"((?:\nmsgstr\[\d+\][ \t]*".*")+))'
)
_FORM = re.compile(r'\[(\d+)\][ \t]*"(.*)"')
# The comment of an entry that nobody has confirmed.
_FUZZY = re.compile(r"\n#,.*fuzzy")
_ESCAPED = re.compile(r"\\(.)")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_PLURAL = re.compile(r"plural\s*=\s*([^;\n]+)")
# English, German, and most languages of Europe.
_TWO_FORMS = "n != 1"


class Catalogue:
    """The texts of one language. A text without a translation stays as it is."""

    def __init__(self, file: str) -> None:
        self._texts: dict[str, str] = {}
        self._plurals: dict[tuple[str, int], str] = {}
        header = ""
        for message, text, forms, confirmed in _entries(file):
            if not message:
                header = text
            elif confirmed and forms:
                self._plurals |= {(message, int(form)): _plain(one) for form, one in _FORM.findall(forms)}
            elif confirmed:
                self._texts[message] = text
        rule = _PLURAL.search(header)
        self._form_of = c2py(rule[1] if rule else _TWO_FORMS)

    def gettext(self, message: str) -> str:
        return self._texts.get(message) or self.ngettext(message, message, 1)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._plurals.get((one, self._form_of(count))) or (one if count == 1 else many)


def _entries(file: str) -> Iterator[tuple[str, str, str, bool]]:
    """The message, its translation, the forms of its plural as they are written, and whether the entry is
    confirmed. Entries with a context, and obsolete ones, which are comments, are left out.
    """
    # A text on several lines is the same as on one.
    lines = "\n".join(["", *filter(None, map(str.strip, file.split("\n")))]).replace('"\n"', "")
    parts = _ENTRY.split(lines)
    for before, message, text, forms in zip(*(parts[part::4] for part in range(4)), strict=False):
        if "\nmsgctxt" in before:
            continue
        # An obsolete entry has its own comments.
        is_fuzzy = "fuzzy" in before and _FUZZY.search(before.rpartition("\n#~")[2])
        yield _plain(message), _plain(text or ""), forms or "", not is_fuzzy


def _plain(written: str) -> str:
    return _ESCAPED.sub(_character, written) if "\\" in written else written


def _character(escaped: re.Match[str]) -> str:
    return _CONTROLS.get(escaped[1], escaped[1])
