"""The departments of one portal: as configured until the office edits them, then as stored."""

from ...core.app.portal import Portal
from ...core.db.versioned_document import DocumentKind, VersionedDocument
from ...core.departments import Departments, as_data, differences, read_departments
from . import editing


class DepartmentService:
    """The list for every widget that asks for departments."""

    def __init__(self, portal: Portal, configured: Departments) -> None:
        self._portal = portal
        self.configured = configured
        self.document = VersionedDocument(
            portal, DocumentKind("departments", configured, read_departments, as_data)
        )

    @property
    def revision(self) -> str:
        """The number of the known edition, as a key for cached parts."""
        return str(self.document.current()[0])

    def current(self) -> Departments:
        """Every department by its key, also those that are closed."""
        return self.document.current()[1]

    def is_edited(self) -> bool:
        """Return whether the stored list has replaced the configured one. Creates no database."""
        return self._portal.database.version() is not None and self.document.store.newest() > 0

    def differences(self) -> dict[str, list[str]]:
        """By key, the fields in which the stored list differs from the configured one."""
        _, stored = self.document.store.current()
        return differences(editing.replaced(stored, self.configured), stored)

    def apply_configuration(self, what: str) -> bool:
        """Replace the stored list by the configured one, as a new edition. Departments that are not
        configured are closed. Returns False if nothing would change. Raises EditConflictError.
        """
        return self.document.change(lambda now: editing.replaced(now, self.configured), who="", what=what)
