"""Documents that readers know: they stay at their addresses with all of their files."""

from dataclasses import replace

from ..rules.addresses import address_slug
from ..rules.document import Document, Publication, StoredFile


def kept_public(earlier: Document, now: Document, at: int, what: str) -> Document:
    """The earlier facts of a document that readers know: it stays at its address."""
    earlier = replace(earlier, work=now.work, files=_with_later_files(earlier, now, at, what))
    if earlier.publication is not Publication.DRAFT:
        return earlier
    published = earlier.published or now.published
    return replace(earlier, publication=now.publication, published=published, withdrawal=now.withdrawal)


def _with_later_files(earlier: Document, now: Document, at: int, what: str) -> tuple[StoredFile, ...]:
    """The earlier files, and those that came later as replaced ones: readers know them."""
    known = {file.digest for file in earlier.files}
    later = [file for file in now.files if file.digest not in known]
    gone = [
        replace(
            file,
            replaced_at=file.replaced_at or at,
            replaced_reason=file.replaced_reason or what,
        )
        for file in later
    ]
    return (*earlier.files, *gone)


def hides(before: Document, after: Document) -> bool:
    """Whether a change would hide a published document, move it, or lose one of its files."""
    if before.publication is Publication.DRAFT:
        return False
    address = (address_slug(before.work), before.work.body, before.work.kind, before.work.year)
    moved = address != (address_slug(after.work), after.work.body, after.work.kind, after.work.year)
    lost = {file.digest for file in before.files} - {file.digest for file in after.files}
    unexplained = after.publication is Publication.WITHDRAWN and (
        after.withdrawal is None or not after.withdrawal.reason.strip()
    )
    return after.publication is Publication.DRAFT or moved or bool(lost) or unexplained
