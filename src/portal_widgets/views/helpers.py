"""What templates call: the count of an article, and the articles read most."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, after_this_request, g, has_request_context, request
from markupsafe import Markup

from ..core.widget import Portal
from ..counting import Counting
from ..counting.store import MostRead

MOST_READ_LIMIT = 100
MOST_READ_DAYS = 366
_OK = 200


class ViewHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, counting: Counting) -> None:
        self._portal = portal
        self._counting = counting
        self._article_read = f"_{portal.name}_article"
        self._page_heard = f"_{portal.name}_heard"

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
        counting = self._counting
        token = counting.tokens.article(identity)
        counting.describe(identity, (title, url, category, language, published))
        views = counting.views(identity)
        shown = token if self._is_read_here(identity) else None
        return self._portal.keep("views/count.html", shown, views, make=lambda: self._count(shown, views))

    def most_read(self, limit: int = 10, days: int | None = 7) -> Markup:
        """The articles read most in the last days, today included (None: ever); nothing if none was
        read.
        """
        window = None if days is None else min(days, MOST_READ_DAYS)
        lines = self._counting.most_read(window, min(limit, MOST_READ_LIMIT))
        if not lines:
            return Markup()
        return self._portal.keep("views/most_read.html", lines, make=lambda: self._lines(lines))

    def head(self) -> dict[str, str]:
        """What the beacon needs to know of the page it stands in; in server mode, the page is heard."""
        if not has_request_context():
            return {}
        token = {"data-page-token": self._counting.tokens.page(request.path)}
        if self._counting.by_server:
            self._hear_page()
            return token
        return token | {
            "data-views-url": self._portal.url("views.report"),
            "data-pixel-url": self._portal.url("views.pixel", lang=None),
        }

    def _lines(self, lines: Sequence[MostRead]) -> Markup:
        return self._portal.render("views/most_read.html", lines=lines)

    def _count(self, token: str | None, views: int | None) -> Markup:
        by_image = not self._counting.by_server
        return self._portal.render("views/count.html", views=views, token=token, by_image=by_image)

    def _is_read_here(self, identity: str) -> bool:
        if self._article_read in g:
            return False
        setattr(g, self._article_read, identity)
        return True

    def _hear_page(self) -> None:
        """Once the page is made: its status and its article are known only then."""
        if self._page_heard in g:
            return
        setattr(g, self._page_heard, True)

        @after_this_request
        def hear(response: Response) -> Response:
            if response.status_code == _OK and request.method == "GET":
                article: Any = g.get(self._article_read, "")
                self._counting.hear_page(request, article)
            return response
