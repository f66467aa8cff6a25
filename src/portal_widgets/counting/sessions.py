"""Counts hits one after the other: repeat, visit, unique visitor. Pure: state goes in, tallies come out.

Hits counted in the order of their times give the same numbers as a recount of the list of hits.
Counted in any other order they never give more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .hits import NO_CLICK, Hit, Reason

MINUTE = 60_000
REPEAT_WINDOW = 30 * MINUTE
VISIT_WINDOW = 30 * MINUTE
ONLINE_WINDOW = 5 * MINUTE

Pair = tuple[bytes, str]


@dataclass(slots=True)
class Span:
    """The first and the last of something, in milliseconds since 1970."""

    first: int
    last: int

    def near(self, at: int, window: int) -> bool:
        return self.first - window <= at <= self.last + window

    def widen(self, at: int) -> None:
        self.first = min(self.first, at)
        self.last = max(self.last, at)


@dataclass(slots=True)
class VisitorState:
    """What is known of the visitors of a batch: when each was here, what each has read and followed."""

    presence: dict[bytes, Span] = field(default_factory=dict)
    views: dict[Pair, Span] = field(default_factory=dict)
    clicks: dict[Pair, Span] = field(default_factory=dict)
    # Yesterday's keys whose visitor went on under today's: one person, online once.
    superseded: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class DayDelta:
    """What one day gained."""

    heard: int = 0
    page_views: int = 0
    article_views: int = 0
    visits: int = 0
    visitors: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class CountResult:
    """What each day gained, and the verdict on each hit in order (None: counted)."""

    days: dict[str, DayDelta] = field(default_factory=dict)
    verdicts: list[Reason | None] = field(default_factory=list)


def count_hits(hits: Iterable[Hit], state: VisitorState) -> CountResult:
    """Count hits in order and carry `state` forward."""
    result = CountResult()
    for hit in hits:
        delta = result.days.setdefault(hit.day, DayDelta())
        result.verdicts.append(_count_click(hit, state, delta) if hit.link else _count_hit(hit, state, delta))
    return result


def _count_hit(hit: Hit, state: VisitorState, delta: DayDelta) -> Reason | None:
    delta.heard += 1
    verdict = hit.reason or _count(hit, state, delta)
    if verdict:
        delta.excluded[verdict] += 1
    return verdict


def _count_click(hit: Hit, state: VisitorState, delta: DayDelta) -> Reason | None:
    """A click is no page load: it is tallied beside them, once in 30 minutes for a visitor and a link."""
    verdict = hit.reason
    if verdict is None and _is_repeat(hit, hit.link, state.clicks):
        verdict = Reason.REPEAT
    if verdict:
        delta.labels[f"{NO_CLICK}|{verdict}"] += 1
        return verdict
    state.clicks.setdefault((hit.visitor, hit.link), Span(hit.at, hit.at)).widen(hit.at)
    _tally(delta, hit.labels.view)
    return None


def _count(hit: Hit, state: VisitorState, delta: DayDelta) -> Reason | None:
    delta.page_views += 1
    _tally(delta, hit.labels.page_view)
    known = state.presence.get(hit.visitor)
    before = _merge_yesterdays_key(hit, state)
    if _opens_visit(hit.at, known, before):
        delta.visits += 1
        _tally(delta, hit.labels.visit)
    if known is None:
        delta.visitors += 1
        state.presence[hit.visitor] = Span(hit.at, hit.at)
    else:
        known.widen(hit.at)
    if hit.article is None:
        return None
    if _is_repeat(hit, hit.article, state.views):
        return Reason.REPEAT
    state.views.setdefault((hit.visitor, hit.article), Span(hit.at, hit.at)).widen(hit.at)
    delta.article_views += 1
    delta.articles[hit.article] += 1
    _tally(delta, hit.labels.view)
    return None


def _tally(delta: DayDelta, labels: Iterable[str]) -> None:
    for label in labels:
        delta.labels[label] += 1


def _merge_yesterdays_key(hit: Hit, state: VisitorState) -> Span | None:
    """The visitor as known before midnight: from now on one person, online once."""
    if hit.visitor_before is None or hit.visitor_before not in state.presence:
        return None
    state.superseded.add(hit.visitor_before)
    return state.presence[hit.visitor_before]


def _opens_visit(at: int, *spans: Span | None) -> bool:
    """No page view of the visitor in the 30 minutes before. A late hit opens none: whether the
    views between were one visit cannot be known, and a total that is shown must never fall.
    """
    return all(span is None or at > span.last + VISIT_WINDOW for span in spans)


def _is_repeat(hit: Hit, what: str, counted: Mapping[Pair, Span]) -> bool:
    """A counted view or click lies within 30 minutes before or after, or on both sides further away."""
    keys = (hit.visitor,) if hit.visitor_before is None else (hit.visitor, hit.visitor_before)
    spans = (counted.get((key, what)) for key in keys)
    return any(span is not None and span.near(hit.at, REPEAT_WINDOW) for span in spans)
