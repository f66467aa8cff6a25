"""The mails: to the office, with the message; to the citizen, only with the reference."""

from datetime import date, datetime

from ...core.text.languages import Language
from ..rules import Message, MessageKind

NOTICE = "notice"
RECEIPT = "receipt"
# Followed by the number of its line in the history.
REPLY = "reply-"


def subject(language: Language, letter: str, reference: str) -> str:
    """A subject never contains words of a sender. It is short, because some programs lose a space when they
    fold a long one.
    """
    _ = language.gettext
    if letter.startswith(REPLY):
        return _("Answer to your message %(reference)s", reference=reference)
    if letter == NOTICE:
        return _("New message %(reference)s", reference=reference)
    return _("We have received your message %(reference)s", reference=reference)


def notice(
    language: Language, reference: str, message: Message, at: datetime, files: list[str], department: str
) -> str:
    """The mail for the office, with the whole message. Answers go to the citizen (Reply-To)."""
    _ = language.gettext
    facts = (
        (_("Reference"), reference),
        (_("Received"), language.moment(at)),
        (_("Department"), department),
        (_("Page"), message.page),
        (_("Name"), message.name),
        (_("E-mail"), message.email),
        (_("Telephone"), message.phone),
        (_("Address"), message.address),
        (_("Attachments"), ", ".join(files)),
        (_("Subject"), message.subject),
    )
    head = "\n".join(f"{name}: {value}" for name, value in facts if value)
    return f"{_about(language, message.kind)}\n\n{head}\n\n{message.text}\n"


def receipt(language: Language, portal: str, reference: str, key: str, link: str) -> str:
    """The mail for the citizen, or for the owner of a mistyped address. It contains nothing of the message,
    so that nobody can use it to send a text to a stranger. `link` is "" if the portal's address is not known.
    """
    _ = language.gettext
    follow = _(
        "To see the status of your message, open this link, or type the reference and the key %(key)s there:",
        key=key,
    )
    if not link:
        follow = _(
            'To see the status of your message, open "Status of my message" on our website and type the '
            "reference and the key %(key)s there.",
            key=key,
        )
    return "\n\n".join(
        (
            _("We have received your message. Its reference is %(reference)s.", reference=reference),
            f"{follow}\n{link}".rstrip(),
            _("If you did not write to us, somebody mistyped an address. You do not have to do anything."),
            portal,
        )
    )


def reply(language: Language, portal: str, reference: str, text: str) -> str:
    """The mail for the citizen, with the office's answer."""
    _ = language.gettext
    said = _("This answers your message %(reference)s.", reference=reference)
    return f"{text}\n\n{said}\n{portal}\n"


def overdue(language: Language, count: int, oldest: date) -> tuple[str, str]:
    """Subject and text of the mail to a department that is late with answers."""
    said = language.ngettext("%(count)s message is overdue", "%(count)s messages are overdue", count)
    since = language.gettext("The oldest has been overdue since %(day)s.", day=language.short_day(oldest))
    where = language.gettext("They are in the inbox of the administration area.")
    return said, f"{said}.\n{since} {where}\n"


def _about(language: Language, kind: MessageKind) -> str:
    _ = language.gettext
    return {
        MessageKind.SITE: _("Somebody wrote about the website."),
        MessageKind.DEPARTMENT: _("Somebody wrote to a department."),
        MessageKind.PAGE: _("Somebody reported a problem on a page."),
        MessageKind.USEFUL: _("Somebody said why a page was useful or not."),
    }[kind]
