"""How useful readers find a page, and their messages about it, for the widgets that show pages."""

from datetime import date
from urllib.parse import quote, urlsplit

from ...core.app.portal import Portal
from ...core.offered import PageMessage, TextRequest
from ...core.text.urls import plain_path
from ..privacy.page_addresses import path_of
from ..rules import MessageKind
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
        found = self._service.usefulness.ratings(first, last, _spellings(self._service, path)).values()
        return sum(yes for yes, _ in found), sum(no for _, no in found)


class MessagesOfPages:
    """Offers the form for a problem on a page, and finds the messages that wait."""

    def __init__(self, portal: Portal, service: FeedbackService) -> None:
        self._portal = portal
        self._service = service

    def text_request(self, path: str) -> TextRequest:
        """The form with a text that the reader only has to send."""
        address = self._portal.url("feedback.write", name=MessageKind.PAGE.value, page=path, ask="text")
        return TextRequest(address, self._service.working_days)

    def waiting(self, path: str) -> list[PageMessage]:
        """The messages that wait for an answer, the earliest due day first."""
        person = self._portal.person
        may_open = person is not None and person.may({"moderator"})
        found = self._service.waiting.about(_spellings(self._service, path))
        return [
            PageMessage(
                one.reference,
                one.due_on,
                self._portal.url("admin.feedback.one", number=one.id) if may_open else "",
            )
            for one in found
        ]


def _spellings(service: FeedbackService, path: str) -> set[str]:
    """A path as the page itself sends it, as somebody types it, and as an earlier version stored it."""
    pages = service.pages
    return {pages.read(path, pages.sign(path)).kept, pages.read(path).kept, quote(path)}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
