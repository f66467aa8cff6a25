"""GET /views.json and /most-read.json: the numbers of articles for scripts and other programs."""

import json
from dataclasses import asdict

from flask import Response, abort, request

from ..core.app.portal import Portal
from ..core.app.routing import Views
from ..core.http.cache_headers import cacheable_response
from ..counting.engine import may_be_id
from ..errors import StoreUnavailableError
from .article_numbers import MOST_READ_DAYS, MOST_READ_LIMIT, CountedArticles, as_identity
from .json_routes import DAYS, LIMIT, MOST_ARTICLES
from .store import ArticleStore


def add_data_routes(views: Views, portal: Portal, numbers: CountedArticles) -> None:
    store = ArticleStore(portal.database)

    @views.view
    def counts() -> Response:
        """The counts by id. An unknown article has 0 and is not looked up, because counts of articles that do
        not exist would replace the others in memory.
        """
        given = list(dict.fromkeys(request.args.getlist("article")))
        if not 1 <= len(given) <= MOST_ARTICLES:
            said = portal.gettext(
                "Please name 1 to %(most)s articles, each as article=<id>.", most=MOST_ARTICLES
            )
            abort(400, said)
        known = store.known(portal.site, [one for one in given if may_be_id(as_identity(one))])
        found = numbers.view_counts(known)
        if len(found) < len(known):
            raise StoreUnavailableError("counts are not known, because the store has not answered yet")
        return _json({one: found.get(one, 0) for one in given})

    @views.view
    def most_read() -> Response:
        days = _number(portal, "days", DAYS, MOST_READ_DAYS)
        return _json(
            [asdict(line) for line in numbers.top(days, _number(portal, "limit", LIMIT, MOST_READ_LIMIT))]
        )


def _number(portal: Portal, name: str, default: int, most: int) -> int:
    given = request.args.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(most)) and 1 <= int(given) <= most):
        said = portal.gettext("%(name)s must be a number from 1 to %(most)s.", name=name, most=most)
        abort(400, said)
    return int(given)


def _json(value: object) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return cacheable_response(text, "application/json")
