"""The pages of the register. Each change is a new edition."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Response, abort, request

from ....core.db.versioned_document import EditConflictError
from ....core.form_rows import Row, RowError, with_empty
from ....core.forms import Field, Form, first
from ....core.history.event_form import PART_NAMES, from_event, parts_of, plain_of, read_event
from ....core.history.events import Event, EventKind
from ....core.history.timeline import History
from ....core.http.request_body import is_submission, sent_form
from ...rules.register import Body, GazetteRegister
from ..context import GazetteAdminContext
from . import forms

Do = Callable[[GazetteRegister], GazetteRegister]
FIELDS = {"key": Field(), "edition": Field(first(20))}


class RegisterPages:
    """Writes bodies, the events that changed them, kinds and fields."""

    def __init__(self, context: GazetteAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._document = context.service.register_document

    def index(self) -> Response:
        return self._context.page(
            "admin_register.html", register=self._context.register(), used=self._used()["body"]
        )

    def body(self, key: str) -> Response:
        """The form of a body; "" for a new one."""
        edition, register = self._document.store.current()
        before = register.body(key) if key else None
        if key and before is None:
            self._context.not_found()
        form, rows = sent_form(Form, FIELDS), sent_form(forms.body_rows)
        if not is_submission(request):
            return self._body_form(key, forms.from_body(before) if before else [], edition)
        try:
            body = forms.read_body(key or form["key"], rows)
            self._refuse_changed(form, edition, "name-0")
            if before is None:
                _refuse_taken(register, body.key)
        except RowError as error:
            return self._body_form(key, rows, form["edition"], error, form["key"])
        what = self._context.ui_text().done("body", body.last.facts.name)
        return self._save(_with_body(body.key, body), what)

    def remove_body(self, key: str) -> Response:
        """Remove a body that no document uses."""
        body = self._context.register().body(key)
        if body is None:
            self._context.not_found()
        if key in self._used()["body"]:
            abort(409, self._context.ui_text().fault("used"))
        what = self._context.ui_text().done("body-removed", body.last.facts.name)
        return self._save(_with_body(key, None), what)

    def event(self, key: str) -> Response:
        """The form of an event of bodies, such as a merger; "" for a new one."""
        edition, register = self._document.store.current()
        before = next((one for one in register.bodies.events if one.key == key), None)
        if key and before is None:
            self._context.not_found()
        if not is_submission(request):
            plain, parts = from_event(before) if before else (plain_of({}), [])
            return self._event_form(key, plain, parts, edition)
        form, plain, parts = sent_form(Form, FIELDS), sent_form(plain_of), sent_form(parts_of)
        try:
            event = read_event(key or f"e-{secrets.token_hex(6)}", plain, parts)
            self._refuse_changed(form, edition, "event_kind")
        except RowError as error:
            return self._event_form(key, plain, parts, form["edition"], error)
        name = plain["number"] or self._context.views.words().day(event.on)
        return self._save(_with_events(event.key, event), self._context.ui_text().done("event", name))

    def remove_event(self, key: str) -> Response:
        if not any(one.key == key for one in self._context.register().bodies.events):
            self._context.not_found()
        return self._save(_with_events(key, None), self._context.ui_text().done("event-removed", key))

    def kinds(self) -> Response:
        """The kinds of documents as rows."""
        register, rows = self._context.register(), sent_form(forms.kind_rows)
        if not is_submission(request):
            return self._rows_form("kinds", [forms.from_kind(one) for one in register.kinds])
        try:
            kinds = forms.read_kinds(rows, self._used()["kind"])
            self._refuse_changed(sent_form(Form, FIELDS), self._document.store.newest(), "name-0")
        except RowError as error:
            return self._rows_form("kinds", rows, error)
        return self._save(lambda now: replace(now, kinds=kinds), self._context.ui_text().done("kinds", ""))

    def fields(self) -> Response:
        """The tree of fields as rows."""
        register, rows = self._context.register(), sent_form(forms.field_rows)
        if not is_submission(request):
            return self._rows_form("fields", [forms.from_field(one) for one in register.fields])
        try:
            fields = forms.read_fields(rows, self._used()["field"])
            self._refuse_changed(sent_form(Form, FIELDS), self._document.store.newest(), "name-0")
        except RowError as error:
            return self._rows_form("fields", rows, error)
        return self._save(lambda now: replace(now, fields=fields), self._context.ui_text().done("fields", ""))

    def history(self) -> Response:
        return self._context.page("admin_register_history.html", editions=self._document.store.editions())

    def restore(self, number: int) -> Response:
        """Make an earlier edition the newest one. Keys that documents use must be in it."""
        earlier = self._document.store.edition(number)
        if earlier is None:
            self._context.not_found()
        used = self._used()
        kept = (
            used["body"] <= earlier.bodies.entities.keys()
            and used["kind"] <= {one.key for one in earlier.kinds}
            and used["field"] <= {one.key for one in earlier.fields}
        )
        if not kept:
            abort(409, self._context.ui_text().fault("used"))
        return self._save(lambda _now: earlier, self._context.ui_text().done("restore", str(number)))

    def _used(self) -> Mapping[str, frozenset[str]]:
        return self._context.service.store.office.used()

    def _refuse_changed(self, form: Form, edition: int, name: str) -> None:
        if form["edition"] != str(edition):
            raise RowError(name, "changed")

    def _save(self, do: Do, what: str) -> Response:
        try:
            self._document.change(do, who=self._context.change("").who, what=what)
        except EditConflictError:
            abort(409, self._portal.gettext("Others are changing this right now. Please try again."))
        self._context.service.changed()
        return self._context.done(what, "register")

    def _body_form(
        self, key: str, rows: list[Row], edition: object, error: RowError | None = None, typed: str = ""
    ) -> Response:
        return self._form(
            "admin_body.html", error, key=key, typed=typed, edition=edition, levels=forms.LEVELS,
            rows=with_empty(rows, forms.BODY_NAMES, 1),
        )  # fmt: skip

    def _event_form(
        self, key: str, plain: Row, parts: list[Row], edition: object, error: RowError | None = None
    ) -> Response:
        bodies = self._context.register().bodies.entities.values()
        return self._form(
            "admin_body_event.html", error, key=key, typed=plain, edition=edition, kinds=list(EventKind),
            parts=with_empty(parts, PART_NAMES), known=[(one.key, one.last.facts.name) for one in bodies],
        )  # fmt: skip

    def _rows_form(self, what: str, rows: list[Row], error: RowError | None = None) -> Response:
        names = forms.KIND_NAMES if what == "kinds" else forms.FIELD_NAMES
        edition = sent_form(Form, FIELDS)["edition"] or self._document.store.newest()
        rows = with_empty(rows, names)
        return self._form("admin_register_rows.html", error, what=what, rows=rows, edition=edition)

    def _form(self, template: str, error: RowError | None, /, **values: object) -> Response:
        errors = {error.field: self._context.ui_text().fault(error.fault)} if error else {}
        return self._context.page(template, 400 if error else 200, errors=errors, **values)


def _refuse_taken(register: GazetteRegister, key: str) -> None:
    if register.body(key) is not None:
        raise RowError("key", "taken")


def _with_body(key: str, body: Body | None) -> Do:
    """Add, replace or remove one body."""

    def do(now: GazetteRegister) -> GazetteRegister:
        others = {one: each for one, each in now.bodies.entities.items() if one != key or body is not None}
        entities = {**others, key: body} if body is not None else others
        return replace(now, bodies=History(entities, now.bodies.events))

    return do


def _with_events(key: str, event: Event | None) -> Do:
    """Replace or remove one event."""

    def do(now: GazetteRegister) -> GazetteRegister:
        events = tuple(one for one in now.bodies.events if one.key != key)
        new = (*events, event) if event is not None else events
        return replace(now, bodies=History(now.bodies.entities, new))

    return do
