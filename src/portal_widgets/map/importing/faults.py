"""A fault of a file: which line or feature, what, and where. The words are in the user interface's texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileFault:
    """One finding. `line` is the line of a CSV file or the number of a feature, 0 for the whole file.
    `values` are those of the sentence. A `warning` does not stop the import.
    """

    fault: str
    line: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False


class ImportRefusedError(Exception):
    """The file cannot be read at all."""

    def __init__(self, fault: str, **values: object) -> None:
        super().__init__(fault)
        self.fault = FileFault(fault, 0, values)
