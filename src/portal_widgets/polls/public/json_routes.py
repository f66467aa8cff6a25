"""The public JSON of polls, described."""

from ...core.openapi.json_route import LANGUAGE, JsonRoute, Parameter
from ...core.openapi.schema import schema_of
from .poll_data import BallotData, ResultData

_LANGUAGE = (Parameter("lang", LANGUAGE),)


def json_routes() -> list[JsonRoute]:
    return [
        JsonRoute(
            endpoint="polls.data",
            summary="The result of a poll, as soon as everyone may see it.",
            query=_LANGUAGE,
            answers={200: schema_of(ResultData)},
            refusals=(403, 404, 503),
        ),
        JsonRoute(
            endpoint="polls.list_",
            summary="The ballots of a closed poll by receipt, with their chain of hashes, to count again.",
            query=_LANGUAGE,
            answers={200: schema_of(BallotData)},
            refusals=(403, 404, 503),
        ),
        JsonRoute(
            endpoint="polls.cast",
            summary="Cast a ballot with the fields of the poll's form. Send `Accept: application/json`.",
            form={"type": "object", "additionalProperties": {"type": "string"}},
            answers={
                201: {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in ("message", "receipt", "html")},
                    "required": ["message", "receipt", "html"],
                }
            },
            refusals=(400, 403, 404, 409, 413, 422, 429, 503),
        ),
    ]
