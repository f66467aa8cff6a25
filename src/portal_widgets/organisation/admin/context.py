"""Shared by all pages of the panel: rendering a page, saving a change, and 404."""

from collections.abc import Callable
from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect

from ...core.app.portal import Portal
from ...core.db.versioned_document import EditConflictError
from ..rules import Organisation
from ..service import OrganisationService
from .ui_text import OrganisationUiText

Do = Callable[[Organisation], Organisation]


class OrganisationAdminContext:
    """The frame of the panel's pages."""

    def __init__(self, portal: Portal, service: OrganisationService) -> None:
        self.portal = portal
        self.service = service
        self.document = service.document

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        drawn = self.portal.render_page(f"organisation/{template}", pw_words=self.ui_text(), **values)
        return make_response(drawn, status)

    def save_change(self, do: Do, what: str) -> Response:
        """Store the next edition and redirect to the list."""
        person = self.portal.person
        try:
            done = self.document.change(do, who=person.name if person else "", what=what)
        except EditConflictError:
            said = self.portal.gettext("Others are changing the organisation right now. Please try again.")
            abort(409, said)
        flash(what if done else self.portal.gettext("Nothing has changed."))
        return make_response(redirect(self.portal.url("admin.organisation.index"), 303))

    def not_found(self) -> NoReturn:
        abort(404, self.portal.gettext("There is no such unit."))

    def ui_text(self) -> OrganisationUiText:
        return OrganisationUiText(self.portal.language)
