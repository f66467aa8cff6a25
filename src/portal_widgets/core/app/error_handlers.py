"""Errors on the widgets' own addresses: a page or JSON with a sentence in the reader's language."""

import logging

from flask import Blueprint, Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, ServiceUnavailable

from ...errors import RETRY_SECONDS, UNSTORABLE, StoreUnavailableError
from ..http.content_negotiation import wants_json
from .page import ERROR_LAYOUT
from .portal import Portal

# Errors that our routes and Werkzeug raise to refuse a request.
REFUSALS = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429)

log = logging.getLogger("portal_widgets")


class TitledForbidden(Forbidden):
    """A 403 whose page has a title of its own."""

    def __init__(self, description: str, *, heading: str) -> None:
        super().__init__(description)
        self.heading = heading


def register_error_handlers(blueprint: Blueprint, portal: Portal) -> None:
    def refused(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or error.code is None:
            return error  # a redirect, or a raised response
        return _answer(portal, error, _sentence(portal, error))

    def unavailable(_error: StoreUnavailableError) -> Response:
        sentence = portal.gettext("This is not available at the moment. Please try again in a minute.")
        response = _answer(portal, ServiceUnavailable(), sentence)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    def unstorable(error: Exception) -> Response:
        """If the database cannot store a value, the request is at fault, whichever field contains it."""
        # Only the driver's own message: SQLAlchemy's message contains the statement's values, such as a
        # citizen's name.
        said = getattr(error, "orig", error)
        log.warning("portal_widgets: a value sent to %s was refused: %s", request.endpoint, said)
        return _answer(portal, BadRequest(), _sentence(portal, BadRequest()))

    for kind in UNSTORABLE:
        blueprint.register_error_handler(kind, unstorable)
    # One handler for each code: Flask prefers a host's handler of 404 to a blueprint's handler of all codes.
    for code in REFUSALS:
        blueprint.register_error_handler(code, refused)
    blueprint.register_error_handler(HTTPException, refused)
    blueprint.register_error_handler(StoreUnavailableError, unavailable)


def _sentence(portal: Portal, error: HTTPException) -> str:
    if error.description != type(error).description:
        return str(error.description)  # the message of the route that refused
    return {
        404: portal.gettext("There is nothing at this address."),
        405: portal.gettext("This address does not accept this kind of request."),
        413: portal.gettext("The request is too large for this address."),
    }.get(error.code or 500, portal.gettext("The request could not be understood."))


def _answer(portal: Portal, error: HTTPException, sentence: str) -> Response:
    body = jsonify(error=sentence) if wants_json() else make_response(_page(portal, error, sentence))
    response = make_response(body, error.code)
    # Headers that the protocol requires, such as Allow.
    response.headers.extend([(key, value) for key, value in error.get_headers() if key != "Content-Type"])
    return response


def _page(portal: Portal, error: HTTPException, sentence: str) -> str:
    page_context = portal.page
    page_context.counted = False
    return portal.render_page(
        page_context.notes.get(ERROR_LAYOUT, "core/error.html"),
        heading=getattr(error, "heading", None) or portal.gettext("This did not work"),
        sentence=sentence,
        home=request.script_root + "/",
    )
