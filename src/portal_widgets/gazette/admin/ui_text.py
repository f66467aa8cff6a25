"""The texts of the gazette's panel."""

from ...core.history.event_titles import event_title
from ...core.history.events import EventKind
from ...core.text.languages import Language
from ..rules.effects import DayWording
from ..store.office import WaitingKind


class GazetteAdminText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def fault(self, fault: str, **values: object) -> str:
        """The sentence about a fault of a form."""
        return (self._document_faults() | self._row_faults() | self._file_faults())[fault] % values

    def _document_faults(self) -> dict[str, str]:
        _ = self._language.gettext
        return {
            "number": _("Please give the number of the document."),
            "long": _("This text is too long."),
            "body": _("Please choose the issuing body."),
            "kind": _("Please choose the kind of document."),
            "year": _("Please give the year of the number, such as 2026."),
            "title": _("Please give the title."),
            "day": _("Please give the day as year, month and day, such as %(day)s.", day="2026-01-31"),
            "double": _("This body has used the number already. Please state why it is used again."),
            "changed": _("Somebody else has changed this in the meantime. Open it again to see the change."),
            "reason": _("Please give the reason. Readers will see it."),
        }

    def _row_faults(self) -> dict[str, str]:
        _ = self._language.gettext
        return {
            "relation": _("Please choose the kind of relation."),
            "target": _("Please give the number of the other document."),
            "choice": _("Several documents bear this number. Please choose one of them."),
            "order": _("The last day is before the first."),
            "issue": _("Please give the number of the issue."),
            "whole": _("Please give a whole number."),
            "part": _("The part must be one of the parts."),
            "twice": _("This is given twice."),
            "key": _("Keys are made of small letters a to z, digits and hyphens."),
            "taken": _("This key is taken. Please choose another one."),
            "name": _("Please give a name."),
            "parent": _("The field above does not exist, or is below this one."),
            "event_kind": _("Please choose the kind of event."),
            "parts": _("Please name a body that the part comes from or goes to."),
            "share": _("A share is all, part, unknown, or a number from 0 to 1."),
            "url": _("Please give an address that begins with https://, http:// or /."),
            "sequence": _("Please give a whole number."),
            "used": _("Documents use this. It cannot be removed."),
        }

    def _file_faults(self) -> dict[str, str]:
        _ = self._language.gettext
        return {
            "no-file": _("Please choose a file."),
            "large": _("The file is larger than %(most)s MB."),
            "not-supported": _("Please choose a PDF, DOCX or XLSX file."),
            "broken": _("The file is damaged and cannot be opened."),
            "encrypted": _("The file is protected by a password."),
            "same": _("This file is attached already."),
            "away": _("The file could not be stored. Please try again later."),
        }

    def done(self, what: str, name: str) -> str:
        """The sentence about a change, for the history and the notice."""
        _ = self._language.gettext
        return {
            "entered": _('Entered the document "%(name)s".', name=name),
            "changed": _('Changed the facts of "%(name)s".', name=name),
            "relations": _('Changed the relations of "%(name)s".', name=name),
            "issues": _('Changed the issues of "%(name)s".', name=name),
            "file": _('Attached the file "%(name)s".', name=name),
            "file-removed": _('Removed the file "%(name)s".', name=name),
            "published": _('Published "%(name)s".', name=name),
            "withdrawn": _('Withdrew "%(name)s".', name=name),
            "deleted": _('Deleted the draft "%(name)s".', name=name),
            "undone": _('Undid the change: "%(name)s"', name=name),
            "body": _('Saved the body "%(name)s".', name=name),
            "body-removed": _('Removed the body "%(name)s".', name=name),
            "event": _('Saved the event "%(name)s".', name=name),
            "event-removed": _('Removed the event "%(name)s".', name=name),
            "kinds": _("Saved the kinds of documents."),
            "fields": _("Saved the fields."),
            "restore": _("Restored edition %(name)s.", name=name),
        }[what]

    def waiting(self, kind: WaitingKind, count: int) -> str:
        """The things that wait, without the number before them."""
        ngettext = self._language.ngettext
        return {
            WaitingKind.DRAFTS: ngettext("draft of a document waits", "drafts of documents wait", count),
            WaitingKind.BEGINNING: ngettext(
                "document takes effect within 30 days", "documents take effect within 30 days", count
            ),
            WaitingKind.ENDING: ngettext(
                "document ends within 30 days", "documents end within 30 days", count
            ),
            WaitingKind.UNKNOWN: ngettext(
                "document has missing or contradictory dates",
                "documents have missing or contradictory dates",
                count,
            ),
            WaitingKind.UNRESOLVED: ngettext(
                "effect on a document that is not in the gazette",
                "effects on documents that are not in the gazette",
                count,
            ),
        }[kind]

    def event(self, kind: EventKind) -> str:
        _ = self._language.gettext
        return event_title(_, kind, _("Change of the body above"))

    def wording(self, wording: DayWording) -> str:
        _ = self._language.gettext
        return {
            DayWording.FROM: _("the first day of the effect"),
            DayWording.THROUGH: _("the last day before the end"),
        }[wording]

    def level(self, level: int) -> str:
        _ = self._language.gettext
        return {1: _("Whole country"), 2: _("Province"), 3: _("Commune")}.get(level, _("Not known"))
