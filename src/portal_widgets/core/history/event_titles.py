"""The kinds of events in the words of the office, the same for every kind of thing."""

from collections.abc import Callable

from .events import EventKind


def event_title(_: Callable[[str], str], kind: EventKind, above: str) -> str:
    """The kind of an event, translated by `_`. `above` is the title of a change of the thing above, which
    each widget names.
    """
    return {
        EventKind.CREATE: _("Creation"),
        EventKind.ABOLISH: _("Abolition"),
        EventKind.MERGE: _("Merger"),
        EventKind.SPLIT: _("Division"),
        EventKind.TRANSFER: _("Transfer of an area"),
        EventKind.RENAME: _("Change of name"),
        EventKind.CHANGE_KIND: _("Change of kind"),
        EventKind.CHANGE_CODE: _("Change of code"),
        EventKind.CHANGE_PARENT: above,
        EventKind.BOUNDARY_FIX: _("Correction of a border"),
    }[kind]
