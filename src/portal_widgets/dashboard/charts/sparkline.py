"""A line chart as small as a word."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from .model import Point

# Sparklines


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The data of a path in a square of 100 by 100, and its end point."""

    path: str
    end: Point | None


def sparkline(values: Sequence[int | None]) -> Sparkline:
    """A sparkline from 0 to the highest value, with gaps for unknown values."""
    most = max((value for value in values if value is not None), default=0) or 1
    across = 100 / max(len(values) - 1, 1)
    points = [
        None if value is None else Point(round(index * across, 2), round(100 - 100 * value / most, 2))
        for index, value in enumerate(values)
    ]
    runs = itertools.groupby(points, key=lambda point: point is not None)
    path = "".join(_stroke([point for point in run if point]) for known, run in runs if known)
    return Sparkline(path, next((point for point in reversed(points) if point), None))


def _stroke(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{point.x:g} {point.y:g}" for point in points)
