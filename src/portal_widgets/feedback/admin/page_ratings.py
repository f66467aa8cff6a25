"""How useful readers find a page, for the statistics of articles."""

from datetime import date
from urllib.parse import quote, urlsplit

from ...core.text.urls import plain_path
from ..privacy.page_addresses import path_of
from ..service import FeedbackService


class RatingsOfPages:
    """Counts answers by the address of a page."""

    def __init__(self, service: FeedbackService) -> None:
        self._service = service

    def ratings(self, url: str, first: date, last: date) -> tuple[int, int]:
        """How often readers found it useful and not useful, from one day until another. (0, 0) for a page of
        another site.
        """
        path = path_of(plain_path(_path(url)))
        if not path:
            return 0, 0
        pages = self._service.pages
        # As the page itself sends it, as somebody types it, and as an earlier version stored it.
        kept = {pages.read(path, pages.sign(path)).kept, pages.read(path).kept, quote(path)}
        found = self._service.usefulness.ratings(first, last, kept).values()
        return sum(yes for yes, _ in found), sum(no for _, no in found)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
