"""Plain data of a file or a stored document, such as JSON: a value of an unexpected type is refused."""

from collections.abc import Mapping, Sequence


def mapping(value: object) -> Mapping[str, object]:
    """An object with names. Raises ValueError otherwise."""
    if not isinstance(value, Mapping):
        raise ValueError(f"an object with names is expected, not {type(value).__name__}")  # noqa: TRY004 - as all checks
    return value


def sequence(value: object) -> Sequence[object]:
    """A list. Raises ValueError otherwise."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"a list is expected, not {type(value).__name__}")  # noqa: TRY004 - as all checks
    return value


def text(value: object) -> str:
    """A text. Raises ValueError otherwise."""
    if not isinstance(value, str):
        raise ValueError(f"a text is expected, not {type(value).__name__}")  # noqa: TRY004 - as all checks
    return value


def whole(value: object) -> int:
    """A whole number. Raises ValueError otherwise."""
    if type(value) is not int:
        raise ValueError(f"a whole number is expected, not {type(value).__name__}")
    return value
