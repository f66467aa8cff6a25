"""What templates call: the count of an article, and the articles read most."""

from datetime import date, datetime
from typing import Any

from flask import g, has_request_context, request
from markupsafe import Markup

from ..core.guard import may_be_linked
from ..core.widget import Portal
from ..counting import Counting
from ..counting.store import Article

MOST_READ_LIMIT = 100
MOST_READ_DAYS = 366


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
        address = url if url and may_be_linked(url) else None
        day = published.date() if isinstance(published, datetime) else published
        self._counting.describe(Article(identity, title, address, category, language, day))
        token = self._counting.tokens.article(identity)
        return self._portal.render(
            "views/count.html",
            views=self._counting.views(identity),
            token=token if self._first_on_page() else None,
        )

    def most_read(self, limit: int = 10, days: int = 7) -> Markup:
        """The articles read most in the last days, today included; nothing if none was read."""
        lines = self._counting.most_read(min(days, MOST_READ_DAYS), min(limit, MOST_READ_LIMIT))
        if not lines:
            return Markup()
        return self._portal.render("views/most_read.html", lines=lines)

    def head(self) -> dict[str, str]:
        """What the beacon needs to know of the page it stands in."""
        if not has_request_context():
            return {}
        return {
            "data-page-token": self._counting.tokens.page(request.path),
            "data-views-url": self._portal.url("views.report"),
        }

    def _first_on_page(self) -> bool:
        mark: Any = f"_{self._portal.name}_article_seen"
        if mark in g:
            return False
        setattr(g, mark, True)
        return True
