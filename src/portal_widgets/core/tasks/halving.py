"""Many things done at once. If they are refused, they are halved until what is at fault stands alone."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from ...errors import PortalWidgetsError

Item = TypeVar("Item")

LONGEST_REASON = 300


def is_refusal(error: Exception) -> bool:
    """Whether what was given is at fault. An error that the package raises on purpose says otherwise."""
    return not isinstance(error, PortalWidgetsError)


def in_halves(
    items: Sequence[Item],
    do: Callable[[Sequence[Item]], None],
    reject: Callable[[Sequence[Item], Exception], None],
    refuses: Callable[[Exception], bool] = is_refusal,
) -> None:
    """Do it with all items in their order. A part that is refused is halved. One item that is refused alone,
    or none at all, is put aside with the error. Any other error ends it.
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
    """An error on one line that any database takes. Of a driver's, its first line alone: the others may
    repeat what was to be written.
    """
    cause = getattr(error, "orig", None) or error
    said = first_line(error)
    return plain(f"{type(cause).__name__}: {said}" if said else type(cause).__name__, LONGEST_REASON)


def first_line(error: BaseException) -> str:
    """What an error says, or the driver's behind it. Further lines may repeat what was to be written."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def plain(text: str, longest: int) -> str:
    """A text with everything escaped that is not printed, cut to its longest."""
    escaped = (
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )
    return "".join(escaped)[:longest]
