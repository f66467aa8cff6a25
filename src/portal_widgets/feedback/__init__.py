"""Góp ý, Liên hệ: messages of citizens, none of them lost; and how departments are reached."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..core.app.health import folder_check
from ..core.app.portal import PageRatings, Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import HealthCheck, MenuEntry, MountedWidget, Panel, WaitingItem, Widget
from ..core.late import Late
from ..core.legal.profile import Subject
from ..core.offered import PageMessages
from ..core.public_data import MessageIntake
from ..core.settings import CoreSettings
from ..core.tasks.scheduler import PeriodicTask

if TYPE_CHECKING:
    from ..core.departments import ConfiguredDepartments
    from .admin.department_messages import MessagesOfDepartments
    from .admin.page_ratings import MessagesOfPages, RatingsOfPages
    from .public.helpers import FeedbackHelpers
    from .public.host_messages import HostMessages
    from .service import FeedbackService
    from .settings import FeedbackSettings


def mount(portal: Portal) -> MountedWidget:
    from ..core.departments import DepartmentMessages, DepartmentSource
    from .admin import ROUTES as OFFICE
    from .public.routes import ROUTES as PUBLIC

    _check_settings(portal)
    helpers = Late(partial(_helpers, portal))
    panel = Panel(
        name="feedback",
        title=lambda: portal.gettext("Messages"),
        blueprint=LateBlueprint("feedback", OFFICE, partial(_office_views, portal)),
        roles=frozenset({"moderator"}),
        help=lambda: portal.gettext(
            "Here you read and answer the messages of citizens. A message stays in the list until it is "
            "answered or closed."
        ),
        waiting=partial(_waiting, portal),
    )
    return MountedWidget(
        helpers={
            "feedback_form": helpers.method(lambda made: made.feedback_form),
            "page_feedback": helpers.method(lambda made: made.page_feedback),
            "contact": helpers.method(lambda made: made.contact),
        },
        menu=[
            MenuEntry(lambda: portal.gettext("Feedback"), "feedback.write", 20),
            MenuEntry(lambda: portal.gettext("Questions and answers"), "feedback.questions", 21),
            MenuEntry(lambda: portal.gettext("Contact"), "feedback.contact", 22),
        ],
        blueprint=LateBlueprint("feedback", PUBLIC, partial(_views, portal)),
        body_limits={"feedback.send": partial(_form_bytes, portal)},
        panel=panel,
        commands=partial(_commands, portal=portal),
        checks=Late(partial(_checks, portal)),
        purge=partial(_purge, portal),
        tasks=Late(partial(_tasks, portal)),
        every_response=helpers.method(lambda made: made.every_response),
        services={
            MessageIntake: Late(partial(_host_messages, portal)),
            # For portals on which no widget edits them.
            DepartmentSource: Late(partial(_configured_departments, portal)),
            DepartmentMessages: Late(partial(_messages_of_departments, portal)),
            PageMessages: Late(partial(_messages_of_pages, portal)),
            PageRatings: Late(partial(_ratings_of_pages, portal)),
        },
    )


def _settings() -> "type[FeedbackSettings]":
    from .settings import FeedbackSettings

    return FeedbackSettings


def _check_settings(portal: Portal) -> None:
    """Check the needs of the service at the start, not at the first request."""
    core = portal.settings[CoreSettings]
    for rule in core.legal_profile.own.get(Subject.RETENTION, ()):
        from .retention import check_legal_months

        check_legal_months(rule.months)
    if core.proof_of_work:
        from ..core.http.proof_of_work import require_package

        require_package()


def _service(portal: Portal) -> "FeedbackService":
    from .service import FeedbackService

    return portal.service(FeedbackService)


def _helpers(portal: Portal) -> "FeedbackHelpers":
    from .public.helpers import FeedbackHelpers

    return FeedbackHelpers(portal)


def _views(portal: Portal) -> Views:
    from .public.blueprint import views

    return views(portal, _service(portal))


def _office_views(portal: Portal) -> Views:
    from .admin.blueprint import views

    return views(portal, _service(portal))


def _form_bytes(portal: Portal) -> int:
    return _service(portal).drafts.most_bytes()


def _waiting(portal: Portal) -> Iterable[WaitingItem]:
    from .admin.context import FeedbackAdminContext
    from .admin.waiting import waiting_messages

    return waiting_messages(FeedbackAdminContext(portal, _service(portal)))


def _checks(portal: Portal) -> Sequence[HealthCheck]:
    from .mail.checks import mail_checks

    folder = HealthCheck(
        lambda: folder_check(portal, "attachments", _service(portal).files.folder),
        title=lambda: portal.gettext("Files of messages"),
    )
    service = _service(portal)
    return [folder, *mail_checks(portal, service.outbox.store, service.departments)]


def _tasks(portal: Portal) -> Sequence[PeriodicTask]:
    return _service(portal).tasks()


def _purge(portal: Portal) -> None:
    from .cli import purge

    purge(portal)


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


def _configured_departments(portal: Portal) -> "ConfiguredDepartments":
    from ..core.departments import ConfiguredDepartments

    return ConfiguredDepartments(portal.settings[_settings()].departments)


def _host_messages(portal: Portal) -> "HostMessages":
    from .public.host_messages import HostMessages

    return HostMessages(portal, _service(portal))


def _messages_of_departments(portal: Portal) -> "MessagesOfDepartments":
    from .admin.department_messages import MessagesOfDepartments

    return MessagesOfDepartments(portal, _service(portal))


def _messages_of_pages(portal: Portal) -> "MessagesOfPages":
    from .admin.page_ratings import MessagesOfPages

    return MessagesOfPages(portal, _service(portal))


def _ratings_of_pages(portal: Portal) -> "RatingsOfPages":
    from .admin.page_ratings import RatingsOfPages

    return RatingsOfPages(_service(portal))


WIDGET = Widget(
    name="feedback",
    mount=mount,
    settings=_settings,
    requires=("holidays", "puremagic"),
    helpers=("feedback_form", "page_feedback", "contact"),
)
