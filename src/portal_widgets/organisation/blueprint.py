"""/organisation: the publisher of the portal, and its units."""

from flask import Blueprint, Response, abort

from ..core.app.portal import Portal
from ..core.http.cache_headers import cacheable_response
from ..core.rendering.phone_links import dialled
from .service import OrganisationService


def routes(portal: Portal, service: OrganisationService) -> Blueprint:
    organisation = Blueprint("organisation", __name__)

    @organisation.get("/organisation", defaults={"unit": ""}, strict_slashes=False)
    @organisation.get("/organisation/<unit>")
    def page(unit: str) -> Response:
        one = service.find(unit) or abort(404)
        return cacheable_response(portal.render_page("organisation/page.html", one=one, dialled=dialled))

    return organisation
