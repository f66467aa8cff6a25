"""The list of units, events and drawings, their removal, the history, and exports."""

from flask import Response, request

from ...core.files.attachments import attachment
from ...core.history.event_data import read_day
from .. import editing
from ..fault_text import FaultText
from ..importing.csv_files import write_events, write_units
from ..lookup import search
from ..package import write_package
from ..rules import find_faults
from .context import MOST_LINES, MapAdminContext

CSV = "text/csv"


class MapAdminPages:
    """Shows the register, and changes it as a whole."""

    def __init__(self, context: MapAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def index(self) -> Response:
        register = self._context.newest()
        words = request.args.get("q", "")[:200].strip()
        faults = find_faults(register)
        text = FaultText(self._portal.language)
        hits = search(register, words) if words else []
        living = [unit for unit, _ in register.history.on(self._service.today())]
        return self._context.page(
            "admin_list.html",
            register=register,
            sought=words,
            units=[hit.unit for hit in hits] if words else living,
            events=register.history.events[::-1],
            faults=[text.register(one, register) for one in faults[:MOST_LINES]],
        )

    def remove_unit(self, key: str) -> Response:
        unit = self._context.newest().unit(key)
        if unit is None:
            self._context.not_found()
        what = self._context.ui_text().done("remove-unit", unit.last.facts.full_name)
        return self._context.save_change(lambda now: editing.remove_unit(now, key), what)

    def remove_event(self, key: str) -> Response:
        what = self._context.ui_text().done("remove-event", key)
        return self._context.save_change(lambda now: editing.remove_event(now, key), what)

    def remove_drawing(self, slug: str, since: str) -> Response:
        try:
            day = read_day(since)
        except ValueError:
            day = None
        if day is None:
            self._context.not_found()
        what = self._context.ui_text().done("remove-drawing", f"{slug} {since}")
        return self._context.save_change(lambda now: editing.remove_drawing(now, slug, day), what)

    def history(self) -> Response:
        return self._context.page("admin_history.html", editions=self._service.document.store.editions())

    def restore(self, number: int) -> Response:
        """Make an earlier edition the newest one. The history stays complete."""
        earlier = self._service.document.store.edition(number)
        if earlier is None:
            self._context.not_found()
        what = self._context.ui_text().done("restore", str(number))
        return self._context.save_change(lambda _now: earlier, what)

    def export(self, kind: str) -> Response:
        register = self._context.newest()
        if kind == "units":
            return attachment(write_units(register), CSV, "units.csv")
        if kind == "events":
            return attachment(write_events(register), CSV, "events.csv")
        if kind != "package":
            self._context.not_found()
        content = write_package(register, self._service.drawing_text)
        return attachment(content, "application/json", "map.json")
