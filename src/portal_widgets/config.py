"""Settings: declared by classes, merged and checked once in `init_app`, then frozen."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from .errors import ConfigurationError

PREFIX = "PORTAL_WIDGETS_"
LANGUAGES = ("vi", "en")

Value = TypeVar("Value")
Kind = TypeVar("Kind")
Choice = TypeVar("Choice", bound=str)
_CREDENTIALS = re.compile(r"(?<=:/)[^'\"]*@")  # in an address, which may be in any setting by mistake
# Returns the clean value, or raises ValueError with the allowed values.
Check = Callable[[Any], Value]


@dataclass(frozen=True, slots=True)
class Setting:
    """The declaration of one key: its default, its check, and a sentence for the configuration reference. No
    error may repeat the value of a `secret`, so its check raises only messages of our own.
    """

    default: Any
    check: Check[Any]
    about: str
    secret: bool = False


def setting(default: Any, check: Check[Value], about: str, *, secret: bool = False) -> Value:
    """Declare a field of a class of settings. The key is the field's name in capitals. `default` passes the
    check, too, so it is written as a host would write it. The type checker compares the check's type with
    the field's.
    """
    return field(
        default_factory=lambda: check(default),
        metadata={"setting": Setting(default, check, about, secret)},
        repr=not secret,
    )


@dataclass(frozen=True)
class NoSettings:
    """The class of settings of a part without settings."""


def declared(kind: type[Any]) -> dict[str, Setting]:
    """The declarations of a class of settings, by key without the prefix."""
    return {one.name.upper(): one.metadata["setting"] for one in fields(kind)}


class Settings:
    """The settings of one portal. `settings[PollSettings]` is the portal's object of that class. `by_key` has
    all values by key, so that two configurations can be compared.
    """

    def __init__(self, values: Mapping[str, Any], kinds: Iterable[type[Any]]) -> None:
        self.by_key = MappingProxyType(dict(values))
        self._objects: dict[type[Any], Any] = {
            kind: kind(**{key.lower(): values[key] for key in declared(kind)}) for kind in kinds
        }

    def __getitem__(self, kind: type[Kind]) -> Kind:
        found: Kind = self._objects[kind]
        return found


def read(host: Mapping[str, Any], options: Mapping[str, Any], kinds: Sequence[type[Any]]) -> Settings:
    """Merge the defaults, the host's `PORTAL_WIDGETS_*` keys and the constructor's options. Check the values
    and freeze them. Raises ConfigurationError with the key that is wrong.
    """
    given = {key.removeprefix(PREFIX): value for key, value in host.items() if key.startswith(PREFIX)}
    given |= {key.upper(): value for key, value in options.items()}
    known = {key: one for kind in kinds for key, one in declared(kind).items()}
    refuse_unknown(given, known)
    return Settings({key: _check(key, setting, given) for key, setting in known.items()}, kinds)


def refuse_unknown(given: Iterable[str], known: Mapping[str, Setting]) -> None:
    """Raise ConfigurationError if a key is not a setting. The keys have no prefix."""
    for key in given:
        if key not in known:
            raise ConfigurationError(_unknown(key, known))


def _check(key: str, declared: Setting, given: Mapping[str, Any]) -> Any:
    value = given.get(key, declared.default)
    try:
        return declared.check(value)
    except ValueError as error:
        said = str(error) if declared.secret else f"{error} (got {value!r})"
        shown = _CREDENTIALS.sub("/***@", said)
        cause = error if shown == said and not declared.secret else None
        raise ConfigurationError(f"{PREFIX}{key}: {shown}") from cause


def _unknown(key: str, known: Mapping[str, Setting]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {PREFIX}{near[0]}?" if near else f"known keys: {', '.join(sorted(known))}"
    return f"{PREFIX}{key} is not a setting; {hint}"


# Checks.


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be True or False")  # noqa: TRY004 - every check raises ValueError
    return value


def whole_number(low: int, high: int) -> Check[int]:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return check


def one_of(*allowed: Choice) -> Check[Choice]:
    def check(value: Any) -> Choice:
        if value not in allowed:
            raise ValueError(f"must be one of: {', '.join(allowed)}")
        return allowed[allowed.index(value)]

    return check


def matching(pattern: str, says: str) -> Check[str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"must be {says}")
        return value

    return check


def optional(check: Check[Value]) -> Check[Value | None]:
    return lambda value: None if value is None else check(value)


def function(value: Any) -> Callable[..., Any]:
    if not callable(value):
        raise ValueError("must be a function")  # noqa: TRY004 - as above
    return value  # type: ignore[no-any-return]


def existing_folder(value: Any) -> Path:
    if not isinstance(value, (str, Path)) or not Path(value).is_dir():
        raise ValueError("must be an existing folder")
    return Path(value)


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("must be a dictionary")  # noqa: TRY004 - as above
    return dict(value)


def timezone(value: Any) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    if not isinstance(value, str) or value not in _zones():
        raise ValueError("must be an IANA time zone such as Asia/Ho_Chi_Minh")
    return ZoneInfo(value)


@cache
def _zones() -> frozenset[str]:
    """All time zones. They are listed once per process, because this opens hundreds of files."""
    return frozenset(available_timezones())


def address(*schemes: str) -> Check[str]:
    says = f"must be an address beginning with {' or '.join(f'{s}://' for s in schemes)}"

    def check(value: Any) -> str:
        if not isinstance(value, str) or value.partition(":")[0].lower() not in schemes:
            raise ValueError(says)
        if not _is_unambiguous(value):
            raise ValueError(f"{says}; in a name or password write @ : / ? # as %40 %3A %2F %3F %23")
        return value

    return check


def base_url(value: Any) -> str:
    """The address of a site, without the slash at its end."""
    says = 'must be the address of the site, such as "https://www.example.vn"'
    if not isinstance(value, str) or not value.isprintable() or " " in value or "\\" in value:
        raise ValueError(says)
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading the port checks it
    except ValueError as error:
        raise ValueError(says) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(says)
    if parts.query or parts.fragment:
        raise ValueError(says)
    return value.rstrip("/")


def _is_unambiguous(url: str) -> bool:
    """Return whether user, password, host and port are parsed as they were meant. If a password contains a /,
    its first part is parsed as a port, and would appear in the error of a failed connection.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError if it is not a number
    except ValueError:
        return False
    if not parts.netloc:
        return True
    return parts.netloc.count("@") <= 1 and "@" not in parts.path + parts.query and not parts.fragment


def cache_settings(value: Any) -> dict[str, Any]:
    """Settings of Flask-Caching. The address of Redis is checked here, because an error of Flask-Caching
    would repeat the address with its password.
    """
    given = mapping(value)
    if given.get("CACHE_REDIS_URL"):
        try:
            address("redis", "rediss", "unix")(given["CACHE_REDIS_URL"])
        except ValueError as error:
            raise ValueError(f"CACHE_REDIS_URL {error}") from None
    return given


def origins(value: Any) -> frozenset[str]:
    """Origins as browsers send them: only scheme, host and port."""
    says = 'must be a list of origins such as "https://www.example.vn"'
    if isinstance(value, str) or not all(isinstance(origin, str) for origin in value):
        raise ValueError(says)
    for origin in value:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            raise ValueError(says)
    return frozenset(origin.lower() for origin in value)
