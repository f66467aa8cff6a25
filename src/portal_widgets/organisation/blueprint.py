"""/organisation: who publishes the portal, and its units."""

from flask import Blueprint, Response, abort

from ..core.app.portal import Portal
from ..core.http.cache_headers import published
from ..core.text.phone_numbers import dialled
from .service import Register


def routes(portal: Portal, register: Register) -> Blueprint:
    organisation = Blueprint("organisation", __name__)

    @organisation.get("/organisation", defaults={"unit": ""}, strict_slashes=False)
    @organisation.get("/organisation/<unit>")
    def page(unit: str) -> Response:
        one = register.find(unit) or abort(404)
        return published(portal.page("organisation/page.html", one=one, dialled=dialled))

    return organisation
