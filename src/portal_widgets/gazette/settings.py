"""The settings of the gazette."""

from dataclasses import dataclass
from pathlib import Path

from ..config import optional, setting
from ..core.mail.settings import folder


@dataclass(frozen=True)
class GazetteSettings:
    """Where the files of documents are."""

    gazette_folder: Path | None = setting(
        None,
        optional(folder),
        "Folder with the files of documents, by the SHA-256 of their content. The default is `gazette` in "
        "the instance folder. If several machines serve the portal, they share it.",
    )
