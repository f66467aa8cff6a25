"""Reads the words of new files, outside requests, and puts them into the index of the search."""

import logging
from collections.abc import Callable
from dataclasses import replace

from ...core.app.portal import Portal
from ..files import ContentFiles
from ..rules.document import Document, FileForm, StoredFile
from ..store.gazette import GazetteStore
from ..store.history import Change
from ..store.texts import FAILED, MISSING, TextStore
from .extraction import Extraction, extract
from .limits import FileRefusedError
from .waiting_files import is_installed

# Files of one round. A round that is interrupted is continued by the next.
ROUND = 20
LONGEST_TEXT = 2_000_000
CHANGE = "the words of a file"

log = logging.getLogger("portal_widgets")


class FileReader:
    """Reads the files of one portal. Each is tried once; a failure is recorded."""

    def __init__(self, portal: Portal, store: GazetteStore, texts: TextStore, files: ContentFiles) -> None:
        self._portal = portal
        self._store = store
        self._texts = texts
        self._files = files
        self.is_installed = is_installed()

    def run(self) -> None:
        """Read some files, if the database exists."""
        if self._portal.database.version() is not None:
            self.read(ROUND)

    def read(self, most: int, progress: Callable[[int], object] = lambda _: None) -> int:
        """Read at most so many files. Returns their number. `progress` gets 1 for each."""
        count = 0
        for digest in self._texts.waiting(self._now(), most):
            if self._texts.claim(digest, self._now()):
                self._read(digest)
                count += 1
            progress(1)
        return count

    def waiting(self, most: int) -> int:
        """How many files wait."""
        return len(self._texts.waiting(self._now(), most))

    def _read(self, digest: str) -> None:
        try:
            content = self._files.path(digest).read_bytes()
        except OSError:
            self._texts.put(digest, MISSING, "", self._now())
            return
        found, fault = _extracted(content)
        words = found.text.replace("\0", " ")[:LONGEST_TEXT]
        words = words.encode("utf-8", "replace").decode()
        self._texts.put(digest, f"{FAILED}{fault}" if fault else found.method, words, self._now())
        for number in self._texts.documents(digest):
            self._update(number, digest, found)

    def _update(self, number: int, digest: str, found: Extraction) -> None:
        """Record whether the file is a scan and how many pages it has, and index its words."""
        document = self._store.documents.documents([number]).get(number)
        if document is None:
            return
        known = _with_facts(document, digest, found)
        if known != document:
            self._store.save(known, Change("portal", CHANGE, self._now()))
        elif found.text:
            self._store.index_again(document)

    def _now(self) -> int:
        return self._portal.clock.milliseconds()


def _extracted(content: bytes) -> tuple[Extraction, str]:
    """The words, and the name of the fault."""
    nothing = Extraction("", FileForm.UNKNOWN)
    try:
        return extract(content), ""
    except FileRefusedError as error:
        return nothing, error.fault
    except Exception as error:  # noqa: BLE001 - the readers are not ours, and the file may be hostile
        log.warning("portal_widgets: a file of the gazette cannot be read: %s", type(error).__name__)
        return nothing, "broken"


def _with_facts(document: Document, digest: str, found: Extraction) -> Document:
    def known(one: StoredFile) -> StoredFile:
        if one.digest != digest:
            return one
        pages = found.pages if one.pages is None else one.pages
        return replace(one, form=one.form or found.form, pages=pages)

    return replace(document, files=tuple(map(known, document.files)))
