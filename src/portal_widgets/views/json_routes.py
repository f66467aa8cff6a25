"""The public JSON of the views, described."""

from typing import TypedDict

from ..core.openapi.json_route import JsonRoute, Parameter
from ..core.openapi.schema import schema_of
from ..core.public_data import ReadArticle
from ..counting.hits import Reason
from .article_numbers import MOST_READ_DAYS, MOST_READ_LIMIT

MOST_ARTICLES = 100
DAYS, LIMIT = 7, 10


class Counted(TypedDict):
    """The answer to a report. `views` is None if the token is forged, or if nothing is counted yet."""

    views: int | None
    counted: bool | None
    reason: Reason | None


def json_routes() -> list[JsonRoute]:
    token = {"type": ["string", "null"], "description": "As in data-article-token or data-page-token."}
    return [
        JsonRoute(
            endpoint="views.report",
            summary="Report that an article or a page was read. Send one token or both.",
            body={
                "type": "object",
                "properties": {"article": token, "page": token, "referrer": {"type": "string"}},
                "anyOf": [{"required": ["article"]}, {"required": ["page"]}],
            },
            answers={200: schema_of(Counted), 202: schema_of(Counted)},
            refusals=(400, 413, 503),
        ),
        JsonRoute(
            endpoint="views.counts",
            summary="The views of articles by id. An unknown article has 0.",
            query=[
                Parameter(
                    "article",
                    {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_ARTICLES},
                    "Repeat it for each id.",
                    required=True,
                )
            ],
            answers={200: schema_of(dict[str, int])},
            refusals=(400, 503),
        ),
        JsonRoute(
            endpoint="views.most_read",
            summary="The most read articles of the last days, including today.",
            query=[_number("days", DAYS, MOST_READ_DAYS), _number("limit", LIMIT, MOST_READ_LIMIT)],
            answers={200: schema_of(list[ReadArticle])},
            refusals=(400, 503),
        ),
    ]


def _number(name: str, default: int, most: int) -> Parameter:
    return Parameter(name, {"type": "integer", "minimum": 1, "maximum": most, "default": default})
