"""The methods that a host calls in Python. Every method needs an application context."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from flask import current_app
from werkzeug.datastructures import FileStorage

from .core.public_data import (
    ArticleFacts,
    ArticleNumbers,
    MessageIntake,
    MessageReceipt,
    PollSummaries,
    PollSummary,
    ReadArticle,
    WebLink,
    WebLinks,
)
from .errors import ConfigurationError, WidgetNotMountedError
from .host_arguments import require, require_list, require_path

if TYPE_CHECKING:
    from .core.app.portal import Portal
    from .map.public.answers import UnitAnswer
    from .template_helpers import TemplateHelpers


class HostApi:
    """The data of the portal that is mounted on the current application. If the widget of a method is not
    mounted, the method returns None or nothing, as template helpers do.
    """

    _name: str

    @property
    def helpers(self) -> "TemplateHelpers":
        """The template global `portal`, for a host that calls template helpers in Python."""
        return self._portal().helpers

    def is_personal(self) -> bool:
        """Return whether the current page differs for this reader. The host must not cache such a page."""
        return self.helpers.is_personal()

    def views(self, article_id: object) -> int | None:
        """The view count of an article. The count of an unread article is 0. None if the store does not
        answer, or if the portal counts no views.
        """
        numbers = self._portal().offered(ArticleNumbers)
        return numbers.views(article_id) if numbers else None

    def view_counts(self, article_ids: Iterable[object]) -> dict[str, int]:
        """The view counts of articles by id. One SQL statement reads all counts that this process does not
        know yet. The count of an unread article is 0. If the store does not answer, the unknown articles are
        missing.
        """
        require_list("view_counts: article_ids", article_ids, '["nuoc-sach", 7]')
        numbers = self._portal().offered(ArticleNumbers)
        return numbers.view_counts(article_ids) if numbers else {}

    def top(self, days: int | None = 7, limit: int = 10) -> list[ReadArticle]:
        """The most read articles of the last `days` days, including today (None: of all time). At most 366
        days and 100 articles.
        """
        require("top: days", days, int, type(None))
        require("top: limit", limit, int)
        numbers = self._portal().offered(ArticleNumbers)
        return numbers.top(days, limit) if numbers else []

    def report_tokens(
        self,
        path: str,
        article_id: object = None,
        *,
        title: str | None = None,
        published: date | None = None,
        category: str | None = None,
        language: str | None = None,
    ) -> dict[str, str]:
        """The signed tokens that a page without our templates sends to POST /portal/views: `page`, and
        `article` if one is read at this path. Call it for the host's own articles only. Raises ValueError for
        an invalid id, and for a path that does not begin with /. Empty if the portal counts no views.
        """
        require_path("report_tokens: path", path)
        numbers = self._portal().offered(ArticleNumbers)
        facts = ArticleFacts(title, path, category, language, published)
        return numbers.report_tokens(path, article_id, facts) if numbers else {}

    def open_polls(self) -> list[PollSummary]:
        """The open polls, newest first. Raises StoreUnavailableError if their results cannot be read."""
        polls = self._portal().offered(PollSummaries)
        return polls.open_polls() if polls else []

    def poll(self, slug: str) -> PollSummary | None:
        """A published poll; None if there is none. Its results are None if its visibility hides them from
        everyone now. Raises StoreUnavailableError if it cannot be read.
        """
        require("poll: slug", slug, str)
        polls = self._portal().offered(PollSummaries)
        return polls.poll(slug) if polls and slug.isprintable() else None

    def links(self, group: str) -> list[WebLink]:
        """The links of a group that readers see today. Links that the link check holds back are left out."""
        require("links: group", group, str)
        links = self._portal().offered(WebLinks)
        return links.links_of(group) if links else []

    def submit_message(
        self,
        text: str,
        *,
        subject: str = "",
        department: str = "",
        name: str = "",
        email: str = "",
        phone: str = "",
        address: str = "",
        agreed: bool = False,
        publish: bool = False,
        files: Iterable[FileStorage] = (),
    ) -> MessageReceipt:
        """Store a message from the host's own form, by the rules of the widget's form, in the request that
        sent it. `agreed`: the sender agrees that the details are used for the answer; it is required with a
        name, e-mail, telephone number or address. `publish`: the message may be published without them.
        `files` are those of `request.files`; empty file fields are ignored.

        Raises MessageRejectedError with the wrong fields, StoreUnavailableError if it could not be stored,
        and WidgetNotMountedError if the portal has no feedback.
        """
        fields = {"subject": subject, "name": name, "email": email, "phone": phone, "address": address}
        for key, value in {"text": text, "department": department, **fields}.items():
            require(f"submit_message: {key}", value, str)
        for key, consent in {"agreed": agreed, "publish": publish}.items():
            require(f"submit_message: {key}", consent, bool)
        require_list("submit_message: files", files, 'request.files.getlist("files")')
        sent = list(files)
        for file in sent:
            require("submit_message: files", file, FileStorage)
        intake = self._portal().offered(MessageIntake)
        if intake is None:
            raise WidgetNotMountedError("submit_message needs the widget feedback")
        return intake.submit(
            text, department=department, agreed=agreed, publish=publish, files=sent, **fields
        )

    def unit(self, text: str, on: date | str | None = None) -> "UnitAnswer | None":
        """Everything that a name or code of an administrative unit may mean, on a day or at any time: the
        unit, its successors of today and its predecessors. None if the map is not mounted.
        """
        return self.helpers.unit(text, on) if "unit" in self.helpers else None

    def _portal(self) -> "Portal":
        portal: Portal | None = current_app.extensions.get(self._name)
        if portal is None:
            raise ConfigurationError(
                f"{self._name} is not mounted on the application {current_app.name}: call init_app(app) first"
            )
        return portal
