"""Góp ý, Liên hệ: messages of citizens, none of them lost; and how departments are reached."""

from functools import partial

from ..config import Settings
from ..core.app.health import folder_check
from ..core.app.portal import PageRatings, Portal
from ..core.app.widget import HealthCheck, MenuEntry, MountedWidget, Panel, Widget
from ..core.departments import ConfiguredDepartments, DepartmentMessages, DepartmentSource
from ..core.page_messages import PageMessages
from ..core.public_data import MessageIntake
from .settings import FeedbackSettings


def configured(settings: Settings) -> dict[object, object]:
    """The configured departments, for portals on which no widget edits them."""
    return {DepartmentSource: ConfiguredDepartments(settings[FeedbackSettings].departments)}


def mount(portal: Portal) -> MountedWidget:
    from . import cli
    from .admin import blueprint as admin_blueprint
    from .admin.context import FeedbackAdminContext
    from .admin.department_messages import MessagesOfDepartments
    from .admin.page_ratings import MessagesOfPages, RatingsOfPages
    from .admin.waiting import waiting_messages
    from .mail.checks import mail_checks
    from .public.blueprint import routes
    from .public.helpers import FeedbackHelpers
    from .public.host_messages import HostMessages
    from .service import FeedbackService

    service = portal.service(FeedbackService)
    helpers = FeedbackHelpers(portal, service)
    return MountedWidget(
        helpers={
            "feedback_form": helpers.feedback_form,
            "page_feedback": helpers.page_feedback,
            "contact": helpers.contact,
        },
        menu=[
            MenuEntry(lambda: portal.gettext("Feedback"), "feedback.write", 20),
            MenuEntry(lambda: portal.gettext("Questions and answers"), "feedback.questions", 21),
            MenuEntry(lambda: portal.gettext("Contact"), "feedback.contact", 22),
        ],
        blueprint=routes(portal, service),
        body_limits={"feedback.send": service.drafts.most_bytes},
        panel=Panel(
            name="feedback",
            title=lambda: portal.gettext("Messages"),
            blueprint=admin_blueprint.routes(portal, service),
            roles=frozenset({"moderator"}),
            help=lambda: portal.gettext(
                "Here you read and answer the messages of citizens. A message stays in the list until it is "
                "answered or closed."
            ),
            waiting=partial(waiting_messages, FeedbackAdminContext(portal, service)),
        ),
        commands=partial(cli.register_commands, portal=portal),
        checks=[
            HealthCheck(
                lambda: folder_check(portal, "attachments", service.files.folder),
                title=lambda: portal.gettext("Files of messages"),
            ),
            *mail_checks(portal, service.outbox.store, service.departments),
        ],
        purge=partial(cli.purge, portal),
        tasks=service.tasks(),
        every_response=helpers.every_response,
        services={
            MessageIntake: HostMessages(portal, service),
            DepartmentMessages: MessagesOfDepartments(portal, service),
            PageMessages: MessagesOfPages(portal, service),
            PageRatings: RatingsOfPages(service),
        },
    )


WIDGET = Widget(
    name="feedback",
    mount=mount,
    settings=FeedbackSettings,
    requires=("holidays", "puremagic"),
    configured=configured,
    helpers=("feedback_form", "page_feedback", "contact"),
)
