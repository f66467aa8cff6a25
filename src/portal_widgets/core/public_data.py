"""Plain data for host code: what the extension returns in Python, and the services that supply it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A line of the most read articles. `views` are those of the requested days. `title` and `url` are None
    until a page has described the article.
    """

    id: str
    title: str | None
    url: str | None
    views: int


@dataclass(frozen=True, slots=True)
class OptionCount:
    """The votes of an option. `share` is the fraction, from 0 to 1, of the ballots that answered the
    question.
    """

    title: str
    votes: int
    share: float


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The result of a question: its text, and its options in the order of the poll. `answered` is the number
    of ballots that answered it. A ranked choice has its first preferences here.
    """

    title: str
    answered: int
    options: Sequence[OptionCount]


@dataclass(frozen=True, slots=True)
class PollSummary:
    """A published poll. `state` is "scheduled", "open" or "closed". `closes` is None for a poll without an
    end. `results` is None if its visibility hides them from everyone now.
    Its page is `url_for("portal_widgets.polls.one", slug=…)`.
    """

    slug: str
    title: str
    state: str
    closes: datetime | None
    results: Sequence[QuestionResult] | None


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link of the directory, in the language of the page."""

    title: str
    url: str
    description: str


class ArticleFacts(NamedTuple):
    """The description of an article for the statistics."""

    title: str | None = None
    url: str | None = None
    category: str | None = None
    language: str | None = None
    published: date | None = None


class ArticleNumbers(Protocol):
    """The service that knows the views of articles."""

    def views(self, article_id: object) -> int | None:
        """An article's total; None if it is unknown now."""

    def view_counts(self, article_ids: Iterable[object]) -> dict[str, int]:
        """The totals of many articles, read in one statement."""

    def top(self, days: int | None, limit: int) -> list[ReadArticle]:
        """The most read articles of the last days."""

    def report_tokens(self, path: str, article_id: object, said: ArticleFacts) -> dict[str, str]:
        """The signed body of a report."""


class PollSummaries(Protocol):
    """The service that knows the published polls."""

    def open_polls(self) -> list[PollSummary]:
        """The open polls, newest first."""

    def poll(self, slug: str) -> PollSummary | None:
        """A published poll with its results, if everyone may see them."""


class WebLinks(Protocol):
    """The service that knows the links for readers."""

    def links_of(self, group: str) -> list[WebLink]:
        """The links of a group and of the groups below it."""


@dataclass(frozen=True, slots=True)
class MessageReceipt:
    """The receipt of a stored message. With both values the sender can look up the answer at
    /portal/feedback/status. Do not put `key` into an address.
    """

    reference: str
    key: str


class MessageIntake(Protocol):
    """The service that accepts messages."""

    def submit(
        self,
        text: str,
        *,
        department: str,
        agreed: bool,
        publish: bool,
        files: "Iterable[FileStorage]",
        **sender: str,
    ) -> MessageReceipt:
        """Store a message and return its receipt."""
