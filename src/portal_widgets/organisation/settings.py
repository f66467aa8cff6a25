"""The settings of the organisation."""

from dataclasses import dataclass

from ..config import optional, setting
from ..core.legal.profile import LegalRule
from ..errors import ConfigurationError
from . import rules


@dataclass(frozen=True, slots=True)
class ConfiguredPublisher:
    """The organisation of a portal without this widget. Nobody can edit it there."""

    organisation: rules.Organisation

    def current(self) -> rules.Organisation:
        return self.organisation


@dataclass(frozen=True)
class OrganisationSettings:
    """The publisher of the portal, and the required facts."""

    # The first version of the organisation. After an edit in the admin area, the database has the current
    # version.
    organisation: rules.Organisation = setting(
        {},
        rules.organisation,
        "Publisher of the portal, until it is edited in the admin area: `name`, `governing_body`, "
        "`address`, `hours`, `telephones` (a list), `fax`, `email`, `responsible`, `licence`, "
        "`functions`, `structure`, `officer` (`name`, `title`, `unit`, `telephone`, `email`) and `units`:"
        " the same facts by key. A unit inherits missing facts from the one above. Texts may be given by "
        "language code.",
    )
    organisation_profile: tuple[str, ...] | None = setting(
        None,
        optional(rules.profile),
        "Required facts of the organisation and of each unit, for `flask portal organisation check`. "
        "Without it, they are the `facts` of `LEGAL_PROFILE`.",
    )


def check_required(rule: LegalRule) -> None:
    """Raise ConfigurationError if the legal rule requires an unknown fact."""
    try:
        rules.profile(rule.required)
    except ValueError as error:
        raise ConfigurationError(f'PORTAL_WIDGETS_LEGAL_PROFILE: "facts.required" {error}') from None
