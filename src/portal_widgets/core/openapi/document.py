"""GET /openapi.json: the public JSON of the mounted widgets, as OpenAPI 3.1."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.routing import Rule

from ..app.portal import Portal
from ..http.cache_headers import cacheable_response
from .schema import Schema

if TYPE_CHECKING:
    from .json_route import JsonRoute, Parameter

VERSION = "3.1.1"
# The version of the addresses and their JSON, not of the package.
API_VERSION = "1"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
_ERROR: Schema = {"$ref": "#/components/schemas/Error"}
_TOKEN = "token"  # noqa: S105 - the name of a security scheme
_VARIABLE = re.compile(r"<(?:[^:<>]+:)?([^:<>]+)>")


def openapi_routes(
    blueprint: Blueprint, portal: Portal, described: "Sequence[Callable[[], Iterable[JsonRoute]]]"
) -> None:
    """Add the route. `described` are the widgets' parts, which are made at the first request."""

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        routes = [*_own_routes(), *(route for part in described for route in part())]
        document = openapi_document(portal, routes, request.script_root or "/")
        return cacheable_response(json.dumps(document, ensure_ascii=False), JSON)


def _own_routes() -> "Iterable[JsonRoute]":
    from .json_route import JsonRoute

    return [
        JsonRoute(
            endpoint="openapi",
            summary="This description.",
            answers={200: {"type": "object", "required": ["openapi", "info", "paths"]}},
        ),
        JsonRoute(
            endpoint="health",
            summary="Whether the portal works, for monitoring.",
            answers={status: {"type": "object", "required": ["status", "checks"]} for status in (200, 503)},
        ),
    ]


def openapi_document(portal: Portal, routes: "Iterable[JsonRoute]", root: str) -> dict[str, object]:
    """The document. `root` is the path under which the application is mounted. Raises KeyError for a
    description without a URL rule.
    """
    paths: dict[str, dict[str, object]] = {}
    secured = False
    for route in routes:
        secured = secured or route.for_tokens
        for rule in portal.app.url_map.iter_rules(f"{portal.name}.{route.endpoint}"):
            path = _VARIABLE.sub(r"{\1}", rule.rule)
            paths.setdefault(path, {})[_method(rule)] = _operation(route, rule)
    schemes = {"securitySchemes": {_TOKEN: {"type": "http", "scheme": "bearer"}}} if secured else {}
    return {
        "openapi": VERSION,
        "info": {"title": f"Public data of {portal.publisher_name()}", "version": API_VERSION},
        "servers": [{"url": root}],
        "paths": paths,
        "components": {"schemas": {"Error": _error_schema()}, **schemes},
    }


def _method(rule: Rule) -> str:
    return "post" if "POST" in (rule.methods or ()) else "get"


def _operation(route: "JsonRoute", rule: Rule) -> dict[str, object]:
    operation: dict[str, object] = {
        "operationId": route.endpoint.replace(".", "_"),
        "summary": route.summary,
        "parameters": [*_path_parameters(route, rule), *map(_query_parameter, route.query)],
        "responses": {
            **{str(status): _answer(status, schema) for status, schema in route.answers.items()},
            **{str(status): _answer(status, _ERROR) for status in route.refusals},
        },
    }
    if bodies := _bodies(route):
        operation["requestBody"] = {"content": bodies, "required": True}
    if route.for_tokens:
        operation["security"] = [{_TOKEN: []}]
    return operation


def _path_parameters(route: "JsonRoute", rule: Rule) -> list[Mapping[str, object]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": route.path.get(name, {"type": "string"})}
        for name in _VARIABLE.findall(rule.rule)
    ]


def _query_parameter(parameter: "Parameter") -> Mapping[str, object]:
    said = {"description": parameter.says} if parameter.says else {}
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "schema": parameter.schema,
        **said,
    }


def _bodies(route: "JsonRoute") -> dict[str, object]:
    sent = {JSON: route.body, FORM: route.form}
    return {kind: {"schema": schema} for kind, schema in sent.items() if schema is not None}


def _answer(status: int, schema: Schema) -> Mapping[str, object]:
    return {"description": HTTPStatus(status).phrase, "content": {JSON: {"schema": schema}}}


def _error_schema() -> Schema:
    return {
        "type": "object",
        "properties": {"error": {"type": "string", "description": "A sentence for the reader."}},
        "required": ["error"],
    }
