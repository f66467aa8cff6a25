"""Mail: its settings, and sending it to a server."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import MailOptions


def mail_options() -> "type[MailOptions]":
    from .settings import MailOptions

    return MailOptions
