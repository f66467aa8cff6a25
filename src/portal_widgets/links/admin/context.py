"""Shared by all pages of the panel: rendering a page, saving a change, and 404."""

from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect

from ...core.app.portal import Portal
from ...core.db.versioned_document import EditConflictError
from ..editing import Do
from ..service import LinkService
from ..ui_text import LinkUiText


class LinkAdminContext:
    """The frame of the panel's pages."""

    def __init__(self, portal: Portal, service: LinkService) -> None:
        self.portal = portal
        self.service = service

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        shared = {"pw_words": self.ui_text(), "held": frozenset()}
        return make_response(self.portal.render_page(f"links/{template}", **shared, **values), status)

    def save_change(self, do: Do, what: str) -> Response:
        """Store the next edition and redirect to the list."""
        person = self.portal.person
        try:
            done = self.service.document.change(do, who=person.name if person else "", what=what)
        except EditConflictError:
            abort(409, self.portal.gettext("Others are changing the links right now. Please try again."))
        flash(what if done else self.portal.gettext("Nothing has changed."))
        return make_response(redirect(self.portal.url("admin.links.index"), 303))

    def not_found(self) -> NoReturn:
        abort(404, self.portal.gettext("There is no such link."))

    def ui_text(self) -> LinkUiText:
        return LinkUiText(self.portal.language)
