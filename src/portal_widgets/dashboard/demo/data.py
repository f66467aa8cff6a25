"""Invented figures that resemble a portal's: growth, weekends, Tết, short-lived news. The functions are pure:
the same seed gives the same figures.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, TypeVar

from ...counting.classify.dimensions import CATEGORY, DIMENSIONS, HOUR, PAGE_HOUR, PageLoad, read_agent
from ...counting.hits import Record

Value = TypeVar("Value")

CATEGORIES = ("Tin tức", "Kinh tế", "Xã hội", "Văn hóa", "Giáo dục", "Y tế", "Đời sống", "Thủ tục")
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
_ANDROID = "Mozilla/5.0 (Linux; Android"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_MOBILE = "Mobile/15E148 Safari/604.1"
# Each browser's share of a day's visits.
AGENTS: Mapping[str, float] = {
    f"{_ANDROID} 10; K) {_WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36": 39,
    f"{_WINDOWS}) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36": 17,
    f"{_IPHONE} 18_6 like Mac OS X) {_APPLE} Version/26.0 {_MOBILE}": 9,
    f"{_WINDOWS}) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": 6,
    f"{_WINDOWS}) {_WEBKIT} coc_coc_browser/130.0 Chrome/124.0.0.0 Safari/537.36": 5,
    f"{_ANDROID} 13; SM-A546E) {_WEBKIT} coc_coc_browser/125.0 Chrome/119.0 Mobile Safari/537.36": 3,
    f"{_IPHONE} 17_6 like Mac OS X) {_APPLE} Version/17.6 {_MOBILE}": 3,
    f"Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) {_APPLE} Version/16.6 {_MOBILE}": 3,
    f"{_MAC} {_APPLE} Version/18.5 Safari/605.1.15": 3,
    f"{_ANDROID} 10; K) {_WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": 2,
    f"{_IPHONE} 17_6_1 like Mac OS X) {_APPLE} Mobile/15E148 Zalo iOS/640": 2,
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": 2,
    f"{_WINDOWS}; rv:140.0) Gecko/20100101 Firefox/140.0": 1,
    f"Mozilla/5.0 (Windows NT 6.1; Win64; x64) {_WEBKIT} Chrome/109.0.0.0 Safari/537.36": 1,
    f"{_MAC} {_WEBKIT} Chrome/140.0.0.0 Safari/537.36": 1,
    f"{_ANDROID} 10; K) {_WEBKIT} Chrome/140.0.0.0 Safari/537.36": 1,
    f"{_ANDROID} 12; BRAVIA 4K VH2) {_WEBKIT} Chrome/128.0.0.0 Safari/537.36": 1,
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/191.308; U; en) Presto/2.12.423 Version/12.16": 1,
}
# The share of each value, by the field of the record. Nearly half of the visits have no referrer.
SAID: Mapping[str, Mapping[str, float]] = {
    "language": {"vi": 93, "en": 5, "zh": 1, "ko": 0.6, "ja": 0.4},
    "referrer": {
        "": 47.5,
        "tim-kiem.example": 28,
        "mang-xa-hoi.example": 14,
        "bao-tinh.example": 6,
        "so-van-hoa.example": 3,
        "dien-dan.example": 1.5,
    },
}
# Visits by hour of the day. Offices open at seven, and many people read after dinner.
HOURS = (1, 0.6, 0.4, 0.3, 0.5, 1.5, 4, 7, 9, 9.5, 9, 7.5, 5, 6, 8, 8.5, 8, 6, 5, 6.5, 8, 8, 5, 2.5)
WEEKDAYS = (1.06, 1.1, 1.08, 1.07, 1.0, 0.72, 0.66)
EXCLUDED = {"bot": 0.31, "prefetch": 0.02, "staff": 0.015, "cross-site": 0.002, "too-many": 0.001}
_GROWTH_A_YEAR = 0.22
_NEWS_DAYS = 30
_NEWS = 0.72
_PAGES_A_VISIT = 2.3
_MOST_LABELS = 10_000


@dataclass(slots=True)
class DemoDay:
    """One day's figures. Articles are keys by their position in the list."""

    day: date
    page_views: int
    visits: int
    visitors: int
    articles: Counter[int] = field(default_factory=Counter)
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)

    @property
    def heard(self) -> int:
        return self.page_views + self.excluded.total() - self.excluded["repeat"]


def publication_dates(articles: int, first: date, last: date) -> list[date]:
    """The publication day of each article. The oldest fifth is from before the counter began; the others are
    spread evenly.
    """
    length = (last - first).days
    before = articles // 5
    ages = [first - timedelta(days=1 + number * 7 % 700) for number in range(before)]
    later = articles - before
    return sorted(ages) + [
        first + timedelta(days=number * length // max(1, later)) for number in range(later)
    ]


def demo_days(
    born: Sequence[date],
    categories: Sequence[str],
    paths: Sequence[str],
    days: Sequence[date],
    visits_a_day: int,
    seed: int,
) -> Iterator[DemoDay]:
    """The figures of each day, in the order of `days`."""
    chance = random.Random(seed)  # noqa: S311 - invented figures, no secrets
    for day in days:
        yield _day(chance, day, born, categories, paths, _visits(chance, day, days[-1], visits_a_day))


def _visits(chance: random.Random, day: date, last: date, now: int) -> int:
    """The number of visits on a day. It is lower in the past, at weekends and around Tết."""
    growth = (1 + _GROWTH_A_YEAR) ** ((day - last).days / 365.25)
    summer = 1 + 0.08 * math.sin((day.timetuple().tm_yday - 100) / 365 * 2 * math.pi)
    quiet = 0.45 if (day.month, day.day) in _TET else 1
    usual = float(now * growth * summer * quiet * WEEKDAYS[day.weekday()])
    return max(1, round(usual * chance.uniform(0.88, 1.13)))


# Late January to mid February, when most offices are closed.
_TET = frozenset((2, day) for day in range(8, 18))


def _day(
    chance: random.Random,
    day: date,
    born: Sequence[date],
    categories: Sequence[str],
    paths: Sequence[str],
    visits: int,
) -> DemoDay:
    page_views = round(visits * _PAGES_A_VISIT * chance.uniform(0.93, 1.08))
    found = DemoDay(day, page_views, visits, round(visits * chance.uniform(0.84, 0.9)))
    found.articles = _read(chance, day, born, round(page_views * 0.58))
    _label(chance, found, paths)
    for place, views in found.articles.items():
        found.labels[CATEGORY.key, categories[place]] += views
    found.excluded["repeat"] = round(page_views * chance.uniform(0.05, 0.07))
    for reason, share in EXCLUDED.items():
        found.excluded[reason] = round(page_views * share * chance.uniform(0.7, 1.4))
    return found


def _read(chance: random.Random, day: date, born: Sequence[date], views: int) -> Counter[int]:
    """The views of each article. Most readers come for news, whose views halve every few days. The others
    read older articles.
    """
    known = _known_articles(born, day)
    if not known:
        return Counter()
    fresh = [
        place
        for place in range(max(0, known - 40 * _NEWS_DAYS), known)
        if (day - born[place]).days < _NEWS_DAYS
    ]
    news = round(views * _NEWS) if fresh else 0
    weights = list(accumulate(_interest(place, (day - born[place]).days) for place in fresh))
    read = Counter(chance.choices(fresh, cum_weights=weights, k=news)) if news else Counter[int]()
    # Some old articles are read again and again.
    old = (int(known * chance.random() ** 2.2) for _ in range(views - news))
    read.update(old)
    return read


def _interest(place: int, age: int) -> float:
    luck = ((place * 2654435761) % 997 + 1) / 997
    return float(luck**-0.9 * 0.5 ** (age / 3))


def _known_articles(born: Sequence[date], day: date) -> int:
    low, high = 0, len(born)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if born[middle] <= day else (low, middle)
    return low


def _label(chance: random.Random, found: DemoDay, paths: Sequence[str]) -> None:
    visits, weekday = found.visits, found.day.isoweekday()
    for agent, hits in _split(chance, visits, AGENTS).items():
        for label in _labels_of_agent(agent):
            found.labels[label] += hits
    entered = {"/": 40.0, **{paths[place]: float(views) for place, views in found.articles.most_common(25)}}
    for name, shares in {**SAID, "page": entered}.items():
        for said, hits in _split(chance, visits, shares).items():
            for label in _labels_of(name, said):
                found.labels[label] += hits
    for hour, hits in _split(chance, visits, dict(enumerate(HOURS))).items():
        found.labels[HOUR.key, f"{weekday}{hour:02}"] += hits
    for hour, hits in _split(chance, found.page_views, dict(enumerate(HOURS))).items():
        found.labels[PAGE_HOUR.key, f"{hour:02}"] += hits


@cache
def _labels_of_agent(agent: str) -> list[tuple[str, str]]:
    return [(dimension.key, value) for dimension, value in read_agent(DIMENSIONS, agent)]


@lru_cache(maxsize=_MOST_LABELS)
def _labels_of(name: str, said: str) -> list[tuple[str, str]]:
    """The labels from this field of a record, in the dimensions that have no value without the field."""
    given: dict[str, Any] = {name: said}
    nothing, load = PageLoad(Record(0)), PageLoad(Record(0, **given))
    return [
        (one.key, value)
        for one in DIMENSIONS
        if one.from_load and not one.from_load(nothing) and (value := one.from_load(load))
    ]


def _split(chance: random.Random, total: int, shares: Mapping[Value, float]) -> dict[Value, int]:
    """Split the total into whole numbers by share, with a small random variation."""
    drawn = {value: share * chance.uniform(0.85, 1.15) for value, share in shares.items()}
    scale, left, part = sum(drawn.values()), total, {}
    for value, share in drawn.items():
        part[value] = min(left, round(total * share / scale))
        left -= part[value]
    part[next(iter(part))] += left
    return {value: hits for value, hits in part.items() if hits}
