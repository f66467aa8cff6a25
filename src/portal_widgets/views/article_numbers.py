"""The numbers of articles for host code, and for the JSON of the same names."""

from collections.abc import Iterable

from ..core.app.helpers import OnceLog
from ..core.public_data import ArticleFacts, ReadArticle
from ..core.text.identity import identity
from ..counting.engine import Counting, may_be_id

MOST_READ_LIMIT = 100
MOST_READ_DAYS = 366


class CountedArticles:
    """The views of one portal's articles as plain data."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._log = OnceLog()

    def views(self, article_id: object) -> int | None:
        """An article's total; None for an invalid id, or if the store does not answer."""
        article = as_identity(article_id)
        return self._counting.views(article) if may_be_id(article) else None

    def view_counts(self, article_ids: Iterable[object]) -> dict[str, int]:
        """The totals of many articles by the ids as given, read in one query. Call it before a list of
        articles: each `view_count` then finds its number in memory. Empty if the store does not answer.
        """
        if isinstance(article_ids, str) or not isinstance(article_ids, Iterable):
            self._log.warn("view_counts was given no list of ids, so it returns no numbers")
            return {}
        known = {str(one): article for one in article_ids if may_be_id(article := as_identity(one))}
        found = self._counting.views_of(dict.fromkeys(known.values()))
        return {given: views for given, article in known.items() if (views := found[article]) is not None}

    def top(self, days: int | None, limit: int) -> list[ReadArticle]:
        """The most read articles of the last days, including today (None: of all time)."""
        window = None if days is None else max(1, min(days, MOST_READ_DAYS))
        ranking = self._counting.most_read(window, max(1, min(limit, MOST_READ_LIMIT)))
        return [
            ReadArticle(line.article.id, line.article.title, line.article.url, line.views)
            for line in ranking.lines
        ]

    def report_tokens(self, path: str, article_id: object, said: ArticleFacts) -> dict[str, str]:
        """The body of a report from a page without our templates. Raises ValueError for an invalid id."""
        tokens = {"page": self._counting.tokens.page(path)}
        if article_id is None:
            return tokens
        article = as_identity(article_id)
        tokens["article"] = self._counting.tokens.article(article)
        self._counting.describe(article, (said.title, said.url, said.category, said.language, said.published))
        return tokens


def as_identity(article_id: object) -> str:
    """The id of an article as text; "" for None, and for an undefined variable of the host's template."""
    text = "" if article_id is None else str(article_id)
    return text if text.isascii() else identity(text)
