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


def conditions(site: str, filters: SearchFilters, register: GazetteRegister, on: date) -> list[Condition]:
    """The conditions of the chosen filters; the state is that of the day `on`."""
    found = [*plain_conditions(filters), *_counted(site, filters, register).values()]
    if filters.state:
        other = span.alias()
        found.append(sa.exists().where(span_on(other, on), _has_state(other, filters.state)))
    return found


def plain_conditions(filters: SearchFilters) -> list[Condition]:
    """The conditions of the filters whose values are not counted."""
    found: list[Condition] = []
    if filters.signer:
        found.append(entry.c.signer == column(folded_words(filters.signer)))
    if filters.signed_from:
        found.append(entry.c.signed >= filters.signed_from)
    if filters.signed_until:
        found.append(entry.c.signed <= filters.signed_until)
    return found


def counted_conditions(site: str, filters: SearchFilters, register: GazetteRegister) -> dict[str, Condition]:
    """The conditions of the chosen filters whose values are counted, by name, on an entry and its span."""
    found = _counted(site, filters, register)
    return {**found, "state": _has_state(span, filters.state)} if filters.state else found


def _counted(site: str, filters: SearchFilters, register: GazetteRegister) -> dict[str, Condition]:
    values = {"body": filters.body, "kind": filters.kind, "year": filters.year}
    found: dict[str, Condition] = {
        name: entry.c[name] == value for name, value in values.items() if value not in {"", None}
    }
    if filters.field:
        found["field"] = _in_field(site, register.fields_within(filters.field) | {filters.field})
    return found


def _in_field(site: str, keys: frozenset[str]) -> Condition:
    # The database reads the documents of the fields once, from an index.
    mine = (document_field.c.site == site, document_field.c.field.in_(sorted(keys)))
    return entry.c.document.in_(sa.select(document_field.c.document).where(*mine))


def span_on(spans: sa.FromClause, on: date) -> Condition:
    """The span of the entry's document that contains a day."""
    return sa.and_(spans.c.document == entry.c.document, spans.c.start <= on, spans.c.until > on)


def _has_state(spans: sa.FromClause, state: str) -> Condition:
    main: Condition = spans.c.state == state
    return sa.or_(main, spans.c[PARTLY[state]]) if state in PARTLY else main
