"""The pages of the map: the data for their templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.text.vietnamese import sort_key
from ..between import between, place
from ..drawing import Drawing, Shape, View
from ..rules import DrawingSource, Kind, MapSheet, UnitFacts
from ..service import UnitService
from ..ui_text import MapUiText
from .geojson import is_offered
from .picture import Picture
from .picture import picture as draw_picture


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A line of the table of units."""

    key: str
    facts: UnitFacts
    shape: Shape | None
    place: str


@dataclass(frozen=True)
class MapDay:
    """A map on a day: its drawing, and the drawn units; without a drawing, all units of the day."""

    sheet: MapSheet | None
    day: date
    source: DrawingSource | None
    drawing: Drawing | None
    facts: Mapping[str, UnitFacts]
    others: tuple[tuple[str, UnitFacts], ...] = ()


class MapViews:
    """Renders the parts of the map in the language of the page."""

    def __init__(self, portal: Portal, service: UnitService) -> None:
        self._portal = portal
        self._service = service

    def address(self, key: str) -> str:
        return self._portal.url("map.unit", key=key)

    def on(self, sheet: MapSheet | None, day: date) -> MapDay:
        """The map on a day."""
        register = self._service.current()[1]
        known = {unit.key: version.facts for unit, version in register.history.on(day)}
        source = sheet.at(day) if sheet is not None else None
        drawing = self._service.drawing(source)
        if drawing is None:
            return MapDay(sheet, day, None, None, known)
        drawn = {key: known[key] for key in drawing.shapes if key in known}
        parents = {facts.parent for facts in drawn.values()}
        others = tuple(
            (key, facts) for key, facts in known.items() if key not in drawn and facts.parent in parents
        )
        return MapDay(sheet, day, source, drawing, drawn, others)

    def block(self, sheet: MapSheet, day: date) -> Markup:
        """The map beside an article."""
        shown = self.on(sheet, day)
        assert shown.drawing is not None  # noqa: S101 - the helper has looked
        return self._portal.render(
            "map/block.html",
            sheet=sheet,
            summary=self.summary(shown),
            picture=self.picture(shown, shown.drawing.views[0]),
            source=shown.source,
            words=self.words(),
        )

    def whole(self, shown: MapDay, view_name: str) -> Markup:
        """The sentence, the picture, the sections and the table of the page."""
        views = shown.drawing.views if shown.drawing is not None else ()
        view = next((one for one in views if one.name == view_name), views[0] if views else None)
        insets = {frame.name for frame in shown.drawing.insets()} if shown.drawing is not None else set()
        pictures = [view] if view is not None else []
        if view is not None and view is views[0]:
            pictures += [one for one in views if one.name in insets]
        return self._portal.render(
            "map/whole.html",
            shown=shown,
            words=self.words(),
            summary=self.summary(shown),
            pictures=[self.picture(shown, one) for one in pictures],
            views=views,
            view=view,
            rows=self.rows(shown),
            address=self.address,
            asked_day=self._asked_day(shown),
            label=lambda name: self._section_label(shown, name),
            has_areas=is_offered(shown.drawing, shown.source),
        )

    def way(self, shown: MapDay, start: str, goal: str) -> Markup:
        """The form for distance and direction; empty without a drawing."""
        if shown.drawing is None:
            return Markup()
        return self._portal.render(
            "map/way.html",
            shown=shown,
            words=self.words(),
            rows=self.rows(shown),
            start=start,
            goal=goal,
            asked_day=self._asked_day(shown),
        )

    def _asked_day(self, shown: MapDay) -> str | None:
        return shown.day.isoformat() if shown.day != self._service.today() else None

    def rows(self, shown: MapDay) -> list[UnitRow]:
        """The units in the order of the Vietnamese alphabet."""
        rows = []
        words = self.words()
        for key, facts in sorted(shown.facts.items(), key=lambda one: (sort_key(one[1].name), one[0])):
            shape = shown.drawing.shapes[key] if shown.drawing is not None else None
            said = words.place(place(shown.drawing, key)) if shown.drawing is not None else ""
            rows.append(UnitRow(key, facts, shape, said))
        return rows

    def counts(self, shown: MapDay) -> list[str]:
        """How many units of each kind."""
        words = self.words()
        kinds = [facts.kind for facts in shown.facts.values()]
        return [words.count(kind, count) for kind in Kind if (count := kinds.count(kind))]

    def summary(self, shown: MapDay) -> Markup:
        """The sentences that say what the map shows."""
        return self._portal.render(
            "map/summary.html",
            shown=shown,
            words=self.words(),
            counts=self.words().joined(self.counts(shown)),
            above=self._above(shown),
            units_of=self._units_of,
        )

    def between(self, shown: MapDay, start: str, goal: str) -> Markup | None:
        """The answer from one unit to another; None if one of them is not drawn or both are the same."""
        drawn = {start, goal} <= shown.facts.keys()
        found = between(shown.drawing, start, goal) if drawn and shown.drawing is not None else None
        if found is None:
            return None
        return self._portal.render(
            "map/between.html", found=found, shown=shown, words=self.words(), start=start, goal=goal,
            address=self.address,
        )  # fmt: skip

    def _above(self, shown: MapDay) -> Markup:
        """The unit that all units of the map belong to; empty if there are several."""
        parents = {facts.parent for facts in shown.facts.values() if facts.parent}
        register = self._service.current()[1]
        unit = register.unit(next(iter(parents))) if len(parents) == 1 else None
        if unit is None:
            return Markup()
        return self.words().marked((unit.at(shown.day) or unit.last).facts, self.address(unit.key))

    def _section_label(self, shown: MapDay, view_name: str) -> str:
        title = self._portal.language.text(shown.sheet.title) if shown.sheet is not None else ""
        return f"{title}: {self.words().section(view_name)}"

    def _units_of(self, shown: MapDay, frame_name: str) -> Markup:
        assert shown.drawing is not None  # noqa: S101 - only its frames are asked for
        keys = [key for key in shown.drawing.frame(frame_name).paths if key in shown.facts]
        return self.words().joined(self.words().marked(shown.facts[key]) for key in keys)

    def picture(self, shown: MapDay, view: View) -> Picture:
        assert shown.drawing is not None  # noqa: S101 - views are those of a drawing
        return draw_picture(shown.drawing, view, shown.facts, self.words(), self.address)

    def words(self) -> MapUiText:
        return MapUiText(self._portal.language)
