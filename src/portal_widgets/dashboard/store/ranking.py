"""Finds the possible leaders when lists of the most read are added up: Fagin's threshold algorithm. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Listed(NamedTuple):
    """Articles and their views in one month, most read first. If the list was cut, an article that is not in
    it may have as many views as the last one.
    """

    views: Sequence[tuple[int, int]]
    cut: bool

    @property
    def hidden(self) -> int:
        return self.views[-1][1] if self.cut and self.views else 0


def candidates(lists: Iterable[Listed], whole: Mapping[int, int], limit: int) -> set[int] | None:
    """All articles that may be among the first `limit` of the sum of `lists` and of `whole`, which is
    complete. None if an article that is in none of the lists could be among them: then all must be added up.
    """
    least, seen = Counter(whole), Counter[int]()
    hidden = 0
    for listed in lists:
        hidden += listed.hidden
        for article, views in listed.views:
            least[article] += views
            seen[article] += listed.hidden
    if hidden == 0:
        return set(least)
    ranked = least.most_common(limit)
    if len(ranked) < limit or ranked[-1][1] <= hidden:
        return None
    threshold = ranked[-1][1]
    return {article for article, views in least.items() if views + hidden - seen[article] >= threshold}


def first(views: Mapping[int, int], limit: int) -> list[tuple[int, int]]:
    """The first lines of a ranking. If two are equal, the older article is first."""
    return sorted(views.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
