"""Services that widgets offer each other, by protocol, so that none imports another: the publisher of the
portal, and messages about a page.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from ..config import Text


class Publisher(Protocol):
    """The organisation that publishes the portal."""

    @property
    def name(self) -> Text: ...
    @property
    def governing_body(self) -> Text: ...
    @property
    def address(self) -> Text: ...
    @property
    def telephones(self) -> Sequence[str]: ...
    @property
    def email(self) -> str: ...


class PublisherSource(Protocol):
    """The service that returns the current publisher of the portal."""

    def current(self) -> Publisher: ...


class TextRequest(NamedTuple):
    """Where a reader asks for the text of a scan, and the working days that the office has to answer."""

    address: str
    days: int


class PageMessage(NamedTuple):
    """A message that waits for an answer: its reference, the day by which the answer is due, and its page in
    the admin area, "" for a person who may not open it.
    """

    reference: str
    due: date | None
    address: str


class PageMessages(Protocol):
    """The service for messages about a page. `path` is that of the page, without a query."""

    def text_request(self, path: str) -> TextRequest: ...
    def waiting(self, path: str) -> list[PageMessage]:
        """The messages that wait for an answer, the earliest due day first."""
