"""Annotations of days: notes, and opening balances by their date."""

import sqlalchemy as sa

from ...core.db.database import metadata
from ...counting.store.sql.tables import opening_balance
from ..periods import Days
from .values import Annotation

# Information for readers of the statistics: "moved to a new server".
note = sa.Table(
    "pw_note",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("entered_at", sa.BigInteger, nullable=False),
    sa.Index("pw_note_site_day", "site", "day"),
)


def annotations(connection: sa.Connection, site: str, span: Days) -> list[Annotation]:
    """Notes on the days, and opening balances of the site, in the order of their days."""
    balance = opening_balance.c
    balances = sa.select(opening_balance).where(
        balance.site == site, balance.dated.between(span.first, span.last), balance.article.is_(None)
    )
    notes = sa.select(note).where(note.c.site == site, note.c.day.between(span.first, span.last))
    found = [annotation_of_row(row) for row in connection.execute(notes)]
    found += [
        Annotation(row.dated, row.note, row.signed, amount=row.amount) for row in connection.execute(balances)
    ]
    return sorted(found, key=lambda annotation: (annotation.day, annotation.number))


def annotation_of_row(row: sa.Row[tuple[object, ...]]) -> Annotation:
    return Annotation(row.day, row.text, row.author, row.number, entered_at=row.entered_at)
