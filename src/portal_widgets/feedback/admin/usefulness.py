"""Pages by the answers to "Is this page useful?", the worst first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from ...core.text.urls import plain_path
from ..privacy.personal_data import mask_personal_data

# The quantile of the normal distribution for a confidence of 95 %.
Z = 1.96


@dataclass(frozen=True, slots=True)
class RatedPage:
    """A page, its answers, and its readers' sentences without personal data. `withheld` is the number of
    sentences in which personal data cannot be masked.
    """

    page: str
    yes: int = 0
    no: int = 0
    sentences: list[str] = field(default_factory=list)
    withheld: int = 0


def rated_pages(
    ratings: Mapping[str, tuple[int, int]], sentences: Iterable[tuple[str, str, str]]
) -> list[RatedPage]:
    """The pages, the worst first. An earlier version may have stored a path with percent signs."""
    counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for page, (yes, no) in ratings.items():
        before = counts[plain_path(page)]
        counts[plain_path(page)] = before[0] + yes, before[1] + no
    said: dict[str, list[str]] = defaultdict(list)
    for page, text, name in sentences:
        said[plain_path(page)].append(mask_personal_data(text, name))
    made = [_page(page, counts[page], said[page]) for page in {**counts, **said} if page]
    return sorted(made, key=lambda one: (-badness(one.yes, one.no), -one.no, one.yes, one.page))


def badness(yes: int, no: int) -> float:
    """The smallest share of "no" that a page has with a confidence of 95 %: the lower bound of Wilson's score
    interval. A page with one "no" comes after one with forty of fifty.
    """
    answers = yes + no
    if not answers:
        return 0.0
    share, z2 = no / answers, Z * Z
    spread = Z * sqrt((share * (1 - share) + z2 / (4 * answers)) / answers)
    return max(0.0, (share + z2 / (2 * answers) - spread) / (1 + z2 / answers))


def _page(page: str, counts: tuple[int, int], said: list[str]) -> RatedPage:
    shown = [text for text in said if text]
    return RatedPage(page, *counts, shown, len(said) - len(shown))
