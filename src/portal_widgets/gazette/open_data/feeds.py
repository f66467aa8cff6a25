"""/gazette/feed, feed.json and calendar.ics, of the whole gazette or a part of it, and a feed for each
document.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from flask import Response, abort, request
from markupsafe import Markup

from ...core.app.portal import Portal
from ...core.app.routing import Views
from ...core.http.cache_headers import cacheable_response
from ..public.views import GazetteViews
from ..rules.addresses import LONGEST_SLUG
from ..rules.happenings import newest, of_document, of_relations
from ..rules.query import SearchFilters
from ..service import GazetteService, OpenDossier
from .entries import Entries, Entry
from .formats import ATOM, CALENDAR, JSON_FEED, Channel, calendar_text, json_feed, xml_text

ENTRIES, DATES = 50, 500
# A calendar shows recent changes, too.
BACK = timedelta(days=90)
LONGEST_KEY = 40

Written = Callable[[Channel, list[Entry]], Markup]


def feed_routes(pages: Views, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
    feeds = Feeds(portal, service, views)

    @pages.view
    def feed() -> Response:
        return feeds.whole("gazette.feed", feeds.atom, ATOM)

    @pages.view
    def feed_json() -> Response:
        return feeds.whole("gazette.feed_json", feeds.json, JSON_FEED)

    @pages.view
    def calendar() -> Response:
        return feeds.calendar()

    @pages.view
    def document_feed(body: str, kind: str, year: int, number: str) -> Response:
        opened = feeds.open(body, kind, year, number)
        return feeds.of_document("gazette.document_feed", opened, feeds.atom, ATOM)

    @pages.view
    def document_feed_json(body: str, kind: str, year: int, number: str) -> Response:
        opened = feeds.open(body, kind, year, number)
        return feeds.of_document("gazette.document_feed_json", opened, feeds.json, JSON_FEED)


class Feeds:
    """Writes feeds in the language of the page. An entry changes with its event only."""

    def __init__(self, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
        self._portal = portal
        self._service = service
        self._views = views
        self._entries = Entries(portal, service, views)

    def whole(self, endpoint: str, write: Written, kind: str) -> Response:
        chosen, fields = self._chosen()

        def make() -> Markup:
            happenings = self._service.store.happenings.newest(chosen, fields, self._service.today(), ENTRIES)
            return write(self._channel(endpoint, chosen), self._entries.of(happenings))

        return self._answer(endpoint, chosen, make, kind)

    def calendar(self) -> Response:
        """Beginnings, ends and suspensions, from three months ago."""
        chosen, fields = self._chosen()

        def make() -> Markup:
            since = self._service.today() - BACK
            entries = self._entries.of(self._service.store.happenings.coming(chosen, fields, since, DATES))
            return Markup(calendar_text(self._channel("gazette.calendar", chosen), entries))  # noqa: S704 - no HTML

        return self._answer("gazette.calendar", chosen, make, CALENDAR)

    def open(self, body: str, kind: str, year: int, number: str) -> OpenDossier:
        opened = self._service.open(
            body[:LONGEST_KEY], kind[:LONGEST_KEY], min(year, 9999), number[:LONGEST_SLUG]
        )
        if opened is None:
            abort(404, self._portal.gettext("There is no such document."))
        return opened

    def of_document(self, endpoint: str, opened: OpenDossier, write: Written, kind: str) -> Response:
        """Everything that has happened to one document."""
        one, today = opened.dossier.document, self._service.today()
        shown = {None, one.id, *opened.others}
        relations = [
            relation
            for relation in opened.dossier.relations
            if relation.target.id == one.id and relation.acting.id in shown
        ]

        def make() -> Markup:
            found = newest([*of_document(one), *of_relations(relations)], today, DATES)
            page = self._views.address(one)
            url = self._portal.url(endpoint, **self._views.place(one))
            title = f"{self._views.cite(one)}: {self._portal.gettext('changes')}"
            return write(self._about(title, url, page), self._entries.of(found))

        key = endpoint, one.id, self._service.state_key()
        return cacheable_response(self._portal.shared_fragment("gazette/feed", *key, make=make), kind)

    def atom(self, channel: Channel, entries: list[Entry]) -> Markup:
        return xml_text(self._portal.render("gazette/feed.xml", channel=channel, entries=entries))

    def json(self, channel: Channel, entries: Iterable[Entry]) -> Markup:
        return Markup(json_feed(channel, entries))  # noqa: S704 - no HTML

    def _chosen(self) -> tuple[SearchFilters, frozenset[str]]:
        """The filters of the address. A value that does not exist is 404: a feed that nobody reads closely
        must not become one of everything.
        """
        register = self._service.register()
        body, kind, field = (request.args.get(name, "") for name in ("body", "kind", "field"))
        if (
            (body and register.body(body) is None)
            or (kind and register.kind(kind) is None)
            or (field and register.field(field) is None)
        ):
            abort(404, self._portal.gettext("There is no such feed."))
        fields = register.fields_within(field) | {field} if field else frozenset()
        return SearchFilters(body=body, kind=kind, field=field), fields

    def _channel(self, endpoint: str, chosen: SearchFilters) -> Channel:
        register, words = self._service.register(), self._views.words()
        body = register.body(chosen.body)
        named = [body.last.facts if body else None, register.kind(chosen.kind), register.field(chosen.field)]
        parts = [self._portal.gettext("Official gazette"), *(words.name(one) for one in named if one)]
        values = _values(chosen)
        page = self._portal.url("gazette.index", **values)
        return self._about(": ".join(parts), self._portal.url(endpoint, **values), page)

    def _about(self, title: str, url: str, page: str) -> Channel:
        origin, name = self._portal.origin(), self._portal.publisher_name()
        return Channel(title, origin + url, origin + page, name, self._portal.language.code)

    def _answer(
        self, endpoint: str, chosen: SearchFilters, make: Callable[[], Markup], kind: str
    ) -> Response:
        key = endpoint, chosen.body, chosen.kind, chosen.field, self._service.state_key()
        return cacheable_response(self._portal.shared_fragment("gazette/feed", *key, make=make), kind)


def _values(chosen: SearchFilters) -> dict[str, str]:
    values = {"body": chosen.body, "kind": chosen.kind, "field": chosen.field}
    return {name: value for name, value in values.items() if value}
