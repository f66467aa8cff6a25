"""Rows of the tables as documents and relations, and back."""

from collections.abc import Iterable

from ...core.db.rows import Row
from ..rules.addresses import address_slug, number_key
from ..rules.document import (
    Document,
    FileForm,
    FileRole,
    Issue,
    Publication,
    Signer,
    StoredFile,
    Withdrawal,
    Work,
)
from ..rules.effects import DayWording, DocumentRef, Relation, RelationKind


def row_of_document(document: Document) -> dict[str, object]:
    work, withdrawal = document.work, document.withdrawal
    return {
        "body": work.body,
        "kind": work.kind,
        "year": work.year,
        "number": work.number,
        "number_key": number_key(work.number),
        "slug": address_slug(work),
        "double": work.double,
        "double_reason": work.double_reason,
        "title": document.title,
        "abstract": document.abstract,
        "signed": document.signed,
        "published": document.published,
        "signer": document.signer.name[:120],
        "office": document.signer.office[:300],
        "source": document.source,
        "publication": document.publication.value,
        "withdrawn_on": withdrawal.on if withdrawal is not None else None,
        "withdrawn_reason": withdrawal.reason if withdrawal is not None else "",
        "withdrawn_office": withdrawal.office[:200] if withdrawal is not None else "",
    }


def document_of_row(row: Row, fields: Iterable[str], files: Iterable[Row]) -> Document:
    withdrawal = (
        Withdrawal(row.withdrawn_on, row.withdrawn_reason, row.withdrawn_office) if row.withdrawn_on else None
    )
    return Document(
        Work(row.body, row.kind, row.year, row.number, row.double, row.double_reason),
        row.title,
        row.abstract,
        row.signed,
        row.published,
        Signer(row.signer, row.office),
        tuple(fields),
        tuple(file_of_row(one) for one in files),
        Publication(row.publication),
        withdrawal,
        row.source,
        row.id,
    )


def row_of_file(file: StoredFile) -> dict[str, object]:
    return {
        "digest": file.digest,
        "name": file.name[:200],
        "media_type": file.media_type[:100],
        "size": file.size,
        "pages": file.pages,
        "form": file.form.value,
        "role": file.role.value,
        "at": file.at,
        "replaced_at": file.replaced_at,
        "replaced_reason": file.replaced_reason,
    }


def file_of_row(row: Row) -> StoredFile:
    return StoredFile(
        row.digest,
        row.name,
        row.media_type,
        row.size,
        row.pages,
        FileForm(row.form),
        FileRole(row.role),
        row.at,
        row.replaced_at,
        row.replaced_reason,
    )


def row_of_relation(relation: Relation) -> dict[str, object]:
    return {
        "kind": relation.kind.value,
        "acting": relation.acting.id,
        "acting_text": relation.acting.text[:300],
        "acting_part": relation.acting.part[:200],
        "target": relation.target.id,
        "target_text": relation.target.text[:300],
        "target_part": relation.target.part[:200],
        "date_from": relation.date_from,
        "date_to": relation.date_to,
        "wording": relation.wording.value,
        "note": relation.note,
        "source": relation.source,
        "position": relation.position,
    }


def relation_of_row(row: Row) -> Relation:
    return Relation(
        RelationKind(row.kind),
        DocumentRef(row.acting, row.acting_text, row.acting_part),
        DocumentRef(row.target, row.target_text, row.target_part),
        row.date_from,
        row.date_to,
        DayWording(row.wording),
        row.note,
        row.source,
        row.position,
        row.id,
    )


def row_of_issue(issue: Issue) -> dict[str, object]:
    file = issue.file
    return {
        "number": issue.number,
        "year": issue.year,
        "day": issue.on,
        "special": issue.special,
        "digest": file.digest if file is not None else "",
        "name": file.name[:200] if file is not None else "",
        "media_type": file.media_type if file is not None else "",
        "size": file.size if file is not None else 0,
        "pages": file.pages if file is not None else None,
        "form": file.form.value if file is not None else "",
    }


def issue_of_row(row: Row) -> Issue:
    file = (
        StoredFile(row.digest, row.name, row.media_type, row.size, row.pages, FileForm(row.form))
        if row.digest
        else None
    )
    return Issue(row.number, row.year, row.day, row.special, file, row.id)
