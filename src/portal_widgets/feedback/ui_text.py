"""The texts about messages: states, topics, and reasons for putting one aside."""

from collections.abc import Mapping
from datetime import date

from ..core.text.clock import Clock
from ..core.text.languages import Language
from .privacy.personal_data import PersonalDataKind
from .rules import MessageKind, SpamReason, Status


class FeedbackUiText:
    """The texts in one language."""

    def __init__(
        self, language: Language, clock: Clock, departments: Mapping[str, str] | None = None
    ) -> None:
        self._language = language
        self._clock = clock
        self._departments = departments or {}

    def moment(self, milliseconds: int) -> str:
        return self._language.moment(self._clock.local(milliseconds))

    def instant(self, milliseconds: int) -> str:
        """The format of feeds (RFC 3339)."""
        return self._clock.local(milliseconds).isoformat(timespec="seconds")

    def day(self, day: date) -> str:
        return self._language.short_day(day)

    def month(self, month: date) -> str:
        return self._language.gettext("Month %(month)s of %(year)s", month=month.month, year=month.year)

    def cause(self, cause: str) -> str:
        """The reason why a message was erased."""
        _ = self._language.gettext
        return _("Retention time over") if cause == "retention" else _("Requested")

    def status(self, status: str) -> str:
        _ = self._language.gettext
        return {
            "": _("All"),
            "waiting": _("Waiting"),
            Status.NEW: _("New"),
            Status.PROGRESS: _("In progress"),
            Status.ANSWERED: _("Answered"),
            Status.CLOSED: _("Closed"),
            Status.SPAM: _("Suspected spam"),
        }[status]

    def told(self, status: Status) -> str:
        """The state of a message for its sender. It does not show that the message was put aside, because the
        office must check that.
        """
        _ = self._language.gettext
        return {
            Status.PROGRESS: _("In progress"),
            Status.ANSWERED: _("Answered"),
            Status.CLOSED: _("Closed"),
        }.get(status, _("Received, not answered yet"))

    def department(self, key: str) -> str:
        """The name of a department, or its key if it no longer exists."""
        return self._departments.get(key, key)

    def kind(self, kind: str) -> str:
        _ = self._language.gettext
        return {
            MessageKind.SITE: _("The website"),
            MessageKind.DEPARTMENT: _("A department"),
            MessageKind.PAGE: _("A problem on a page"),
            MessageKind.USEFUL: _("A page's usefulness"),
        }[MessageKind(kind)]

    def reason(self, reason: str) -> str:
        _ = self._language.gettext
        return {
            SpamReason.TRAP: _("A field that people do not see was filled in"),
            SpamReason.FAST: _("It was sent faster than a person can write"),
            SpamReason.SAME: _("Several fields have the same text"),
            SpamReason.LINKS: _("It contains many links"),
            SpamReason.OFFER: _("It advertises something"),
            SpamReason.WORDS: _("It contains a blocked word"),
            SpamReason.REPEAT: _("The same message was sent shortly before"),
            SpamReason.OFTEN: _("Its network sent very many messages"),
        }.get(SpamReason(reason), reason)

    def event(self, kind: str, text: str) -> str:
        """A line of the history, without the words of notes and answers."""
        _ = self._language.gettext
        if kind == "status":
            return _("State: %(state)s", state=self.status(text))
        if kind == "assigned":
            return _("Assigned to %(name)s", name=text) if text else _("Assigned to nobody")
        if kind == "department":
            none = _("no department")
            return _("Forwarded to: %(name)s", name=self.department(text) or none)
        if kind == "merged":
            return _("Made a duplicate of %(reference)s", reference=text)
        if kind == "duplicate":
            return _("Duplicate added: %(reference)s", reference=text)
        return {
            "split": _("Removed from the duplicates"),
            "note": _("Note"),
            "reply": _("Answer"),
            "published": _("Question and answer published"),
            "withdrawn": _("Removed from the published questions"),
            "mail-again": _("E-mail to be sent again"),
            "mail-dismissed": _("Undelivered e-mail marked as settled"),
        }.get(kind, kind)

    def personal(self, found: PersonalDataKind) -> str:
        """Findings that may identify a person."""
        _ = self._language.gettext
        return {
            PersonalDataKind.EMAIL: _("an e-mail address"),
            PersonalDataKind.CARD: _("the number of a bank card"),
            PersonalDataKind.IDENTITY: _("the number of an identity card"),
            PersonalDataKind.PHONE: _("a telephone number"),
            PersonalDataKind.NAME: _("the sender's name"),
        }[found]

    def mail(self, state: str) -> str:
        _ = self._language.gettext
        return {
            "sent": _("sent by e-mail"),
            "failed": _("the e-mail could not be delivered"),
            "dismissed": _("the e-mail could not be delivered"),
        }.get(state, _("waits to be sent by e-mail"))
