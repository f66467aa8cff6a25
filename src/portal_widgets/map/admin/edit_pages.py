"""The forms of a unit and of an event, each with a preview."""

import secrets
from collections.abc import Mapping

from flask import Response, request

from ...core.app.routing import whole_number
from ...core.form_rows import Row, RowError, with_empty
from ...core.forms import Field, Form, first
from ...core.history.event_form import PART_NAMES, from_event, parts_of, plain_of, read_event
from ...core.history.events import Event, EventKind
from ...core.http.request_body import is_submission, sent_form
from .. import editing
from ..rules import Kind, Register, Unit
from . import event_form, unit_form
from .context import MapAdminContext

# The fields beside those of the rows. The button "save" is only sent if it was pressed.
FIELDS = {"key": Field(), "edition": Field(first(20)), "save": Field()}


class MapEditPages:
    """Writes units and events. Nothing is saved before the button "Save"."""

    def __init__(self, context: MapAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def unit(self, key: str) -> Response:
        """The form of a unit (""), a new one."""
        before = self._context.newest().unit(key) if key else None
        if key and before is None:
            self._context.not_found()
        if not is_submission(request):
            return self._unit_form(before, key, unit_form.from_unit(before) if before else [])
        form, rows = sent_form(Form, FIELDS), sent_form(unit_form.rows_of)
        typed = key or form["key"] or f"u-{secrets.token_hex(4)}"
        try:
            unit = unit_form.read_unit(typed, rows)
            self._refuse_conflicts(before, unit, self._opened(form))
        except RowError as error:
            return self._unit_form(before, typed, rows, error=error)
        if "save" not in form:
            return self._unit_form(before, typed, rows, done=unit)
        what = self._context.ui_text().done("unit", unit.last.facts.full_name)
        return self._context.save_change(lambda now: editing.put_units(now, [unit]), what)

    def event(self, key: str) -> Response:
        """The form of an event (""), a new one."""
        before = self._event(self._context.newest(), key) if key else None
        if key and before is None:
            self._context.not_found()
        if not is_submission(request):
            plain, parts = from_event(before) if before else (plain_of({}), [])
            return self._event_form(before, plain, parts, [])
        form, plain = sent_form(Form, FIELDS), sent_form(plain_of)
        parts, facts = sent_form(parts_of), sent_form(event_form.facts_of)
        try:
            event = read_event(key or f"e-{secrets.token_hex(6)}", plain, parts)
            after = event_form.read_new_facts(facts)
            self._refuse_changed(before, self._opened(form))
        except RowError as error:
            return self._event_form(before, plain, parts, facts, error=error)

        def do(now: Register) -> Register:
            return editing.put_events(now, [event]) if before else editing.record(now, event, after)

        if "save" not in form:
            return self._event_form(before, plain, parts, facts, preview=self._context.preview(do))
        name = f"{plain['number'] or event.key} {event.on}"
        return self._context.save_change(do, self._context.ui_text().done("event", name))

    def _refuse_conflicts(self, before: Unit | None, unit: Unit, opened: Register | None) -> None:
        """Raise RowError if a new key is taken, or if somebody else has saved the unit meanwhile."""
        if before is None and self._context.newest().unit(unit.key) is not None:
            raise RowError("key", "taken")
        then = opened.unit(unit.key) if opened is not None else None
        if before is not None and then is not None and then != before:
            raise RowError("name-0", "changed")

    def _refuse_changed(self, before: Event | None, opened: Register | None) -> None:
        """Raise RowError if somebody else has saved the event meanwhile."""
        then = self._event(opened, before.key) if before is not None and opened is not None else None
        if then is not None and then != before:
            raise RowError("event_kind", "changed")

    def _opened(self, form: Form) -> Register | None:
        """The register as it was when the person opened the form."""
        return self._service.document.store.edition(max(form.number("edition", whole_number), 0))

    @staticmethod
    def _event(register: Register, key: str) -> Event | None:
        return next((one for one in register.history.events if one.key == key), None)

    def _unit_form(
        self,
        before: Unit | None,
        key: str,
        rows: list[Row],
        *,
        error: RowError | None = None,
        done: Unit | None = None,
    ) -> Response:
        preview = self._context.preview(lambda now: editing.put_units(now, [done])) if done else None
        return self._context.page(
            "admin_unit.html",
            400 if error else 200,
            before=before,
            key=key,
            rows=with_empty(rows, unit_form.NAMES, 1),
            preview=preview,
            **self._shared(error),
        )

    def _event_form(
        self,
        before: Event | None,
        plain: Row,
        parts: list[Row],
        facts: list[Row],
        *,
        error: RowError | None = None,
        preview: object = None,
    ) -> Response:
        return self._context.page(
            "admin_event.html",
            400 if error else 200,
            before=before,
            typed=plain,
            parts=with_empty(parts, PART_NAMES),
            facts=with_empty(facts, event_form.FACT_NAMES, 2),
            event_kinds=list(EventKind),
            preview=preview,
            **self._shared(error),
        )

    def _shared(self, error: RowError | None) -> Mapping[str, object]:
        number, register = self._service.document.store.current()
        faults = {error.field: self._context.ui_text().fault(error)} if error else {}
        known = [(unit.key, unit.last.facts.full_name) for unit in register.history.entities.values()]
        return {"edition": number, "errors": faults, "kinds": list(Kind), "known": known}
