"""The texts of the map's panel."""

from ...core.form_rows import RowError
from ...core.text.languages import Language
from ..editing import Change


class MapAdminText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def fault(self, error: RowError) -> str:
        """The sentence about a fault of a form."""
        _ = self._language.gettext
        return {
            "key": _("Keys are made of small letters a to z, digits and hyphens."),
            "taken": _("Another unit has this key. Please choose another one."),
            "name": _("Please give a name."),
            "kind": _("Please choose the kind of unit."),
            "day": _("Please give the day as year, month and day, such as %(day)s.", day="2025-07-01"),
            "order": _("The last day is before the first."),
            "event_kind": _("Please choose the kind of event."),
            "parts": _("Please name a unit that the part comes from or goes to."),
            "share": _("A share is all, part, unknown, or a number from 0 to 1."),
            "url": _("Please give an address that begins with https://, http:// or /."),
            "sequence": _("Please give a whole number."),
            "twice": _("The facts of this unit are given twice."),
            "changed": _("Somebody else has changed this in the meantime. Open it again to see the change."),
        }[error.fault]

    def done(self, what: str, name: str = "") -> str:
        """The sentence about a change, for the history and the notice."""
        _ = self._language.gettext
        return {
            "unit": _('Saved the unit "%(name)s".', name=name),
            "event": _('Saved the event "%(name)s".', name=name),
            "remove-unit": _('Removed the unit "%(name)s".', name=name),
            "remove-event": _('Removed the event "%(name)s".', name=name),
            "remove-drawing": _('Removed the drawing "%(name)s".', name=name),
            "import": _('Imported "%(name)s".', name=name),
            "restore": _("Restored edition %(name)s.", name=name),
        }[what]

    def change(self, change: Change) -> str:
        """One line of a preview."""
        _ = self._language.gettext
        said = {
            ("unit", "added"): _("New unit: %(name)s"),
            ("unit", "changed"): _("Changed unit: %(name)s"),
            ("unit", "removed"): _("Removed unit: %(name)s"),
            ("event", "added"): _("New event: %(name)s"),
            ("event", "changed"): _("Changed event: %(name)s"),
            ("event", "removed"): _("Removed event: %(name)s"),
            ("drawing", "added"): _("New drawing: %(name)s"),
            ("drawing", "changed"): _("Changed drawing: %(name)s"),
            ("drawing", "removed"): _("Removed drawing: %(name)s"),
        }[change.what, change.how]
        return f"{said % {'name': change.name}} ({change.key})"

    def import_kind(self, kind: str) -> str:
        _ = self._language.gettext
        return {
            "units": _("Units (CSV)"),
            "events": _("Events (CSV)"),
            "areas": _("Areas (GeoJSON)"),
            "package": _("Everything, from a file of another portal"),
        }[kind]
