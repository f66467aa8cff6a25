"""The configured endpoints: their addresses, secrets and events."""

import binascii
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..config import address_parts, setting, texts_of
from .events import EVENTS

SECRET_PREFIX = "whsec_"  # noqa: S105 - not a secret
# In bytes; those of the specification.
SHORTEST_SECRET = 24
LONGEST_SECRET = 64
LONGEST_URL = 500
_KEYS = {"url", "secret", "events", "private"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that gets events. `private`: it may be in a private network, and without TLS."""

    url: str
    secret: bytes = field(repr=False)
    events: frozenset[str]
    private: bool


def endpoints(value: object) -> tuple[Endpoint, ...]:
    """The configured endpoints. Raises ValueError with the number of the wrong one, but not its secret."""
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        raise ValueError("must be a list of dictionaries with `url` and `secret`")  # noqa: TRY004 - as all checks
    read = tuple(_endpoint(number, one) for number, one in enumerate(value, 1))
    if len({one.url for one in read}) < len(read):
        raise ValueError("two webhooks have the same url")
    return read


def _endpoint(number: int, given: object) -> Endpoint:
    if isinstance(given, Endpoint):
        return given
    if not isinstance(given, Mapping) or not {"url", "secret"} <= given.keys() <= _KEYS:
        raise ValueError(f"webhook {number} must be a dictionary with url, secret, events and private")
    private = given.get("private", False)
    if not isinstance(private, bool):
        raise ValueError(f"webhook {number}: private must be True or False")  # noqa: TRY004 - as all checks
    events = texts_of(given.get("events", tuple(EVENTS)))
    if not events or not {*events} <= EVENTS.keys():
        raise ValueError(f"webhook {number}: events must be a list with some of: {', '.join(EVENTS)}")
    return Endpoint(
        _url(number, given["url"], private=private),
        _secret(number, given["secret"]),
        frozenset(events),
        private,
    )


def _url(number: int, url: object, *, private: bool) -> str:
    schemes = {"https", "http"} if private else {"https"}
    says = f"webhook {number}: url must be an address with https://, or with http:// if private is True"
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError(says)
    try:
        parts = address_parts(url)
    except ValueError as error:
        raise ValueError(says) from error
    if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc or len(url) > LONGEST_URL:
        raise ValueError(says)
    return url


def _secret(number: int, secret: object) -> bytes:
    says = (
        f"webhook {number}: secret must be {SECRET_PREFIX} and {SHORTEST_SECRET} to {LONGEST_SECRET} bytes "
        "in base64: `flask portal webhooks secret` makes one"
    )
    if not isinstance(secret, str) or not secret.startswith(SECRET_PREFIX):
        raise ValueError(says)
    try:
        key = b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(says) from error
    if not SHORTEST_SECRET <= len(key) <= LONGEST_SECRET:
        raise ValueError(says)
    return key


@dataclass(frozen=True)
class WebhookSettings:
    """The endpoints of a portal."""

    webhooks: tuple[Endpoint, ...] = setting(
        (),
        endpoints,
        "Addresses of other systems that get signed events ([webhooks](webhooks.md)): a list of dictionaries "
        "with `url`, `secret` (from `flask portal webhooks secret`), `events` (by default all) and `private` "
        "(whether the address may be in a private network and without TLS).",
        secret=True,
    )
