"""The list of units, their order, and the history of the organisation."""

from flask import Response

from ...core.forms import Field, Form, none_of
from ...core.http.request_body import sent_form
from .. import editing
from ..rules import gaps, inherit
from .context import Do, OrganisationAdminContext

MOVE = {"where": Field(str)}
SEVERAL = {
    "action": Field(str, {"action": none_of({"remove", "gather"})}),
    "above": Field(str),
}


class OrganisationAdminPages:
    """Shows the whole organisation, and changes several of its units at once."""

    def __init__(self, context: OrganisationAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._document = context.document
        self._service = context.service

    def index(self, sent: Form | None = None, fault: str = "") -> Response:
        """The organisation and its units, each with its missing facts. If a bulk change has a fault, what was
        ticked and chosen stays.
        """
        _, whole = self._document.store.current()
        wanted, missing = self._service.required_facts(), dict[str, list[str]]()
        for gap in gaps(inherit(whole), wanted):
            missing.setdefault(gap.unit, []).append(gap.fact)
        today = self._portal.clock.today()
        return self._context.page(
            "admin_list.html",
            400 if fault else 200,
            errors={"shelf-several": self._context.ui_text().fault(fault)} if fault else {},
            ticked=sent.every("key") if sent else (),
            chosen=sent.values if sent else {},
            whole=whole,
            missing=missing,
            wanted=wanted,
            rules=self._service.legal.current(today),
            today=today,
        )

    def move(self) -> Response:
        """Move a unit up, down, or before another one. The buttons and dragging both send this request."""
        key, _, to = sent_form(Form, MOVE)["where"].partition(" ")
        what = self._context.ui_text().done("order")
        if to in {"up", "down"}:
            return self._context.save_change(
                lambda now: editing.shift(now, key, -1 if to == "up" else 1), what
            )
        return self._context.save_change(lambda now: editing.place_before(now, key, to), what)

    def change_selected(self) -> Response:
        """One action for all selected units."""
        form = sent_form(Form, SEVERAL)
        fault = form.find_faults().get("action", "") if "key" in form else "tick"
        if fault:
            return self.index(form, fault)
        keys, action = form.every("key"), form["action"]
        deeds: dict[str, Do] = {
            "remove": lambda now: editing.remove(now, keys),
            "gather": lambda now: editing.gather(now, keys, form["above"]),
        }
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
