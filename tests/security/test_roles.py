"""Roles and routes of the admin area as one matrix. Each route has a row, and each role gets nothing beyond
its rows.
"""

from collections.abc import Iterable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin.area import ADMIN, SIGN_IN, account, form_token, signed_in
from feedback.sending import stored
from polls.samples import held
from security.routes import DEPARTMENTS, LINKS, ORGANISATION, WRITING, Route, make_office, routes_of
from support import FrozenClock, MakeApp, browser

OK = 200
ROLES = ("viewer", "editor", "moderator", "admin")
SEVERAL = ({"viewer", "moderator"}, {"editor", "moderator"}, {"viewer", "editor"}, {"admin", "viewer"})
EVERYBODY = frozenset(ROLES)
PUBLIC = frozenset({*ROLES, ""})
# The roles that may use the addresses below a path of the area. The longest path decides.
ROWS = {
    "": EVERYBODY,
    "accounts": {"admin"},
    "departments": {"moderator", "admin"},
    "feedback": {"moderator", "admin"},
    "feedback/person": {"admin"},
    "help": EVERYBODY,
    "gazette": {"editor", "admin"},
    "invitation": PUBLIC,
    "links": {"editor", "admin"},
    "map": {"editor", "admin"},
    "organisation": {"editor", "admin"},
    "password": EVERYBODY,
    "polls": {"editor", "admin"},
    "second-factor": EVERYBODY,
    "sign-in": PUBLIC,
    "sign-out": PUBLIC,
    "statistics": {"viewer", "admin"},
    "system": {"admin"},
}
# The address of the route for every other address of the area.
UNKNOWN = f"{ADMIN}rest"
# The matrix asks for these without a thing that has this address, so everybody gets a 404 at most.
NOTHING_THERE = {UNKNOWN} | {
    ADMIN + path
    for path in (
        "feedback/1/files/name",
        "gazette/documents/1",
        "gazette/documents/1/delete",
        "gazette/documents/1/edit",
        "gazette/documents/1/files/digest",
        "gazette/documents/1/history",
        "gazette/documents/1/issues",
        "gazette/documents/1/preview",
        "gazette/documents/1/relations",
        "gazette/documents/1/withdraw",
        "gazette/register/bodies/hoc-tap/edit",
        "gazette/register/events/hoc-tap/edit",
        "map/events/hoc-tap/edit",
        "map/export/csv",
        "map/units/hoc-tap/edit",
        "polls/1/action",
        "statistics/articles/1",
        "statistics/articles/1/tables/name.csv",
        "statistics/tables/name.csv",
    )
}


def row(path: str) -> frozenset[str]:
    """The roles of an address. KeyError for a route without a row."""
    below = path.removeprefix(ADMIN.rstrip("/")).strip("/").split("/")
    below[-1] = below[-1].partition(".")[0]
    names = ["/".join(below[:length]) for length in range(len(below), 0, -1)]
    return frozenset(ROWS[next((name for name in names if name in ROWS), names[0])])


def admin_routes(app: Flask) -> list[Route]:
    return [route for route in routes_of(app) if route.endpoint.startswith("admin.")]


def is_refused(status: int) -> bool:
    return status in {302, 303, 403, 404}


@pytest.fixture
def accounts(make_app: MakeApp, clock: FrozenClock) -> Flask:
    """A portal with accounts of its own, one for each role, and something in each panel."""
    app = make_app(links=LINKS, organisation=ORGANISATION, departments=DEPARTMENTS)
    held(app)
    for role in ROLES:
        account(app, role, role)
    account(app, "name")  # the address of the matrix for an account
    stored(app, clock)
    return app


def person(app: Flask, role: str) -> FlaskClient:
    return signed_in(app, role) if role else browser(app)


def check_reading(client: FlaskClient, routes: Iterable[Route], roles: set[str]) -> list[str]:
    """The addresses that a person with these roles can read, and should not, or should, and cannot."""
    wrong = []
    for route in routes:
        if "GET" not in route.methods or "sign" in route.path:
            continue
        with client.get(route.path) as answer:
            may_read = bool(row_of(route) & roles) and route.path not in NOTHING_THERE
            if answer.status_code != OK if may_read else not is_refused(answer.status_code):
                wrong.append(f"{route.path} {answer.status_code}")
    return wrong


def row_of(route: Route) -> frozenset[str]:
    return frozenset() if route.path == UNKNOWN else row(route.path)


def test_every_route_has_a_row_and_every_row_a_route(accounts: Flask):
    routes = [route for route in admin_routes(accounts) if route.path != UNKNOWN]

    assert len(routes) > 90
    for route in routes:
        assert row(route.path), route.path
    firsts = {route.path.removeprefix(ADMIN.rstrip("/")).strip("/") for route in routes}
    assert [
        name for name in ROWS if not any(f"{first}/".startswith(f"{name}/") or not name for first in firsts)
    ] == []


@pytest.mark.parametrize("role", ["", *ROLES])
def test_a_role_reads_its_rows_and_nothing_else(accounts: Flask, role: str):
    assert check_reading(person(accounts, role), admin_routes(accounts), {role}) == []


@pytest.mark.parametrize("roles", [set(), *SEVERAL])
def test_people_of_a_host_read_the_rows_of_all_their_roles(
    make_app: MakeApp, clock: FrozenClock, roles: set[str]
):
    app = make_office(make_app, *roles)
    stored(app, clock)

    assert check_reading(browser(app), admin_routes(app), roles) == []


@pytest.mark.parametrize("role", ["", *ROLES])
def test_nobody_changes_anything_without_a_form_of_the_area(accounts: Flask, role: str):
    client = person(accounts, role)
    answers = [
        (route.path, method, client.open(route.path, method=method).status_code)
        for route in admin_routes(accounts)
        for method in sorted(route.methods & WRITING)
    ]

    assert len(answers) > 60
    assert [answer for answer in answers if not is_refused(answer[-1])] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_form_of_the_area_opens_no_other_row(accounts: Flask, role: str):
    """The answer is the refusal, not the missing field of a form that was let in."""
    client = person(accounts, role)
    token = form_token(client.get(ADMIN))
    let_in = [
        route.path
        for route in admin_routes(accounts)
        for method in sorted(route.methods & WRITING)
        if role not in row_of(route)
        and client.open(route.path, method=method, data={"pw_csrf": token}).status_code not in {403, 404}
    ]

    assert let_in == []
    assert client.get(SIGN_IN).status_code == 302
