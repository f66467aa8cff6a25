"""Settings: declared by classes, merged and checked once in `init_app`, then frozen."""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import SplitResult, urlsplit
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
# Imports a class of settings and returns it.
LateSettings = Callable[[], "type[DataclassInstance]"]


class Setting(NamedTuple):
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
    """The settings of one portal. `settings[PollSettings]` is the portal's object of that class. If the host
    has set none of its keys, it is made when it is first asked for.
    """

    def __init__(self, made: Mapping[LateSettings, object], kinds: Iterable[LateSettings]) -> None:
        self._objects: dict[type[object], object] = {type(one): one for one in made.values()}
        self._set, self._kinds = frozenset(made), tuple(kinds)

    def __getitem__(self, kind: type[Kind]) -> Kind:
        found = self._objects.get(kind)
        if found is None and is_dataclass(kind):
            # Two threads may make it, but both get the same one.
            found = self._objects.setdefault(kind, _made(kind, {}))
        if not isinstance(found, kind):
            raise KeyError(kind)
        return found

    def has_set(self, late: LateSettings) -> bool:
        """Return whether the host has set a key of this class. The class is not imported for that."""
        return late in self._set

    @cached_property
    def by_key(self) -> Mapping[str, object]:
        """All values by key, so that two configurations can be compared. It imports every class."""
        kinds = [late() for late in self._kinds]
        values = {key: getattr(self[kind], key.lower()) for kind in kinds for key in declared(kind)}
        return MappingProxyType(values)


def read(
    host: Mapping[str, object], options: Mapping[str, object], kinds: Sequence[LateSettings]
) -> Settings:
    """Merge the defaults, the host's `PORTAL_WIDGETS_*` keys and the constructor's options. Check the values
    and freeze them. Raises ConfigurationError with the key that is wrong.
    """
    given = {key.removeprefix(PREFIX): value for key, value in host.items() if key.startswith(PREFIX)}
    given |= {key.upper(): value for key, value in options.items()}
    return Settings({late: _made(late(), given) for late in find_declaring(given, kinds)}, kinds)


def find_declaring(keys: Collection[str], kinds: Iterable[LateSettings]) -> list[LateSettings]:
    """The classes that declare these keys, which have no prefix. The classes after the last of them are not
    imported. Raises ConfigurationError if a key is not a setting.
    """
    missing = set(keys)
    known: dict[str, Setting] = {}
    found: list[LateSettings] = []
    for late in kinds:
        if not missing:
            return found
        own = declared(late())
        known |= own
        if not missing.isdisjoint(own):
            found.append(late)
            missing -= own.keys()
    for key in keys:
        if key in missing:
            raise ConfigurationError(_unknown(key, known))
    return found


def _made(kind: "type[DataclassInstance]", given: Mapping[str, object]) -> object:
    return kind(**{key.lower(): _check(key, one, given) for key, one in declared(kind).items()})


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


def address_parts(address: str) -> SplitResult:
    """The parts of an address. Raises ValueError also for a port that is not a number: `urlsplit` itself
    looks at the port only when it is read.
    """
    parts = urlsplit(address)
    parts.port  # noqa: B018 - raises the error
    return parts
