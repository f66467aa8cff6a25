"""The settings of the gazette."""

from dataclasses import dataclass
from pathlib import Path

from ..config import optional, setting, whole_number
from ..core.mail.settings import folder

MEGABYTE = 2**20


@dataclass(frozen=True)
class GazetteSettings:
    """Where the files of documents are, and how large they may be."""

    gazette_folder: Path | None = setting(
        None,
        optional(folder),
        "Folder with the files of documents, by the SHA-256 of their content. The default is `gazette` in "
        "the instance folder. If several machines serve the portal, they share it.",
    )
    gazette_file_mb: int = setting(
        30, whole_number(1, 64), "Maximum size of each file that the office attaches to a document, in MB."
    )
