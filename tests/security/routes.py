"""Every route of a portal, each with an address for requests."""

import re
from dataclasses import dataclass

from flask import Flask

from polls.samples import held
from support import MakeApp

NAME = "portal_widgets."
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LINK = "hoc-tap"
GROUP = "services"
UNIT = "van-phong"
DEPARTMENT = "tiep-dan"
LINKS = {GROUP: [{"key": LINK, "title": "Học tập", "url": "https://hoc-tap.example/"}]}
ORGANISATION = {"name": "Ủy ban xã Đồng Mây", "units": {UNIT: {"name": "Văn phòng"}}}
DEPARTMENTS = {DEPARTMENT: {"name": "Ban Tiếp công dân"}}
_PART = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<choice>[^)]*)\))?:)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """A rule's endpoint below the portal's name, its methods, and an address that matches it."""

    endpoint: str
    methods: frozenset[str]
    path: str


def make_office(make_app: MakeApp, *roles: str) -> Flask:
    """A portal whose host decides the reader's roles. "admin" opens the whole area. It has a poll, a link, a
    unit and a department, so that their routes find something.
    """
    app = make_app(
        admin_guard=lambda: set(roles), links=LINKS, organisation=ORGANISATION, departments=DEPARTMENTS
    )
    held(app)
    return app


def routes_of(app: Flask) -> list[Route]:
    """All routes of ours."""
    return [
        Route(rule.endpoint.removeprefix(NAME), frozenset(rule.methods or ()), _PART.sub(_value, rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(NAME)
    ]


def _value(part: re.Match[str]) -> str:
    """A valid value for a variable of a rule: for example the key of an existing link or group."""
    if part["kind"] in {"int", "pw_number"}:
        return "1"
    if part["choice"]:
        return part["choice"].partition(",")[0]
    where = part.string[: part.start()]
    known = {"slug": "duong", "unit": UNIT, "key": GROUP if "groups" in where else LINK, "kind": "csv"}
    if "organisation" in where:
        known["key"] = UNIT
    if "departments" in where:
        known["key"] = DEPARTMENT
    return known.get(part["name"], part["name"])
