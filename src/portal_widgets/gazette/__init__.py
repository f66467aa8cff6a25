"""Công báo: documents, their relations, and their state on any day."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..core.app.health import folder_check
from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import HealthCheck, MenuEntry, MountedWidget, Panel, WaitingItem, Widget
from ..core.late import Late
from ..core.tasks.scheduler import PeriodicTask

if TYPE_CHECKING:
    from ..core.openapi.json_route import JsonRoute
    from .admin.context import GazetteAdminContext
    from .public.helpers import GazetteHelpers
    from .service import GazetteService
    from .settings import GazetteSettings


def mount(portal: Portal) -> MountedWidget:
    from .routes import OFFICE, PUBLIC

    helpers = Late(partial(_helpers, portal))
    panel = Panel(
        name="gazette",
        title=lambda: portal.gettext("Official gazette"),
        blueprint=LateBlueprint("gazette", OFFICE, partial(_office_views, portal)),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you enter documents, attach their files and record what they do to others. Readers see a "
            "document after it is published; then it can be corrected or withdrawn, but not hidden."
        ),
        waiting=partial(_waiting, portal),
    )
    return MountedWidget(
        helpers={"gazette": helpers.method(lambda made: made.gazette)},
        menu=[MenuEntry(lambda: portal.gettext("Official gazette"), "gazette.index", 50)],
        blueprint=LateBlueprint("gazette", PUBLIC, partial(_views, portal)),
        json_routes=_json_routes,
        body_limits={
            "admin.gazette.attach": partial(_file_bytes, portal),
            "admin.gazette.import_": _import_bytes,
        },
        panel=panel,
        commands=partial(_commands, portal=portal),
        tasks=Late(partial(_tasks, portal)),
        checks=[
            HealthCheck(
                lambda: folder_check(portal, "gazette files", _service(portal).files.folder),
                title=lambda: portal.gettext("Files of documents"),
            )
        ],
    )


def _settings() -> "type[GazetteSettings]":
    from .settings import GazetteSettings

    return GazetteSettings


def _service(portal: Portal) -> "GazetteService":
    from .service import GazetteService

    return portal.service(GazetteService)


def _helpers(portal: Portal) -> "GazetteHelpers":
    from .public.helpers import GazetteHelpers
    from .public.views import GazetteViews

    return GazetteHelpers(portal, _service(portal), GazetteViews(portal, _service(portal)))


def _views(portal: Portal) -> Views:
    from .public.blueprint import views
    from .public.views import GazetteViews

    return views(portal, _service(portal), GazetteViews(portal, _service(portal)))


def _office(portal: Portal) -> "GazetteAdminContext":
    from .admin.context import GazetteAdminContext
    from .public.views import GazetteViews

    return GazetteAdminContext(portal, _service(portal), GazetteViews(portal, _service(portal)))


def _office_views(portal: Portal) -> Views:
    from .admin.blueprint import views

    return views(portal, _office(portal))


def _waiting(portal: Portal) -> Iterable[WaitingItem]:
    from .admin.list_pages import waiting_documents

    return waiting_documents(_office(portal))


def _json_routes() -> "Iterable[JsonRoute]":
    from .open_data.json_routes import json_routes

    return json_routes()


def _tasks(portal: Portal) -> Sequence[PeriodicTask]:
    from .extracting.waiting_files import reading_tasks

    def read_files() -> None:
        _service(portal).reader.run()

    return reading_tasks(portal, read_files)


def _file_bytes(portal: Portal) -> int:
    from .settings import MEGABYTE, GazetteSettings

    return (portal.settings[GazetteSettings].gazette_file_mb + 1) * MEGABYTE


def _import_bytes() -> int:
    from .admin.imports.pages import IMPORT_BYTES

    return IMPORT_BYTES


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


WIDGET = Widget(name="gazette", mount=mount, settings=_settings, helpers=("gazette",))
