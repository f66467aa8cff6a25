"""The list of units, their order, and the history of the organisation."""

from flask import Response, abort, request

from .. import editing
from ..rules import gaps, inherit
from ..settings import OrganisationSettings
from .context import Do, OrganisationAdminContext


class OrganisationAdminPages:
    """Shows the whole organisation, and changes several of its units at once."""

    def __init__(self, context: OrganisationAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._document = context.document
        self._wanted = context.portal.settings[OrganisationSettings].organisation_profile

    def index(self) -> Response:
        """The organisation and its units, each with its missing facts."""
        _, whole = self._document.store.current()
        missing: dict[str, list[str]] = {}
        for gap in gaps(inherit(whole), self._wanted):
            missing.setdefault(gap.unit, []).append(gap.fact)
        return self._context.page("admin_list.html", whole=whole, missing=missing, wanted=self._wanted)

    def move(self) -> Response:
        """Move a unit up, down, or before another one. The buttons and dragging both send this request."""
        key, _, to = request.form.get("where", "").partition(" ")
        what = self._context.ui_text().done("order")
        if to in {"up", "down"}:
            return self._context.save_change(
                lambda now: editing.shift(now, key, -1 if to == "up" else 1), what
            )
        return self._context.save_change(lambda now: editing.place_before(now, key, to), what)

    def change_selected(self) -> Response:
        """One action for all selected units."""
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
        return self._context.save_change(deeds[action], self._context.ui_text().several(action, len(keys)))

    def history(self) -> Response:
        return self._context.page("admin_history.html", editions=self._document.store.editions())

    def restore(self, number: int) -> Response:
        """Make an earlier edition the newest one. The history stays complete."""
        earlier = self._document.store.edition(number)
        if earlier is None:
            self._context.not_found()
        return self._context.save_change(
            lambda _now: earlier, self._context.ui_text().done("restore", str(number))
        )
