"""The history of a unit, line by line: its origin, the parts it gave and took, and its changed facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from markupsafe import Markup, escape

from ...core.history.events import Event, EventKind, EventPart
from ...core.history.lineage import ONE_DAY, Trace, last_day, successors
from ..lookup import Hit
from ..rules import Register, Unit, UnitFacts
from ..ui_text import MapUiText

Address = Callable[[str], str]
# A longer list of hits only has the names.
MOST_EXPLAINED = 50


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event, as the page of a unit shows it."""

    on: date
    title: str
    sentences: tuple[Markup, ...]
    act: str
    act_url: str
    note: str


class Storyteller:
    """Writes the history of units in one language."""

    def __init__(self, register: Register, ui_text: MapUiText, address: Address) -> None:
        self._register = register
        self._ui_text = ui_text
        self._address = address

    def lines(self, unit: Unit) -> list[StoryLine]:
        """The events of the unit, the newest first."""
        found = [self._line(unit, event) for event in self._register.history.events_of(unit.key)]
        return found[::-1]

    def related(self, found: dict[str, Trace], day: date) -> Markup:
        """Successors on a day, with their shares and the acts."""
        return self._ui_text.joined(
            self._with_shares(key, day, self._ui_text.shares(trace.area, trace.population))
            for key, trace in found.items()
        )

    def today(self, hits: Iterable[Hit], today: date) -> dict[str, Markup]:
        """The units of today of each unit in a list of hits that has ended, by key."""
        found = {}
        for unit in (hit.unit for hit in islice(hits, MOST_EXPLAINED)):
            if unit.at(today) is None:
                now = successors(self._register.history, unit.key, last_day(unit, today), today)
                found[unit.key] = self._ui_text.joined(self._named(key, today) for key in now)
        return found

    def _line(self, unit: Unit, event: Event) -> StoryLine:
        sentences = [
            *self._taken(unit, event),
            *self._given(unit, event),
            *self._changed(unit, event),
            *self._printed(event),
        ]
        return StoryLine(
            event.on,
            self._ui_text.event(event.kind),
            tuple(sentences),
            self._ui_text.act(event),
            event.act.url,
            event.note,
        )

    def _taken(self, unit: Unit, event: Event) -> list[Markup]:
        _ = self._ui_text.language.gettext
        parts = [part for part in event.parts_to(unit.key) if part.source not in ("", unit.key)]
        if not parts:
            return []
        names = self._parts(parts, event.on - ONE_DAY, lambda part: part.source)
        formed = event.on == unit.start and event.kind != EventKind.ABOLISH
        said = _("Formed from %(units)s.") if formed else _("Took in %(units)s.")
        return [escape(said) % {"units": names}]

    def _given(self, unit: Unit, event: Event) -> list[Markup]:
        _ = self._ui_text.language.gettext
        parts = [part for part in event.parts_from(unit.key) if part.target not in ("", unit.key)]
        if not parts:
            ended = event.on == unit.end and event.parts_from(unit.key)
            return [escape(_("Ended without a successor."))] if ended else []
        names = self._parts(parts, event.on, lambda part: part.target)
        said = _("Ended; it became part of %(units)s.") if event.on == unit.end else _("Gave to %(units)s.")
        return [escape(said) % {"units": names}]

    def _changed(self, unit: Unit, event: Event) -> list[Markup]:
        """The facts that differ from the day before."""
        before, after = unit.at(event.on - ONE_DAY), unit.at(event.on)
        if before is None or after is None or before is after:
            return []
        one, other, _ = before.facts, after.facts, self._ui_text.language.gettext
        found = []
        if one.full_name != other.full_name:
            found.append((_("Name: %(before)s became %(after)s."), self._mark(one), self._mark(other)))
        if one.code != other.code:
            found.append((_("Code: %(before)s became %(after)s."), escape(one.code), escape(other.code)))
        if one.parent != other.parent:
            above = [
                self._named(key, event.on - day)
                for key, day in ((one.parent, ONE_DAY), (other.parent, ONE_DAY * 0))
            ]
            found.append((_("Part of: %(before)s became %(after)s."), above[0], above[1]))
        return [escape(said) % {"before": old or "-", "after": new or "-"} for said, old, new in found]

    def _printed(self, event: Event) -> list[Markup]:
        """A misprint of the act as it is there. The corrected form is in the facts."""
        _ = self._ui_text.language.gettext
        if not event.act.printed:
            return []
        printed = self._ui_text.foreign(event.act.printed)
        return [escape(_("Printed in the act, with a misprint: “%(text)s”.")) % {"text": printed}]

    def _parts(self, parts: list[EventPart], day: date, key: Callable[[EventPart], str]) -> Markup:
        return self._ui_text.joined(
            self._with_shares(
                key(part), day, part.wording or self._ui_text.shares(part.area, part.population)
            )
            for part in parts
        )

    def _with_shares(self, key: str, day: date, shares: str) -> Markup:
        return Markup("{} ({})").format(self._named(key, day), self._ui_text.language.marked(shares))

    def _named(self, key: str, day: date) -> Markup:
        unit = self._register.unit(key)
        if unit is None:
            return Markup()
        version = unit.at(day) or unit.last
        return self._ui_text.marked(version.facts, self._address(key))

    def _mark(self, facts: UnitFacts) -> Markup:
        return self._ui_text.marked(facts)
