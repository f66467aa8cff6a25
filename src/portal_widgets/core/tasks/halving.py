"""Processes many items at once. If they are refused, they are halved until the item at fault is found."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from ...errors import PortalWidgetsError

Item = TypeVar("Item")

LONGEST_REASON = 300


def is_refusal(error: Exception) -> bool:
    """Return whether the input is at fault. Errors that the package raises on purpose have another cause."""
    return not isinstance(error, PortalWidgetsError)


def in_halves(
    items: Sequence[Item],
    do: Callable[[Sequence[Item]], None],
    reject: Callable[[Sequence[Item], Exception], None],
    refuses: Callable[[Exception], bool] = is_refusal,
) -> None:
    """Process all items in order. A refused part is halved. A single refused item, or a refused empty part,
    is passed to `put_aside` with the error. Any other error is raised.
    """
    try:
        do(items)
    except Exception as error:
        if not refuses(error):
            raise
        refusal = error
    else:
        return
    if len(items) <= 1:
        reject(items, refusal)
        return
    middle = len(items) // 2
    in_halves(items[:middle], do, reject, refuses)
    in_halves(items[middle:], do, reject, refuses)


def reason_of(error: BaseException) -> str:
    """An error on one line that any database accepts. For a driver's error it is only the first line, because
    the others may repeat the statement's values.
    """
    cause = getattr(error, "orig", None) or error
    said = first_line(error)
    return plain(f"{type(cause).__name__}: {said}" if said else type(cause).__name__, LONGEST_REASON)


def first_line(error: BaseException) -> str:
    """The message of an error, or of the driver's error behind it. Further lines may repeat the statement's
    values.
    """
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def plain(text: str, longest: int) -> str:
    """The text with all unprintable characters escaped, cut to its longest length."""
    escaped = (
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )
    return "".join(escaped)[:longest]
