"""What a host configures of the organisation."""

from dataclasses import dataclass

from ..config import setting
from . import rules


@dataclass(frozen=True)
class OrganisationSettings:
    """Who publishes the portal, and what must be known of it."""

    # What it begins with; once it is edited in the admin area, the database has it.
    organisation: rules.Organisation = setting(
        {},
        rules.organisation,
        "Who publishes the portal, until it is edited in the admin area: `name`, `governing_body`, "
        "`address`, `hours`, `telephones` (a list), "
        "`fax`, `email`, `responsible`, `licence`, `functions`, `structure`, `officer` (`name`, `title`, "
        "`unit`, `telephone`, `email`) and `units`: the same again by keys, each with what it does not say "
        "from the one above. Texts may be given by language code.",
    )
    organisation_profile: tuple[str, ...] = setting(
        rules.DECREE_42,
        rules.profile,
        "Which facts must be known of the organisation and each unit, for `flask portal organisation check`. "
        "The default is what Vietnam's Decree 42/2022/ND-CP asks for.",
    )
