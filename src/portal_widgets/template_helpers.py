"""The template global `portal` with the signature of each helper, for editors and type checkers. A host that
calls helpers in Python has it as `PortalWidgets.helpers`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

if TYPE_CHECKING:
    from .core.app.head import MenuLink
    from .map.public.answers import UnitAnswer

Moment = datetime | date | str


class TemplateHelpers(Protocol):
    """The helpers of all widgets. `"poll" in portal` says whether the widget of a helper is mounted; a helper
    of a widget that is not mounted draws nothing.
    """

    def __contains__(self, name: str) -> bool: ...

    # Every page.

    def head(self, *, counted: bool = True) -> Markup:
        """Stylesheet and scripts for <head>. An error page is not `counted`."""

    def html_attributes(self, lang: str | None = None) -> Markup:
        """The attributes of <html>: the language of the page and the reader's choices."""

    def is_personal(self) -> bool:
        """Whether this page depends on the reader, so that no cache may keep it."""

    def menu(self) -> "list[MenuLink]":
        """The public pages of the mounted widgets, for the host's menu."""

    # reading

    def reading_options(self, form: str = "bar") -> Markup:
        """The reading options as a `bar` or a `panel`."""

    def statement(self) -> Markup:
        """The accessibility statement; empty if none is configured."""

    def text_view(self) -> Markup:
        """A link to this page with only the article and the reading options; on that page the way back."""

    # article

    def audio(
        self,
        url: str | None,
        title: str | None = None,
        transcript: str | None = None,
        duration: float | timedelta | None = None,
        *,
        size: int | None = None,
        lang: str = "",
    ) -> Markup:
        """A recording of the article: a player, and links to the file and to its text. `duration` is in
        seconds, `size` in bytes. Empty without a `url`.
        """

    def breadcrumb(self, steps: Iterable[object], *, lang: str = "") -> Markup:
        """The breadcrumb: pairs of title and address from the home page down; the last step is only a
        title.
        """

    def dateline(self, when: Moment | None, updated: Moment | None = None) -> Markup:
        """When the article was published, and when it was changed since."""

    def byline(
        self,
        author: str = "",
        source: str = "",
        category: object = None,
        tags: Iterable[object] = (),
        text: str = "",
        *,
        lang: str = "",
    ) -> Markup:
        """Author, source, category, tags, and the minutes that reading `text` takes."""

    def share(self, url: str | None = None, title: str | None = None) -> Markup:
        """Links that share the article; by default this page."""

    def article_tools(self, title: str | None = None, url: str | None = None) -> Markup:
        """Buttons that print the article, copy its address or show it as a QR code."""

    def neighbours(self, newer: object = None, older: object = None, *, lang: str = "") -> Markup:
        """Links to the newer and the older article."""

    def article_data(
        self,
        title: str,
        published: Moment,
        *,
        updated: Moment | None = None,
        author: str = "",
        category: str = "",
        image: str = "",
        url: str = "",
    ) -> Markup:
        """The article as data for search engines."""

    # views

    def view_count(
        self,
        article_id: object,
        title: str | None = None,
        url: str | None = None,
        published: date | None = None,
        category: str | None = None,
        language: str | None = None,
        author: str | None = None,
        read: bool | None = None,
    ) -> Markup:
        """The view count of an article. `read` says whether this page is the article; None decides by
        `url`.
        """

    def most_read(
        self, limit: int = 10, days: int | None = 7, *, counts: bool = False, heading: bool = True
    ) -> Markup:
        """The list of the most read articles of the last `days` days (None: of all time)."""

    def view_counts(self, article_ids: Iterable[object]) -> dict[str, int]:
        """The view counts of articles by id, without recording a view."""

    # statistics

    def visit_statistics(
        self, show: Sequence[str] | None = None, title: str | Mapping[str, str] | None = None
    ) -> Markup:
        """The box with the numbers of visitors and page views."""

    # polls

    def poll(self, slug: str | None = None, show: str = "newest") -> Markup:
        """A poll; by default the newest open one."""

    # feedback

    def feedback_form(self, topic: str | None = None) -> Markup:
        """The form for messages to the portal or to a department."""

    def page_feedback(self, page: str | None = None) -> Markup:
        """The question whether this page is useful."""

    def contact(self) -> Markup:
        """The departments and how they are reached."""

    # links

    def links(self, group: str, layout: str | None = None) -> Markup:
        """The links of a group."""

    # organisation

    def organisation(self, unit: str = "") -> Markup:
        """Name, address and contacts of the organisation or of one of its units."""

    def about(self, unit: str = "") -> Markup:
        """All known facts about the organisation or one of its units."""

    # map

    def map(self, slug: str = "") -> Markup:
        """The block with a map of today; by default the first map."""

    def unit(self, text: str, on: date | str | None = None) -> "UnitAnswer":
        """The units that a name or code may mean, on a day or at any time."""

    # gazette

    def gazette(self, limit: int = 5) -> Markup:
        """The newest documents with their states of today. At most 50."""
