"""The results of the link check, and the office's decisions about them."""

from flask import Response, flash, make_response, redirect

from ...core.text.clock import Milliseconds
from ..check.link_status import accept_danger
from .context import LinkAdminContext
from .findings import findings


class CheckPages:
    """The pages of the link check."""

    def __init__(self, context: LinkAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def index(self) -> Response:
        known, reports = self._service.watch.statuses(), self._service.reports.counts_by_link()
        links = self._service.newest()[1].links()
        found = findings(links, known, reports, self._portal.clock.today())
        last = max((one.checked_at for one in known.values()), default=0)
        return self._context.page(
            "admin_watch.html", found=found, last=self._moment(last), checked=len(known)
        )

    def one(self, key: str) -> Response:
        hit = self._service.newest()[1].link(key)
        if hit is None:
            self._context.not_found()
        history = [(self._moment(at), *rest) for at, *rest in self._service.watch.history(hit[1].url)]
        return self._context.page(
            "admin_watched.html",
            link=hit[1],
            one=self._service.watch.statuses().get(hit[1].url),
            reports=self._service.reports.counts_by_link().get(key, {}),
            events=history,
        )

    def act(self, key: str, action: str) -> Response:
        hit = self._service.newest()[1].link(key)
        if hit is None:
            self._context.not_found()
        before = self._service.watch.statuses().get(hit[1].url)
        if action == "settle":
            self._service.reports.clear(key)
        elif before is not None:
            person = self._portal.person
            self._service.save_status(accept_danger(before), before, person.name if person else "")
        self._service.invalidate()
        flash(self._portal.gettext("Done."))
        return make_response(redirect(self._portal.url("admin.links.one", key=key), 303))

    def _moment(self, at: Milliseconds) -> str:
        return self._portal.language.moment(self._portal.clock.local(at)) if at else ""
