"""Template helpers: the map as a block, an answer about a unit, and the filter that explains a name."""

from datetime import date, datetime

from markupsafe import Markup, escape

from ...core.app.helpers import OnceLog, empty_part
from ...core.app.portal import Portal
from ..service import UnitService
from ..ui_text import MapUiText
from .answers import UnitAnswer, UnitMatch, answer
from .pages import MapViews


class MapHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, service: UnitService, views: MapViews) -> None:
        self._portal = portal
        self._service = service
        self._views = views
        self._log = OnceLog()

    def map(self, slug: str = "") -> Markup:
        """The block with a map of today, its sentence and a link to the page. Default: the first map."""
        sheet = self._service.sheet(slug)
        if sheet is None:
            known = ", ".join(one.slug for one in self._service.current()[1].maps) or "none"
            return empty_part(self._portal.app, "map", f"there is no map {slug}; the maps are: {known}")
        today = self._service.today()
        if self._service.drawing(sheet.at(today)) is None:
            return empty_part(self._portal.app, "map", f"there is no drawing of {sheet.slug} for today")
        return self._portal.shared_fragment(
            "map/block.html",
            sheet.slug,
            self._service.current()[0],
            today.isoformat(),
            make=lambda: self._views.block(sheet, today),
        )

    def unit(self, text: str, on: date | str | None = None) -> UnitAnswer:
        """Everything that a name or code may mean: on a day, or at any time. If `on` is not a day, the answer
        is empty, and the log says so once.
        """
        try:
            day = _read_day(on)
        except ValueError as error:
            self._log.warn("portal.unit() could not be drawn: %s", error)
            return UnitAnswer(str(text), None)
        return answer(self._service.current()[1], str(text), day, self._service.today(), self._views.address)

    def mention(self, text: object, on: date | str | None = None) -> Markup:
        """The filter `pw_unit`: a name as a link to the unit, with its names of today in brackets if they
        differ. Any other text is returned as it is.
        """
        said, day = str(text), _read_day(on)
        return self._portal.cached_fragment(
            self._portal.page,
            "map/mention.html",
            said,
            day,
            self._service.current()[0],
            self._service.today(),
            make=lambda: self._mention(said, day),
        )

    def _mention(self, text: str, on: date | None) -> Markup:
        found = self.unit(text, on)
        if not found:
            return escape(text)
        words = MapUiText(self._portal.language)
        drawn = self._portal.render(
            "map/mention.html",
            text=text,
            found=found,
            unit=found.unit or _same_today(found, text),
            words=words,
        )
        return Markup(str(drawn).strip())  # noqa: S704 - our own rendering


def _read_day(on: object) -> date | None:
    """Raises ValueError for a value that is not a day."""
    if isinstance(on, datetime):
        return on.date()
    return on if on is None or isinstance(on, date) else date.fromisoformat(str(on))


def _same_today(found: UnitAnswer, text: str) -> UnitMatch | None:
    """The unit of today that every choice is now, if it is one of them: a unit and the older one of the same
    name that went into it. A code that several units have borne is always a choice.
    """
    if text.strip().isdecimal():
        return None
    goals = {tuple(one.key for one in match.now) for match in found.choices}
    if len(goals) != 1 or len(goal := goals.pop()) != 1:
        return None
    return next((match for match in found.choices if match.key == goal[0]), None)
