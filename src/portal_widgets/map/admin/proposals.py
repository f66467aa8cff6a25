"""An import that waits for its confirmation, as plain text: what it would do to the register."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from .. import editing
from ..register_data import as_data, read_register
from ..rules import Register

Do = Callable[[Register], Register]
UNITS, EVENTS, AREAS, PACKAGE = "units", "events", "areas", "package"
KINDS = (UNITS, EVENTS, AREAS, PACKAGE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The kind of import, the name of its file, and a register that has only the imported content."""

    kind: str
    name: str
    register: Register

    def apply(self, now: Register) -> Register:
        """The register after the import."""
        if self.kind == UNITS:
            return editing.put_units(now, self.register.history.entities.values())
        if self.kind == EVENTS:
            return editing.put_events(now, self.register.history.events)
        if self.kind == PACKAGE:
            return self.register
        for sheet in self.register.maps:
            for drawing in sheet.drawings:
                now = editing.put_drawing(now, sheet.slug, sheet.title, drawing)
        return now

    def dump(self) -> str:
        data = {"kind": self.kind, "name": self.name, "register": as_data(self.register)}
        return json.dumps(data, ensure_ascii=False)


def load_proposal(text: str) -> Proposal:
    """Read the stored form, which this portal has written."""
    data = json.loads(text)
    return Proposal(data["kind"], data["name"], read_register(data["register"]))
