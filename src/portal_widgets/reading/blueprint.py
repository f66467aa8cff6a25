"""GET and POST /reading-options: the options as a page, and the form of the bar without JavaScript."""

from flask import Blueprint, Response, make_response, redirect, request

from ..core.guard import local_address
from ..core.widget import Portal
from .helpers import COOKIE, RETURN_MARK, preferences, theme_names
from .rules import SIZES, Preferences, choose

YEAR = 365 * 24 * 60 * 60


def routes(portal: Portal) -> Blueprint:
    reading = Blueprint("reading", __name__)

    @reading.get("/reading-options")
    def options() -> Response:
        chosen = preferences(portal.here().cookies)
        if chosen.chosen:
            portal.mark_personal()
        return make_response(
            portal.page(
                "reading/options.html",
                chosen=chosen,
                sizes=SIZES,
                themes=theme_names(portal),
                back=local_address(request.args.get("next"), request.script_root + "/"),
            ),
        )

    @reading.post("/reading-options")
    def choice() -> Response:
        portal.require_same_origin()
        chosen = choose(request.form, preferences(portal.here().cookies))
        back = local_address(request.form.get("next"), request.script_root + "/")
        response = make_response(redirect(_returning(back, chosen), code=303))
        _keep(response, chosen)
        return response

    return reading


def _returning(back: str, chosen: Preferences) -> str:
    """Where to go on. The mark makes it another address, so that the browser does not show its own
    cached copy of the page as it was before.
    """
    if not chosen.chosen:
        return back
    separator = "&" if "?" in back else "?"
    return f"{back}{separator}{RETURN_MARK}={chosen.digest()}"


def _keep(response: Response, chosen: Preferences) -> None:
    """On the device, for a year; nothing is kept on the server. Scripts must be able to read it."""
    response.headers["Cache-Control"] = "no-store"
    if not chosen.chosen:
        response.delete_cookie(COOKIE, samesite="Lax", secure=request.is_secure)
        return
    response.set_cookie(COOKIE, chosen.cookie(), max_age=YEAR, samesite="Lax", secure=request.is_secure)
