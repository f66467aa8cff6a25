"""What is known of the visitors of the last days: read before a batch is counted, written down after it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ....core.db.rows import rows_among, upsert
from ...hits import Hit
from ...sessions import Span, VisitorState
from .tables import article, presence, recent_click, recent_view

_SPAN = ("first_at", "last_at")


def load_visitors(connection: sa.Connection, site: str, hits: Sequence[Hit]) -> VisitorState:
    """What is known of those who made the hits."""
    state, visitors = VisitorState(), _visitors(hits)
    columns: list[Any] = [presence.c[name] for name in ("visitor", *_SPAN, "superseded")]
    rows = rows_among(connection, columns, presence.c.visitor, visitors, presence.c.site == site)
    for visitor, first, last, superseded in rows:
        state.presence[visitor] = Span(first, last)
        if superseded:
            state.superseded.add(visitor)
    columns = [recent_view.c.visitor, article.c.id, *(recent_view.c[name] for name in _SPAN)]
    where = (recent_view.c.site == site, article.c.number == recent_view.c.article)
    rows = rows_among(connection, columns, recent_view.c.visitor, visitors, *where)
    for visitor, identity, first, last in rows:
        state.views[visitor, identity] = Span(first, last)
    clicking = _visitors(hit for hit in hits if hit.link)
    columns = [recent_click.c[name] for name in ("visitor", "link", *_SPAN)]
    rows = rows_among(connection, columns, recent_click.c.visitor, clicking, recent_click.c.site == site)
    for visitor, link, first, last in rows:
        state.clicks[visitor, link] = Span(first, last)
    return state


def keep_visitors(
    connection: sa.Connection, site: str, state: VisitorState, numbers: Mapping[str, int]
) -> None:
    """Write down what is known after a batch. `numbers`: the articles of the batch, by id."""
    rows: list[dict[str, Any]] = [
        {
            "site": site,
            "visitor": visitor,
            "first_at": span.first,
            "last_at": span.last,
            "superseded": visitor in state.superseded,
        }
        for visitor, span in state.presence.items()
    ]
    upsert(connection, presence, rows, replace=[*_SPAN, "superseded"])
    rows = [
        {
            "site": site,
            "visitor": visitor,
            "article": numbers[identity],
            "first_at": span.first,
            "last_at": span.last,
        }
        for (visitor, identity), span in state.views.items()
        if identity in numbers
    ]
    upsert(connection, recent_view, rows, replace=_SPAN)
    rows = [
        {"site": site, "visitor": visitor, "link": link, "first_at": span.first, "last_at": span.last}
        for (visitor, link), span in state.clicks.items()
    ]
    upsert(connection, recent_click, rows, replace=_SPAN)


def forget_visitors(connection: sa.Connection, site: str, before: int) -> None:
    """Drop what is known of visitors last seen before an instant, in milliseconds."""
    for table in (recent_click, recent_view, presence):
        connection.execute(sa.delete(table).where(table.c.site == site, table.c.last_at < before))


def _visitors(hits: Iterable[Hit]) -> set[bytes]:
    return {key for hit in hits if not hit.reason for key in (hit.visitor, hit.visitor_before) if key}
