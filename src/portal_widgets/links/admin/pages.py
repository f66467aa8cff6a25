"""The list of links, the form of a link, and the history."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from flask import Response, request

from ...core.app.routing import whole_number
from ...core.forms import Form
from ...core.http.request_body import is_submission, sent_form
from .. import editing
from ..rules import Directory, Link
from . import link_form
from .context import LinkAdminContext
from .link_form import LinkForm

# The list shows the clicks of this many days.
RECENT = timedelta(days=30)


class LinkAdminPages:
    """The pages for editing links, and the history of the directory."""

    def __init__(self, context: LinkAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def index(self, sent: Form | None = None, fault: str = "") -> Response:
        """The list. If a bulk change has a fault, what was ticked and chosen stays."""
        number, directory = self._service.newest()
        return self._context.page(
            "admin_list.html",
            400 if fault else 200,
            errors={"shelf-several": self._context.ui_text().fault(fault)} if fault else {},
            ticked=sent.every("key") if sent else (),
            chosen=sent.values if sent else {},
            directory=directory,
            edition=number,
            watched=self._service.watch.statuses(),
            reports=self._service.reports.counts_by_link(),
            clicks=self._recent_clicks(),
            today=self._portal.clock.today(),
        )

    def write(self, key: str) -> Response:
        _, directory = self._service.newest()
        found = directory.link(key) if key else None
        if key and found is None:
            self._context.not_found()
        before = found[1] if found else None
        if not is_submission(request):
            group = found[0].key if found else request.args.get("group", "")
            form = link_form.from_link(before, group) if before else LinkForm({"group": group})
            return self._form(directory, before, form)
        form = sent_form(LinkForm)
        errors = self._errors(directory, form)
        if before is not None and not errors and self._changed_meanwhile(form, before):
            errors = {"title_vi": self._context.ui_text().fault("changed")}
        return self._form(directory, before, form, errors) if errors else self._save_form(before, form)

    def history(self) -> Response:
        return self._context.page("admin_history.html", editions=self._service.document.store.editions())

    def restore(self, number: int) -> Response:
        """Make an earlier edition the newest one. The history stays complete."""
        earlier = self._service.document.store.edition(number)
        if earlier is None:
            self._context.not_found()
        return self._context.save_change(
            lambda _now: earlier, self._context.ui_text().done("restore", str(number))
        )

    def _recent_clicks(self) -> Mapping[str, int]:
        today = self._portal.clock.today()
        return self._service.clicks.clicks_by_link(
            today - RECENT + timedelta(days=1), today + timedelta(days=1)
        )

    def _save_form(self, before: Link | None, form: LinkForm) -> Response:
        link = link_form.link(form, before, before.key if before else secrets.token_hex(5))
        what = self._context.ui_text().done("link", self._portal.language.text(link.title))
        return self._context.save_change(lambda now: editing.put_link(now, form.group, link), what)

    def _changed_meanwhile(self, form: LinkForm, before: Link) -> bool:
        """Return whether somebody else has saved this link since the form was opened."""
        opened = self._service.document.store.edition(form.number("edition", whole_number))
        then = opened.link(before.key) if opened else None
        return then is not None and then[1] != before

    def _errors(self, directory: Directory, form: LinkForm) -> dict[str, str]:
        ui_text = self._context.ui_text()
        faults = form.find_faults()
        if directory.group(form.group) is None:
            faults["group"] = "group"
        return {name: ui_text.fault(fault) for name, fault in faults.items()}

    def _form(
        self, directory: Directory, before: Link | None, form: LinkForm, errors: dict[str, str] | None = None
    ) -> Response:
        number = self._service.newest()[0]
        values = {"link": before, "form": form, "errors": errors or {}, "edition": number}
        return self._context.page("admin_form.html", 400 if errors else 200, directory=directory, **values)
