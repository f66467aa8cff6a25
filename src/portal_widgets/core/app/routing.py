"""URL rules that compile what builds their addresses on first use, and numbers within bounds.

Werkzeug writes and compiles two functions for every rule when it is added. For our hundred rules that was
most of the time of `init_app`, and a page builds the addresses of a few.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Blueprint, Flask, request
from werkzeug.routing import IntegerConverter, Map, Rule

# What an integer of a database holds.
MOST = 2**31 - 1

HOST = "pw_host"
Builder = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """A rule whose builders are compiled when the first address is built. Where a version of Werkzeug has
    no `_compile_builder`, this is a plain rule.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled: list[Builder] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(super(LazyRule, self)._compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build


class RowNumber(IntegerConverter):
    """`<pw_number:name>`: a number that a row can have. An address with any other leads nowhere, while `int`
    would hand a database what it cannot hold.
    """

    regex = "[0-9]{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MOST)


def whole_number(text: str) -> int:
    """A number of a query or form, within what a database holds; ValueError for what is none."""
    return max(-MOST, min(int(text), MOST))


@contextmanager
def lazy_rules(app: Flask) -> Iterator[None]:
    """Within the block, `app` makes lazy rules, unless the host has chosen a class of rules itself. An
    application that tells its hosts apart (`host_matching`) has them for any host. Rules may say `pw_number`.
    """
    app.url_map.converters["pw_number"] = RowNumber
    chosen = app.url_rule_class
    made = LazyRule if chosen is Rule else chosen
    on_any_host = partial(_on_any_host, made) if app.url_map.host_matching else made
    app.url_rule_class = on_any_host  # type: ignore[assignment] # it is only called
    try:
        yield
    finally:
        app.url_rule_class = chosen


def answer_on_any_host(blueprint: Blueprint) -> None:
    """Fill the host of our rules in when an address is built, and take it out before a view is called."""

    @blueprint.url_value_preprocessor
    def without_host(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        (values or {}).pop(HOST, None)

    @blueprint.url_defaults
    def this_host(_endpoint: str, values: dict[str, Any]) -> None:
        values.setdefault(HOST, request.host)


def _on_any_host(made: Callable[..., Rule], rule: str, **options: Any) -> Rule:
    return made(rule, **{**options, "host": options.get("host") or f"<{HOST}>"})
