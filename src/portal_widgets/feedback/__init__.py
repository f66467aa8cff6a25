"""Góp ý, Liên hệ: messages of citizens, none of them lost; and how departments are reached."""

from functools import partial

from ..core.app.health import folder_check
from ..core.app.portal import Portal
from ..core.app.widget import HealthCheck, MountedWidget, Panel, Widget
from . import cli
from .admin import blueprint as admin_blueprint
from .mail.checks import mail_checks
from .public.blueprint import routes
from .public.helpers import FeedbackHelpers
from .service import FeedbackService
from .settings import FeedbackSettings


def mount(portal: Portal) -> MountedWidget:
    service = portal.service(FeedbackService)
    helpers = FeedbackHelpers(portal, service)
    return MountedWidget(
        helpers={
            "feedback_form": helpers.feedback_form,
            "page_feedback": helpers.page_feedback,
            "contact": helpers.contact,
        },
        blueprint=routes(portal, service),
        body_limits={"feedback.send": service.drafts.most_bytes},
        panel=Panel(
            name="feedback",
            title=lambda: portal.gettext("Messages"),
            blueprint=admin_blueprint.routes(portal, service),
            roles=frozenset({"moderator"}),
        ),
        commands=partial(cli.register_commands, portal=portal),
        checks=[
            HealthCheck(lambda: folder_check(portal, "attachments", service.files.folder)),
            *mail_checks(portal, service.outbox.store),
        ],
        purge=partial(cli.purge, portal),
        tasks=service.tasks(),
        every_response=helpers.every_response,
    )


WIDGET = Widget(
    name="feedback",
    mount=mount,
    settings=FeedbackSettings,
    helpers=("feedback_form", "page_feedback", "contact"),
)
