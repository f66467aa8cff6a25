"""/portal/openapi.json describes exactly the public JSON of a portal, and every answer agrees with it."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from map.provinces import LAM_CHAU
from polls.samples import held, short
from portal_widgets.admin.accounts import ApiToken, Event, LogEntry, digest, new_api_token
from portal_widgets.admin.store.api_tokens import ApiTokenStore
from portal_widgets.core.openapi.schema import schema_of
from portal_widgets.polls.rules import Visibility
from portal_widgets.polls.service import PollService
from portal_widgets.widgets import WIDGETS
from security.routes import Route, routes_of
from support import MakeApp, browser, counting_of, portal_of

DESCRIPTION = "/portal/openapi.json"
JSON = {"Accept": "application/json"}
# JSON for our own forms. It changes with them.
OF_OUR_FORMS = {"feedback.stamp"}
# JSON Feed describes these.
FEEDS = {"gazette.feed_json", "gazette.document_feed_json"}
FORMS = {
    "reading.choice",
    "feedback.send",
    "feedback.useful",
    "feedback.look",
    "feedback.own",
    "links.click",
    "links.send",
    "polls.withdraw",
    "polls.find",
}
AGREEMENT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# A closed poll accepts no ballot.
NOT_PLAIN = {"polls_cast": 403}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """A portal with something behind every address: a read article, an open and a closed poll, a map."""
    app = make_app(map_file=LAM_CHAU)
    browser(app).post("/portal/views", json={"article": counting_of(app).tokens.article("nuoc-sach")})
    counting_of(app).catch_up()
    held(app, "mo")
    number, service = held(app, visibility=Visibility.ALWAYS), portal_of(app).service(PollService)
    service.ballots.cast(number, b"an", lambda _: short("a"), service.now)
    service.polls.close(number, service.now())
    service.invalidate()
    return app


def schema_in(app: Flask) -> BaseSchema:
    return schemathesis.openapi.from_wsgi(DESCRIPTION, app)


def operations(app: Flask) -> Iterator[APIOperation]:
    return (found.ok() for found in schema_in(app).get_all_operations())


def described(app: Flask) -> set[str]:
    """The endpoints below the portal's name that the document describes, with dots as underscores."""
    paths = app.test_client().get(DESCRIPTION).json["paths"]
    return {one["operationId"] for methods in paths.values() for one in methods.values()}


def public(app: Flask) -> list[Route]:
    return [route for route in routes_of(app) if not route.endpoint.startswith("admin.")]


def answers_json(client: FlaskClient, path: str) -> bool:
    answer = client.get(path, headers=JSON)
    return answer.status_code == 200 and answer.mimetype == "application/json"


def as_id(endpoint: str) -> str:
    return endpoint.replace(".", "_")


def test_the_document_is_valid_and_any_cache_may_keep_it(app: Flask):
    answer = app.test_client().get(DESCRIPTION)

    OpenAPIV31SpecValidator(answer.json).validate()
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    assert "Set-Cookie" not in answer.headers
    assert app.test_client().get(DESCRIPTION).data == answer.data


def test_every_address_with_json_is_described(app: Flask):
    """A GET that answers a script with JSON, and every POST that is not a form of ours."""
    client = browser(app)
    reading = {
        route.endpoint
        for route in public(app)
        if "GET" in route.methods and (route.path.endswith(".json") or answers_json(client, route.path))
    }
    writing = {route.endpoint for route in public(app) if "POST" in route.methods}

    assert {as_id(one) for one in (reading - OF_OUR_FORMS - FEEDS) | (writing - FORMS)} == described(app)
    assert writing >= FORMS, FORMS - writing


def test_every_answer_agrees_with_its_schema(app: Flask):
    for operation in operations(app):
        name = operation.definition.raw["operationId"]
        query = {"article": ["nuoc-sach", "none"]} if name == "views_counts" else {}
        headers = token_header(app, operation)
        case = operation.Case(
            path_parameters=slug_of("duong", operation), query=query, **body_of(app, operation)
        )

        answer = case.call_and_validate(headers={**JSON, **headers}, checks=AGREEMENT)

        assert answer.status_code == NOT_PLAIN.get(name, 200), name


def token_header(app: Flask, operation: APIOperation) -> dict[str, str]:
    return {"Authorization": f"Bearer {new_token(app)}"} if operation.definition.raw.get("security") else {}


def new_token(app: Flask) -> str:
    """A token as the page for tokens makes it."""
    portal, (key, token) = portal_of(app), new_api_token()
    today, now = portal.clock.today(), portal.clock.milliseconds()
    made = ApiToken(key, key, digest(token), "binh", today)
    ApiTokenStore(portal.database).create(portal.site, made, LogEntry(now, "binh", Event.TOKEN_MADE, key))
    return token


def slug_of(slug: str, operation: APIOperation) -> dict[str, str]:
    return {"slug": slug} if "{slug}" in operation.path else {}


def body_of(app: Flask, operation: APIOperation) -> dict[str, Any]:
    """A report of a view as JSON, and an empty form."""
    report = {"article": counting_of(app).tokens.article("nuoc-sach")}
    known = {"application/json": report, "application/x-www-form-urlencoded": {}}
    return next(({"body": known[one.media_type], "media_type": one.media_type} for one in operation.body), {})


@pytest.mark.parametrize("left_out", [widget.name for widget in WIDGETS])
def test_a_widget_that_is_left_out_is_not_described(make_app: MakeApp, left_out: str):
    app = make_app(widgets=[widget.name for widget in WIDGETS if widget.name != left_out])
    known = {as_id(route.endpoint) for route in routes_of(app)}

    assert described(app) <= known
    assert not [one for one in described(app) if one.startswith(f"{left_out}_")]


def test_the_paths_are_those_below_the_mount_point(make_app: MakeApp):
    app = make_app(url_prefix="/tien-ich")
    answer = app.test_client().get("/tien-ich/openapi.json", environ_overrides={"SCRIPT_NAME": "/xa"}).json

    assert answer["servers"] == [{"url": "/xa"}]
    assert "/tien-ich/views.json" in answer["paths"]


def test_no_request_breaks_the_public_json(app: Flask):
    """Schemathesis makes requests from the document, right and wrong ones."""
    for operation in operations(app):
        attack(operation, {**JSON, **token_header(app, operation)})


def attack(operation: APIOperation, headers: dict[str, str]) -> None:
    slug = slug_of("mo", operation) or None
    modes = [
        operation.as_strategy(mode, path_parameters=slug if mode.is_positive else None)
        for mode in schemathesis.GenerationMode
    ]

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(modes))
    def agrees(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=AGREEMENT)

    agrees()


def test_a_type_without_a_schema_is_an_error():
    with pytest.raises(TypeError, match="has no JSON schema"):
        schema_of(complex)
