"""POST /views (the beacon), GET /views.gif (the same without JavaScript), and the count of an article
as a picture.
"""

from collections.abc import Mapping

from flask import Response, abort

from ..core.app.page import current_request
from ..core.app.portal import Portal
from ..core.app.routing import Views
from ..core.http.badge import badge
from ..core.text.identity import identity
from ..counting.engine import Counting, may_be_id
from ..errors import ForgedTokenError, StoreUnavailableError
from .article_numbers import CountedArticles
from .data_routes import add_data_routes
from .report import ReportAnswer, json_answer, read_body, read_query
from .routes import LONGEST
from .store import ArticleStore

_TOKEN = (str, type(None))
_ACCEPTED = json_answer(None, None, None)
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def views(portal: Portal, counting: Counting, numbers: CountedArticles) -> Views:
    views = Views()

    @views.view
    def report() -> Response:
        request = current_request()
        body = read_body(request)
        article, page = _tokens(portal, body)
        answer = counting.record(request, article=article, page=page, referrer=_text(body.get("referrer")))
        if answer is None:
            return ReportAnswer(_ACCEPTED, "application/json", 202, "accepted")
        said = json_answer(answer.views, answer.reason is None, answer.reason)
        return ReportAnswer(said, "application/json", 200, answer.reason or "yes")

    @views.view
    def pixel() -> Response:
        request = current_request()
        if request.method == "HEAD":
            return Response(b"", 200, {"Content-Type": "image/gif", "Cache-Control": "no-store"})
        article, page = _tokens(portal, read_query(request.environ.get("QUERY_STRING", "")[:LONGEST]))
        answer = counting.record(request, article=article, page=page, wait=False)
        known = "accepted" if answer is None else answer.reason or "yes"
        return ReportAnswer(PIXEL, "image/gif", 200, known)

    @views.view
    def picture(article: str) -> Response:
        known = _article(portal, counting, article)
        if known is None:
            abort(404, portal.gettext("No article of this name is known here."))
        number = counting.views(known)
        if number is None:
            raise StoreUnavailableError("no number is known, because the store has not answered yet")
        return badge(portal, portal.gettext("Views"), number)

    add_data_routes(views, portal, numbers)
    return views


def _article(portal: Portal, counting: Counting, given: str) -> str | None:
    """The article of a token or an id. An id is looked up before its count: otherwise counts of articles that
    do not exist would replace the others in memory.
    """
    try:
        return counting.tokens.article_of(given)
    except ForgedTokenError:
        pass
    known = identity(given)
    return known if may_be_id(known) and ArticleStore(portal.database).knows(portal.site, known) else None


def _tokens(portal: Portal, given: Mapping[str, object]) -> tuple[str | None, str | None]:
    """The tokens of an article, a page, or both."""
    article, page = given.get("article"), given.get("page")
    if not ((article or page) and isinstance(article, _TOKEN) and isinstance(page, _TOKEN)):
        sentence = portal.gettext("Missing token: send an article token or a page token.")
        abort(400, sentence)
    return article, page


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
