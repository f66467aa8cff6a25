"""Góp ý, Liên hệ: messages of citizens, none of them lost; and how departments are reached."""

from functools import partial
from typing import Any

from ..config import Setting, function, one_of, optional, whole_number
from ..core.app.health import folder_check
from ..core.app.portal import Portal
from ..core.app.widget import HealthCheck, MountedWidget, Panel, Widget
from ..core.mail.settings import folder
from ..core.text.email_addresses import address
from . import cli
from .admin import blueprint as admin_blueprint
from .departments import departments
from .mail.checks import mail_checks
from .privacy.consents import consent_texts
from .public.blueprint import routes
from .public.helpers import FeedbackHelpers
from .retention import months_kept
from .service import FeedbackService


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ValueError("must be a list of words or domains")
    return tuple(value)


DEFAULTS = {
    "DEPARTMENTS": Setting(
        {},
        departments,
        "Who can be written to: `name`, `telephones` (a list), `fax`, `email`, `address`, `hours`, `to` (the "
        "mailbox of messages if it is not `email`), `staff` (who sees its messages) and `months` (how long "
        "they are kept), by a key of a-z, 0-9 and -. Texts may be given by language code.",
    ),
    "FEEDBACK_TO": Setting(None, optional(address), "Mailbox for messages that no department gets."),
    # A thread sends at once; a command does where the host wants no thread to talk to a mail server.
    "FEEDBACK_SEND": Setting(
        "background",
        one_of("background", "command"),
        "Who sends the mails: a thread beside the requests, or `flask portal feedback send` (every minute).",
    ),
    "FEEDBACK_FOLDER": Setting(
        None, optional(folder), "Folder of attachments; if not given, `feedback` in the instance folder."
    ),
    "FEEDBACK_FILES": Setting(
        3, whole_number(0, 20), "How many files may be attached to a message; 0 for none."
    ),
    "FEEDBACK_FILE_MB": Setting(5, whole_number(1, 100), "How large each may be, in MB."),
    "FEEDBACK_SCAN": Setting(
        None,
        optional(function),
        "Function that is given the path of every file that was sent, and returns a text if it is harmful "
        "(the file is refused then) or None: for a virus scanner.",
        secret=True,
    ),
    "FEEDBACK_CONSENT": Setting(
        {},
        consent_texts,
        "Your own words for what is agreed to: `answer` (that personal details are used to answer) and "
        "`publish` (that question and answer may be published without them). Each text is stored with the "
        "message.",
    ),
    "FEEDBACK_DAYS": Setting(
        10,
        whole_number(1, 365),
        "In how many working days a message is to be answered, Vietnam's public holidays not counted.",
    ),
    "FEEDBACK_MONTHS": Setting(
        {},
        months_kept,
        "How many months messages are kept after the last thing that happened to them, by what they are "
        "about (`site`, `department`, `page`, `useful`, `spam`), before `flask portal purge` erases them; "
        "what is not named stays at 24, 24, 12, 12 and 3. What still waits for an answer is kept.",
    ),
    "FEEDBACK_BLOCKED": Setting(
        (), _words, "Words and domains: a message with one of them is put aside as spam, not dropped."
    ),
    # More than a counter in a town hall takes in; less than a script.
    "FEEDBACK_PER_NETWORK": Setting(
        20,
        whole_number(0, 10_000),
        "How many messages of one network in ten minutes are taken for people's (an IPv4 address, an IPv6 "
        "/64); further ones are put aside as spam, and after ten times as many they wait. 0 for no limit.",
    ),
}


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
    )


WIDGET = Widget(
    name="feedback",
    defaults=DEFAULTS,
    mount=mount,
    helpers=("feedback_form", "page_feedback", "contact"),
)
