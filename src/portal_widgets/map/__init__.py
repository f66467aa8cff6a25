"""Bản đồ hành chính: units through time, a map that is also a text, and a page for each unit."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MenuEntry, MountedWidget, Panel, Widget
from ..core.late import Late

if TYPE_CHECKING:
    from ..core.openapi.json_route import JsonRoute
    from .public.helpers import MapHelpers
    from .service import UnitService
    from .settings import MapSettings


def mount(portal: Portal) -> MountedWidget:
    from .admin.routes import ROUTES as OFFICE
    from .public.routes import ROUTES as PUBLIC

    helpers = Late(partial(_helpers, portal))
    panel = Panel(
        name="map",
        title=lambda: portal.gettext("Administrative map"),
        blueprint=LateBlueprint("map", OFFICE, partial(_office_views, portal)),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you keep the units of the administrative map and the events that changed them. Readers can "
            "look at the map of any day."
        ),
    )
    return MountedWidget(
        helpers={
            "map": helpers.method(lambda made: made.map),
            "unit": helpers.method(lambda made: made.unit),
        },
        menu=[MenuEntry(lambda: portal.gettext("Administrative map"), "map.index", 40)],
        filters={"pw_unit": helpers.method(lambda made: made.mention)},
        blueprint=LateBlueprint("map", PUBLIC, partial(_views, portal)),
        json_routes=_json_routes,
        body_limits={"admin.map.import_": _import_bytes},
        panel=panel,
        purge=lambda: _service(portal).prune(),
        commands=partial(_commands, portal=portal),
    )


def _settings() -> "type[MapSettings]":
    from .settings import MapSettings

    return MapSettings


def _service(portal: Portal) -> "UnitService":
    from .service import UnitService

    return portal.service(UnitService)


def _helpers(portal: Portal) -> "MapHelpers":
    from .public.helpers import MapHelpers
    from .public.pages import MapViews

    return MapHelpers(portal, _service(portal), MapViews(portal, _service(portal)))


def _views(portal: Portal) -> Views:
    from .public.blueprint import views
    from .public.pages import MapViews

    return views(portal, _service(portal), MapViews(portal, _service(portal)))


def _office_views(portal: Portal) -> Views:
    from .admin.blueprint import views

    return views(portal, _service(portal))


def _json_routes() -> "Iterable[JsonRoute]":
    from .public.json_routes import json_routes

    return json_routes()


def _import_bytes() -> int:
    from .admin.import_pages import IMPORT_BYTES

    return IMPORT_BYTES


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


# The packages of the extra are only needed by the import of areas, which asks for them.
WIDGET = Widget(name="map", mount=mount, settings=_settings, helpers=("map", "unit"), filters=("pw_unit",))
