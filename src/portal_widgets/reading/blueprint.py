"""GET and POST /reading-options: the options as a page, and the target of the forms without JavaScript. GET
/accessibility-statement: the statement of the site's owner.
"""

import re

from flask import Blueprint, Response, abort, make_response, redirect, request

from ..core.app.portal import Portal
from ..core.forms import Field, Form
from ..core.http.cache_headers import cacheable_response
from ..core.http.request_body import sent_form
from ..core.text.urls import safe_redirect_target
from .helpers import COOKIE, RETURN_MARK, context, preferences, statement_context
from .rules import OFFERED, LowContrastError, Preferences, choose
from .settings import ReadingSettings
from .styles import own_pair

YEAR_SECONDS = 365 * 24 * 60 * 60
FIELDS = {name: Field(str) for name in (*OFFERED, "ink", "paper", "reset", "set", "next")}


def routes(portal: Portal) -> Blueprint:
    reading = Blueprint("reading", __name__)
    stated = portal.settings[ReadingSettings].accessibility_statement
    sets = {one.name: one.options for one in portal.settings[ReadingSettings].reading_sets}

    @reading.get("/reading-options")
    def options() -> Response:
        chosen = preferences(portal.page.cookies)
        if chosen.chosen:
            portal.mark_personal()
        return make_response(_page(portal, chosen, _back(request.args.get("next"))))

    @reading.post("/reading-options")
    def choice() -> Response:
        portal.require_same_origin()
        form = sent_form(Form, FIELDS)
        # For a switch, the form sends "off" first and "on" after it: the last value counts.
        given = {name: form.every(name)[-1] for name in FIELDS if name in form}
        before = preferences(portal.page.cookies)
        try:
            chosen = choose(given, before, sets)
        except LowContrastError as error:
            return _refuse(portal, given, before, error.ratio)
        response = make_response(redirect(_return_address(_back(given.get("next")), chosen), code=303))
        _keep(response, chosen)
        return response

    @reading.get("/reading-options/<ink>-<paper>.css")
    def own_colours(ink: str, paper: str) -> Response:
        """A reader's own pair as a stylesheet, linked in pages whose <html> has the pair's attributes."""
        if not all(re.fullmatch("[0-9a-f]{6}", colour) for colour in (ink, paper)):
            abort(404)
        response = Response(own_pair(ink, paper), mimetype="text/css")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    @reading.get("/accessibility-statement")
    def statement() -> Response:
        shown = statement_context(portal, stated or abort(404))
        return cacheable_response(portal.render_page("reading/statement_page.html", **shown))

    return reading


def _back(address: str | None) -> str:
    return safe_redirect_target(address, request.script_root + "/")


def _page(portal: Portal, chosen: Preferences, back: str, **wrong: str) -> str:
    return portal.render_page("reading/options.html", **{**context(portal, chosen, back), **wrong})


def _refuse(portal: Portal, given: dict[str, str], before: Preferences, ratio: float) -> Response:
    """Show the page again, with the reader's input and a message about the pair. Nothing is stored yet."""
    portal.mark_personal()
    said = portal.gettext(
        "These two colours have a contrast of %(ratio)s; at least %(least)s is needed to be read.",
        ratio=portal.language.ratio(ratio),
        least=portal.language.ratio(4.5),
    )
    shown = choose({**given, "theme": ""}, before)
    page = _page(
        portal,
        shown,
        _back(given.get("next")),
        wrong=said,
        own_ink=given.get("ink", ""),
        own_paper=given.get("paper", ""),
    )
    return make_response(page, 422)


def _return_address(back: str, chosen: Preferences) -> str:
    """The address to return to. The parameter makes it another address, so that the browser does not show its
    own cached copy of the page.
    """
    if not chosen.chosen:
        return back
    page, mark, place = back.partition("#")
    separator = "&" if "?" in page else "?"
    return f"{page}{separator}{RETURN_MARK}={chosen.digest()}{mark}{place}"


def _keep(response: Response, chosen: Preferences) -> None:
    """Store the choice on the device, for a year, and not on the server. Scripts must be able to read it."""
    response.headers["Cache-Control"] = "no-store"
    if not chosen.chosen:
        response.delete_cookie(COOKIE, samesite="Lax", secure=request.is_secure)
        return
    response.set_cookie(
        COOKIE, chosen.cookie(), max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure
    )
