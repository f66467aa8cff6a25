"""The data of a person: finding them by reference or e-mail, exporting and erasing them.

The page is only for the role "admin", because it covers all departments. Search words are never part of an
address.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from flask import Response, abort, flash, make_response, redirect

from ...core.forms import Field, Form, is_empty
from ...core.http.request_body import sent_form
from ...core.text.normalization import one_line
from ..privacy.data_subject_export import DataSubjectExport
from .context import FeedbackAdminContext, OpenedMessage

LONGEST_SEARCH = 254
FIELDS = {"sought": Field(partial(one_line, most=LONGEST_SEARCH), {"empty": is_empty})}


class PersonPages:
    """Makes the page and does the actions of its buttons."""

    def __init__(self, context: FeedbackAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._eraser = context.service.eraser
        self._data_export = DataSubjectExport(context.portal, context.service)

    def ask(self) -> Response:
        self._require_admin()
        return self._page(Form(FIELDS, {}))

    def find(self) -> Response:
        self._require_admin()
        form = sent_form(Form, FIELDS)
        if form.find_faults():
            said = self._portal.gettext("Please give a reference or an e-mail address.")
            return self._page(form, 400, {"sought": said})
        return self._page(form, found=self._opened(form))

    def export(self) -> Response:
        self._require_admin()
        form = sent_form(Form, FIELDS)
        numbers = self._numbers(form)
        return self._data_export.file(numbers, notes="notes" in form) if numbers else self._not_found(form)

    def erase(self) -> Response:
        self._require_admin()
        form = sent_form(Form, FIELDS)
        numbers = self._numbers(form)
        if not numbers:
            return self._not_found(form)
        if "sure" not in form:
            said = self._portal.gettext("Please confirm that you are sure. Erased data cannot be restored.")
            return self._page(form, 400, {"sure": said}, self._opened(form))
        gone = self._eraser.on_request(numbers, self._context.name(), publications="published" in form)
        ngettext = self._portal.language.ngettext
        flash(ngettext("%(count)s message erased.", "%(count)s messages erased.", gone))
        return make_response(redirect(self._portal.url("admin.feedback.person"), 303))

    def _not_found(self, form: Form) -> Response:
        said = self._portal.gettext("Nothing is held under this reference or address.")
        return self._page(form, 404, {"sought": said})

    def _page(
        self,
        form: Form,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        found: Sequence[OpenedMessage] = (),
    ) -> Response:
        return self._context.page(
            "admin_person.html",
            status,
            sought=form["sought"],
            found=found,
            errors=errors or {},
            fault=next(iter((errors or {}).values()), ""),
            # The box is ticked until somebody clears it.
            keep_published="sure" in (errors or {}) and "published" not in form,
            log=self._eraser.store.log(),
        )

    def _opened(self, form: Form) -> list[OpenedMessage]:
        return [self._context.open_message(number) for number in self._numbers(form)]

    def _numbers(self, form: Form) -> list[int]:
        return self._data_export.numbers(form["sought"])

    def _require_admin(self) -> None:
        if self._context.visible_departments() is not None:
            abort(404)
