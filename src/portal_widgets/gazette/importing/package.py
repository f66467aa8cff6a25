"""The whole gazette as one JSON file: every document and every relation, with nothing left out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...core.plain_data import mapping, sequence, text
from ...core.text.normalization import one_line
from ..document_data import (
    FilledIssue,
    document_data,
    issue_data,
    read_document,
    read_issue,
    read_relation,
    relation_data,
)
from ..register_data import as_data, read_register
from ..rules.document import Document
from ..rules.effects import DocumentRef, Relation
from ..rules.register import GazetteRegister
from .drafts import TableRefusedError

KIND = "portal-widgets gazette"
LARGEST = 512 * 2**20


@dataclass(frozen=True, slots=True)
class Package:
    """Documents, relations and issues under the ids of the portal that exported them, and its register."""

    documents: list[Document]
    relations: list[Relation]
    register: GazetteRegister | None = None
    issues: tuple[FilledIssue, ...] = ()


def write_package(
    documents: Iterable[Document],
    relations: Iterable[Relation],
    register: GazetteRegister | None = None,
    issues: Iterable[FilledIssue] = (),
) -> bytes:
    """The files of the documents are named, not contained."""
    plain = (document_data(one) for one in documents)
    filled = (issue_data(*one) for one in issues)
    return "".join(package_lines(plain, map(relation_data, relations), register, filled)).encode()


def package_lines(
    documents: Iterable[Mapping[str, object]],
    relations: Iterable[Mapping[str, object]],
    register: GazetteRegister | None = None,
    issues: Iterable[Mapping[str, object]] = (),
) -> Iterator[str]:
    """The lines of a package, one for each document, relation and issue. A large package does not have to be
    in memory.
    """
    yield f'{{"format": {_json(KIND)}, "version": 1,\n'
    if register is not None:
        yield f'"register": {_json(as_data(register))},\n'
    for name, listed in (("documents", documents), ("relations", relations), ("issues", issues)):
        yield f'"{name}": ['
        for place, one in enumerate(listed):
            yield f"{',' if place else ''}\n{_json(one)}"
        yield "\n]" + (",\n" if name != "issues" else "}\n")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def read_package(file: bytes) -> Package:
    """Raises TableRefusedError if the file is not such a package."""
    if len(file) > LARGEST:
        raise TableRefusedError("too-large", most=LARGEST // 2**20)
    try:
        data = mapping(json.loads(file.decode("utf-8-sig")))
        if text(data.get("format", "")) != KIND:
            raise TableRefusedError("not-a-package", kind=KIND)
        documents = [read_document(one) for one in sequence(data.get("documents", ()))]
        relations = [read_relation(one) for one in sequence(data.get("relations", ()))]
        register = read_register(data["register"]) if "register" in data else None
        issues = tuple(read_issue(one) for one in sequence(data.get("issues", ())))
    except (ValueError, LookupError, RecursionError) as error:
        raise TableRefusedError("not-json", why=one_line(str(error), 160)) from error
    return Package(documents, relations, register, issues)


def with_new_ids(relations: Sequence[Relation], ids: dict[int, int]) -> list[Relation]:
    """The relations between documents that were stored under other ids. `ids` are the new ones by the old
    ones. A document that is not among them stays as the text of its number.
    """

    def other(one: DocumentRef) -> DocumentRef:
        return replace(one, id=ids.get(one.id) if one.id is not None else None)

    return [replace(one, id=0, acting=other(one.acting), target=other(one.target)) for one in relations]
