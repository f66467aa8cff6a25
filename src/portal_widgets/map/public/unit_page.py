"""The page of a unit: its facts, its place on the map, its neighbours and its history."""

from datetime import date

from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.history.lineage import last_day, predecessors, successors
from ..between import place
from ..rules import MapSheet, Register, Unit, UnitFacts
from .pages import MapDay, MapViews
from .picture import Picture, around
from .story import Storyteller


class UnitViews:
    """Renders the pages of units in the language of the page."""

    def __init__(self, portal: Portal, views: MapViews) -> None:
        self._portal = portal
        self._views = views

    def unit(self, register: Register, unit: Unit, day: date) -> Markup:
        """The page of a unit: its facts, its neighbours and its history."""
        looked = min(day, last_day(unit, day))
        version = unit.at(looked) or unit.last
        sheet, shown = self._map_of(register, unit, looked)
        shape = shown.drawing.shapes.get(unit.key) if shown.drawing is not None else None
        teller = Storyteller(register, self._views.words(), self._views.address)
        exists = unit.at(day) is not None
        ended = unit.end if unit.end is not None and unit.end <= day else None
        now = successors(register.history, unit.key, looked, day) if not exists else {}
        values = {
            "unit": unit,
            "facts": version.facts,
            "version": version,
            "exists": exists,
            "ended": ended,
            "now": teller.related(now, day) if now else "",
            "lines": teller.lines(unit),
            "above": self._unit_above(register, version.facts, looked),
            "below": register.children(unit.key, looked),
        }
        return self._portal.render(
            "map/unit.html",
            day=day,
            sheet=sheet,
            shown=shown,
            shape=shape,
            place=place(shown.drawing, unit.key) if shown.drawing is not None else None,
            picture=self._locator(shown, unit.key),
            words=self._views.words(),
            address=self._views.address,
            **values,
        )

    def at(self, register: Register, unit: Unit, day: date, at: date) -> Markup:
        """The units of another day to which the area belonged, or will belong: over any number of events."""
        looked = min(day, last_day(unit, day))
        earlier = at < looked
        if earlier:
            found = predecessors(register.history, unit.key, looked, at)
        else:
            found = successors(register.history, unit.key, looked, at)
        teller = Storyteller(register, self._views.words(), self._views.address)
        return self._portal.render(
            "map/lineage.html",
            at=at,
            earlier=earlier,
            units=teller.related(found, at) if found else "",
            words=self._views.words(),
        )

    def _map_of(self, register: Register, unit: Unit, day: date) -> tuple[MapSheet | None, MapDay]:
        """The map on which the unit is drawn on a day, or the first map."""
        for sheet in register.maps:
            shown = self._views.on(sheet, day)
            if shown.drawing is not None and unit.key in shown.drawing.shapes:
                return sheet, shown
        return None, self._views.on(None, day)

    def _unit_above(self, register: Register, facts: UnitFacts, day: date) -> Markup:
        above = register.unit(facts.parent)
        if above is None:
            return Markup()
        return self._views.words().marked((above.at(day) or above.last).facts, self._views.address(above.key))

    def _locator(self, shown: MapDay, key: str) -> Picture | None:
        view = around(shown.drawing, key) if shown.drawing is not None else None
        return self._views.picture(shown, view) if view is not None else None
