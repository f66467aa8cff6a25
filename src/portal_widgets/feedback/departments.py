"""The departments as messages need them. The list is the settings', or that of the widget that edits it."""

from ..core.app.portal import Portal
from ..core.departments import (
    ConfiguredDepartments,
    Department,
    Departments,
    DepartmentSource,
    open_departments,
)
from .settings import FeedbackSettings


class DepartmentList:
    """The departments of one portal, as they are now."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._settings = portal.settings[FeedbackSettings]

    @property
    def revision(self) -> str:
        """A key for cached parts that show departments."""
        return self._source().revision

    def every(self) -> Departments:
        """All of them, with those that are closed: their messages are still read."""
        return self._source().current()

    def open(self) -> dict[str, Department]:
        """Those that can be written to."""
        return open_departments(self.every())

    def mailbox(self, key: str) -> str:
        """The mailbox of a department, or of messages without one (""); "" if there is none."""
        known = self.every().get(key)
        return (known.mailbox if known else "") or self._settings.feedback_to or ""

    def public_address(self, key: str) -> str:
        """The address that readers may answer to; "" if there is none."""
        known = self.every().get(key)
        return (known.email if known else "") or self._settings.feedback_to or ""

    def _source(self) -> DepartmentSource:
        # Asked for each time: the widget that edits the list may be mounted after this one.
        source = self._portal.offered(DepartmentSource)
        return source or ConfiguredDepartments(self._settings.departments)
