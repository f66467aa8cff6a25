"""Forms with rows, such as the versions of a unit: the fields of each row end with its number."""

from collections.abc import Callable, Mapping
from typing import TypeVar

# A merger of a whole district has some dozen parts.
MOST_ROWS = 200
EMPTY_ROWS = 3

Row = dict[str, str]
Value = TypeVar("Value")


class RowError(ValueError):
    """A fault of a form: the field, with the number of its row, and the name of the fault."""

    def __init__(self, field: str, fault: str, why: str = "") -> None:
        super().__init__(fault)
        self.field, self.fault, self.why = field, fault, why


def read_rows(form: Mapping[str, str], first: str, names: tuple[str, ...]) -> list[Row]:
    """The rows that the form has, without those in which nothing is written. `first` is a field that every
    row of the form contains.
    """
    count = next((at for at in range(MOST_ROWS) if f"{first}-{at}" not in form), MOST_ROWS)
    rows = [{name: form.get(f"{name}-{at}", "").strip() for name in names} for at in range(count)]
    return [row for row in rows if any(row.values())]


def with_empty(rows: list[Row], names: tuple[str, ...], more: int = EMPTY_ROWS) -> list[Row]:
    """The rows, and some empty ones to be filled."""
    return [*rows, *(dict.fromkeys(names, "") for _ in range(min(more, MOST_ROWS - len(rows))))]


def read_field(
    row: Mapping[str, str], name: str, at: int | None, fault: str, read: Callable[[str], Value]
) -> Value:
    """The value of a field. Raises RowError with the field and the fault if `read` refuses it."""
    try:
        return read(row.get(name, ""))
    except ValueError as error:
        field = name if at is None else f"{name}-{at}"
        raise RowError(field, fault, str(error)) from error
