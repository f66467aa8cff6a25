"""Shared by all pages of the panel: rights, rendering a page, and saving a change."""

from collections.abc import Callable
from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect

from ...core.app.portal import Portal
from ...core.db.versioned_document import EditConflictError
from ...core.departments import Department, DepartmentMessages, Departments
from .service import DepartmentService
from .ui_text import DepartmentUiText

Do = Callable[[Departments], Departments]


class DepartmentContext:
    """The rights and the frame of the panel's pages."""

    def __init__(self, portal: Portal, service: DepartmentService, messages: DepartmentMessages) -> None:
        self.portal = portal
        self.document = service.document
        self.messages = messages

    def may_edit(self, one: Department | None) -> bool:
        """Return whether the user may edit a department, which also decides who reads its messages: those who
        see its messages may, and "admin".
        """
        person = self.portal.person
        return person is None or one is None or self.is_admin() or one.is_seen_by(person.name, person.roles)

    def is_admin(self) -> bool:
        person = self.portal.person
        return person is None or "admin" in person.roles

    def find(self, key: str) -> tuple[int, Departments, Department]:
        """The edition, the list, and a department that the user may edit. 404 or 403 otherwise."""
        number, whole = self.document.store.current()
        if key not in whole:
            self.not_found()
        if not self.may_edit(whole[key]):
            self.refuse()
        return number, whole, whole[key]

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        drawn = self.portal.render_page(f"organisation/{template}", pw_words=self.ui_text(), **values)
        return make_response(drawn, status)

    def save(self, do: Do, what: str) -> None:
        """Store the next edition and tell so on the next page. 403 if it changes a department that the user
        may not edit, also if its staff has changed meanwhile.
        """
        try:
            done = self.document.change(lambda now: self._allowed(now, do(now)), who=self.who(), what=what)
        except EditConflictError:
            abort(
                409,
                self.portal.gettext("Others are changing the departments right now. Please try once more."),
            )
        flash(what if done else self.portal.gettext("Nothing has changed."))

    def home(self) -> Response:
        return make_response(redirect(self.portal.url("admin.departments.index"), 303))

    def who(self) -> str:
        person = self.portal.person
        return person.name if person else ""

    def not_found(self) -> NoReturn:
        abort(404, self.portal.gettext("There is no such department."))

    def refuse(self) -> NoReturn:
        abort(403, self.portal.gettext("Only the staff of this department and administrators can change it."))

    def ui_text(self) -> DepartmentUiText:
        return DepartmentUiText(self.portal.language)

    def _allowed(self, before: Departments, after: Departments) -> Departments:
        changed = (one for key, one in before.items() if after.get(key) != one)
        if not all(self.may_edit(one) for one in changed):
            self.refuse()
        return after
