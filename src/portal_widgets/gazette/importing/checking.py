"""Checks that every database can store a document."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ..document_data import document_data, relation_data
from ..rules.document import Document, StoredFile, Work
from ..rules.effects import Relation
from ..rules.register import GazetteRegister
from .drafts import DraftFault

LONGEST_NUMBER, LONGEST_TEXT = 100, 100_000
YEARS = range(1000, 2101)
# A column of whole numbers, and one for instants and sizes.
_MOST, _LARGEST = 2**31, 2**53
_DIGEST = re.compile("[0-9a-f]{64}")


def document_faults(document: Document, line: int, register: GazetteRegister) -> Iterator[DraftFault]:
    """Why a document cannot be stored."""
    yield from _work_faults(document.work, line)
    yield from _register_faults(document, line, register)
    checks = {
        "no-title": document.title.strip() != "",
        "wrong-file": all(map(is_file, document.files)),
        "wrong-text": is_text(document_data(document)),
    }
    yield from (DraftFault(fault, line) for fault, well in checks.items() if not well)


def _work_faults(work: Work, line: int) -> Iterator[DraftFault]:
    if not work.number.strip():
        yield DraftFault("no-number", line)
    if len(work.number) > LONGEST_NUMBER:
        yield DraftFault("long-number", line, {"most": LONGEST_NUMBER})
    if work.year not in YEARS:
        yield DraftFault(
            "wrong-year", line, {"value": str(work.year)[:40] if abs(work.year) < _MOST else "…"}
        )
    if len(work.double) > 1 or (work.double and not work.double_reason.strip()):
        yield DraftFault("no-reason", line, {"number": work.number[:LONGEST_NUMBER]})


def _register_faults(document: Document, line: int, register: GazetteRegister) -> Iterator[DraftFault]:
    if register.body(document.work.body) is None:
        yield DraftFault("unknown-body", line, {"value": document.work.body[:80]})
    if register.kind(document.work.kind) is None:
        yield DraftFault("unknown-kind", line, {"value": document.work.kind[:80]})
    for key in document.fields:
        if register.field(key) is None:
            yield DraftFault("unknown-field", line, {"value": key[:80]})


def is_storable(relation: Relation) -> bool:
    return 0 <= relation.position < _MOST and is_text(relation_data(relation))


def is_file(file: StoredFile) -> bool:
    """Whether the facts of a file are possible."""
    numbers = (file.size, file.at, file.replaced_at or 0)
    return (
        _DIGEST.fullmatch(file.digest) is not None
        and all(0 <= number < _LARGEST for number in numbers)
        and 0 <= (file.pages or 0) < _MOST
    )


def is_text(data: object) -> bool:
    """Whether every text is short enough and has only characters that a database can store."""
    if isinstance(data, str):
        return len(data) <= LONGEST_TEXT and "\0" not in data and not re.search("[\ud800-\udfff]", data)
    inner: Iterable[object] = ()
    if isinstance(data, Mapping):
        inner = data.values()
    elif isinstance(data, list | tuple):
        inner = data
    return all(map(is_text, inner))
