"""Checks of what a host passes in Python. The developer must correct such a fault, so its sentence names the
argument, what it must be, and what it is.
"""

from collections.abc import Iterable

SHOWN = 60


def require(name: str, value: object, *kinds: type) -> None:
    """Raise TypeError unless the value has one of these types. A bool is not a number."""
    if isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)):
        return
    wanted = " or ".join("None" if kind is type(None) else kind.__name__ for kind in kinds)
    raise TypeError(f"{name} must be {wanted}, not {_shown(value)}")


def require_list(name: str, value: object, such_as: str) -> None:
    """Raise TypeError unless the value is a list. A text would be a list of letters."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list, such as {such_as}, not {_shown(value)}")


def require_path(name: str, value: object) -> None:
    """Raise TypeError or ValueError for what cannot be the path of a page."""
    require(name, value, str)
    if not isinstance(value, str) or not value.startswith("/") or not value.isprintable():
        raise ValueError(f"{name} must be a path of this site that begins with /, not {_shown(value)}")


def _shown(value: object) -> str:
    return f"{value!r:.{SHOWN}}"
