"""Thăm dò ý kiến: polls with one ballot for each voter, and a tally that anyone can check."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import MenuEntry, MountedWidget, Panel, WaitingItem, Widget
from ..core.late import Late
from ..core.public_data import PollSummaries
from ..core.settings import CoreSettings
from ..core.tasks.scheduler import PeriodicTask

if TYPE_CHECKING:
    from ..core.openapi.json_route import JsonRoute
    from .public.helpers import PollHelpers
    from .public.summaries import PublishedPolls
    from .service import PollService
    from .settings import PollSettings


def mount(portal: Portal) -> MountedWidget:
    from .routes import OFFICE, PUBLIC

    if portal.settings[CoreSettings].proof_of_work:
        from ..core.http.proof_of_work import require_package

        require_package()
    helpers = Late(partial(_helpers, portal))
    panel = Panel(
        name="polls",
        title=lambda: portal.gettext("Polls"),
        blueprint=LateBlueprint("polls", OFFICE, partial(_office_views, portal)),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you write, publish and close polls. After the first ballot only the wording may change, "
            "and every change is published beside the result."
        ),
        waiting=partial(_waiting, portal),
    )
    return MountedWidget(
        helpers={"poll": helpers.method(lambda made: made.poll)},
        menu=[MenuEntry(lambda: portal.gettext("Polls"), "polls.every", 10)],
        blueprint=LateBlueprint("polls", PUBLIC, partial(_views, portal)),
        json_routes=_json_routes,
        panel=panel,
        commands=partial(_commands, portal=portal),
        tasks=Late(partial(_tasks, portal)),
        services={PollSummaries: Late(partial(_summaries, portal))},
    )


def _settings() -> "type[PollSettings]":
    from .settings import PollSettings

    return PollSettings


def _service(portal: Portal) -> "PollService":
    from .service import PollService

    return portal.service(PollService)


def _helpers(portal: Portal) -> "PollHelpers":
    from .public.helpers import PollHelpers

    return PollHelpers(portal, _service(portal))


def _views(portal: Portal) -> Views:
    from .public.blueprint import views

    return views(portal, _service(portal))


def _office_views(portal: Portal) -> Views:
    from .admin.blueprint import views

    return views(portal, _service(portal))


def _json_routes() -> "Iterable[JsonRoute]":
    from .public.json_routes import json_routes

    return json_routes()


def _waiting(portal: Portal) -> Iterable[WaitingItem]:
    from .admin.waiting import waiting_polls

    return waiting_polls(portal, _service(portal))


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


def _tasks(portal: Portal) -> Sequence[PeriodicTask]:
    from .service import TIDY_SECONDS

    return [PeriodicTask(TIDY_SECONDS, _service(portal).tidy)]


def _summaries(portal: Portal) -> "PublishedPolls":
    from .public.summaries import PublishedPolls

    return PublishedPolls(portal, _service(portal))


WIDGET = Widget(name="polls", mount=mount, settings=_settings, helpers=("poll",))
