"""URL rules that compile what builds their addresses on first use.

Werkzeug writes and compiles two functions for every rule when it is added. For our hundred rules that was
most of the time of `init_app`, and a page builds the addresses of a few.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

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


@contextmanager
def lazy_rules(app: Flask) -> Iterator[None]:
    """Within the block, `app` makes lazy rules, unless the host has chosen a class of rules itself."""
    chosen = app.url_rule_class
    if chosen is Rule:
        app.url_rule_class = LazyRule
    try:
        yield
    finally:
        app.url_rule_class = chosen
