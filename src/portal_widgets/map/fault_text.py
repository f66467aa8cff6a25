"""The sentences about faults: of files that are imported, and of the register."""

from collections.abc import Callable

from ..core.history.faults import HistoryFault
from ..core.text.languages import Language
from .importing.faults import FileFault
from .rules import Register


class FaultText:
    """In one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def file(self, fault: FileFault) -> str:
        """The sentence, with its place in the file."""
        _, said = self._language.gettext, self._sentence(fault)
        if not fault.line:
            return said
        place = (
            _("Line %(line)s") if fault.fault in {"line", "event-differs"} else _("Unit %(line)s of the file")
        )
        return f"{place % {'line': fault.line}}: {said}"

    def register(self, fault: HistoryFault, register: Register) -> str:
        """The sentence, with the unit and the day."""
        unit = register.unit(fault.key)
        name = f"{unit.last.facts.full_name} ({fault.key})" if unit is not None else fault.key or fault.event
        day = self._language.short_day(fault.on) if fault.on is not None else ""
        where = ", ".join(part for part in (name, day, fault.event) if part)
        return f"{where}: {self._history(fault.fault)}"

    def _sentence(self, fault: FileFault) -> str:
        return (self._areas() | self._files())[fault.fault](fault)

    def _files(self) -> dict[str, Callable[[FileFault], str]]:
        _ = self._language.gettext
        sentences = {
            "too-large": _("The file has more than %(most)s megabytes."),
            "not-utf-8": _("The file is not a text in UTF-8."),
            "too-deep": _("The file is nested too deeply."),
            "not-json": _("The file is not GeoJSON: %(why)s"),
            "not-a-number": _("The file contains %(value)s, which is not a number."),
            "not-a-collection": _("The file is not a FeatureCollection of GeoJSON."),
            "no-features": _("The file contains no areas."),
            "too-many-features": _("The file has more than %(most)s areas."),
            "too-many-points": _("The file has more than %(most)s points."),
            "too-many-parts": _("The file has more than %(most)s parts of areas."),
            "other-system": _("The file is in the coordinate system %(name)s. Please convert it to WGS 84."),
            "not-csv": _("The file is not CSV: %(why)s"),
            "too-many-lines": _("The file has more than %(most)s lines."),
            "no-column": _("The first line must name the columns; %(column)s is missing."),
            "unknown-column": _("The column %(column)s is not known. The columns are: %(columns)s."),
            "line": _("%(column)s: %(why)s"),
            "event-differs": _("The lines of the event %(event)s differ in their day, kind or act."),
        }
        return {name: _filled(sentence) for name, sentence in sentences.items()}

    def _areas(self) -> dict[str, Callable[[FileFault], str]]:
        _ = self._language.gettext
        sentences = {
            "not-a-feature": _("This is not a Feature."),
            "no-geometry": _("It has no geometry."),
            "not-an-area": _("It is a %(kind)s, but must be a Polygon or MultiPolygon."),
            "no-coordinates": _("Its coordinates cannot be read."),
            "short-ring": _("A ring has fewer than four positions."),
            "open-ring": _("A ring is not closed, near %(latitude)s, %(longitude)s."),
            "swapped": _("Latitude and longitude seem to be swapped."),
            "out-of-range": _("A position is not on the earth."),
            "no-area": _("Its area is smaller than a square metre."),
            "self-crossing": _("Its border crosses itself near %(latitude)s, %(longitude)s (%(why)s)."),
            "wrong-rings": _("Its rings are wrong near %(latitude)s, %(longitude)s (%(why)s)."),
            "overlap": _(
                "It overlaps unit %(other)s of the file by %(hectares)s ha near %(latitude)s, %(longitude)s."
            ),
            "small-overlap": _(
                "It overlapped unit %(other)s of the file by %(hectares)s ha; the overlap was removed."
            ),
            "inside-other": _("It is inside unit %(other)s of the file, which has no hole there."),
            "gap-closed": _("A narrow gap of %(hectares)s ha near %(latitude)s, %(longitude)s was closed."),
            "hole": _("No unit covers %(hectares)s ha near %(latitude)s, %(longitude)s. Is a unit missing?"),
            "swallowed": _("Nothing of it is left after overlaps were removed."),
            "ambiguous": _("%(name)s fits %(count)s units of the register. Please add their codes or keys."),
            "unit-unknown": _("No unit of the register fits %(name)s on the day of the drawing."),
            "code-of-several": _(
                "Several units have borne the code %(code)s: %(names)s. Please give the day of the state "
                "of the data, or add names or keys to the file."
            ),
            "code-of-the-past": _(
                "The code %(code)s was that of %(name)s on the day of the data. That unit does not exist on "
                "the day from which the drawing is shown."
            ),
            "unit-twice": _("It is the same unit as unit %(other)s of the file."),
            "unit-missing": _("The file has no area of %(name)s."),
            "other-parent": _("%(name)s belongs to another unit above."),
            "inside-not-listed": _(
                "%(name)s is inside the outline of the unit above, near %(latitude)s, %(longitude)s, but the "
                "register does not list it there."
            ),
            "outside-parent": _(
                "%(name)s is outside the outline of the unit above, near %(latitude)s, %(longitude)s."
            ),
            "far-islands": _("%(islands)s is not on this map. Please check whether it belongs to it."),
            "far-islands-there": _("%(islands)s is on this map."),
        }
        return {name: _filled(sentence) for name, sentence in sentences.items()}

    def _history(self, fault: str) -> str:
        _ = self._language.gettext
        return {
            "changed-without-event": _("The facts change on this day, but no event explains it."),
            "begun-without-event": _("The unit begins on this day, but no event explains it."),
            "ended-without-event": _("The unit ends on this day, but no event explains it."),
            "ends-before-it-begins": _("A version ends before it begins."),
            "doubled": _("Two versions hold on the same day."),
            "lost": _("No version holds between two others."),
            "event-without-parts": _("The event concerns no unit."),
            "unknown": _("The event names a unit that is not in the register."),
            "not-there-on-the-day": _("The event concerns a unit that does not exist on this day."),
            "target-twice": _("The event names the same two units twice."),
            "shares": _("The shares do not add up to all of the unit."),
            "code-twice": _("Another unit bears the same code on this day."),
            "name-twice": _("Another unit of the same kind bears the same name on this day."),
            "parent-unknown": _("The unit above is not in the register."),
            "parent-not-there": _("The unit above does not exist on this day."),
            "parent-level": _("The unit above is not of a higher level."),
        }[fault]


def _filled(sentence: str) -> Callable[[FileFault], str]:
    return lambda fault: sentence % fault.values
