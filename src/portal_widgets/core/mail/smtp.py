"""Sends a mail with files through the portal's mail server, and reports the result."""

import mailbox
import os
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from uuid import uuid4

from ..files.private_files import PrivateFiles
from ..text.normalization import one_line
from .settings import MailSettings

# How long the mail server may take for each answer.
SECONDS = 20


class MailError(Exception):
    """A mail was not sent. `perhaps`: it may have been sent, or was sent to some recipients."""

    def __init__(self, sentence: str, *, perhaps: bool = False) -> None:
        super().__init__(sentence)
        self.perhaps = perhaps


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    kind: str
    content: bytes


def build_message(
    sender: str,
    name: str,
    to: Sequence[str],
    subject: str,
    text: str,
    attachments: Iterable[Attachment],
    at: datetime,
    language: str,
    *,
    message_id: str = "",
    reply_to: str = "",
) -> EmailMessage:
    """A mail with files. The header registry refuses line breaks, so names and subjects are cleaned
    before.
    """
    mail = EmailMessage()
    mail["From"] = Address(display_name=one_line(name), addr_spec=sender)
    mail["To"] = [Address(addr_spec=one) for one in to]
    mail["Subject"] = one_line(subject)
    mail["Date"] = at
    # Not the machine's own name, because it is private.
    mail["Message-ID"] = message_id or make_msgid(domain=sender.rpartition("@")[2])
    if reply_to:
        mail["Reply-To"] = Address(addr_spec=reply_to)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    for one in attachments:
        main, _, sub = one.kind.partition("/")
        said = {"charset": "utf-8"} if main == "text" else {}
        mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name, params=said)
    # The last header, because the library drops or moves earlier ones that begin with "Content-".
    mail["Content-Language"] = language
    return mail


def send(box: MailSettings, mail: EmailMessage, to: Sequence[str]) -> None:
    """Send the mail. Raises MailError with the reason, which never contains the password."""
    if box.folder is not None:
        _deliver_to_folder(box.folder, box.files, mail)
        return
    with _connect(box) as server:
        try:
            refused = server.send_message(mail, from_addr=box.sender, to_addrs=list(to))
        except smtplib.SMTPRecipientsRefused as error:
            raise MailError(f"the mail server refused every address: {_refusals(error.recipients)}") from None
        except smtplib.SMTPResponseException as error:
            raise MailError(f"the mail server refused the mail: {_reply(error)}") from None
        except (OSError, smtplib.SMTPException) as error:
            sentence = f"the connection ended while the mail was transferred ({_describe_error(error)})"
            raise MailError(sentence, perhaps=True) from None
    if refused:
        sentence = f"the mail server accepted the mail, but refused some addresses: {_refusals(refused)}"
        raise MailError(sentence, perhaps=True)


def _deliver_to_folder(folder: Path, files: PrivateFiles, mail: EmailMessage) -> None:
    """Put the mail into the folder. If it already contains a mail with this Message-ID, nothing happens. We
    write a temporary file and rename it, as Maildir requires, because the mode of files from Python's own
    class depends on the umask.
    """
    name = f"{uuid4().hex}.portal"
    try:
        for part in ("tmp", "new", "cur"):
            files.make_folder(folder / part)
        if all(one["Message-ID"] != mail["Message-ID"] for one in mailbox.Maildir(folder)):
            with files.writing(folder / "tmp" / name) as file:
                file.write(mail.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            (folder / "tmp" / name).rename(folder / "new" / name)
    except OSError as error:
        raise MailError(f"the folder of mail cannot be written: {error}") from None


@contextmanager
def _connect(box: MailSettings) -> Iterator[smtplib.SMTP]:
    where = f"the mail server {box.host}:{box.port}"
    try:
        server = _sign_in(box)
    except smtplib.SMTPAuthenticationError as error:
        raise MailError(f"{where} refused the name or the password ({error.smtp_code})") from None
    except smtplib.SMTPNotSupportedError as error:
        raise MailError(
            f"{where} does not support the configured MAIL_SECURITY or MAIL_USERNAME: {error}"
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"no connection to {where}: {_describe_error(error)}") from None
    try:
        yield server
    finally:
        # The server's answer to QUIT changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _sign_in(box: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if box.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(box.host, box.port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(box.host, box.port, timeout=SECONDS)
    try:
        if box.security == "starttls":
            server.starttls(context=context)
        if box.username is not None and box.password is not None:
            server.login(box.username, box.password)
    except BaseException:
        server.close()
        raise
    return server


def _refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{one} ({code} {_readable(said)})" for one, (code, said) in refused.items())


def _reply(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_readable(error.smtp_error)}"


def _describe_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error)
    return one_line(str(error)) or type(error).__name__


def _readable(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(text)
