"""Invitations: a person who has the code sets the password of an account, once. The code is in a mail, behind
the # of a link, or on paper.
"""

import secrets
from dataclasses import dataclass

from ..core.app.portal import Portal
from ..core.mail.settings import mail_settings
from ..core.mail.smtp import MailError, build_message, send
from ..core.text.clock import Milliseconds
from ..core.text.codes import RANDOM_BYTES, new_code, read_code
from ..core.text.signed import signing_keys
from .accounts import HOUR, Account, Event, LogEntry, keyed_digest
from .settings import AdminSettings
from .store.invitations import InvitationStore

LONGEST_TYPED = 40


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new invitation. The code exists only here: the database stores its digest."""

    code: str
    expires_at: Milliseconds
    # "" if the address of the portal is not configured.
    link: str


class Invitations:
    """The invitations of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._site, self._clock = portal.site, portal.clock
        self._lifetime = portal.settings[AdminSettings].admin_invitation_hours * HOUR
        self.store = InvitationStore(portal.database)

    def may_link(self) -> bool:
        return self._portal.public_address.is_known()

    def may_mail(self) -> bool:
        return self.may_link() and mail_settings(self._portal.settings) is not None

    def create(self, name: str, by: str) -> Invitation:
        """Make an invitation. An earlier one of the account is no longer valid."""
        code, now = new_code(secrets.token_bytes(RANDOM_BYTES)), self._clock.milliseconds()
        expires_at = now + self._lifetime
        digest = self._digests(code)[-1]
        self.store.put(self._site, name, digest, expires_at, LogEntry(now, by, Event.INVITED, name))
        return Invitation(code, expires_at, self._link(code))

    def accept(self, typed: str, password_hash: str) -> str | None:
        """Set the password. Returns the name of the account, or None if the code is not valid."""
        code = read_code(typed[:LONGEST_TYPED])
        if code is None:
            return None
        now = self._clock.milliseconds()
        return self.store.accept(self._site, self._digests(code), password_hash, now)

    def mail(self, account: Account, invitation: Invitation) -> str:
        """Send the link to the account's address. Returns "", or the reason why it was not sent."""
        box, language = mail_settings(self._portal.settings), self._portal.language
        if box is None:
            return "no mail server"
        portal_name = self._portal.publisher_name()
        mail = build_message(
            box.sender,
            portal_name,
            [account.email],
            language.gettext("Your account in the administration of %(portal)s", portal=portal_name),
            self._text(account, invitation, portal_name),
            [],
            self._clock.now(),
            language.code,
        )
        try:
            send(box, mail, [account.email])
        except MailError as error:
            return str(error)
        return ""

    def _text(self, account: Account, invitation: Invitation, portal_name: str) -> str:
        language = self._portal.language
        until = language.moment(self._clock.local(invitation.expires_at))
        lines = [
            language.gettext("Your user name in the administration of %(portal)s is:", portal=portal_name),
            account.name,
            "",
            language.gettext("Open this address to choose your password:"),
            invitation.link,
            "",
            language.gettext("The address works once, until %(moment)s.", moment=until),
            language.gettext("If you did not expect this mail, please tell your administrator."),
        ]
        return "\n".join(lines) + "\n"

    def _link(self, code: str) -> str:
        """Browsers do not send the part after the # to a server, so no log contains the code."""
        page = self._portal.public_address.url(self._portal.url("admin.invitation"))
        return f"{page}#{code}" if page else ""

    def _digests(self, code: str) -> list[str]:
        """One for each key of the application. The newest is the last."""
        keys = signing_keys(self._portal.app.config)
        return [keyed_digest(key, self._site, "invitation", code) for key in keys]
