"""The public JSON of the map, described."""

from typing import TypedDict

from ...core.openapi.json_route import DAY, JsonRoute, Parameter
from ...core.openapi.schema import schema_of

# The names of the JSON are public. Two of them are words of Python.
UnitRow = TypedDict(
    "UnitRow",
    {
        "key": str,
        "code": str,
        "name": str,
        "kind": str,
        "parent": str | None,
        "from": str | None,
        "to": str | None,
    },
)


def json_routes() -> list[JsonRoute]:
    return [
        JsonRoute(
            endpoint="map.data",
            summary="Every version of every administrative unit: `from` is its first day, `to` its end.",
            query=[Parameter("on", DAY, "Only the versions of this day.")],
            answers={200: schema_of(list[UnitRow])},
            refusals=(400, 503),
        )
    ]
