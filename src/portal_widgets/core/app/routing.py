"""Routes whose views are imported at their first request, URL rules that compile their URL builders on first
use, and number converters with limits.

Werkzeug writes and compiles two functions for every rule when it is added. For our hundred rules this took
most of the time of `init_app`. But a page builds only a few addresses.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from flask import Blueprint, Flask, request
from flask.sansio.app import App
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter, Map, Rule

from ..late import Late

# The largest integer of a database column.
MOST = 2**31 - 1

HOST = "pw_host"
FOLDER = str(Path(__file__).parent)
Builder = Callable[..., tuple[str, str]]
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Route(NamedTuple):
    """An address of a blueprint, and the name of the view that answers it."""

    rule: str
    view: str
    methods: tuple[str, ...]
    strict_slashes: bool | None = None
    defaults: Mapping[str, object] | None = None


get = partial(Route, methods=("GET",))
post = partial(Route, methods=("POST",))
# A page with a form: GET shows it, POST sends it.
form = partial(Route, methods=("GET", "POST"))


class Views:
    """The views of a blueprint by their names."""

    def __init__(self) -> None:
        self.by_name: dict[str, Callable[..., ResponseReturnValue]] = {}

    def view(self, function: View) -> View:
        """A decorator. The name of the function is the view's name."""
        return self.named(function.__name__)(function)

    def named(self, name: str) -> Callable[[View], View]:
        """A decorator for a view with another name than its function."""

        def add(function: View) -> View:
            self.by_name[name] = function
            return function

        return add


class LateBlueprint(Blueprint):
    """A blueprint that knows its addresses, and imports its views at the first request to one of them. `make`
    returns the views.
    """

    def __init__(
        self, name: str, routes: Iterable[Route], make: Callable[[], Views], prefix: str = ""
    ) -> None:
        # Flask would look for the folder of the module once for every blueprint.
        super().__init__(name, __name__, url_prefix=prefix or None, root_path=FOLDER)
        self.views = Late(make)
        self.add(routes)

    def add(self, routes: Iterable[Route]) -> None:
        functions: dict[str, Callable[..., ResponseReturnValue]] = {}
        for one in routes:
            function = functions.setdefault(one.view, self._function(one.view))
            self.add_url_rule(
                one.rule,
                one.view,
                function,
                methods=one.methods,
                strict_slashes=one.strict_slashes,
                defaults=dict(one.defaults or {}),
            )

    def register(self, app: App, options: dict[str, object]) -> None:
        """Register the addresses. A portal does this once, so the blueprint forgets what it has recorded."""
        super().register(app, options)
        self.deferred_functions.clear()

    def _function(self, name: str) -> Callable[..., ResponseReturnValue]:
        def view(**values: object) -> ResponseReturnValue:
            return self.views().by_name[name](**values)

        view.__name__ = name  # for extensions that name views
        return view


class LazyRule(Rule):
    """A rule that compiles its builders when the first address is built. If a version of Werkzeug has no
    `_compile_builder`, this is a plain rule.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        # The same two functions for every rule: a portal has hundreds. Each replaces itself in its rule.
        return LazyRule._compile_and_build_unknown if append_unknown else LazyRule._compile_and_build

    def _compile_and_build(self, **values: object) -> tuple[str, str]:
        self._build = super()._compile_builder(append_unknown=False).__get__(self, None)
        return self._build(**values)

    def _compile_and_build_unknown(self, **values: object) -> tuple[str, str]:
        self._build_unknown = super()._compile_builder(append_unknown=True).__get__(self, None)
        return self._build_unknown(**values)


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
