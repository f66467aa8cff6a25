"""Shared by all pages of the panel: rendering a page, the preview of a change, saving it, and 404."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect

from ...core.app.portal import Portal
from ...core.db.versioned_document import EditConflictError
from .. import editing
from ..fault_text import FaultText
from ..rules import Register, find_faults
from ..service import UnitService
from ..ui_text import MapUiText
from .ui_text import MapAdminText

Do = Callable[[Register], Register]
# A preview with more lines would not be read.
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """The lines of a preview: the changes, and the faults that the register would have more than before."""

    changes: tuple[str, ...]
    faults: tuple[str, ...]
    more: int = 0


class MapAdminContext:
    """The frame of the panel's pages."""

    def __init__(self, portal: Portal, service: UnitService) -> None:
        self.portal = portal
        self.service = service

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        shared = {"pw_words": self.ui_text(), "words": MapUiText(self.portal.language)}
        return make_response(self.portal.render_page(f"map/{template}", **shared, **values), status)

    def newest(self) -> Register:
        """The newest edition, read from the database now."""
        return self.service.document.store.current()[1]

    def preview(self, do: Do) -> Preview:
        """The changes that `do` would make to the newest edition."""
        before = self.newest()
        after = do(before)
        known = set(find_faults(before))
        found = [fault for fault in find_faults(after) if fault not in known]
        lines = [self.ui_text().change(one) for one in editing.changes(before, after)]
        text = FaultText(self.portal.language)
        return Preview(
            tuple(lines[:MOST_LINES]),
            tuple(text.register(fault, after) for fault in found[:MOST_LINES]),
            max(len(lines) - MOST_LINES, 0),
        )

    def save_change(self, do: Do, what: str) -> Response:
        """Store the next edition and redirect to the list."""
        person = self.portal.person
        try:
            done = self.service.document.change(do, who=person.name if person else "", what=what)
        except EditConflictError:
            abort(409, self.portal.gettext("Others are changing the units right now. Please try again."))
        flash(what if done else self.portal.gettext("Nothing has changed."))
        return make_response(redirect(self.portal.url("admin.map.index"), 303))

    def not_found(self) -> NoReturn:
        abort(404, self.portal.gettext("There is no such unit."))

    def ui_text(self) -> MapAdminText:
        return MapAdminText(self.portal.language)
