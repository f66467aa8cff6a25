"""The visitors of the last days: read before a batch is counted, written after it."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from ....core.db.rows import Selection, upsert_rows
from ....core.text.clock import Milliseconds
from ...hits import Hit
from ...sessions import VisitorState
from .tables import article, presence, recent_click, recent_view

_SPAN = ("first_at", "last_at")
_SITE: sa.BindParameter[str] = sa.bindparam("site")
_PRESENT: Selection[tuple[bytes, int, int, bool]] = Selection(
    [presence.c[name] for name in ("visitor", *_SPAN, "superseded")],
    presence.c.site == _SITE,
    among=presence.c.visitor,
)
_VIEWED: Selection[tuple[bytes, str, int, int]] = Selection(
    [recent_view.c.visitor, article.c.id, *(recent_view.c[name] for name in _SPAN)],
    recent_view.c.site == _SITE,
    article.c.number == recent_view.c.article,
    among=recent_view.c.visitor,
)
_CLICKED: Selection[tuple[bytes, str, int, int]] = Selection(
    [recent_click.c[name] for name in ("visitor", "link", *_SPAN)],
    recent_click.c.site == _SITE,
    among=recent_click.c.visitor,
)


def load_visitors(connection: sa.Connection, site: str, hits: Sequence[Hit]) -> VisitorState:
    """The known visitors among those who made the hits."""
    state, visitors = VisitorState(), _visitors(hits)
    for visitor, first, last, superseded in _PRESENT.rows(connection, visitors, site=site):
        state.presence[visitor] = first, last
        if superseded:
            state.superseded.add(visitor)
    # A visitor who was never here has read nothing.
    for visitor, identity, first, last in _VIEWED.rows(connection, state.presence, site=site):
        state.views[visitor, identity] = first, last
    clicking = _visitors(hit for hit in hits if hit.link)
    for visitor, link, first, last in _CLICKED.rows(connection, clicking, site=site):
        state.clicks[visitor, link] = first, last
    return state


def keep_visitors(
    connection: sa.Connection, site: str, state: VisitorState, numbers: Mapping[str, int]
) -> None:
    """Write the changes of a batch, in the order of the keys, so that each page of an index is written once.
    `numbers` are the numbers of its articles, by id.
    """
    rows: list[tuple[object, ...]] = [
        (site, visitor, *state.presence[visitor], visitor in state.superseded)
        for visitor in sorted(state.changed_presence)
    ]
    upsert_rows(
        connection, presence, ("site", "visitor", *_SPAN, "superseded"), rows, replace=(*_SPAN, "superseded")
    )
    rows = [(site, pair[0], numbers[pair[1]], *state.views[pair]) for pair in sorted(state.changed_views)]
    upsert_rows(connection, recent_view, ("site", "visitor", "article", *_SPAN), rows, replace=_SPAN)
    rows = [(site, *pair, *state.clicks[pair]) for pair in state.changed_clicks]
    upsert_rows(connection, recent_click, ("site", "visitor", "link", *_SPAN), rows, replace=_SPAN)


def forget_visitors(connection: sa.Connection, site: str, before: Milliseconds) -> None:
    """Delete visitors who were last seen before an instant, in milliseconds."""
    for table in (recent_click, recent_view, presence):
        connection.execute(sa.delete(table).where(table.c.site == site, table.c.last_at < before))


def _visitors(hits: Iterable[Hit]) -> set[bytes]:
    return {key for hit in hits if not hit.reason for key in (hit.visitor, hit.visitor_before) if key}
