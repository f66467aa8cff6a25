"""The texts of accounts: roles, states, faults, and the lines of the log."""

from ..core.text.languages import Language
from .accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD, Event, LogEntry


class AdminUiText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def role(self, role: str) -> str:
        return self.roles().get(role, role)

    def roles(self) -> dict[str, str]:
        _ = self._language.gettext
        return {
            "viewer": _("Viewer"),
            "editor": _("Editor"),
            "moderator": _("Moderator"),
            "admin": _("Administrator"),
        }

    def role_explained(self, role: str) -> str:
        _ = self._language.gettext
        return {
            "viewer": _("reads the visit statistics and their reports"),
            "editor": _("edits public content: polls, links, the organisation"),
            "moderator": _("handles messages from readers"),
            "admin": _("may do everything, and manages the accounts"),
        }.get(role, "")

    def state(self, state: str) -> str:
        _ = self._language.gettext
        return {
            "open": _("active"),
            "closed": _("closed"),
            "invited": _("invited, no password yet"),
            "no-password": _("no password; the invitation has expired"),
            "configured": _("password in the configuration of the server"),
        }[state]

    def fault(self, fault: str) -> str:
        _ = self._language.gettext
        return {
            "empty": _("Please fill in this field."),
            "name": _("A user name has 1 to 64 characters: a to z, digits, and . _ @ -"),
            "token-name": _("A name has 1 to 64 characters: a to z, digits, and . _ @ -"),
            "token-taken": _("There is already a token with this name."),
            "day": _("Please choose today or a later day."),
            "taken": _("There is already an account with this name."),
            "role": _("Please choose a role."),
            "last-admin": _("This is the last administrator. Make another account an administrator first."),
            "email": _("Please give an e-mail address such as lan@example.vn."),
            "no-email": _("Please give the e-mail address, or choose the other way."),
            "short": _("A password has at least %(count)s characters.", count=SHORTEST_PASSWORD),
            "long": _("A password has at most %(count)s characters.", count=LONGEST_PASSWORD),
            "differs": _("The two passwords are not the same."),
            "wrong": _("The current password is not right."),
            "too-often": _("Too many tries. Please wait 15 minutes, then try again."),
            "code": _("The code is not right, or it was used before."),
            "invitation": _("This invitation code is not valid. It may have expired or been used."),
        }[fault]

    def done(self, what: str, name: str) -> str:
        _ = self._language.gettext
        return {
            "changed": _("Saved the account %(name)s.", name=name),
            "sessions": _("Ended all sessions of %(name)s.", name=name),
            "unlock": _("%(name)s can sign in again.", name=name),
            "close": _("Closed the account %(name)s.", name=name),
            "reopen": _("Opened the account %(name)s again.", name=name),
            "factor": _("Removed the second step of %(name)s.", name=name),
            "mailed": _("Sent the link to %(name)s.", name=name),
            "password": _("Your password is changed. Your other sessions have ended."),
            "accepted": _("The password of %(name)s is set. You can sign in now.", name=name),
            "token-withdrawn": _("Withdrew the token %(name)s. It no longer works.", name=name),
            "factor-off": _("Signing in now needs only your password."),
        }[what]

    def event(self, event: Event) -> str:
        _ = self._language.gettext
        return {
            Event.SIGN_IN: _("signed in"),
            Event.SIGN_OUT: _("signed out"),
            Event.REFUSED: _("sign-in refused"),
            Event.LOCKED: _("locked after too many tries"),
            Event.UNLOCKED: _("lock-out lifted"),
            Event.CREATED: _("account created"),
            Event.INVITED: _("invitation made"),
            Event.ACCEPTED: _("password set with an invitation"),
            Event.PASSWORD: _("password changed"),
            Event.ROLE: _("role changed"),
            Event.EMAIL: _("e-mail address changed"),
            Event.SESSIONS: _("sessions ended"),
            Event.CLOSED: _("account closed"),
            Event.REOPENED: _("account opened again"),
            Event.REMOVED: _("account removed"),
            Event.FACTOR_ON: _("second step turned on"),
            Event.FACTOR_OFF: _("second step removed"),
            Event.RECOVERY_CODE: _("recovery code used"),
            Event.RECOVERY_CODES: _("new recovery codes made"),
            Event.EXPORTED: _("log downloaded"),
            Event.TOKEN_MADE: _("token for a program made"),
            Event.TOKEN_WITHDRAWN: _("token for a program withdrawn"),
        }[event]

    def actor(self, entry: LogEntry) -> str:
        """The person, or a text for an event without one."""
        if entry.who:
            return entry.who
        signed_out = {Event.REFUSED, Event.LOCKED, Event.ACCEPTED}
        _ = self._language.gettext
        return _("not signed in") if entry.what in signed_out else _("system administrator")

    def detail(self, event: Event, detail: str) -> str:
        """Roles of the log by their names: "viewer editor" is from viewer to editor."""
        if event in {Event.ROLE, Event.CREATED}:
            return " → ".join(self.role(role) for role in detail.split())
        return detail
