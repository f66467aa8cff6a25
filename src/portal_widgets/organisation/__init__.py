"""The publisher of the portal: the footer, its units, and a check for missing facts."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from flask.cli import AppGroup

from ..config import Settings
from ..core.app.portal import Portal
from ..core.app.routing import LateBlueprint, Views
from ..core.app.widget import CheckResult, HealthCheck, MountedWidget, Panel, WaitingItem, Widget
from ..core.departments import DepartmentMessages, DepartmentSource
from ..core.late import Late
from ..core.offered import PublisherSource
from ..core.settings import CoreSettings
from .routes import DEPARTMENTS, OFFICE, PUBLIC
from .settings import ConfiguredPublisher, OrganisationSettings, check_facts

if TYPE_CHECKING:
    from .departments.service import DepartmentService
    from .helpers import OrganisationHelpers
    from .service import OrganisationService


def configured(settings: Settings) -> dict[object, object]:
    """The configured publisher of the portal, for portals without this widget."""
    return {PublisherSource: ConfiguredPublisher(settings[OrganisationSettings].organisation)}


def mount(portal: Portal) -> MountedWidget:
    check_facts(portal.settings[CoreSettings].legal_profile)
    helpers = Late(partial(_helpers, portal))
    panel = Panel(
        name="organisation",
        title=lambda: portal.gettext("Organisation"),
        blueprint=LateBlueprint("organisation", OFFICE, partial(_office_views, portal)),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you keep the name, address and contact details of the organisation and its units. They "
            "appear at the foot of every page as soon as you save them."
        ),
        waiting=partial(_waiting, portal),
    )
    mounted = MountedWidget(
        helpers={
            "organisation": helpers.method(lambda made: made.organisation),
            "about": helpers.method(lambda made: made.about),
        },
        blueprint=LateBlueprint("organisation", PUBLIC, partial(_views, portal)),
        panel=panel,
        commands=partial(_commands, portal=portal),
        services={PublisherSource: Late(partial(_service, portal))},
    )
    # In WIDGETS, messages come before this widget. Without them nobody writes to a department.
    source = portal.offered(DepartmentSource)
    if source is None or not portal.offers(DepartmentMessages):
        return mounted
    return _with_departments(mounted, portal, source)


def _with_departments(mounted: MountedWidget, portal: Portal, configured: DepartmentSource) -> MountedWidget:
    """Departments have a panel of their own, because other people edit them: those who answer messages."""
    service = Late(partial(_departments, portal, configured))
    panel = Panel(
        name="departments",
        title=lambda: portal.gettext("Departments"),
        blueprint=LateBlueprint("departments", DEPARTMENTS, partial(_department_views, portal, service)),
        roles=frozenset({"moderator"}),
        help=lambda: portal.gettext(
            "Here you keep the departments that citizens write to: names, telephones, hours, mailboxes and "
            "staff. Readers see a change after a few seconds."
        ),
    )
    return replace(
        mounted,
        more_panels=[panel],
        commands=partial(_all_commands, portal=portal, service=service),
        checks=[
            HealthCheck(partial(_check_departments, service), title=lambda: portal.gettext("Departments"))
        ],
        services={**mounted.services, DepartmentSource: service},
    )


def _service(portal: Portal) -> "OrganisationService":
    from .service import OrganisationService

    return portal.service(OrganisationService)


def _helpers(portal: Portal) -> "OrganisationHelpers":
    from .helpers import OrganisationHelpers

    return OrganisationHelpers(portal, _service(portal))


def _views(portal: Portal) -> Views:
    from .blueprint import views

    return views(portal, _service(portal))


def _office_views(portal: Portal) -> Views:
    from .admin.blueprint import views

    return views(portal, _service(portal))


def _waiting(portal: Portal) -> Iterable[WaitingItem]:
    from .admin.waiting import missing_facts

    return missing_facts(portal, _service(portal))


def _commands(group: AppGroup, portal: Portal) -> None:
    from .cli import register_commands

    register_commands(group, portal)


def _departments(portal: Portal, configured: DepartmentSource) -> "DepartmentService":
    from .departments.service import DepartmentService

    return DepartmentService(portal, configured.current())


def _department_views(portal: Portal, service: "Late[DepartmentService]") -> Views:
    from .departments.blueprint import views

    return views(portal, service(), portal.require(DepartmentMessages))


def _check_departments(service: "Late[DepartmentService]") -> CheckResult:
    from .departments.checks import check_departments

    return check_departments(service())


def _all_commands(group: AppGroup, portal: Portal, service: "Late[DepartmentService]") -> None:
    from .cli import register_commands
    from .departments.cli import department_commands

    departments = partial(
        department_commands, portal=portal, service=service(), messages=portal.require(DepartmentMessages)
    )
    register_commands(group, portal, more=departments)


WIDGET = Widget(
    name="organisation",
    mount=mount,
    settings=OrganisationSettings,
    configured=configured,
    helpers=("organisation", "about"),
)
