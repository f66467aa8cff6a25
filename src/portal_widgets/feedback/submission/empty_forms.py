"""The form of a message as pages show it before anybody has written one. A page imports no store for it."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from ...core.app.helpers import OnceLog
from ...core.app.portal import Portal
from ...core.text.signed import signing_keys
from ..departments import DepartmentList
from ..mail.checks import why_nobody_is_mailed
from ..privacy.consents import Consents
from ..privacy.page_addresses import PageAddresses
from ..rules import MessageKind, Purpose
from ..settings import FeedbackSettings
from .forms import LONGEST, TRAP, FieldData, MessageForm

if TYPE_CHECKING:
    from ..files import File


class FormValues(TypedDict):
    """The values of the form's template."""

    kind: MessageKind
    longest: Mapping[str, int]
    trap: str
    consents: dict[str, str]
    most_files: int
    most_megabytes: int
    form: dict[str, FieldData]
    stamp: str
    kept: list["File"]
    signed: str
    faults: dict[str, str]


class EmptyForms:
    """Makes the forms of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._settings = settings = portal.settings[FeedbackSettings]
        self.departments = DepartmentList(portal)
        self.consents = Consents(portal)
        keys = partial(signing_keys, portal.app.config)
        self.pages = PageAddresses(keys, portal.site, settings.feedback_masked_paths)
        self._log = OnceLog()

    def new(self) -> MessageForm:
        """A form in which nothing is typed."""
        return MessageForm(self._portal.language, self.departments.open(), {})

    def values(self, kind: MessageKind) -> FormValues:
        """The template's values for any form, including an empty one in a cached page."""
        self._tell_of_silence()
        return {
            "kind": kind,
            "longest": LONGEST,
            "trap": TRAP,
            "consents": {purpose.value: self.consents.text(purpose) for purpose in Purpose},
            "most_files": self._settings.feedback_files,
            "most_megabytes": self._settings.feedback_file_mb,
            "form": self.new().shown(),
            "stamp": "",
            "kept": [],
            "signed": "",
            "faults": {},
        }

    @property
    def nobody_is_mailed(self) -> str:
        """The missing settings for mailing messages to the office; "" if none are missing."""
        return why_nobody_is_mailed(self._portal.settings, self.departments)

    def _tell_of_silence(self) -> None:
        """Log once, when a form is shown, that the office gets no mail about messages."""
        if missing := self.nobody_is_mailed:
            self._log.warn("readers' messages are stored, and nobody is mailed: %s", missing)
