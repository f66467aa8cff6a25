"""The form of a department: shows, previews and saves it."""

from collections.abc import Mapping

from flask import Response, request
from markupsafe import Markup

from ...core.app.routing import whole_number
from ...core.departments import Department, Departments
from ...core.http.request_body import is_submission, sent_form
from . import department_form, editing
from .context import DepartmentContext
from .department_form import KEY, DepartmentForm


class DepartmentFormPages:
    """The pages with the form of a department."""

    def __init__(self, context: DepartmentContext) -> None:
        self._context = context
        self._portal = context.portal
        self._document = context.document

    def write(self, key: str) -> Response:
        """The form of a department with its stored facts. Saves a submitted form."""
        number, _, before = self._context.find(key)
        if not is_submission(request):
            return self._form(key, department_form.from_department(before), number)
        values = sent_form(DepartmentForm)
        faults, number = values.find_faults(), max(values.number("edition", whole_number), 0)
        if not faults and "preview" not in values and self._changed_meanwhile(key, number, before):
            faults = {"name_vi": "changed"}
        if faults:
            return self._form(key, values, number, faults)
        return self._preview_or_save(key, values, number, department_form.department(values, before))

    def write_new(self) -> Response:
        number, whole = self._document.store.current()
        if not is_submission(request):
            return self._form(None, DepartmentForm({}), number)
        values = sent_form(DepartmentForm)
        faults = self._key_faults(whole, values) | values.find_faults()
        if faults:
            return self._form(None, values, number, faults)
        return self._preview_or_save(None, values, number, department_form.department(values, Department("")))

    def _preview_or_save(
        self, key: str | None, values: DepartmentForm, number: int, one: Department
    ) -> Response:
        at = values[KEY] if key is None else key
        if "preview" in values:
            return self._form(key, values, number, preview=self._context.messages.contact({at: one}))
        what = self._context.ui_text().done("saved", self._portal.language.text(one.name))
        do = editing.add if key is None else editing.put
        self._context.save(lambda now: do(now, at, one), what)
        return self._context.home()

    def _form(
        self,
        key: str | None,
        values: DepartmentForm,
        edition: int,
        faults: Mapping[str, str] | None = None,
        preview: Markup | None = None,
    ) -> Response:
        """The form of a department, or of a new one (None)."""
        ui_text = self._context.ui_text()
        return self._context.page(
            "department_form.html",
            400 if faults else 200,
            key=key,
            typed=values.values,
            edition=edition,
            errors={name: ui_text.fault(fault) for name, fault in (faults or {}).items()},
            preview=preview,
        )

    def _key_faults(self, whole: Departments, values: DepartmentForm) -> dict[str, str]:
        """A key that messages have would open them to the staff of the new department."""
        fault = values.key_fault()
        if not fault and values[KEY] in whole:
            fault = "taken"
        if not fault and not self._context.is_admin() and values[KEY] in self._context.messages.used_keys():
            fault = "used"
        return {KEY: fault} if fault else {}

    def _changed_meanwhile(self, key: str, number: int, now: Department) -> bool:
        """Return whether somebody else has saved the same department since the form was opened."""
        opened = self._document.store.edition(number)
        then = opened.get(key) if opened is not None else None
        return then is not None and then != now
