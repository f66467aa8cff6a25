"""A drawing of the units: the paths of each frame, and the derived facts of each unit. An import makes it;
pages only read it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TypedDict

FORMAT = 1


class NeighbourData(TypedDict):
    """The stored form of a neighbour."""

    key: str
    metres: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another unit, seen from this one. `metres` is the length of the shared border; for a neighbour across
    the sea, the distance between the shores. `bearing` is in degrees from north, clockwise.
    """

    key: str
    metres: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Shape:
    """The derived facts of a unit. Lengths in metres, area in square metres. `x` and `y` are the label point,
    east and north of the south-west corner of the drawing. `axis` is the bearing of the longest side. `outer`
    is the border with the sea or with units that are not drawn. `inside` is the unit that encloses it.
    `largest` is the area of the largest part, and `largest_name` the name of that island, if the file has it.
    """

    area: float
    perimeter: float
    outer: float
    width: float
    height: float
    x: float
    y: float
    left: float
    bottom: float
    axis: float
    elongation: float
    solidity: float
    parts: int = 1
    holes: int = 0
    longitude: float = 0.0
    latitude: float = 0.0
    official_area: float | None = None
    neighbours: tuple[Neighbour, ...] = ()
    sea: tuple[Neighbour, ...] = ()
    inside: str = ""
    largest: float = 0.0
    largest_name: str = ""

    def neighbour(self, key: str) -> Neighbour | None:
        return next((one for one in self.neighbours if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Frame:
    """A coordinate space with paths: the whole map, or an inset of far islands. `metres` is the length of one
    unit of the space. `rooms` has the label point and the radius of the free circle around it, by key.
    """

    name: str
    width: int
    height: int
    metres: float
    paths: Mapping[str, str]
    rooms: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    # For an inset: how far it is from the rest, in metres, and in which direction.
    distance: float = 0.0
    bearing: float = 0.0
    # The north-western corner, in metres east and north of the projection's middle. Older drawings lack it.
    west: float | None = None
    north: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A section of a frame, with an address of its own."""

    name: str
    frame: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Drawing:
    """Everything that is stored about one import. `middle` is the middle of the projection, in degrees of
    longitude and latitude; older drawings lack it.
    """

    width: float
    height: float
    frames: tuple[Frame, ...]
    views: tuple[View, ...]
    shapes: Mapping[str, Shape]
    middle: tuple[float, float] | None = None

    def frame(self, name: str) -> Frame:
        return next(one for one in self.frames if one.name == name)

    def view(self, name: str) -> View | None:
        return next((one for one in self.views if one.name == name), None)

    def insets(self) -> list[Frame]:
        return [one for one in self.frames if one.distance]

    def dump(self) -> str:
        """The stored form."""
        data = {"format": FORMAT, **asdict(self)}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_of(content: str) -> str:
    """The name under which a content is stored."""
    return sha256(content.encode()).hexdigest()[:32]


def load_drawing(content: str) -> Drawing:
    """Read the stored form. Raises ValueError, LookupError or TypeError if it is not a drawing."""
    data = json.loads(content)
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']} of a drawing is not known")
    return Drawing(
        float(data["width"]),
        float(data["height"]),
        tuple(Frame(**{**one, "rooms": _rooms(one["rooms"])}) for one in data["frames"]),
        tuple(View(one["name"], one["frame"], tuple(one["box"])) for one in data["views"]),
        {key: Shape(**{**one, **_neighbours(one)}) for key, one in data["shapes"].items()},
        _middle(data.get("middle")),
    )


def _middle(given: list[float] | None) -> tuple[float, float] | None:
    return (float(given[0]), float(given[1])) if given else None


def _rooms(given: Mapping[str, list[float]]) -> dict[str, tuple[float, ...]]:
    return {key: tuple(room) for key, room in given.items()}


def _neighbours(shape: Mapping[str, list[NeighbourData]]) -> dict[str, tuple[Neighbour, ...]]:
    return {name: tuple(Neighbour(**one) for one in shape[name]) for name in ("neighbours", "sea")}


def bearing(east: float, north: float) -> float:
    """The direction of a vector, in degrees from north, clockwise: 0 <= x < 360."""
    return math.degrees(math.atan2(east, north)) % 360
