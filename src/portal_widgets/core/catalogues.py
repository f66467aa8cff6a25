"""Reads a catalogue of texts: a .po file in UTF-8, as gettext's manual describes it. Babel's reader takes
seven times as long, and every process needs the texts for its first page.
"""

import re
from collections.abc import Iterable, Iterator
from gettext import c2py

# A line with a text in quotes. A keyword begins a text, and the lines without one continue it.
_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d+)\])?\s*)?"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_PLURAL = re.compile(r"plural\s*=\s*([^;\n]+)")
# English, German, and most languages of Europe.
_TWO_FORMS = "n != 1"
# The texts of an entry by keyword; the forms of a plural with their number, such as "msgstr1".
Entry = dict[str, str]


class Catalogue:
    """The texts of one language. A text without a translation stays as it is."""

    def __init__(self, file: str) -> None:
        read = [entry for entry in _entries(file.split("\n")) if "msgid" in entry and "msgctxt" not in entry]
        entries = {entry["msgid"]: entry for entry in read}
        header = entries.pop("", {}).get("msgstr", "")
        rule = _PLURAL.search(header)
        self._form_of = c2py(rule[1] if rule else _TWO_FORMS)
        self._texts = {
            (message, key): text
            for message, entry in entries.items()
            for key, text in entry.items()
            if key.startswith("msgstr") and text and "fuzzy" not in entry
        }

    def gettext(self, message: str) -> str:
        return self._texts.get((message, "msgstr")) or self.ngettext(message, message, 1)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._texts.get((one, f"msgstr{self._form_of(count)}"), one if count == 1 else many)


def _entries(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries, except obsolete ones. A "fuzzy" entry is one that nobody has confirmed."""
    entry: Entry = {}
    key = ""
    for line in map(str.strip, (*lines, "msgid")):
        # An entry ends where the next one begins: with its comments, or with its first keyword.
        if key.startswith("msgstr") and line.startswith(("#", "msgctxt", "msgid")):
            yield entry
            entry, key = {}, ""
        if line.startswith("#,") and "fuzzy" in line:
            entry["fuzzy"] = line
        elif line.startswith("#~"):
            entry.pop("fuzzy", None)  # an obsolete entry is a comment as a whole
        elif found := _LINE.fullmatch(line):
            keyword, number, text = found.groups()
            key = f"{keyword}{number or ''}" if keyword else key
            entry[key] = entry.get(key, "") + _ESCAPED.sub(_character, text)


def _character(escaped: re.Match[str]) -> str:
    return _CONTROLS.get(escaped[1], escaped[1])
