"""The template helper for the newest documents."""

from markupsafe import Markup

from ...core.app.helpers import empty_part
from ...core.app.portal import Portal
from ..service import GazetteService
from .views import GazetteViews

MOST = 50


class GazetteHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal, service: GazetteService, views: GazetteViews) -> None:
        self._portal = portal
        self._service = service
        self._views = views

    def gazette(self, limit: int = 5) -> Markup:
        """The newest documents with their states of today, and a link to all of them. At most 50."""
        limit = max(0, min(int(limit), MOST))
        drawn = self._portal.shared_fragment(
            "gazette/block.html", limit, self._service.state_key(), make=lambda: self._block(limit)
        )
        return drawn if drawn.strip() else empty_part(self._portal.app, "gazette", "no document is published")

    def _block(self, limit: int) -> Markup:
        found = self._service.store.documents.published(limit) if limit else []
        if not found:
            return Markup(" ")
        states = self._service.store.relations.states([one.id for one in found], self._service.today())
        return self._portal.render("gazette/block.html", rows=self._views.rows(found, states))
