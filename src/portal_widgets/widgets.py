"""The one list of widgets, and which of them a portal mounts."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from . import (
    article,
    dashboard,
    feedback,
    gazette,
    links,
    organisation,
    polls,
    reading,
    statistics,
    views,
)
from . import map as administrative_map
from .config import optional, setting
from .core.app.widget import Widget
from .errors import ConfigurationError
from .webhooks import WEBHOOKS

# The order also decides the order of their styles and scripts.
WIDGETS: tuple[Widget, ...] = (
    reading.WIDGET,
    article.WIDGET,
    views.WIDGET,
    statistics.WIDGET,
    polls.WIDGET,
    feedback.WIDGET,
    links.WIDGET,
    organisation.WIDGET,
    administrative_map.WIDGET,
    gazette.WIDGET,
    dashboard.WIDGET,
)
# The widgets whose events other systems can receive.
WITH_EVENTS = {polls.WIDGET.name, feedback.WIDGET.name, links.WIDGET.name, gazette.WIDGET.name}


def with_features(widgets: Iterable[Widget]) -> list[Widget]:
    """The widgets, after the features that they use. A feature is mounted once, if one of its widgets is
    mounted, and its periodic tasks run first. Webhooks are last, if a widget has events for them.
    """
    chosen = list(widgets)
    features = [feature for widget in chosen for feature in widget.uses]
    has_events = any(widget.name in WITH_EVENTS for widget in chosen)
    return list(dict.fromkeys([*features, *chosen, *([WEBHOOKS] if has_events else [])]))


class ChosenWidgets:
    """Which widgets a host mounts."""

    widgets: tuple[str, ...] | None


@cache
def choice_settings(widgets: tuple[Widget, ...]) -> type[ChosenWidgets]:
    """The settings class whose field `widgets` lists the widgets to mount. `names` are the allowed names."""
    names = [widget.name for widget in widgets]

    def check(value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise ValueError("must be a list of widgets' names")  # noqa: TRY004 - every check raises ValueError
        for name in value:
            if name not in names:
                near = difflib.get_close_matches(str(name), names, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(names)}"
                raise ValueError(f"{name} is not a widget; {hint}")
        return tuple(value)

    @dataclass(frozen=True)
    class Choice(ChosenWidgets):
        widgets: tuple[str, ...] | None = setting(
            None,
            optional(check),
            f"Widgets to mount: a list of {', '.join(f'`{name}`' for name in names)}. By default every "
            "widget whose packages are installed is mounted. A widget that is not mounted adds no address, "
            "style, script, command or panel, and its helpers draw nothing.",
        )

    return Choice


def choose(widgets: Sequence[Widget], names: Sequence[str] | None) -> tuple[list[Widget], dict[str, str]]:
    """The widgets to mount, and the reason for each widget that is left out, by its name. Raises
    ConfigurationError if a named widget lacks an optional package.
    """
    chosen: list[Widget] = []
    reasons: dict[str, str] = {}
    for widget in widgets:
        missing = {part: _missing(part) for part in (*widget.uses, widget) if _missing(part)}
        packages = ", ".join(module for modules in missing.values() for module in modules)
        install = f"the widget {widget.name} needs {packages}: {_pip(missing)}"
        if names is not None and widget.name not in names:
            reasons[widget.name] = f"PORTAL_WIDGETS_WIDGETS leaves out the widget {widget.name}"
        elif not missing:
            chosen.append(widget)
        elif names is not None:
            raise ConfigurationError(f"PORTAL_WIDGETS_WIDGETS: {install}")
        else:
            reasons[widget.name] = install
    return chosen, reasons


def _missing(part: Widget) -> list[str]:
    return [module for module in part.requires if find_spec(module) is None]


def _pip(parts: Iterable[Widget]) -> str:
    return f"pip install 'portal_widgets[{','.join(part.extra or part.name for part in parts)}]'"
