"""A second factor at the sign-in: one-time codes of an authenticator app (TOTP, RFC 6238) and recovery codes.
Codes of the app need the extra `totp`; recovery codes do not.
"""

import base64
import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..core.app.portal import Portal
from ..core.text.codes import RANDOM_BYTES, new_code, read_code
from ..core.text.signed import signing_keys
from .accounts import Event, LogEntry, keyed_digest
from .store.second_factors import SecondFactorStore

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

MODULES = ("cryptography", "pyotp", "segno")
RECOVERY_CODES = 10
STEP_SECONDS = 30
DIGITS = 6
# RFC 6238, section 5.2: the code before and the code after are accepted, for slow people and wrong clocks.
STEPS_AROUND = (0, -1, 1)
LONGEST_TYPED = 40

log = logging.getLogger("portal_widgets")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The secret that a person enters into the app (base 32), and the same as an otpauth: address."""

    secret: str
    uri: str


def is_available() -> bool:
    """Return whether the packages of the extra `totp` are installed."""
    return all(find_spec(name) is not None for name in MODULES)


def matching_step(secret: str, typed: str, seconds: float) -> int | None:
    """The time step whose code was typed, within one step of the time; None if there is none."""
    import pyotp

    app, now = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS), int(seconds // STEP_SECONDS)
    given = "".join(typed.split()).encode()
    return next(
        (
            now + around
            for around in STEPS_AROUND
            if hmac.compare_digest(app.generate_otp(max(now + around, 0)).encode(), given)
        ),
        None,
    )


class SecondFactor:
    """The second factors of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._site, self._clock = portal.site, portal.clock
        self.store = SecondFactorStore(portal.database)

    def is_on(self, name: str) -> bool:
        found = self.store.find(self._site, name)
        return found is not None and found.confirmed

    def begin(self, name: str) -> None:
        """Make a new secret. It has no effect before `confirm`."""
        import pyotp

        self.store.begin(self._site, name, self._encrypt(name, pyotp.random_base32()))

    def enrolment(self, name: str) -> Enrolment | None:
        """The secret that is not confirmed yet; None if there is none."""
        import pyotp

        found = self.store.find(self._site, name)
        if found is None or found.confirmed or (secret := self._decrypt(name, found.secret)) is None:
            return None
        issuer = self._portal.publisher_name()
        return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer))

    def confirm(self, name: str, typed: str) -> list[str] | None:
        """Turn the second factor on, if the code is right. Returns the recovery codes, or None."""
        if self.is_on(name) or not self._check_app(name, typed):
            return None
        codes = _new_codes()
        self.store.confirm(self._site, name, self._digests(name, codes), self._entry(Event.FACTOR_ON, name))
        return codes

    def check(self, name: str, typed: str) -> bool:
        """Return whether this is a code of the app or a recovery code. Each is valid once."""
        code = read_code(typed[:LONGEST_TYPED])
        if code is None:
            return is_available() and self._check_app(name, typed[:LONGEST_TYPED])
        used = self._entry(Event.RECOVERY_CODE, name)
        digests = [keyed_digest(key, self._site, f"recovery.{name}", code) for key in self._keys()]
        return self.store.use_recovery_code(self._site, name, digests, used)

    def renew_recovery_codes(self, name: str) -> list[str]:
        codes, entry = _new_codes(), self._entry(Event.RECOVERY_CODES, name)
        self.store.set_recovery_codes(self._site, name, self._digests(name, codes), entry)
        return codes

    def remove(self, name: str, by: str) -> bool:
        """Remove the second factor. Returns whether there was one."""
        entry = LogEntry(self._clock.milliseconds(), by, Event.FACTOR_OFF, name)
        return self.store.remove(self._site, name, entry)

    def _check_app(self, name: str, typed: str) -> bool:
        found = self.store.find(self._site, name)
        secret = self._decrypt(name, found.secret) if found is not None else None
        if secret is None or (step := matching_step(secret, typed, self._clock.seconds())) is None:
            return False
        return self.store.use_step(self._site, name, step)

    def _encrypt(self, name: str, secret: str) -> str:
        return self._fernet().encrypt(f"{self._site}:{name}:{secret}".encode()).decode()

    def _decrypt(self, name: str, stored: str) -> str | None:
        """The secret; None if another account's was put into the row, or if the key is gone."""
        from cryptography.fernet import InvalidToken

        try:
            text = self._fernet().decrypt(stored.encode()).decode()
        except InvalidToken:
            log.warning(
                "portal_widgets: a second factor cannot be read, because the application no longer has "
                "the key that encrypted it"
            )
            return None
        owner, _, secret = text.rpartition(":")
        return secret if owner == f"{self._site}:{name}" else None

    def _fernet(self) -> "MultiFernet":
        """The newest key encrypts, and each key decrypts."""
        from cryptography.fernet import Fernet, MultiFernet

        made = (hmac.new(key, b"portal_widgets.admin.totp", hashlib.sha256) for key in self._keys())
        return MultiFernet([Fernet(base64.urlsafe_b64encode(one.digest())) for one in made][::-1])

    def _digests(self, name: str, codes: list[str]) -> list[str]:
        return [keyed_digest(self._keys()[-1], self._site, f"recovery.{name}", code) for code in codes]

    def _keys(self) -> list[bytes]:
        return signing_keys(self._portal.app.config)

    def _entry(self, what: Event, name: str) -> LogEntry:
        return LogEntry(self._clock.milliseconds(), name, what, name)


def _new_codes() -> list[str]:
    return [new_code(secrets.token_bytes(RANDOM_BYTES)) for _ in range(RECOVERY_CODES)]
