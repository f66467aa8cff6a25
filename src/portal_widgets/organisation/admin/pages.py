"""Makes the panel's pages of the organisation, and keeps what is typed there."""

import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect, request
from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.db.versioned_document import EditConflictError
from ...core.http.request_body import is_submission
from .. import editing
from ..helpers import draw
from ..rules import Organisation, gaps, inherit
from ..service import OrganisationService
from . import organisation_form
from .ui_text import OrganisationUiText

_KEY = re.compile("[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
Do = Callable[[Organisation], Organisation]


class OrganisationAdminPages:
    """The pages on which the organisation is written."""

    def __init__(self, portal: Portal, service: OrganisationService) -> None:
        self._portal = portal
        self._service = service
        self._document = service.document

    def listed(self) -> Response:
        """The organisation and its units, each with the facts that it lacks."""
        _, whole = self._document.store.current()
        wanted = self._portal.settings["ORGANISATION_PROFILE"]
        missing: dict[str, list[str]] = {}
        for gap in gaps(inherit(whole), wanted):
            missing.setdefault(gap.unit, []).append(gap.fact)
        return self._page("admin_list.html", whole=whole, missing=missing, wanted=wanted)

    def write(self, key: str) -> Response:
        """What is known of the organisation ("") or a unit."""
        number, whole = self._document.store.current()
        before = editing.find(whole, key)
        if before is None:
            self._missing()
        if not is_submission(request):
            return self._form(whole, key, organisation_form.of(before), number)
        values = organisation_form.read_form(request.form)
        faults = organisation_form.find_faults(values)
        if not faults and "preview" not in request.form and self._changed_meanwhile(key, before):
            faults = {"name_vi": "changed"}
        facts = before if faults else organisation_form.organisation(values, before)
        done = editing.put(whole, key, facts)
        if faults or "preview" in request.form:
            return self._form(whole, key, values, self._opened_edition(), faults, None if faults else done)
        return self._save(lambda now: editing.put(now, key, facts), facts)

    def write_new(self) -> Response:
        number, whole = self._document.store.current()
        if not is_submission(request):
            values = organisation_form.read_form({}) | {"key": "", "above": request.args.get("above", "")}
            return self._form(whole, None, values, number)
        values = organisation_form.read_form(request.form)
        values |= {name: request.form.get(name, "").strip() for name in ("key", "above")}
        faults = organisation_form.find_faults(values) | self._is_misplaced(whole, values)
        if faults:
            return self._form(whole, None, values, number, faults)
        key, above, unit = (
            values["key"],
            values["above"],
            organisation_form.organisation(values, Organisation()),
        )
        if "preview" in request.form:
            return self._form(whole, None, values, number, {}, editing.add(whole, above, key, unit))
        return self._save(lambda now: editing.add(now, above, key, unit), unit)

    def move(self) -> Response:
        """Up, down, or before another unit: what buttons and dragging both send."""
        key, _, to = request.form.get("where", "").partition(" ")
        words = self._words().done("order")
        if to in {"up", "down"}:
            return self._save_change(lambda now: editing.shift(now, key, -1 if to == "up" else 1), words)
        return self._save_change(lambda now: editing.place_before(now, key, to), words)

    def several(self) -> Response:
        """One thing done with all units that are ticked."""
        keys, action = request.form.getlist("key"), request.form.get("action", "")
        if not keys:
            abort(400, self._portal.gettext("Please tick at least one unit."))
        to = request.form.get("above", "")
        deeds: dict[str, Do] = {
            "remove": lambda now: editing.remove(now, keys),
            "gather": lambda now: editing.gather(now, keys, to),
        }
        if action not in deeds:
            abort(400, self._portal.gettext("Please choose what to do with the units."))
        return self._save_change(deeds[action], self._words().several(action, len(keys)))

    def history(self) -> Response:
        return self._page("admin_history.html", editions=self._document.store.editions())

    def restore(self, number: int) -> Response:
        """An earlier edition becomes the newest: nothing of the history is lost."""
        earlier = self._document.store.edition(number)
        if earlier is None:
            self._missing()
        return self._save_change(lambda _now: earlier, self._words().done("restore", str(number)))

    def _save(self, do: Do, facts: Organisation) -> Response:
        return self._save_change(do, self._words().done("saved", self._portal.language.text(facts.name)))

    def _save_change(self, do: Do, what: str) -> Response:
        """Make the next edition and go back to the list."""
        person = self._portal.person
        try:
            done = self._document.change(do, who=person.name if person else "", what=what)
        except EditConflictError:
            said = self._portal.gettext(
                "Others are changing the organisation right now. Please try once more."
            )
            abort(409, said)
        flash(what if done else self._portal.gettext("Nothing has changed."))
        return make_response(redirect(self._portal.url("admin.organisation.index"), 303))

    def _form(
        self,
        whole: Organisation,
        key: str | None,
        values: Mapping[str, str],
        edition: int,
        faults: Mapping[str, str] | None = None,
        preview: Organisation | None = None,
    ) -> Response:
        """The form of the organisation (""), of a unit, or of a new one (None)."""
        words = self._words()
        at = values.get("key", "") if key is None else key
        return self._page(
            "admin_form.html",
            400 if faults else 200,
            whole=whole,
            key=key,
            typed=values,
            edition=edition,
            errors={name: words.fault(fault) for name, fault in (faults or {}).items()},
            preview=self._preview(preview, at) if preview else None,
        )

    def _preview(self, whole: Organisation, key: str) -> Markup:
        one = dict(inherit(whole).every())[key]
        parts = (draw(self._portal, f"organisation/{name}.html", one) for name in ("footer", "about"))
        return Markup("<hr>").join(parts)

    def _is_misplaced(self, whole: Organisation, values: Mapping[str, str]) -> dict[str, str]:
        faults = {}
        if not _KEY.fullmatch(values["key"]):
            faults["key"] = "key"
        elif editing.find(whole, values["key"]) is not None:
            faults["key"] = "taken"
        if editing.find(whole, values["above"]) is None:
            faults["above"] = "above"
        return faults

    def _changed_meanwhile(self, key: str, now: Organisation) -> bool:
        """Whether somebody else has saved the same since the form was opened."""
        opened = self._document.store.edition(self._opened_edition())
        then = editing.find(opened, key) if opened is not None else None
        return then is not None and not organisation_form.same_facts(then, now)

    def _opened_edition(self) -> int:
        return max(request.form.get("edition", 0, type=int), 0)

    def _page(self, template: str, status: int = 200, /, **values: object) -> Response:
        drawn = self._portal.render_page(f"organisation/{template}", pw_words=self._words(), **values)
        return make_response(drawn, status)

    def _words(self) -> OrganisationUiText:
        return OrganisationUiText(self._portal.language)

    def _missing(self) -> NoReturn:
        abort(404, self._portal.gettext("There is no such unit."))
