"""The notes of users on days, which explain the figures."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, abort, flash, make_response, redirect, request

from ...core.app.portal import Portal
from ..store.store import DashboardStore
from ..store.values import Annotation

LONGEST_NOTE = 300
MAY_NOTE = frozenset({"editor", "admin"})


def note_routes(panel: Blueprint, portal: Portal, store: DashboardStore) -> None:
    @panel.get("/notes")
    def notes() -> str:
        return _list_page(portal, store, {}, {})

    @panel.post("/notes")
    def add_note() -> Response:
        _require_editor(portal)
        given = {name: request.form.get(name, "").strip() for name in ("day", "text")}
        errors = _errors(portal, given)
        if errors:
            return make_response(_list_page(portal, store, given, errors), 400)
        store.add_note(portal.site, _read_annotation(portal, given))
        flash(portal.gettext("The charts now show the note."))
        return _back(portal)

    @panel.post("/notes/<pw_number:number>/remove")
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


def _list_page(
    portal: Portal, store: DashboardStore, given: Mapping[str, str], errors: Mapping[str, str]
) -> str:
    return portal.render_page(
        "dashboard/notes.html",
        notes=store.annotations(portal.site),
        given=given,
        errors=errors,
        may_note=_may_note(portal),
        longest=LONGEST_NOTE,
    )


def _read_annotation(portal: Portal, given: Mapping[str, str]) -> Annotation:
    person = portal.person
    return Annotation(
        date.fromisoformat(given["day"]),
        given["text"],
        person.name if person else "",
        entered_at=portal.clock.milliseconds(),
    )


def _errors(portal: Portal, given: Mapping[str, str]) -> dict[str, str]:
    """A message for every invalid field."""
    errors = {}
    try:
        date.fromisoformat(given["day"])
    except ValueError:
        errors["day"] = portal.gettext("Please give the day the note is about.")
    if not given["text"]:
        errors["text"] = portal.gettext("Please write a note about this day.")
    elif len(given["text"]) > LONGEST_NOTE or not given["text"].isprintable():
        errors["text"] = portal.gettext(
            "A note is one line of at most %(most)s characters.", most=LONGEST_NOTE
        )
    return errors
