"""Sends the waiting mails of the outbox, one at a time. Each is claimed before and marked after sending."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from ...core.app.portal import Portal
from ...core.mail.settings import MailSettings, mail_settings
from ...core.tasks.halving import reason_of
from ...core.text.clock import Milliseconds
from ...core.text.languages import Language
from ...errors import PortalWidgetsError, StoreUnavailableError
from ..access_keys import AccessKeys
from ..departments import DepartmentList
from ..store.cases import CaseStore
from ..store.messages import MessageStore, StoredMessage
from ..store.outbox import DueMail, OutboxStore
from . import mail_templates

if TYPE_CHECKING:
    from email.message import EmailMessage

log = logging.getLogger("portal_widgets")


class Outbox:
    """The mails of one portal. A mail that may have been sent is sent again under the same Message-ID: mail
    programs recognise a second copy, but nobody notices a missing mail.
    """

    def __init__(
        self,
        portal: Portal,
        messages: MessageStore,
        cases: CaseStore,
        keys: AccessKeys,
        departments: DepartmentList,
    ) -> None:
        self._portal = portal
        self._departments = departments
        self.store = OutboxStore(portal.database, portal.site)
        self._messages = messages
        self._cases = cases
        self._keys = keys

    def waiting(self) -> int:
        return self.store.due_count(self._now())

    def send(self, progress: Callable[[], None] = lambda: None) -> tuple[int, int]:
        """Send the mails that are due. Returns how many were sent, and how many will be tried again."""
        box = mail_settings(self._portal.settings)
        if box is None:
            return 0, 0
        sent = missed = 0
        while (due := self.store.claim(self._now())) is not None:
            if self._send(box, due):
                sent += 1
            else:
                missed += 1
            progress()
        return sent, missed

    def run(self) -> None:
        """Send the due mails in the background thread. If the database is unavailable, the mails wait. This
        is not logged as an error of the program.
        """
        with suppress(StoreUnavailableError):
            if self.waiting():
                self.send()

    def _send(self, box: MailSettings, due: DueMail) -> bool:
        # Most pages send no mail, and the mail packages of Python are large.
        from ...core.mail.smtp import MailError, send

        found = self._messages.by_number(due.message)
        if found is None:
            self.store.fail(due, "its message no longer exists")
            return False
        try:
            send(box, self._write(box, due, found), [due.recipient])
        except MailError as error:
            self.store.postpone(due, self._now(), str(error))
            return False
        except ValueError as error:  # an address that no mail header accepts: another try would fail, too
            self.store.fail(due, reason_of(error))
            return False
        except PortalWidgetsError:
            raise
        except Exception as error:
            if due.tries == 1:
                log.exception("mail %s could not be written; other mails are sent first", due.mail_id)
            self.store.postpone(due, self._now(), reason_of(error))
            return False
        self.store.mark_sent(due, self._now())
        return True

    def _write(self, box: MailSettings, due: DueMail, found: StoredMessage) -> "EmailMessage":
        from ...core.mail.smtp import build_message

        notice = due.letter == mail_templates.NOTICE
        text = (
            self._notice
            if notice
            else self._reply
            if due.letter.startswith(mail_templates.REPLY)
            else self._receipt
        )
        code = self._portal.languages.default if notice else found.language
        language = self._portal.languages.get(code)
        host = box.sender.rpartition("@")[2]
        return build_message(
            box.sender,
            self._name(language),
            [due.recipient],
            mail_templates.subject(language, due.letter, found.reference),
            text(language, due, found),
            [],
            self._portal.clock.local(found.at),
            language.code,
            message_id=f"<{due.mail_id}@{host}>",
            reply_to=found.message.email if notice else self._reply_address(found),
        )

    def _notice(self, language: Language, _due: DueMail, found: StoredMessage) -> str:
        chosen = self._departments.every().get(found.message.department)
        name = language.text(chosen.name) if chosen else found.message.department
        at = self._portal.clock.local(found.at)
        return mail_templates.notice(
            language, found.reference, found.message, at, [file.name for file in found.files], name
        )

    def _receipt(self, language: Language, due: DueMail, found: StoredMessage) -> str:
        """The key is after the #. Browsers do not send this part to a server, so no log contains it."""
        key = self._keys.key_of(found.reference)
        link = f"{due.link}#{found.reference}.{key}" if self._portal.public_address.is_own(due.link) else ""
        return mail_templates.receipt(language, self._name(language), found.reference, key, link)

    def _reply(self, language: Language, due: DueMail, found: StoredMessage) -> str:
        number = int(due.letter.removeprefix(mail_templates.REPLY))
        said = next((event.text for event in self._cases.events(found.id) if event.id == number), None)
        if said is None:
            raise ValueError("the answer is gone")  # an empty mail would be worse
        return mail_templates.reply(language, self._name(language), found.reference, said)

    def _reply_address(self, found: StoredMessage) -> str:
        """The address for answers to our mail; "" if there is none."""
        return self._departments.public_address(found.message.department)

    def _name(self, language: Language) -> str:
        return self._portal.publisher_name(language)

    def _now(self) -> Milliseconds:
        return self._portal.clock.milliseconds()
