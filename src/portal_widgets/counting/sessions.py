"""Counts hits one after the other: repeats, visits, unique visitors. Pure: it gets a state and returns
tallies.

If hits are counted in the order of their times, the numbers are the same as from a recount of all hits. In
any other order the numbers are never higher.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..core.text.clock import Milliseconds
from .hits import NO_CLICK, Hit, Reason

MINUTE: Milliseconds = 60_000
REPEAT_WINDOW: Milliseconds = 30 * MINUTE
VISIT_WINDOW: Milliseconds = 30 * MINUTE
ONLINE_WINDOW: Milliseconds = 5 * MINUTE

Pair = tuple[bytes, str]


# The first and the last time of an event, in milliseconds since 1970. A plain tuple: a batch makes thousands,
# and the garbage collector does not track them.
Span = tuple[int, int]


@dataclass(slots=True)
class VisitorState:
    """The known visitors of a batch: when each was here, and what each has read and followed. It also records
    which of them the last batch has changed.
    """

    presence: dict[bytes, Span] = field(default_factory=dict)
    views: dict[Pair, Span] = field(default_factory=dict)
    clicks: dict[Pair, Span] = field(default_factory=dict)
    # Yesterday's keys of visitors who now have today's key, so that one person is online once.
    superseded: set[bytes] = field(default_factory=set)
    changed_presence: set[bytes] = field(default_factory=set)
    changed_views: set[Pair] = field(default_factory=set)
    changed_clicks: set[Pair] = field(default_factory=set)


@dataclass(slots=True)
class DayDelta:
    """The counts to add to one day."""

    heard: int = 0
    page_views: int = 0
    article_views: int = 0
    visits: int = 0
    visitors: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    # How often several labels were counted together. Most hits of a batch share theirs.
    together: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def add_up(self) -> None:
        """Add the labels that were counted together to `labels`."""
        for labels, hits in self.together.items():
            for label in labels:
                self.labels[label] += hits
        self.together.clear()


@dataclass(slots=True)
class CountResult:
    """The counts to add to each day, and the result for each hit in order (None: counted)."""

    days: dict[str, DayDelta] = field(default_factory=dict)
    verdicts: list[Reason | None] = field(default_factory=list)


def count_hits(hits: Iterable[Hit], state: VisitorState) -> CountResult:
    """Count hits in order and update `state`."""
    result = CountResult()
    for changed in (state.changed_presence, state.changed_views, state.changed_clicks):
        changed.clear()
    for hit in hits:
        delta = result.days.get(hit.day)
        if delta is None:
            delta = result.days[hit.day] = DayDelta()
        result.verdicts.append(_count_click(hit, state, delta) if hit.link else _count_hit(hit, state, delta))
    for delta in result.days.values():
        delta.add_up()
    return result


def _count_hit(hit: Hit, state: VisitorState, delta: DayDelta) -> Reason | None:
    delta.heard += 1
    verdict = hit.reason or _count(hit, state, delta)
    if verdict:
        delta.excluded[verdict] += 1
    return verdict


def _count_click(hit: Hit, state: VisitorState, delta: DayDelta) -> Reason | None:
    """Count a click, which is not a page load. A click counts once in 30 minutes for a visitor and a link."""
    verdict = hit.reason
    if verdict is None and _is_repeat(hit, hit.link, state.clicks):
        verdict = Reason.REPEAT
    if verdict:
        delta.labels[f"{NO_CLICK}|{verdict}"] += 1
        return verdict
    pair = hit.visitor, hit.link
    state.clicks[pair] = _widened(state.clicks.get(pair), hit.at)
    state.changed_clicks.add(pair)
    delta.together[hit.labels.view] += 1
    return None


def _count(hit: Hit, state: VisitorState, delta: DayDelta) -> Reason | None:
    delta.page_views += 1
    delta.together[hit.labels.page_view] += 1
    known = state.presence.get(hit.visitor)
    before = None if hit.visitor_before is None else _merge_yesterdays_key(hit.visitor_before, state)
    if _is_over(known, hit.at) and _is_over(before, hit.at):
        delta.visits += 1
        delta.together[hit.labels.visit] += 1
    if known is None:
        delta.visitors += 1
    state.presence[hit.visitor] = _widened(known, hit.at)
    state.changed_presence.add(hit.visitor)
    if hit.article is None:
        return None
    if _is_repeat(hit, hit.article, state.views):
        return Reason.REPEAT
    pair = hit.visitor, hit.article
    state.views[pair] = _widened(state.views.get(pair), hit.at)
    state.changed_views.add(pair)
    delta.article_views += 1
    delta.articles[hit.article] += 1
    delta.together[hit.labels.view] += 1
    return None


def _merge_yesterdays_key(before: bytes, state: VisitorState) -> Span | None:
    """Take over the visitor's data from before midnight, so that one person is online once."""
    span = state.presence.get(before)
    if span is not None:
        state.superseded.add(before)
        state.changed_presence.add(before)
    return span


def _is_over(span: Span | None, at: Milliseconds) -> bool:
    """Return whether a visit begins: the visitor had no page view in the 30 minutes before. A late hit never
    begins a visit, because the views in between may have been one visit, and a displayed total must never
    fall.
    """
    return span is None or at > span[1] + VISIT_WINDOW


def _is_repeat(hit: Hit, what: str, counted: Mapping[Pair, Span]) -> bool:
    """Return whether the hit is a repeat: a counted view or click is within 30 minutes before or after it, or
    there are counted ones both before and after it.
    """
    if _is_near(counted.get((hit.visitor, what)), hit.at, REPEAT_WINDOW):
        return True
    before = hit.visitor_before
    return before is not None and _is_near(counted.get((before, what)), hit.at, REPEAT_WINDOW)


def _widened(span: Span | None, at: Milliseconds) -> Span:
    return (at, at) if span is None else (min(span[0], at), max(span[1], at))


def _is_near(span: Span | None, at: Milliseconds, window: Milliseconds) -> bool:
    return span is not None and span[0] - window <= at <= span[1] + window
