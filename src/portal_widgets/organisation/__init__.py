"""Who publishes the portal: the footer."""

from ..config import Setting
from ..core.widget import Mounted, Portal, Widget
from .helpers import OrganisationHelpers
from .rules import organisation

DEFAULTS = {
    # Until it is edited in the admin area, it stands in the configuration.
    "ORGANISATION": Setting(
        {},
        organisation,
        "Who publishes the portal: `name`, `governing_body`, `address`, `telephones` (a list), `fax`, "
        "`email`, `responsible`, `licence`. Texts may be given by language code.",
    ),
}


def mount(portal: Portal) -> Mounted:
    helpers = OrganisationHelpers(portal)
    return Mounted(helpers={"organisation": helpers.organisation})


WIDGET = Widget(name="organisation", defaults=DEFAULTS, mount=mount)
