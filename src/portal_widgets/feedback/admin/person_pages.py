"""The data of a person: finding them by reference or e-mail, exporting and erasing them.

The page is only for the role "admin", because it covers all departments. Search words are never part of an
address.
"""

from flask import Response, abort, flash, make_response, redirect, request

from ...core.text.normalization import one_line
from ..privacy.data_subject_export import DataSubjectExport
from .context import FeedbackAdminContext

LONGEST_SEARCH = 254


class PersonPages:
    """Makes the page and does the actions of its buttons."""

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._eraser = context.service.eraser
        self._data_export = DataSubjectExport(context.portal, context.service)

    def ask(self) -> Response:
        self._require_admin()
        return self._page()

    def find(self) -> Response:
        self._require_admin()
        sought = self._sought()
        if not sought:
            return self._page(
                400, fault=self._portal.gettext("Please give a reference or an e-mail address.")
            )
        return self._page(
            sought=sought, found=[self._context.open_message(number) for number in self._numbers()]
        )

    def export(self) -> Response:
        self._require_admin()
        numbers = self._numbers()
        if not numbers:
            return self._not_found()
        return self._data_export.file(numbers, notes="notes" in request.form)

    def erase(self) -> Response:
        self._require_admin()
        numbers = self._numbers()
        if not numbers:
            return self._not_found()
        if "sure" not in request.form:
            found = [self._context.open_message(number) for number in numbers]
            fault = self._portal.gettext("Please confirm that you are sure. Erased data cannot be restored.")
            return self._page(400, sought=self._sought(), found=found, fault=fault)
        published = "published" in request.form
        gone = self._eraser.on_request(numbers, self._context.name(), publications=published)
        ngettext = self._portal.language.ngettext
        flash(ngettext("%(count)s message erased.", "%(count)s messages erased.", gone))
        return make_response(redirect(self._portal.url("admin.feedback.person"), 303))

    def _not_found(self) -> Response:
        fault = self._portal.gettext("Nothing is held under this reference or address.")
        return self._page(404, sought=self._sought(), fault=fault)

    def _page(self, status: int = 200, **values: object) -> Response:
        shown = {"sought": "", "found": [], "fault": "", "log": self._eraser.store.log(), **values}
        return self._context.page("admin_person.html", status, **shown)

    def _numbers(self) -> list[int]:
        return self._data_export.numbers(self._sought())

    def _sought(self) -> str:
        return one_line(request.form.get("sought", ""), LONGEST_SEARCH)

    def _require_admin(self) -> None:
        if self._context.visible_departments() is not None:
            abort(404)
