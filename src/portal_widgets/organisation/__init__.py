"""The publisher of the portal: the footer, its units, and a check for missing facts."""

from functools import partial

from ..config import Settings
from ..core.app.portal import Portal, PublisherSource
from ..core.app.widget import MountedWidget, Panel, Widget
from . import cli
from .admin import blueprint as admin_blueprint
from .blueprint import routes
from .helpers import OrganisationHelpers
from .service import ConfiguredPublisher, OrganisationService
from .settings import OrganisationSettings


def configured(settings: Settings) -> dict[object, object]:
    """The configured publisher of the portal, for portals without this widget."""
    return {PublisherSource: ConfiguredPublisher(settings[OrganisationSettings].organisation)}


def mount(portal: Portal) -> MountedWidget:
    service = portal.service(OrganisationService)
    helpers = OrganisationHelpers(portal, service)
    panel = Panel(
        name="organisation",
        title=lambda: portal.gettext("Organisation"),
        blueprint=admin_blueprint.routes(portal, service),
        roles=frozenset({"editor"}),
    )
    return MountedWidget(
        helpers={"organisation": helpers.organisation, "about": helpers.about},
        blueprint=routes(portal, service),
        panel=panel,
        commands=partial(cli.register_commands, portal=portal),
        services={PublisherSource: service},
    )


WIDGET = Widget(
    name="organisation",
    mount=mount,
    settings=OrganisationSettings,
    configured=configured,
    helpers=("organisation", "about"),
)
