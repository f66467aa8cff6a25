"""/links: every link with search and sorting, the redirect to a link, and the report of a fault."""

from contextlib import suppress

from flask import Response, abort, make_response, redirect, request
from werkzeug.urls import iri_to_uri

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.forms import Field, Form, first, none_of
from ...core.http.cache_headers import cacheable_response, no_store
from ...core.http.client_network import client_network
from ...core.http.rate_limiter import Limit
from ...core.http.request_body import sent_form
from ...counting.engine import Counting
from ...errors import StoreUnavailableError
from ..rules import Directory, Link, by_alphabet, search
from ..service import LinkService
from ..settings import LinkSettings
from .helpers import context

FAULTS = ("broken", "wrong", "unsafe")
# A person does not open a whole directory in ten minutes.
REPORTS, MINUTES = 20, 10
FIELDS = {"link": Field(first(100)), "fault": Field(str, {"fault": none_of(FAULTS)})}


def views(portal: Portal, service: LinkService) -> Views:
    links = Views()
    _directory_routes(links, portal, service)
    _open_routes(links, portal, service)
    _report_routes(links, portal, service)
    return links


def _directory_routes(links: Views, portal: Portal, service: LinkService) -> None:
    @links.view
    def every() -> Response:
        words = request.args.get("q", "")[:200]
        hits = search(_visible_directory(portal, service), words)
        alphabet = request.args.get("order") == "abc"
        values = {
            "pw_directory": hits,
            "pw_sought": words,
            "pw_alphabet": alphabet,
            "pw_sorted": _sorted(portal, hits),
        }
        return cacheable_response(
            portal.render_page("links/every.html", **_context(portal, service), **values)
        )


def _open_routes(links: Views, portal: Portal, service: LinkService) -> None:
    counting = portal.service(Counting)
    counted = portal.settings[LinkSettings].link_clicks

    def count_click(link: Link, answer: Response) -> Response:
        if counted and request.method == "GET":
            with suppress(StoreUnavailableError):  # the redirect matters more than its count
                counting.record_click(request, link.key)
        return no_store(answer)

    @links.view
    def open_(key: str) -> Response:
        """A permanent address of a link for mails and other sites. It uses the link's key, because an address
        in a request must not decide the target. It is the same in every language, so the link may be in any
        language.
        """
        hit = service.current()[0].link(key[:100])
        if hit is None or not hit[1].is_current(portal.clock.today()):
            abort(404, portal.gettext("There is no such link."))
        link = _require_open(portal, service, hit[1])
        return count_click(link, make_response(redirect(iri_to_uri(link.url), 303)))

    @links.view
    def go() -> Response:
        """The link that was chosen from a list. It is a page, not a redirect: under the policy `form-action
        'self'` browsers do not follow a form's redirect to another site.
        """
        link = _require_open(portal, service, _requested_link(portal, service))
        answer = make_response(portal.render_page("links/go.html", pw_link=link, **_context(portal, service)))
        answer.headers["Refresh"] = f"0; url={iri_to_uri(link.url)}"
        return count_click(link, answer)

    @links.view
    def click() -> Response:
        """Record a click that a page's script reports. The page may be older than the directory."""
        hit = service.current()[0].link(sent_form(Form, FIELDS)["link"]) if counted else None
        if hit is None:
            abort(404, portal.gettext("There is no such link."))
        counting.record_click(request, hit[1].key)
        return no_store(make_response("", 204))


def _report_routes(links: Views, portal: Portal, service: LinkService) -> None:
    @links.view
    def report() -> Response:
        return _report_page(portal, _requested_link(portal, service), Form(FIELDS, request.args))

    @links.view
    def send() -> Response:
        portal.require_same_origin()
        form = sent_form(Form, FIELDS)
        link = _requested_link(portal, service, form["link"])
        if form.find_faults():
            said = portal.gettext("Please say what is wrong with the link.")
            return _report_page(portal, link, form, said, 422)
        wait = service.limiter.wait(Limit(REPORTS, MINUTES, client_network(request.remote_addr)))
        if wait:
            said = portal.gettext("Many reports came from your network. Please try again in a few minutes.")
            answer = _report_page(portal, link, form, said, 429)
            answer.headers["Retry-After"] = str(wait)
            return answer
        service.reports.add(link.key, form["fault"], portal.clock.today())
        return make_response(redirect(portal.url("links.thanks"), 303))

    @links.view
    def thanks() -> Response:
        return cacheable_response(portal.render_page("links/reported.html"))


def _visible_directory(portal: Portal, service: LinkService) -> Directory:
    return service.current()[0].visible(portal.clock.today(), portal.language.code)


def _requested_link(portal: Portal, service: LinkService, sent: str = "") -> Link:
    """The link in the query. If the query has none, the link with the key `sent`."""
    hit = _visible_directory(portal, service).link(Form(FIELDS, request.args)["link"] or sent)
    return hit[1] if hit else abort(404, portal.gettext("There is no such link."))


def _require_open(portal: Portal, service: LinkService, link: Link) -> Link:
    """The link, unless it is held back."""
    if link.url in service.current()[1]:
        abort(403, portal.gettext("This link is being checked and cannot be opened now."))
    return link


def _sorted(portal: Portal, directory: Directory) -> list[Link]:
    return by_alphabet([link for _, link in directory.links()], portal.language.text)


def _context(portal: Portal, service: LinkService) -> dict[str, object]:
    return context(portal, service.current()[1])


def _report_page(portal: Portal, link: Link, form: Form, error: str = "", status: int = 200) -> Response:
    values = {"pw_link": link, "pw_error": error, "pw_chosen": form["fault"], "pw_faults": FAULTS}
    return no_store(make_response(portal.render_page("links/report.html", **values), status))
