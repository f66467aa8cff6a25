"""Lazy rules build the same addresses as Werkzeug's own rules, and no number exceeds a database's
integers.
"""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.routing.converters import NumberConverter

from admin.area import form_token
from portal_widgets import PortalWidgets
from portal_widgets.core.app.routing import MOST, LazyRule, RowNumber, whole_number
from support import MakeApp, browser

PACKAGE = Path(str(files("portal_widgets")))

# <name>, <int:name> or <any(this, that):name>
VARIABLE = re.compile(r"<(?:(\w+)(?:\((.+?)\))?:)?(\w+)>")


def converters(rule: Rule) -> dict[str, type[BaseConverter]]:
    """The converters by the names of the variables."""
    known = rule.map.converters
    return {name: known[kind or "default"] for kind, _, name in VARIABLE.findall(rule.rule)}


def values(rule: Rule) -> dict[str, object]:
    choices = {name: choice.partition(",")[0] for _, choice, name in VARIABLE.findall(rule.rule)}
    return {
        name: choices[name] or (7 if issubclass(kind, NumberConverter) else "Đồng Mây/2")
        for name, kind in converters(rule).items()
    }


def test_every_address_is_as_werkzeug_makes_it(app: Flask):
    rules = [rule for rule in app.url_map.iter_rules() if isinstance(rule, LazyRule)]

    assert len(rules) > 100
    for rule in rules:
        own = Rule(rule.rule, endpoint=rule.endpoint, methods=rule.methods, defaults=rule.defaults)
        Map([own], converters=app.url_map.converters)
        for asked in (values(rule), {**values(rule), "lang": "en"}):
            for append_unknown in (True, False):
                expected = own.build(asked, append_unknown)
                assert expected, rule
                assert rule.build(asked, append_unknown) == expected, rule
                assert rule.build(asked, append_unknown) == expected, rule


def test_the_hosts_own_rules_are_its_own(app: Flask, tmp_path):
    class OwnRule(Rule):
        pass

    class Host(Flask):
        url_rule_class = OwnRule

    host = Host("host", instance_path=str(tmp_path))
    host.secret_key = "secret"
    PortalWidgets(host, background=False)

    assert app.url_rule_class is Rule
    assert not any(isinstance(rule, LazyRule) for rule in app.url_map.iter_rules("article"))
    assert all(isinstance(rule, OwnRule) for rule in host.url_map.iter_rules())


def test_every_number_in_an_address_is_one_that_a_database_holds(app: Flask):
    """The test checks the rules themselves, so that it also covers future routes."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("portal_widgets.")]
    numbers = [
        (rule, kind)
        for rule in rules
        for kind in converters(rule).values()
        if issubclass(kind, NumberConverter)
    ]

    assert len(numbers) >= 10
    for rule, kind in numbers:
        assert kind is RowNumber, rule


def test_every_number_of_a_query_or_form_is_one_that_a_database_holds():
    """`type=int` has no limits. `whole_number` has."""
    unbounded = re.compile(r"\.get\([^()]*type=(int|float)\b")

    assert [file.name for file in PACKAGE.rglob("*.py") if unbounded.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("number", ["2147483648", "9" * 20, "9" * 5000, "٣", "-1", "1e3"])
@pytest.mark.parametrize("roles", [set(), {"admin"}])
def test_no_other_number_leads_anywhere(make_app: MakeApp, number: str, roles: set[str]):
    app = make_app(admin_guard=lambda: roles)
    client = browser(app)
    page = client.get("/portal/admin/statistics/notes")
    token = form_token(page) if roles else ""
    for rule in app.url_map.iter_rules():
        if RowNumber not in converters(rule).values():
            continue
        known = {name: 7654321 for name, kind in converters(rule).items() if kind is RowNumber}
        address = rule.build({**values(rule), **known})[1].replace("7654321", number)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = client.open(address, method=method, data={"pw_csrf": token} if method == "POST" else None)

        assert answer.status_code == 404, address


@given(st.integers())
def test_a_number_is_read_as_it_is_as_far_as_a_database_goes(number: int):
    assert whole_number(str(number)) == (number if abs(number) <= MOST else MOST if number > 0 else -MOST)


@pytest.mark.parametrize("text", ["", "x", "1.5", "9" * 5000])
def test_what_is_no_number_is_none(text: str):
    with pytest.raises(ValueError, match="int"):
        whole_number(text)
