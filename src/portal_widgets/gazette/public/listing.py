"""The list of documents: the question of a reader, and the page of the answer."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date

from markupsafe import Markup

from ...core.app.portal import Portal
from ..rules.query import PER_PAGE, Order, SearchFilters, SearchResult
from ..rules.state import MainState
from ..service import GazetteService
from .bodies import lineage
from .views import GazetteViews

LONGEST_QUERY, LONGEST_VALUE = 200, 40
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a reader. `on` is the day in the address, "" for today."""

    query: str
    filters: SearchFilters
    day: date
    on: str
    page: int

    @property
    def is_plain(self) -> bool:
        """The first page of all documents."""
        return not self.query and self.filters == SearchFilters() and self.page == 1

    @property
    def values(self) -> dict[str, str]:
        """The same as the arguments of an address, without the page."""
        return self.instead(self.query, self.filters)

    def instead(self, query: str, filters: SearchFilters) -> dict[str, str]:
        """The arguments of another question about the same day."""
        said = {"q": query, "on": self.on}
        for one in fields(filters):
            value: object = getattr(filters, one.name)
            said[one.name] = "" if value is None else str(value)
        return {name: value for name, value in said.items() if value}


class ListPage:
    """Renders the list in the language of the page."""

    def __init__(self, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
        self._portal = portal
        self._service = service
        self._views = views

    def asked(self, arguments: Mapping[str, str], day: date) -> Asked:
        """Read the address. Values that do not exist choose everything."""
        register, today = self._service.register(), self._service.today()

        def known(name: str, values: set[str]) -> str:
            said = arguments.get(name, "")[:LONGEST_VALUE]
            return said if said in values else ""

        filters = SearchFilters(
            body=known("body", set(register.bodies.entities)),
            kind=known("kind", {one.key for one in register.kinds}),
            field=known("field", {one.key for one in register.fields}),
            year=_whole(arguments.get("year", ""), 9999),
            state=known("state", {one.value for one in MainState}),
            signer=arguments.get("signer", "")[:LONGEST_QUERY].strip(),
            signed_from=_day(arguments.get("signed_from", "")),
            signed_until=_day(arguments.get("signed_until", "")),
            order=Order(known("order", {*Order})) if known("order", {*Order}) else None,
        )
        return Asked(
            arguments.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip(),
            filters,
            day,
            day.isoformat() if day != today else "",
            _whole(arguments.get("page", ""), MOST_PAGES) or 1,
        )

    def body(self, asked: Asked) -> Markup:
        """The form, the filters, the documents, and the way to further pages."""
        register, words = self._service.register(), self._views.words()
        found = self._service.search.search(asked.query, asked.filters, asked.day, asked.page)
        states = self._service.store.relations.states([one.id for one in found.documents], asked.day)
        return self._portal.render(
            "gazette/list.html",
            asked=asked,
            found=found,
            rows=self._views.rows(found.documents, states, asked.on, found.snippets),
            words=words,
            bodies=[(body.key, words.name(body.last.facts)) for body in register.bodies.entities.values()],
            kinds=[(one.key, words.name(one)) for one in register.kinds],
            fields=[(one.key, words.name(one), len(register.field_path(one.key))) for one in register.fields],
            states=[(one.value, words.state(one)) for one in MainState],
            counts=_counts(found),
            suggestion=self._suggestion(found, asked),
            body=lineage(register, asked.filters.body, asked.day),
            searches_files=self._service.reader.is_installed,
            first=(found.page - 1) * PER_PAGE + 1,
            has_issues=bool(self._service.issues()),
            address=lambda page: self._portal.url("gazette.index", **asked.values, page=page),
        )

    def _suggestion(self, found: SearchResult, asked: Asked) -> "Offer | None":
        other = found.suggestion
        if other is None:
            return None
        words, said = self._views.words(), [other.query] if other.query else []
        if other.filters.state != asked.filters.state:
            said.append(words.state(MainState(other.filters.state)))
        address = self._portal.url("gazette.index", **asked.instead(other.query, other.filters))
        return Offer(", ".join(said), address, other.total)


@dataclass(frozen=True, slots=True)
class Offer:
    """Another question that the reader may have meant. `total` is None if it was not counted."""

    text: str
    address: str
    total: int | None


def _counts(found: SearchResult) -> dict[str, dict[str, int]]:
    """The number of documents for each value of each filter, as far as the search counts them."""
    return {name: {one.value: one.count for one in values} for name, values in found.facets.items()}


def _whole(text: str, most: int) -> int | None:
    return (
        min(int(text), most) if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) else None
    )


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    return None
