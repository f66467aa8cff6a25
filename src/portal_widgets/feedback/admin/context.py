"""Shared by all pages of the panel: the user, the user's rights, and the texts."""

from dataclasses import dataclass

from flask import Response, abort, make_response

from ...core.app.page import OfficeAccess
from ...core.app.portal import Portal
from ...core.departments import Department
from ...core.text.clock import Milliseconds
from ...core.text.codes import read_code
from ...core.text.identity import identity
from ...core.text.languages import Language
from ..service import FeedbackService
from ..store.cases import Case
from ..store.messages import StoredMessage
from ..ui_text import FeedbackUiText

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message that the user may see, with the office's data about it."""

    stored: StoredMessage
    case: Case


class FeedbackAdminContext:
    """The rights and the frame of the panel's pages."""

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self.portal = portal
        self.service = service
        self.cases = service.cases

    def visible_departments(self) -> frozenset[str] | None:
        """The departments whose messages the user sees; None for all. All users see messages without a
        department.
        """
        person = self.portal.person
        if person is None or "admin" in person.roles:
            return None
        every = self.service.departments.every().items()
        return frozenset({"", *(key for key, one in every if one.is_seen_by(person.name, person.roles))})

    def colleagues(self, department: str) -> list[str] | None:
        """The accounts that may answer a message of this department; None if the host does not list them."""
        access = self.portal.offered(OfficeAccess)
        listed = access.colleagues({"moderator", "admin"}) if access is not None else None
        if listed is None:
            return None
        known = self.service.departments.every().get(department)
        return [
            name
            for name, role in listed
            if known is None or role == "admin" or known.is_seen_by(name, {role})
        ]

    def sees(self, department: str) -> bool:
        allowed = self.visible_departments()
        return allowed is None or department in allowed

    def open_message(self, number: int) -> OpenedMessage:
        """The message, or 404 for a message of another department."""
        found = self.service.store.by_number(number)
        case = self.cases.case(number) if found else None
        if found is None or case is None or not self.sees(case.department):
            abort(404, self.portal.gettext("There is no such message."))
        return OpenedMessage(found, case)

    def find(self, text: str) -> OpenedMessage | None:
        """The message of a typed reference, if there is one that the user may see."""
        reference = read_code(text[:LONGEST_NAME])
        found = self.service.store.find(reference) if reference else None
        case = self.cases.case(found.id) if found else None
        if found is None or case is None or not self.sees(case.department):
            return None
        return OpenedMessage(found, case)

    def departments(self, *, every: bool = False) -> dict[str, str]:
        """The names of departments by key, with those that are closed: those that the user sees, or all."""
        language, allowed = self.portal.language, None if every else self.visible_departments()
        known = self.service.departments.every().items()
        return {
            key: department_name(language, one) for key, one in known if allowed is None or key in allowed
        }

    def recipients(self, now: str) -> dict[str, str]:
        """The departments to which a message can be forwarded, and the one that has it `now`."""
        open_ = self.service.departments.open()
        return {key: name for key, name in self.departments(every=True).items() if key in {*open_, now}}

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        ui_text = FeedbackUiText(self.portal.language, self.portal.clock, self.departments(every=True))
        made = self.portal.render_page(f"feedback/{template}", pw_words=ui_text, **values)
        return make_response(made, status)

    def name(self) -> str:
        person = self.portal.person
        return identity(person.name)[:LONGEST_NAME] if person else ""

    def now(self) -> Milliseconds:
        return self.portal.clock.milliseconds()


def department_name(language: Language, department: Department) -> str:
    """Its name for the office, which still reads the messages of a closed one."""
    name = language.text(department.name)
    return language.gettext("%(name)s (closed)", name=name) if department.closed else name
