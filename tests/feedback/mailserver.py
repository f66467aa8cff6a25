"""A real mail server in a thread. On request it drops connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from servers import free_port


class Mailbox:
    """The received mails. `refuse` answers with a temporary error. `drop` closes the connection before the
    mail is accepted, `vanish` after that. `unknown` are recipients that it refuses permanently.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.moods: list[str] = []
        self.unknown: set[str] = set()
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        mood = self.moods.pop(0) if self.moods else ""
        if mood == "refuse":
            return "451 4.3.0 busy"
        if mood != "drop":
            mail = message_from_bytes(envelope.content or b"", policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        if mood in {"drop", "vanish"}:
            server.transport.abort()
        return "250 taken"

    @property
    def named(self) -> dict[str, EmailMessage]:
        """The mails as a mail program shows them: each Message-ID once."""
        return {str(mail["Message-ID"]): mail for mail in self.mails}


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox()
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()
