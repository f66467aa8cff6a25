"""The publisher of the portal: the footer, its units, and a check for missing facts."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..config import Settings
from ..core.app.portal import Portal
from ..core.app.widget import HealthCheck, MountedWidget, Panel, Widget
from ..core.departments import DepartmentMessages, DepartmentSource
from ..core.publisher import PublisherSource
from .settings import ConfiguredPublisher, OrganisationSettings

if TYPE_CHECKING:
    from .departments.service import DepartmentService


def configured(settings: Settings) -> dict[object, object]:
    """The configured publisher of the portal, for portals without this widget."""
    return {PublisherSource: ConfiguredPublisher(settings[OrganisationSettings].organisation)}


def mount(portal: Portal) -> MountedWidget:
    from . import cli
    from .admin import blueprint as admin_blueprint
    from .admin.waiting import missing_facts
    from .blueprint import routes
    from .departments.service import DepartmentService
    from .helpers import OrganisationHelpers
    from .service import OrganisationService

    service = portal.service(OrganisationService)
    helpers = OrganisationHelpers(portal, service)
    panel = Panel(
        name="organisation",
        title=lambda: portal.gettext("Organisation"),
        blueprint=admin_blueprint.routes(portal, service),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you keep the name, address and contact details of the organisation and its units. They "
            "appear at the foot of every page as soon as you save them."
        ),
        waiting=partial(missing_facts, portal, service),
    )
    mounted = MountedWidget(
        helpers={"organisation": helpers.organisation, "about": helpers.about},
        blueprint=routes(portal, service),
        panel=panel,
        commands=partial(cli.register_commands, portal=portal),
        services={PublisherSource: service},
    )
    # In WIDGETS, messages come before this widget. Without them nobody writes to a department.
    source = portal.offered(DepartmentSource)
    messages = portal.offered(DepartmentMessages)
    if source is None or messages is None:
        return mounted
    return _with_departments(mounted, portal, DepartmentService(portal, source.current()), messages)


def _with_departments(
    mounted: MountedWidget, portal: Portal, service: "DepartmentService", messages: DepartmentMessages
) -> MountedWidget:
    """Departments have a panel of their own, because other people edit them: those who answer messages."""
    from . import cli
    from .departments import blueprint as department_blueprint
    from .departments.checks import check_departments
    from .departments.cli import department_commands

    panel = Panel(
        name="departments",
        title=lambda: portal.gettext("Departments"),
        blueprint=department_blueprint.routes(portal, service, messages),
        roles=frozenset({"moderator"}),
        help=lambda: portal.gettext(
            "Here you keep the departments that citizens write to: names, telephones, hours, mailboxes and "
            "staff. Readers see a change after a few seconds."
        ),
    )
    commands = partial(
        cli.register_commands,
        portal=portal,
        more=partial(department_commands, portal=portal, service=service, messages=messages),
    )
    return replace(
        mounted,
        more_panels=[panel],
        commands=commands,
        checks=[HealthCheck(lambda: check_departments(service), title=lambda: portal.gettext("Departments"))],
        services={**mounted.services, DepartmentSource: service},
    )


WIDGET = Widget(
    name="organisation",
    mount=mount,
    settings=OrganisationSettings,
    configured=configured,
    helpers=("organisation", "about"),
)
