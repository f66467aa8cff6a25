"""The messages of departments, for the widget that edits the departments."""

from collections.abc import Mapping

from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.departments import Departments
from ...core.rendering.phone_links import dialled
from ..service import FeedbackService


class MessagesOfDepartments:
    """Counts the messages of departments, and hands them on."""

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self._portal = portal
        self._service = service
        self._store = service.department_store

    def waiting(self) -> Mapping[str, int]:
        """By department, the number of messages that wait for an answer."""
        return self._store.waiting()

    def used_keys(self) -> frozenset[str]:
        """The keys of departments that messages have."""
        return self._store.used_keys()

    def contact(self, departments: Departments) -> Markup:
        """Departments as readers see them on the contact page."""
        return self._portal.render("feedback/contact.html", departments=departments, dialled=dialled)

    def hand_on(self, key: str, to: str, who: str) -> int:
        """Hand the waiting messages of a department on to another one ("" for none), which gets a mail about
        each, but not about duplicates. Returns how many there were.
        """
        numbers, mailbox = self._store.waiting_numbers(key), self._service.departments.mailbox(to)
        for number, is_duplicate in numbers:
            told = "" if is_duplicate else mailbox
            self._service.cases.transfer(number, to, told, who=who, at=self._service.now())
        self._service.outbox_tasks.wake()
        return sum(not is_duplicate for _, is_duplicate in numbers)
