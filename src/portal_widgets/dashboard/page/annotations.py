"""The notes of users on days, which explain the figures."""

from collections.abc import Mapping
from datetime import date

from flask import Response, abort, flash, make_response, redirect

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.forms import LONG, Field, Form, is_empty, is_no_day
from ...core.http.request_body import sent_form
from ..store.store import DashboardStore
from ..store.values import Annotation

LONGEST_NOTE = 300
MAY_NOTE = frozenset({"editor", "admin"})
FIELDS = {
    "day": Field(str.strip, {"day": lambda typed: is_empty(typed) or is_no_day(typed)}),
    "text": Field(faults={"empty": is_empty}, most=LONGEST_NOTE),
}


def note_routes(panel: Views, portal: Portal, store: DashboardStore) -> None:
    @panel.view
    def notes() -> str:
        return _list_page(portal, store, Form(FIELDS, {}), {})

    @panel.view
    def add_note() -> Response:
        _require_editor(portal)
        form = sent_form(Form, FIELDS)
        errors = {name: _sentence(portal, fault) for name, fault in form.find_faults().items()}
        if errors:
            return make_response(_list_page(portal, store, form, errors), 400)
        store.add_note(portal.site, _read_annotation(portal, form))
        flash(portal.gettext("The charts now show the note."))
        return _back(portal)

    @panel.view
    def remove_note(number: int) -> Response:
        _require_editor(portal)
        if not store.remove_note(portal.site, number):
            abort(404, portal.gettext("There is no such note; perhaps someone else has removed it."))
        flash(portal.gettext("The note has been removed."))
        return _back(portal)


def _may_note(portal: Portal) -> bool:
    return portal.person is not None and bool(portal.person.roles & MAY_NOTE)


def _require_editor(portal: Portal) -> None:
    if not _may_note(portal):
        abort(403, portal.gettext("Your role may read the statistics, but not write notes."))


def _back(portal: Portal) -> Response:
    return make_response(redirect(portal.url("admin.statistics.notes"), 303))


def _list_page(portal: Portal, store: DashboardStore, form: Form, errors: Mapping[str, str]) -> str:
    return portal.render_page(
        "dashboard/notes.html",
        notes=store.annotations(portal.site),
        given=form.values,
        errors=errors,
        may_note=_may_note(portal),
        longest=LONGEST_NOTE,
    )


def _read_annotation(portal: Portal, form: Form) -> Annotation:
    person = portal.person
    return Annotation(
        date.fromisoformat(form["day"]),
        form["text"],
        person.name if person else "",
        entered_at=portal.clock.milliseconds(),
    )


def _sentence(portal: Portal, fault: str) -> str:
    return {
        "day": portal.gettext("Please give the day the note is about."),
        "empty": portal.gettext("Please write a note about this day."),
        LONG: portal.gettext("A note is one line of at most %(most)s characters.", most=LONGEST_NOTE),
    }[fault]
