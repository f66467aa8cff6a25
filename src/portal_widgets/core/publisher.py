"""The publisher of the portal, by protocol: widgets that need the organisation do not import it."""

from collections.abc import Sequence
from typing import Protocol

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
