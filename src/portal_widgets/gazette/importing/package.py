"""The whole gazette as one JSON file: every document and every relation, with nothing left out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...core.plain_data import mapping, sequence, text
from ...core.text.normalization import one_line
from ..document_data import document_data, read_document, read_relation, relation_data
from ..rules.document import Document
from ..rules.effects import DocumentRef, Relation
from .drafts import TableRefusedError

KIND = "portal-widgets gazette"
LARGEST = 512 * 2**20


def write_package(documents: Iterable[Document], relations: Iterable[Relation]) -> bytes:
    """The files of the documents are named, not contained."""
    package = {
        "format": KIND,
        "version": 1,
        "documents": [document_data(one) for one in documents],
        "relations": [relation_data(one) for one in relations],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def read_package(file: bytes) -> tuple[list[Document], list[Relation]]:
    """Raises TableRefusedError if the file is not such a package."""
    if len(file) > LARGEST:
        raise TableRefusedError("too-large", most=LARGEST // 2**20)
    try:
        data = mapping(json.loads(file.decode("utf-8-sig")))
        if text(data.get("format", "")) != KIND:
            raise TableRefusedError("not-a-package", kind=KIND)
        documents = [read_document(one) for one in sequence(data.get("documents", ()))]
        return documents, [read_relation(one) for one in sequence(data.get("relations", ()))]
    except (ValueError, LookupError, RecursionError) as error:
        raise TableRefusedError("not-json", why=one_line(str(error), 160)) from error


def with_new_ids(relations: Sequence[Relation], ids: dict[int, int]) -> list[Relation]:
    """The relations between documents that were stored under other ids. `ids` are the new ones by the old
    ones. A document that is not among them stays as the text of its number.
    """

    def other(one: DocumentRef) -> DocumentRef:
        return replace(one, id=ids.get(one.id) if one.id is not None else None)

    return [replace(one, id=0, acting=other(one.acting), target=other(one.target)) for one in relations]
