"""Bản đồ hành chính: units through time, a map that is also a text, and a page for each unit."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import MenuEntry, MountedWidget, Panel, Widget
from .settings import MapSettings


def mount(portal: Portal) -> MountedWidget:
    from . import cli
    from .admin import blueprint as admin_blueprint
    from .admin.import_pages import IMPORT_BYTES
    from .public.blueprint import routes
    from .public.helpers import MapHelpers
    from .public.json_routes import json_routes
    from .public.pages import MapViews
    from .service import UnitService

    service = portal.service(UnitService)
    views = MapViews(portal, service)
    helpers = MapHelpers(portal, service, views)
    panel = Panel(
        name="map",
        title=lambda: portal.gettext("Administrative map"),
        blueprint=admin_blueprint.routes(portal, service),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you keep the units of the administrative map and the events that changed them. Readers can "
            "look at the map of any day."
        ),
    )
    return MountedWidget(
        helpers={"map": helpers.map, "unit": helpers.unit},
        menu=[MenuEntry(lambda: portal.gettext("Administrative map"), "map.index", 40)],
        filters={"pw_unit": helpers.mention},
        blueprint=routes(portal, service, views),
        json_routes=json_routes,
        body_limits={"admin.map.import_": IMPORT_BYTES},
        panel=panel,
        purge=service.prune,
        commands=partial(cli.register_commands, portal=portal),
    )


# The packages of the extra are only needed by the import of areas, which asks for them.
WIDGET = Widget(name="map", mount=mount, settings=MapSettings, helpers=("map", "unit"), filters=("pw_unit",))
