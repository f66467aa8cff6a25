"""The units of one portal for its pages: the newest edition of the register, and its drawings."""

from collections import OrderedDict
from datetime import date

from ..core.app.portal import Portal
from ..core.db.versioned_document import DocumentKind, VersionedDocument
from ..errors import StoreUnavailableError
from .drawing import Drawing, load_drawing
from .package import MapPackage
from .register_data import as_data, read_register
from .rules import DrawingSource, MapSheet, Register
from .settings import MapSettings
from .store.contents import DRAWING, MapContentStore

# A drawing never changes, and one of a province takes some hundred kilobytes of memory.
KEPT = 8
UNCONFIRMED_MS = 2 * 24 * 60 * 60 * 1000


class UnitService:
    """The service for routes, helpers and the admin area. Pages read memory."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.package = portal.settings[MapSettings].map_file or MapPackage()
        kind = DocumentKind("map", self.package.register, read_register, as_data)
        self.document = VersionedDocument(portal, kind)
        self.contents = MapContentStore(portal.database, portal.site)
        self._drawings: OrderedDict[str, Drawing] = OrderedDict()

    def current(self) -> tuple[str, Register]:
        """The register, and a name for its state as a key of cached parts."""
        number, register = self.document.current()
        return str(number or self.package.name), register

    def sheet(self, slug: str = "") -> MapSheet | None:
        """A map by its slug, or the first one."""
        register = self.current()[1]
        return register.map(slug) if slug else next(iter(register.maps), None)

    def drawing(self, source: DrawingSource | None) -> Drawing | None:
        """The drawing; None if there is none, or if the database cannot be read now."""
        if source is None:
            return None
        known = self._drawings.get(source.digest)
        if known is None:
            text = self.drawing_text(source.digest)
            if text is None:
                return None
            known = self._drawings[source.digest] = load_drawing(text)
            while len(self._drawings) > KEPT:
                self._drawings.popitem(last=False)
        return known

    def drawing_text(self, digest: str) -> str | None:
        """The stored form of a drawing."""
        if digest in self.package.drawings:
            return self.package.drawings[digest]
        try:
            return self.contents.get(DRAWING, digest)
        except StoreUnavailableError:
            return None

    def prune(self) -> None:
        """Delete drawings that no kept edition refers to, and imports that nobody confirmed for two days."""
        store = self.document.store
        kept = [self.current()[1], *(store.edition(one.number) for one in store.editions())]
        used = {
            one.digest for register in kept if register for sheet in register.maps for one in sheet.drawings
        }
        self.contents.prune(used, self._portal.clock.milliseconds() - UNCONFIRMED_MS)

    def today(self) -> date:
        return self._portal.clock.today()
