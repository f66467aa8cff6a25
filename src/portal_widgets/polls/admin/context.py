"""Shared by all pages of the panel: the poll, the signed-in person, and the texts."""

import itertools

from flask import Response, abort, make_response, redirect

from ...core.app.portal import Portal
from ..service import PollService
from ..store.polls import Poll
from .ui_text import PollAdminUiText


class PollAdminContext:
    """The frame of the panel's pages."""

    def __init__(self, portal: Portal, service: PollService) -> None:
        self.portal = portal
        self.service = service

    def find(self, number: int) -> Poll:
        """The poll, or 404."""
        known = self.service.polls.by_number(number)
        return known or abort(404, self.portal.gettext("There is no such poll."))

    def page(self, template: str, **values: object) -> str:
        return self.portal.render_page(f"polls/{template}", **{**values, "pw_words": self.ui_text()})

    def ui_text(self) -> PollAdminUiText:
        return PollAdminUiText(self.portal.language, self.portal.clock)

    def who(self) -> str:
        """The name of the author for a version."""
        person = self.portal.person
        return person.name if person else ""

    def free_slug(self, wanted: str) -> str:
        """The address, or the first one with a number after it, that no poll has."""
        taken = {one.slug for one in self.service.polls.every()}
        numbered = (f"{wanted[:75]}-{at}" for at in itertools.count(2))
        return next(slug for slug in itertools.chain([wanted], numbered) if slug not in taken)

    def redirect(self, number: int, view: str = "one") -> Response:
        """Redirect to a page of a poll."""
        return make_response(redirect(self.portal.url(f"admin.polls.{view}", number=number), 303))
