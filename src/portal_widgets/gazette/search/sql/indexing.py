"""Keeps the entries of the search. Only published documents have one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from ...numbers import parse_number
from ...rules.document import Document, Publication
from ...rules.register import GazetteRegister
from ..folding import column, folded_words, marked_words
from .tables import entry, words

# The bits of a place below its day are the document's id.
_ID_BITS = 32


class SearchIndex:
    """The entries of one site, written in the transaction that changes the documents."""

    def __init__(self, site: str) -> None:
        self._site = site

    def put(
        self,
        connection: sa.Connection,
        documents: Sequence[Document],
        register: GazetteRegister,
        texts: dict[int, str],
    ) -> None:
        """Write the entries of documents. `texts` are the words of their files, by document id."""
        self.remove(connection, [one.id for one in documents])
        listed = [one for one in documents if one.publication is Publication.PUBLISHED]
        if not listed:
            return
        connection.execute(sa.insert(entry), [self._entry(one) for one in listed])
        rows = [_words(one, register, texts.get(one.id, "")) for one in listed]
        connection.execute(sa.insert(words), [{**row, "site": self._site} for row in rows])

    def remove(self, connection: sa.Connection, documents: Iterable[int]) -> None:
        for ids in _batches(documents):
            mine = sa.select(entry.c.place).where(entry.c.document.in_(ids))
            connection.execute(sa.delete(words).where(words.c.place.in_(mine)))
            connection.execute(sa.delete(entry).where(entry.c.document.in_(ids)))

    def clear(self, connection: sa.Connection) -> None:
        """Remove all entries of the site, before all of them are written again."""
        mine = sa.select(entry.c.place).where(entry.c.site == self._site)
        connection.execute(sa.delete(words).where(words.c.place.in_(mine)))
        connection.execute(sa.delete(entry).where(entry.c.site == self._site))

    def _entry(self, one: Document) -> dict[str, object]:
        number = parse_number(one.work.number)
        return {
            "place": place_of(one),
            "document": one.id,
            "site": self._site,
            "kind": one.work.kind,
            "body": one.work.body,
            "year": one.work.year,
            "running": number.running if number else 0,
            "signed": one.signed,
            "signer": column(folded_words(one.signer.name)),
            "fields": column(sorted(one.fields)),
        }


def place_of(document: Document) -> int:
    """A later day has a higher place. A document without a day is placed at the beginning of its year."""
    day = document.signed or date(min(max(document.work.year, date.min.year), date.max.year), 1, 1)
    return day.toordinal() << _ID_BITS | document.id


def _words(one: Document, register: GazetteRegister, text: str) -> dict[str, object]:
    body, kind = register.body_on(one.work.body, one.signed), register.kind(one.work.kind)
    about = [body.name if body else "", kind.name if kind else ""]
    return {
        "place": place_of(one),
        "number": column(_number_words(one.work.number)),
        "title": column(folded_words(one.title)),
        "body": column(
            folded_words("\n".join([one.abstract, one.signer.name, one.signer.office, *about, text]))
        ),
        "marked": column(marked_words(f"{one.title}\n{one.abstract}\n{about[0]}")),
    }


def _number_words(text: str) -> list[str]:
    """A number, and the same number without its year: people leave it out."""
    number = parse_number(text)
    if number is None or number.year is None:
        return folded_words(text)
    return [*folded_words(str(number)), *folded_words(number.address)]


def _batches(ids: Iterable[int], size: int = 500) -> Iterator[list[int]]:
    listed = list(ids)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
