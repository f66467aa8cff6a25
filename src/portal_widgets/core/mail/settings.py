"""Settings of mail: the server, and the sender."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ...config import PREFIX, Settings, matching, one_of, optional, setting
from ...errors import ConfigurationError
from ..files.private_files import PRIVATE, PrivateFiles
from ..settings import CoreSettings
from ..text.email_addresses import address

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])"


def folder(value: object) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError("must be the path of a folder")
    return Path(value)


def _text(value: object) -> str:
    """Check a name or password for the mail server: Python's client can only send ASCII."""
    if not isinstance(value, str) or not value or not value.isprintable() or not value.isascii():
        raise ValueError("must be ASCII text on one line")
    return value


@dataclass(frozen=True)
class MailOptions:
    """The settings of mail; `mail_settings` turns them into a server."""

    mail_server: str | None = setting(
        None,
        optional(matching(_HOST + r":\d{1,5}", 'a host and its port such as "mail.example.vn:587"')),
        "SMTP server for outgoing mail, as `host:port`. Without it, no mail is sent.",
        secret=True,  # an address may contain a name and a password
    )
    mail_username: str | None = setting(
        None,
        optional(_text),
        "User name for the mail server. Without it, mail is sent without signing in.",
        secret=True,
    )
    mail_password: str | None = setting(None, optional(_text), "Password for the mail server.", secret=True)
    # A password must not be sent unencrypted: see mail_settings().
    mail_security: Literal["starttls", "tls", "none"] = setting(
        "starttls",
        one_of("starttls", "tls", "none"),
        "How the connection to the mail server is secured: `starttls` (usually port 587), `tls` from the "
        "first byte (usually 465), or `none`, for a server on the same machine.",
    )
    mail_from: str | None = setting(None, optional(address), "Sender address of mail.")
    mail_folder: Path | None = setting(
        None,
        optional(folder),
        "Folder (a Maildir) into which mail is written instead of being sent, for tests and demos.",
    )


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server and how to connect to it."""

    host: str
    port: int
    security: str
    sender: str
    username: str | None
    password: str | None = field(repr=False)
    folder: Path | None = None
    files: PrivateFiles = PRIVATE


def mail_settings(settings: Settings) -> MailSettings | None:
    """The configured server; None if there is none. Raises ConfigurationError if settings contradict each
    other.
    """
    given = settings[MailOptions]
    server, sender, kept = given.mail_server, given.mail_from, given.mail_folder
    if server is None and kept is None:
        return None
    if sender is None:
        set_ = "MAIL_SERVER" if kept is None else "MAIL_FOLDER"
        raise ConfigurationError(f"{PREFIX}{set_} is set, so {PREFIX}MAIL_FROM must be set too.")
    if kept is not None:
        files = PrivateFiles(for_group=settings[CoreSettings].files_shared_with_group)
        return MailSettings("", 0, "none", sender, None, None, kept, files)
    username, password = given.mail_username, given.mail_password
    if (username is None) != (password is None):
        raise ConfigurationError(f"{PREFIX}MAIL_USERNAME and {PREFIX}MAIL_PASSWORD: set both or neither.")
    if password is not None and given.mail_security == "none":
        raise ConfigurationError(
            f"{PREFIX}MAIL_SECURITY is `none`: the password would be sent unencrypted. "
            "Use starttls or tls, or a server without a password.",
        )
    host, _, port = (server or "").rpartition(":")
    if not 0 < int(port) < 2**16:
        raise ConfigurationError(f"{PREFIX}MAIL_SERVER: there is no port {port}.")
    return MailSettings(host.strip("[]"), int(port), given.mail_security, sender, username, password)
