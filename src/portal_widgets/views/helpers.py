"""Template helpers: the count of an article, and the most read articles."""

from collections.abc import Sequence
from datetime import date

from flask import Request, Response
from markupsafe import Markup

from ..core.app.helpers import OnceLog, empty_part
from ..core.app.page import HEAD, PageContext
from ..core.app.portal import Portal
from ..counting.engine import LONGEST_ID, Counting, Description, MostRead, may_be_id
from .article_numbers import MOST_READ_DAYS, MOST_READ_LIMIT, as_identity
from .rules import is_address_of

_OK = 200
# A page notes its read article under this key.
_ARTICLE = "article"
# In debug mode a page notes here how many counts it shows, and how many of them needed a query.
_COUNTS, _ASKED = "counts", "counts-asked"
# A page may need this many single queries before a warning is logged.
FEW = 5


class ViewHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, counting: Counting) -> None:
        self._portal = portal
        self._counting = counting
        self._log = OnceLog()

    def view_count(
        self,
        article_id: object,
        title: str | None = None,
        url: str | None = None,
        published: date | None = None,
        category: str | None = None,
        language: str | None = None,
        author: str | None = None,  # noqa: ARG002 - for what is made of articles later
        read: bool | None = None,
    ) -> Markup:
        """The article's total, and, on the page of the article, the token for reporting the view.

        `read` says whether the article is read on this page. With None it is read if `url` is the page's own
        path, or, without a `url`, if it is the first article of the page. Only one article of a page is read.

        For the id None nothing is drawn, and the log reports it once.
        """
        identity, page_context = as_identity(article_id), self._portal.page
        if not identity:
            self._log.warn("view_count was given no id of an article, so it draws nothing")
            return empty_part(self._portal.app, "view_count", "it was given no id of an article")
        if not may_be_id(identity):  # no store is queried for it
            raise ValueError(f"an article id has 1 to {LONGEST_ID} printable characters, not {identity!r}")
        if self._portal.app.config["DEBUG"]:
            self._advise(page_context, identity, url)
        views = self._counting.views(identity)
        read_here = page_context.counted and self._is_read(page_context, url, read)
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

    def _is_read(self, page_context: PageContext, url: str | None, read: bool | None) -> bool:
        if _ARTICLE in page_context.notes or read is False:
            return False
        return read is True or not url or is_address_of(str(url), page_context.root + page_context.path)

    def _advise(self, page_context: PageContext, identity: str, url: str | None) -> None:
        """In debug mode: advise how to avoid single queries on a list."""
        notes = page_context.notes
        notes[_COUNTS] = notes.get(_COUNTS, 0) + 1
        if notes[_COUNTS] > 1 and not url:
            self._log.warn("a second view_count without a url: pass read=True or read=False")
        if not self._counting.knows_views(identity):
            notes[_ASKED] = notes.get(_ASKED, 0) + 1
        if notes.get(_ASKED, 0) > FEW:
            self._log.warn("many counts, with a query for each: call portal.view_counts(ids) first")

    def most_read(
        self, limit: int = 10, days: int | None = 7, *, counts: bool = False, heading: bool = True
    ) -> Markup:
        """The most read articles of the last days, including today (None: of all time); empty if none was
        read. `counts` adds the counts; without `heading` it is only the list.
        """
        window = None if days is None else min(days, MOST_READ_DAYS)
        ranking = self._counting.most_read(window, min(limit, MOST_READ_LIMIT))
        if not ranking.lines:
            days_meant = "ever" if window is None else f"in the last {window} days"
            return empty_part(self._portal.app, "most_read", f"no article has been read {days_meant}")
        return self._portal.cached_fragment(
            self._portal.page,
            "views/most_read.html",
            ranking,
            counts,
            heading,
            make=lambda: self._lines(ranking.lines, counts=counts, heading=heading),
        )

    def head(self, page_context: PageContext) -> dict[str, str]:
        """The data that the beacon needs about its page."""
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
        """In server mode, record the page. Its status and its article are known only now."""
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
        values = {"token": token if read_here else None, "by_image": not self._counting.by_server}
        drawn = self._portal.render("views/count.html", views=views, **values)
        # The code that reports the view is in our template, so a host's template does not have to contain it.
        return (
            drawn
            if not read_here or token in drawn
            else drawn + self._portal.render("views/token.html", **values)
        )
