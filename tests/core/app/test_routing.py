"""Lazy rules build the addresses that Werkzeug's own rules build."""

import re

from flask import Flask
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.routing.converters import NumberConverter

from portal_widgets import PortalWidgets
from portal_widgets.core.app.routing import LazyRule

# <name>, <int:name> or <any(this, that):name>
VARIABLE = re.compile(r"<(?:(\w+)(?:\((.+?)\))?:)?(\w+)>")


def converters(rule: Rule) -> dict[str, type[BaseConverter]]:
    """By the names of the variables."""
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
        for given in (values(rule), {**values(rule), "lang": "en"}):
            for append_unknown in (True, False):
                expected = own.build(given, append_unknown)
                assert expected, rule
                assert rule.build(given, append_unknown) == expected, rule
                assert rule.build(given, append_unknown) == expected, rule


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
