"""/gazette: the list with its search, a page for each document, addresses by number, and the files."""

from datetime import date

from flask import Response, abort, make_response, redirect, request, send_file
from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.files.attachments import as_attachment
from ...core.http.cache_headers import cacheable_response
from ..open_data.feeds import feed_routes
from ..open_data.register import register_routes
from ..rules.addresses import LONGEST_SLUG, address_slug, number_key, split_double
from ..rules.document import Document, Publication
from ..service import GazetteService, OpenDossier
from ..ui_text import GazetteUiText
from .issues import IssuePages
from .listing import ListPage
from .views import GazetteViews

LONGEST_KEY, LONGEST_NUMBER = 40, 200
DIGEST = 64
# A withdrawn file must leave the caches within a day.
FILE_SECONDS = 24 * 60 * 60


def views(portal: Portal, service: GazetteService, views: GazetteViews) -> Views:
    pages = Views()
    _list_routes(pages, portal, service, views)
    _document_routes(pages, portal, service, views)
    _number_routes(pages, portal, service, views)
    issues = IssuePages(portal, service, views)
    _issue_routes(pages, portal, service, issues)
    _file_routes(pages, portal, service, issues)
    feed_routes(pages, portal, service, views)
    register_routes(pages, portal, service, views)
    return pages


def _list_routes(pages: Views, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
    listing = ListPage(portal, service, views)

    @pages.view
    def index() -> Response:
        asked = listing.asked(request.args, _day(portal, service))
        if asked.is_plain and asked.day == service.today():
            body = portal.shared_fragment(
                "gazette/list.html", service.state_key(), make=lambda: listing.body(asked)
            )
        else:
            body = listing.body(asked)
        return cacheable_response(portal.render_page("gazette/page.html", pw_body=body))


def _document_routes(pages: Views, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
    @pages.view
    def document(body: str, kind: str, year: int, number: str) -> Response:
        opened = service.open(body[:LONGEST_KEY], kind[:LONGEST_KEY], min(year, 9999), number[:LONGEST_SLUG])
        if opened is None:
            return _elsewhere(portal, service, views, body, kind, year, number)
        one = opened.dossier.document
        if one.publication is Publication.WITHDRAWN:
            page = portal.render_page(
                "gazette/document_page.html", pw_title=views.cite(one), pw_body=views.tombstone(opened)
            )
            return make_response(page, 410)
        return _document_page(portal, service, views, opened)


def _document_page(
    portal: Portal, service: GazetteService, views: GazetteViews, opened: OpenDossier
) -> Response:
    one, day = opened.dossier.document, _day(portal, service)
    key = one.id, service.state_key()

    def body() -> Markup:
        return views.document(opened, day)

    def machine() -> Markup:
        return views.machine(opened, day)

    today = day == service.today()
    values = {
        "pw_title": views.cite(one),
        "pw_subtitle": one.title,
        "pw_lang": GazetteUiText(portal.language).lang(),
        "pw_body": portal.shared_fragment("gazette/document.html", *key, make=body) if today else body(),
        "pw_machine": portal.shared_fragment("gazette/machine", *key, make=machine) if today else "",
    }
    answer = cacheable_response(portal.render_page("gazette/document_page.html", **values))
    answer.headers["Link"] = f'<{views.canonical(one)}>; rel="canonical"'
    return answer


def _elsewhere(
    portal: Portal,
    service: GazetteService,
    views: GazetteViews,
    body: str,
    kind: str,
    year: int,
    number: str,
) -> Response:
    """Another spelling of a number, below its body, kind and year: a permanent redirect to the document."""
    plain, double = split_double(number)
    keys = {number_key(plain), number_key(f"{plain.split('-')[0]}-{year}-{plain.partition('-')[2]}")}
    found = [
        one
        for key in keys
        for one in (service.store.documents.with_number(key) if key else [])
        if (one.work.body, one.work.kind, one.work.year) == (body, kind, year) and one.work.double == double
    ]
    if len(found) != 1 or address_slug(found[0].work) == number:
        abort(404, portal.gettext("There is no such document."))
    return make_response(redirect(views.address(found[0]), 301))


def _number_routes(pages: Views, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
    @pages.view
    def number(number: str) -> Response:
        """The document with this number in any spelling. If several bear it, the reader chooses."""
        key = number_key(number[:LONGEST_NUMBER])
        found: list[Document] = service.store.documents.with_number(key) if key else []
        if not found:
            abort(404, portal.gettext("No document bears this number."))
        if len(found) == 1:
            return make_response(redirect(views.address(found[0]), 301))
        states = service.store.relations.states([one.id for one in found], service.today())
        page = portal.render_page(
            "gazette/choice.html", pw_number=found[0].work.number, pw_rows=views.rows(found, states)
        )
        return cacheable_response(page)


def _issue_routes(pages: Views, portal: Portal, service: GazetteService, issues: IssuePages) -> None:
    @pages.named("issues")
    def newest_issues() -> Response:
        return _issues_of(portal, service, issues, next(iter(issues.years()), None))

    @pages.view
    def issues_of_year(year: int) -> Response:
        if year not in issues.years():
            abort(404, portal.gettext("There is no issue of this year."))
        return _issues_of(portal, service, issues, year)

    @pages.view
    def issue(year: int, number: str) -> Response:
        found = issues.issue(year, number)
        if found is None:
            abort(404, portal.gettext("There is no such issue."))
        body = portal.shared_fragment(
            "gazette/issue.html", found.id, service.state_key(), make=lambda: issues.contents(found)
        )
        title = portal.gettext(
            "Official gazette, issue %(number)s of %(year)s", number=found.number, year=found.year
        )
        return cacheable_response(
            portal.render_page("gazette/document_page.html", pw_title=title, pw_body=body)
        )


def _issues_of(portal: Portal, service: GazetteService, issues: IssuePages, year: int | None) -> Response:
    body = portal.shared_fragment(
        "gazette/issues.html", year, service.state_key(), make=lambda: issues.year(year)
    )
    title = portal.gettext("Issues of the official gazette")
    return cacheable_response(portal.render_page("gazette/document_page.html", pw_title=title, pw_body=body))


def _file_routes(pages: Views, portal: Portal, service: GazetteService, issues: IssuePages) -> None:
    @pages.view
    def file(digest: str) -> Response:
        """A file of a published document or of an issue. The digest is that of its content, so it never
        changes.
        """
        found = service.store.documents.published_file(digest[:DIGEST]) or issues.file(digest)
        path = service.files.path(found.digest) if found is not None else None
        if found is None or path is None or not path.is_file():
            abort(404, portal.gettext("There is no such file."))
        answer = send_file(
            path, mimetype=found.media_type, conditional=True, etag=found.digest, max_age=FILE_SECONDS
        )
        answer.cache_control.public = True
        answer.cache_control.immutable = True
        return as_attachment(answer, found.name)


def _day(portal: Portal, service: GazetteService) -> date:
    """The day of `?on=`, by default today in the portal's time zone."""
    said = request.args.get("on", "")
    if not said:
        return service.today()
    try:
        return date.fromisoformat(said if len(said) <= len("2026-01-31") else "")
    except ValueError:
        abort(
            400,
            portal.gettext("The address contains a day that does not exist. Please choose the day again."),
        )
