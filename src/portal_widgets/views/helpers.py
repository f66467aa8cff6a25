"""What templates call: the count of an article, and the articles read most."""

from collections.abc import Sequence
from datetime import date

from flask import Request, Response
from markupsafe import Markup

from ..core.app.page import HEAD, PageContext
from ..core.app.portal import Portal
from ..counting import Counting, Description, MostRead

MOST_READ_LIMIT = 100
MOST_READ_DAYS = 366
_OK = 200
# Under this name a page notes which article is read there.
_ARTICLE = "article"


class ViewHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, counting: Counting) -> None:
        self._portal = portal
        self._counting = counting

    def view_count(
        self,
        article_id: object,
        title: str | None = None,
        url: str | None = None,
        published: date | None = None,
        category: str | None = None,
        language: str | None = None,
    ) -> Markup:
        """The article's total, and the token by which reading it is reported.

        The first one on a page is the article that is read there; further ones only show theirs.
        """
        identity = str(article_id)
        page_context, views = self._portal.page, self._counting.views(identity)
        read_here = page_context.counted and _ARTICLE not in page_context.notes
        if read_here:
            page_context.notes[_ARTICLE] = identity
        said = (title, url, category, language, published)
        return self._portal.cached_fragment(
            page_context,
            "views/count.html",
            identity,
            views,
            read_here,
            said,
            make=lambda: self._count(identity, views, read_here, said),
        )

    def most_read(
        self, limit: int = 10, days: int | None = 7, *, counts: bool = False, heading: bool = True
    ) -> Markup:
        """The articles read most in the last days, today included (None: ever); nothing if none was
        read. With `counts`, how often; without `heading`, the bare list.
        """
        window = None if days is None else min(days, MOST_READ_DAYS)
        ranking = self._counting.most_read(window, min(limit, MOST_READ_LIMIT))
        if not ranking.lines:
            return Markup()
        return self._portal.cached_fragment(
            self._portal.page,
            "views/most_read.html",
            ranking,
            counts,
            heading,
            make=lambda: self._lines(ranking.lines, counts=counts, heading=heading),
        )

    def head(self, page_context: PageContext) -> dict[str, str]:
        """What the beacon needs to know of the page it stands in."""
        if not page_context.path or not page_context.counted:
            return {}
        token = {"data-page-token": self._counting.tokens.page(page_context.path)}
        if self._counting.by_server:
            return token
        return token | {
            "data-views-url": self._portal.url("views.report"),
            "data-pixel-url": self._portal.url("views.pixel", lang=None),
        }

    def after_request(self, page_context: PageContext, request: Request, response: Response) -> None:
        """In server mode, hear the page: its status and its article are known only now."""
        if (
            response.status_code == _OK
            and page_context.counted
            and HEAD in page_context.notes
            and request.method == "GET"
        ):
            self._counting.record_page(
                request.environ, page_context.path, page_context.notes.get(_ARTICLE, "")
            )

    def _lines(self, lines: Sequence[MostRead], *, counts: bool, heading: bool) -> Markup:
        template = "views/most_read.html" if heading else "views/most_read_list.html"
        return self._portal.render(template, lines=lines, counts=counts)

    def _count(self, article: str, views: int | None, read_here: bool, said: Description) -> Markup:
        token = self._counting.tokens.article(article)
        self._counting.describe(article, said)
        return self._portal.render(
            "views/count.html",
            views=views,
            token=token if read_here else None,
            by_image=not self._counting.by_server,
        )
