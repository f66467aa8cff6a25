"""The form of the organisation or a unit: shows, previews and saves it."""

from collections.abc import Mapping

from flask import Response, request
from markupsafe import Markup

from ...core.app.routing import whole_number
from ...core.http.request_body import is_submission, sent_form
from ...core.text.slugs import is_slug
from .. import editing
from ..helpers import draw
from ..rules import Organisation, inherit
from . import organisation_form
from .context import Do, OrganisationAdminContext
from .organisation_form import OrganisationForm

LONGEST_KEY = 60


class OrganisationFormPages:
    """The pages with the forms of the organisation and its units."""

    def __init__(self, context: OrganisationAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._document = context.document

    def write(self, key: str) -> Response:
        """The form of the organisation ("") or of a unit, with its stored facts. Saves a submitted form."""
        number, whole = self._document.store.current()
        before = editing.find(whole, key)
        if before is None:
            self._context.not_found()
        if not is_submission(request):
            return self._form(whole, key, organisation_form.from_organisation(before), number)
        values = sent_form(OrganisationForm)
        faults = values.find_faults()
        if not faults and "preview" not in values and self._changed_meanwhile(values, key, before):
            faults = {"name_vi": "changed"}
        facts = before if faults else organisation_form.organisation(values, before)
        done = editing.put(whole, key, facts)
        if faults or "preview" in values:
            return self._form(whole, key, values, _opened_edition(values), faults, None if faults else done)
        return self._save(lambda now: editing.put(now, key, facts), facts)

    def write_new(self) -> Response:
        number, whole = self._document.store.current()
        if not is_submission(request):
            return self._form(whole, None, OrganisationForm({"above": request.args.get("above", "")}), number)
        values = sent_form(OrganisationForm)
        faults = values.find_faults() | _placement_faults(whole, values)
        if faults:
            return self._form(whole, None, values, number, faults)
        key, above = values["key"], values["above"]
        unit = organisation_form.organisation(values, Organisation())
        if "preview" in values:
            return self._form(whole, None, values, number, {}, editing.add(whole, above, key, unit))
        return self._save(lambda now: editing.add(now, above, key, unit), unit)

    def _save(self, do: Do, facts: Organisation) -> Response:
        return self._context.save_change(
            do, self._context.ui_text().done("saved", self._portal.language.text(facts.name))
        )

    def _form(
        self,
        whole: Organisation,
        key: str | None,
        values: OrganisationForm,
        edition: int,
        faults: Mapping[str, str] | None = None,
        preview: Organisation | None = None,
    ) -> Response:
        """The form of the organisation (""), of a unit, or of a new one (None)."""
        ui_text = self._context.ui_text()
        at = values["key"] if key is None else key
        return self._context.page(
            "admin_form.html",
            400 if faults else 200,
            whole=whole,
            key=key,
            typed=values.values,
            edition=edition,
            errors={name: ui_text.fault(fault) for name, fault in (faults or {}).items()},
            preview=self._preview(preview, at) if preview else None,
        )

    def _preview(self, whole: Organisation, key: str) -> Markup:
        one = dict(inherit(whole).every())[key]
        parts = (draw(self._portal, f"organisation/{name}.html", one) for name in ("footer", "about"))
        return Markup("<hr>").join(parts)

    def _changed_meanwhile(self, values: OrganisationForm, key: str, now: Organisation) -> bool:
        """Return whether somebody else has saved the same unit since the form was opened."""
        opened = self._document.store.edition(_opened_edition(values))
        then = editing.find(opened, key) if opened is not None else None
        return then is not None and not organisation_form.same_facts(then, now)


def _opened_edition(values: OrganisationForm) -> int:
    return max(values.number("edition", whole_number), 0)


def _placement_faults(whole: Organisation, values: OrganisationForm) -> dict[str, str]:
    """The faults in the key of a new unit, and in the choice of the unit above it."""
    faults = {}
    if not is_slug(values["key"], LONGEST_KEY):
        faults["key"] = "key"
    elif editing.find(whole, values["key"]) is not None:
        faults["key"] = "taken"
    if editing.find(whole, values["above"]) is None:
        faults["above"] = "above"
    return faults
