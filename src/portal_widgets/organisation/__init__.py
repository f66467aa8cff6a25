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
from ..core.late import Late
from ..core.legal.profile import LegalProfile, Subject
from ..core.offered import PublisherSource
from ..core.settings import CoreSettings

if TYPE_CHECKING:
    from ..core.departments import DepartmentSource
    from .departments.service import DepartmentService
    from .helpers import OrganisationHelpers
    from .service import OrganisationService
    from .settings import ConfiguredPublisher, OrganisationSettings


def configured(settings: Settings) -> dict[object, object]:
    """The configured publisher of the portal, for portals without this widget."""
    return {PublisherSource: Late(partial(_configured_publisher, settings))}


def mount(portal: Portal) -> MountedWidget:
    from ..core.departments import DepartmentSource
    from .routes import OFFICE, PUBLIC

    _check_facts(portal.settings[CoreSettings].legal_profile)
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
    configured = portal.late(DepartmentSource)
    return mounted if configured is None else _with_departments(mounted, portal, configured)


def _settings() -> "type[OrganisationSettings]":
    from .settings import OrganisationSettings

    return OrganisationSettings


def _with_departments(
    mounted: MountedWidget, portal: Portal, configured: "Late[DepartmentSource]"
) -> MountedWidget:
    """Departments have a panel of their own, because other people edit them: those who answer messages."""
    from ..core.departments import DepartmentSource
    from .routes import DEPARTMENTS

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


def _check_facts(legal: LegalProfile) -> None:
    """Raise ConfigurationError if a legal rule of the host requires an unknown fact."""
    for rule in legal.own.get(Subject.FACTS, ()):
        from .settings import check_required

        check_required(rule)


def _configured_publisher(settings: Settings) -> "ConfiguredPublisher":
    from .settings import ConfiguredPublisher, OrganisationSettings

    return ConfiguredPublisher(settings[OrganisationSettings].organisation)


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


def _departments(portal: Portal, configured: "Late[DepartmentSource]") -> "DepartmentService":
    from .departments.service import DepartmentService

    return DepartmentService(portal, configured().current())


def _department_views(portal: Portal, service: "Late[DepartmentService]") -> Views:
    from ..core.departments import DepartmentMessages
    from .departments.blueprint import views

    return views(portal, service(), portal.require(DepartmentMessages))


def _check_departments(service: "Late[DepartmentService]") -> CheckResult:
    from .departments.checks import check_departments

    return check_departments(service())


def _all_commands(group: AppGroup, portal: Portal, service: "Late[DepartmentService]") -> None:
    from ..core.departments import DepartmentMessages
    from .cli import register_commands
    from .departments.cli import department_commands

    departments = partial(
        department_commands, portal=portal, service=service(), messages=portal.require(DepartmentMessages)
    )
    register_commands(group, portal, more=departments)


WIDGET = Widget(
    name="organisation",
    mount=mount,
    settings=_settings,
    configured=configured,
    helpers=("organisation", "about"),
)
