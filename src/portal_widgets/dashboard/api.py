"""GET /api/statistics.json: the dashboard's tables for the programs of the office, with a token."""

from typing import TypedDict

from flask import Response, request

from ..core.app.portal import Portal
from ..core.app.routing import Views
from ..core.files.table_export import as_json
from ..core.http.cache_headers import no_store
from ..core.openapi.json_route import DAY, LANGUAGE, JsonRoute, Parameter
from ..core.openapi.schema import schema_of
from .export.routes import SERIES, requested_sheet
from .report.store import ReportStore

TableData = TypedDict(
    "TableData",
    {
        "table": str,
        "title": str,
        "portal": str,
        "subject": str,
        "period": str,
        "from": str,
        "to": str,
        "timezone": str,
        "generated": str,
        "columns": list[str],
        "rows": list[list[str | int | float | None]],
    },
)


def api_views(portal: Portal, store: ReportStore) -> Views:
    api = Views()

    @api.view
    def statistics() -> Response:
        given = request.args.to_dict()
        if {"from", "to"} & given.keys():
            given.setdefault("period", "custom")
        sheet, about = requested_sheet(portal, store, given, given.get("table") or SERIES)
        return no_store(Response(as_json(sheet, about), mimetype="application/json"))

    return api


def json_routes() -> list[JsonRoute]:
    text = {"type": "string"}
    return [
        JsonRoute(
            endpoint="api.statistics",
            summary="A table of the statistics for any period, for programs with a token of the office.",
            query=[
                Parameter("from", DAY, "The first day."),
                Parameter("to", DAY, "The last day."),
                Parameter("period", text, "Instead of days: a period of the dashboard, such as 30-days."),
                Parameter("table", {**text, "default": SERIES}, "A table of the dashboard."),
                Parameter("category", text, "Only the articles of a category."),
                Parameter("lang", LANGUAGE),
            ],
            answers={200: schema_of(TableData)},
            refusals=(400, 401, 404, 429, 503),
            for_tokens=True,
        )
    ]
