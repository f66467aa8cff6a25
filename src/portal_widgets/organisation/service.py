"""The organisation of one portal: the newest edition, with inherited facts."""

from hashlib import sha256

from ..core.app.portal import Portal
from ..core.db.versioned_document import DocumentKind, VersionedDocument
from ..core.legal.profile import Subject
from ..core.settings import CoreSettings
from .rules import Organisation, as_data, inherit, organisation
from .settings import OrganisationSettings


class OrganisationService:
    """The service for routes, helpers and other widgets."""

    def __init__(self, portal: Portal) -> None:
        self._clock = portal.clock
        self.legal = portal.settings[CoreSettings].legal_profile
        self._required = portal.settings[OrganisationSettings].organisation_profile
        begun = portal.settings[OrganisationSettings].organisation
        self.document = VersionedDocument(portal, DocumentKind("organisation", begun, organisation, as_data))
        self._known = begun, inherit(begun)
        self._begun = sha256(repr(as_data(begun)).encode()).hexdigest()[:10]

    @property
    def name(self) -> str:
        """The number of the known edition, as a key for cached parts."""
        return str(self.document.current()[0] or self._begun)

    def current(self) -> Organisation:
        """Each unit with the facts that it inherits from the unit above."""
        _, written = self.document.current()
        if self._known[0] is not written:
            self._known = written, inherit(written)
        return self._known[1]

    def required_facts(self) -> tuple[str, ...]:
        """The facts that must be published today."""
        if self._required is not None:
            return self._required
        return self.legal.rule(Subject.FACTS, self._clock.today()).required

    def find(self, unit: str) -> Organisation | None:
        """A unit by its key ("" for the organisation itself); None if it does not exist or has no name."""
        one = dict(self.current().every()).get(unit)
        return one if one is not None and one.name else None
