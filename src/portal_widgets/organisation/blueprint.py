"""/organisation: the publisher of the portal, and its units."""

from flask import Response, abort

from ..core.app.portal import Portal
from ..core.app.routing import Views
from ..core.http.cache_headers import cacheable_response
from ..core.rendering.phone_links import dialled
from .service import OrganisationService


def views(portal: Portal, service: OrganisationService) -> Views:
    organisation = Views()

    @organisation.view
    def page(unit: str) -> Response:
        one = service.find(unit) or abort(404)
        return cacheable_response(portal.render_page("organisation/page.html", one=one, dialled=dialled))

    return organisation
