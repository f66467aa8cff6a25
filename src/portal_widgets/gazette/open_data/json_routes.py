"""The public JSON of the gazette, described. Its feeds follow JSON Feed 1.1."""

from ...core.openapi.json_route import JsonRoute


def json_routes() -> list[JsonRoute]:
    return [
        JsonRoute(
            endpoint="gazette.register_json",
            summary="All published documents with their states of today and their relations, as a package "
            "that `flask portal gazette import` reads.",
            answers={200: {"type": "object"}},
            refusals=(503,),
        )
    ]
