"""Settings: declared by classes, merged and checked once in `init_app`, then frozen."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .errors import ConfigurationError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PREFIX = "PORTAL_WIDGETS_"
LANGUAGES = ("vi", "en")
# A text in one language, or by language code.
Text = str | Mapping[str, str]

Value = TypeVar("Value")
Kind = TypeVar("Kind")
Choice = TypeVar("Choice", bound=str)
_CREDENTIALS = re.compile(r"(?<=:/)[^'\"]*@")  # in an address, which may be in any setting by mistake
# Returns the clean value, or raises ValueError with the allowed values.
Check = Callable[[object], Value]


@dataclass(frozen=True, slots=True)
class Setting:
    """The declaration of one key: its default, its check, and a sentence for the configuration reference. No
    error may repeat the value of a `secret`, so its check raises only messages of our own.
    """

    default: object
    check: Check[object]
    about: str
    secret: bool = False


def setting(default: object, check: Check[Value], about: str, *, secret: bool = False) -> Value:
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


def declared(kind: "type[DataclassInstance]") -> dict[str, Setting]:
    """The declarations of a class of settings, by key without the prefix."""
    return {one.name.upper(): one.metadata["setting"] for one in fields(kind)}


class Settings:
    """The settings of one portal. `settings[PollSettings]` is the portal's object of that class. `by_key` has
    all values by key, so that two configurations can be compared.
    """

    def __init__(self, values: Mapping[str, object], kinds: "Iterable[type[DataclassInstance]]") -> None:
        self.by_key = MappingProxyType(dict(values))
        self._objects: dict[type[object], object] = {
            kind: kind(**{key.lower(): values[key] for key in declared(kind)}) for kind in kinds
        }

    def __getitem__(self, kind: type[Kind]) -> Kind:
        found = self._objects[kind]
        if not isinstance(found, kind):
            raise KeyError(kind)
        return found


def read(
    host: Mapping[str, object], options: Mapping[str, object], kinds: "Sequence[type[DataclassInstance]]"
) -> Settings:
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


def _check(key: str, declared: Setting, given: Mapping[str, object]) -> object:
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


def boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be True or False")  # noqa: TRY004 - every check raises ValueError
    return value


def whole_number(low: int, high: int) -> Check[int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return check


def one_of(*allowed: Choice) -> Check[Choice]:
    def check(value: object) -> Choice:
        if value not in allowed:
            raise ValueError(f"must be one of: {', '.join(allowed)}")
        return allowed[allowed.index(value)]

    return check


def texts_of(value: object) -> tuple[str, ...] | None:
    """The texts of a list. Returns None if the value is a single text, or contains another type."""
    given = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else None
    return None if given is None or not all(isinstance(text, str) for text in given) else given


def matching(pattern: str, says: str) -> Check[str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"must be {says}")
        return value

    return check


def optional(check: Check[Value]) -> Check[Value | None]:
    return lambda value: None if value is None else check(value)


def function(value: object) -> Callable[..., Any]:
    if not callable(value):
        raise ValueError("must be a function")  # noqa: TRY004 - as above
    return value


def existing_folder(value: object) -> Path:
    if not isinstance(value, (str, Path)) or not Path(value).is_dir():
        raise ValueError("must be an existing folder")
    return Path(value)


def timezone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (LookupError, OSError, ValueError) as error:  # unknown, a folder of zones, not a name
        raise ValueError("must be an IANA time zone such as Asia/Ho_Chi_Minh") from error


def address(*schemes: str) -> Check[str]:
    says = f"must be an address beginning with {' or '.join(f'{s}://' for s in schemes)}"

    def check(value: object) -> str:
        if not isinstance(value, str) or value.partition(":")[0].lower() not in schemes:
            raise ValueError(says)
        if not _is_unambiguous(value):
            raise ValueError(f"{says}; in a name or password write @ : / ? # as %40 %3A %2F %3F %23")
        return value

    return check


def base_url(value: object) -> str:
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


def origins(value: object) -> frozenset[str]:
    """Origins as browsers send them: only scheme, host and port."""
    given = texts_of(value)
    parts = [urlsplit(origin) for origin in given or ()]
    web = all(one.scheme in {"http", "https"} and one.netloc and not one.path + one.query for one in parts)
    if given is None or not web:
        raise ValueError('must be a list of origins such as "https://www.example.vn"')
    return frozenset(origin.lower() for origin in given)
