"""The filters as conditions on entries."""

from datetime import date

import sqlalchemy as sa

from ...rules.query import SearchFilters
from ...rules.register import GazetteRegister
from ...store.tables import document_field, span
from ..folding import column, folded_words
from .matching import Condition
from .tables import entry

# States that a document may have beside its main one, and their columns.
PARTLY = {"partly-ended": "partly_ended", "partly-suspended": "partly_suspended"}


def conditions(filters: SearchFilters, register: GazetteRegister, on: date) -> list[Condition]:
    """The conditions of the chosen filters; the state is that of the day `on`."""
    found: list[Condition] = [
        entry.c[name] == value
        for name, value in (("body", filters.body), ("kind", filters.kind), ("year", filters.year))
        if value not in {"", None}
    ]
    if filters.signer:
        found.append(entry.c.signer == column(folded_words(filters.signer)))
    if filters.signed_from:
        found.append(entry.c.signed >= filters.signed_from)
    if filters.signed_until:
        found.append(entry.c.signed <= filters.signed_until)
    if filters.field:
        found.append(_in_field(register.fields_within(filters.field) | {filters.field}))
    if filters.state:
        other = span.alias()
        found.append(sa.exists().where(span_on(other, on), _has_state(other, filters.state)))
    return found


def _in_field(keys: frozenset[str]) -> Condition:
    mine = (document_field.c.document == entry.c.document, document_field.c.field.in_(sorted(keys)))
    return sa.exists().where(*mine)


def span_on(spans: sa.FromClause, on: date) -> Condition:
    """The span of the entry's document that contains a day."""
    return sa.and_(spans.c.document == entry.c.document, spans.c.start <= on, spans.c.until > on)


def _has_state(spans: sa.FromClause, state: str) -> Condition:
    main: Condition = spans.c.state == state
    return sa.or_(main, spans.c[PARTLY[state]]) if state in PARTLY else main
