"""The public JSON of the statistics, described."""

from ..core.openapi.json_route import LANGUAGE, JsonRoute, Parameter
from ..core.openapi.schema import schema_of
from .helpers import StatisticsData


def json_routes() -> list[JsonRoute]:
    return [
        JsonRoute(
            endpoint="statistics.data",
            summary="Visits by period, and visitors online. `names` and `texts` are for display.",
            query=[Parameter("lang", LANGUAGE)],
            answers={200: schema_of(StatisticsData)},
            refusals=(503,),
        )
    ]
