"""Who publishes the portal: the footer, its units, and whether every fact is there that must be."""

from functools import partial

from ..config import Setting
from ..core.app.portal import Portal, PublisherSource
from ..core.app.widget import MountedWidget, Panel, Widget
from . import cli
from .admin import blueprint as admin_blueprint
from .blueprint import routes
from .helpers import OrganisationHelpers
from .rules import DECREE_42, organisation, profile
from .service import OrganisationService

DEFAULTS = {
    # What it begins with; once it is edited in the admin area, the database has it.
    "ORGANISATION": Setting(
        {},
        organisation,
        "Who publishes the portal, until it is edited in the admin area: `name`, `governing_body`, "
        "`address`, `hours`, `telephones` (a list), "
        "`fax`, `email`, `responsible`, `licence`, `functions`, `structure`, `officer` (`name`, `title`, "
        "`unit`, `telephone`, `email`) and `units`: the same again by keys, each with what it does not say "
        "from the one above. Texts may be given by language code.",
    ),
    "ORGANISATION_PROFILE": Setting(
        DECREE_42,
        profile,
        "Which facts must be known of the organisation and each unit, for `flask portal organisation check`. "
        "The default is what Vietnam's Decree 42/2022/ND-CP asks for.",
    ),
}


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


WIDGET = Widget(name="organisation", defaults=DEFAULTS, mount=mount, helpers=("organisation", "about"))
