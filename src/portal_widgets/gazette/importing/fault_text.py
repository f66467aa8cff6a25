"""The sentences about the faults of imported files."""

from ...core.text.languages import Language
from .drafts import DraftFault


class ImportFaultText:
    """In one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def sentence(self, fault: DraftFault) -> str:
        """The sentence, with its line."""
        said = {**self._of_files(), **self._of_lines()}[fault.fault] % dict(fault.values)
        if not fault.line:
            return said
        return f"{self._language.gettext('Line %(line)s', line=fault.line)}: {said}"

    def _of_files(self) -> dict[str, str]:
        _ = self._language.gettext
        return {
            "too-large": _("The file is too large."),
            "too-long": _("The file is too long."),
            "too-slow": _("Reading the file takes too long."),
            "too-many-lines": _("The file has more than %(most)s lines."),
            "encrypted": _("The file is protected by a password."),
            "broken": _("The file is damaged and cannot be read."),
            "not-supported": _("The server cannot read files of this kind."),
            "not-csv": _("The file is not CSV: %(why)s"),
            "not-json": _("The file is not JSON of a known kind: %(why)s"),
            "not-nukeviet": _("The file is not an export of the module laws of NukeViet."),
            "not-a-package": _("The file is not an export of a gazette."),
            "no-column": _("The first line must name the columns; %(column)s is missing."),
            "unknown-column": _("The column %(column)s is not known. The columns are: %(columns)s."),
            "wrong-issues": _("Issues that cannot be stored: %(count)s."),
            "wrong-relations": _("Relations that cannot be stored: %(count)s."),
        }

    def _of_lines(self) -> dict[str, str]:
        _ = self._language.gettext
        return {
            "no-number": _("The number is missing."),
            "no-title": _("The title is missing."),
            "no-year": _("The year is missing: neither the number nor the day of signing has one."),
            "no-reason": _("The number %(number)s is marked as used twice, without a reason."),
            "long-number": _("The number has more than %(most)s characters."),
            "number-taken": _(
                "Another document of the same body, kind and year bears the number %(number)s."
            ),
            "twice": _("The document %(number)s is in line %(first)s already."),
            "unknown-body": _("The issuing body “%(value)s” is not in the register."),
            "unknown-kind": _("The kind of document “%(value)s” is not in the register."),
            "unknown-field": _("The field “%(value)s” is not in the register."),
            "ends-before-start": _("It ends before it comes into force."),
            "no-day": _("%(column)s: “%(value)s” is not a day."),
            "wrong-year": _("“%(value)s” is not a year."),
            "wrong-time": _("The document %(number)s has a time that no calendar has."),
            "wrong-file": _("The facts about a file are wrong."),
            "wrong-text": _("A text is too long, or has characters that cannot be stored."),
            "too-many-values": _("The line has more values than there are columns."),
        }
