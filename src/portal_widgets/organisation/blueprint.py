"""/organisation/: who publishes the portal, and its units."""

from flask import Blueprint, Response, abort

from ..core.published import published
from ..core.widget import Portal
from .helpers import OrganisationHelpers


def routes(portal: Portal, helpers: OrganisationHelpers) -> Blueprint:
    organisation = Blueprint("organisation", __name__)

    @organisation.get("/organisation/", defaults={"unit": ""})
    @organisation.get("/organisation/<unit>")
    def page(unit: str) -> Response:
        one = helpers.known.get(unit)
        if one is None or not one.name:
            abort(404)
        return published(portal.page("organisation/page.html", **helpers.values(unit, one)))

    return organisation
