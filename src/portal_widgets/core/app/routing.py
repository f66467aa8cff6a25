"""URL rules that compile their URL builders on first use, and number converters with limits.

Werkzeug writes and compiles two functions for every rule when it is added. For our hundred rules this took
most of the time of `init_app`. But a page builds only a few addresses.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from flask import Blueprint, Flask, request
from werkzeug.routing import IntegerConverter, Map, Rule

# The largest integer of a database column.
MOST = 2**31 - 1

HOST = "pw_host"
Builder = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """A rule that compiles its builders when the first address is built. If a version of Werkzeug has no
    `_compile_builder`, this is a plain rule.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled: list[Builder] = []

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            if not compiled:
                compiled.append(super(LazyRule, self)._compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build


class RowNumber(IntegerConverter):
    """`<pw_number:name>`: a number that a row can have. Any other number gives a 404. With `int` the database
    would get a number that it cannot store.
    """

    regex = "[0-9]{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MOST)


def whole_number(text: str) -> int:
    """A number from a query or form, within the range of a database. Raises ValueError otherwise."""
    return max(-MOST, min(int(text), MOST))


@contextmanager
def lazy_rules(app: Flask) -> Iterator[None]:
    """Within the block, `app` creates lazy rules, unless the host has chosen its own class of rules. If the
    application uses `host_matching`, the rules match any host. Rules may use `pw_number`.
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
    """Add the host to our addresses when they are built, and remove it before a view is called."""

    @blueprint.url_value_preprocessor
    def without_host(_endpoint: str | None, values: dict[str, object] | None) -> None:
        (values or {}).pop(HOST, None)

    @blueprint.url_defaults
    def this_host(_endpoint: str, values: dict[str, object]) -> None:
        values.setdefault(HOST, request.host)


def _on_any_host(made: Callable[..., Rule], rule: str, **options: object) -> Rule:
    return made(rule, **{**options, "host": options.get("host") or f"<{HOST}>"})
