"""Makes the panel's pages of links and groups, and keeps what is typed there."""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NoReturn

from flask import Response, abort, flash, make_response, redirect, request

from ...core.app.portal import Portal
from ...core.db.versioned_document import EditConflictError
from ...core.http.request_body import is_submission
from ...core.text.urls import may_be_linked
from .. import editing, link_form
from ..link_form import CODES, LinkForm
from ..public.helpers import draw
from ..rules import Directory, Group, Layout, Link
from ..service import LinkService
from ..ui_text import LinkUiText

# Of how many days the list says how often a link was followed.
RECENT = timedelta(days=30)
_GROUP_KEY = re.compile("[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


class LinkAdminPages:
    """The pages on which a directory is written."""

    def __init__(self, portal: Portal, service: LinkService) -> None:
        self._portal = portal
        self._service = service

    def listed(self) -> Response:
        number, directory = self._service.newest()
        return self.page(
            "admin_list.html",
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
            self.missing()
        before = found[1] if found else None
        if not is_submission(request):
            group = found[0].key if found else request.args.get("group", "")
            form = link_form.of_link(before, group) if before else LinkForm(group=group)
            return self._form(directory, before, form)
        form = link_form.read_form(request.form, request.form.getlist("languages"))
        errors = self._errors(directory, form)
        if before is not None and not errors and self._changed_meanwhile(before):
            errors = {"title_vi": LinkUiText(self._portal.language).fault("changed")}
        return self._form(directory, before, form, errors) if errors else self._save_form(before, form)

    def write_group(self, key: str) -> Response:
        _, directory = self._service.newest()
        before = directory.group(key) if key else None
        if key and before is None:
            self.missing()
        if not is_submission(request):
            text = before.title if before else ""
            typed = {f"title_{code}": _text(text, code) for code in CODES}
            typed |= {"layout": before.layout if before else Layout.LIST}
            return self._group_form(directory, before, typed)
        typed = {name: value.strip() for name, value in request.form.items()}
        errors = self._group_errors(directory, before, typed)
        if errors:
            return self._group_form(directory, before, typed, errors)
        title = {code: typed[f"title_{code}"] for code in CODES if typed.get(f"title_{code}")}
        group = Group(before.key if before else typed["key"], title, Layout(typed["layout"]))
        above = typed.get("above", "")
        words = LinkUiText(self._portal.language).done("group", group.key)
        return self.save_change(lambda now: editing.put_group(now, above, group), words)

    def preview(self, key: str) -> Response:
        """A group in each layout, as readers have it; themes and sizes are the reading options'."""
        _, held, _ = self._service.current()
        group = self._service.newest()[1].group(key)
        if group is None:
            self.missing()
        shown = group.shown(self._portal.clock.today(), self._portal.language.code)
        words = LinkUiText(self._portal.language)
        layouts = [(one, draw(self._portal, shown, one, held, f" ({words.layout(one)})")) for one in Layout]
        return self.page("admin_group.html", group=group, layouts=layouts)

    def history(self) -> Response:
        return self.page("admin_history.html", editions=self._service.document.store.editions())

    def restore(self, number: int) -> Response:
        """An earlier edition becomes the newest: nothing of the history is lost."""
        earlier = self._service.document.store.edition(number)
        if earlier is None:
            self.missing()
        return self.save_change(
            lambda _now: earlier, LinkUiText(self._portal.language).done("restore", str(number))
        )

    def save_change(self, do: Callable[[Directory], Directory], what: str) -> Response:
        """Make the next edition and go back to the list."""
        person = self._portal.person
        try:
            done = self._service.document.change(do, who=person.name if person else "", what=what)
        except EditConflictError:
            abort(409, self._portal.gettext("Others are changing the links right now. Please try once more."))
        flash(what if done else self._portal.gettext("Nothing has changed."))
        return make_response(redirect(self._portal.url("admin.links.index"), 303))

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        words = {
            "pw_words": LinkUiText(self._portal.language),
            "held": frozenset(),
        }
        return make_response(self._portal.render_page(f"links/{template}", **words, **values), status)

    def missing(self) -> NoReturn:
        abort(404, self._portal.gettext("There is no such link."))

    def _recent_clicks(self) -> Mapping[str, int]:
        today = self._portal.clock.today()
        return self._service.clicks.clicks_by_link(
            today - RECENT + timedelta(days=1), today + timedelta(days=1)
        )

    def _save_form(self, before: Link | None, form: LinkForm) -> Response:
        link = link_form.link(form, before, before.key if before else secrets.token_hex(5), may_be_linked)
        words = LinkUiText(self._portal.language).done("link", self._portal.language.text(link.title))
        return self.save_change(lambda now: editing.put_link(now, form.group, link), words)

    def _changed_meanwhile(self, before: Link) -> bool:
        """Whether somebody else has saved this link since the form was opened."""
        opened = self._service.document.store.edition(request.form.get("edition", 0, type=int))
        then = opened.link(before.key) if opened else None
        return then is not None and then[1] != before

    def _errors(self, directory: Directory, form: LinkForm) -> dict[str, str]:
        words = LinkUiText(self._portal.language)
        faults = link_form.find_faults(form, may_be_linked)
        if directory.group(form.group) is None:
            faults["group"] = "group"
        return {name: words.fault(fault) for name, fault in faults.items()}

    def _group_errors(
        self, directory: Directory, before: Group | None, typed: dict[str, str]
    ) -> dict[str, str]:
        words, key, faults = LinkUiText(self._portal.language), typed.get("key", ""), {}
        if not (typed.get("title_vi") or typed.get("title_en")):
            faults["title_vi"] = "title"
        if before is None and not _GROUP_KEY.fullmatch(key):
            faults["key"] = "key"
        elif before is None and directory.group(key) is not None:
            faults["key"] = "taken"
        if typed.get("layout") not in set(Layout):
            faults["layout"] = "layout"
        if typed.get("above") and directory.group(typed["above"]) is None:
            faults["above"] = "group"
        return {name: words.fault(fault) for name, fault in faults.items()}

    def _form(
        self, directory: Directory, before: Link | None, form: LinkForm, errors: dict[str, str] | None = None
    ) -> Response:
        number = self._service.newest()[0]
        values = {"link": before, "form": form, "errors": errors or {}, "edition": number}
        return self.page("admin_form.html", 400 if errors else 200, directory=directory, **values)

    def _group_form(
        self,
        directory: Directory,
        before: Group | None,
        typed: dict[str, str],
        errors: dict[str, str] | None = None,
    ) -> Response:
        values = {"group": before, "typed": typed, "errors": errors or {}, "layouts": list(Layout)}
        return self.page("admin_group_form.html", 400 if errors else 200, directory=directory, **values)


def _text(text: object, code: str) -> str:
    if isinstance(text, str):
        return text if code == CODES[0] else ""
    return dict(text).get(code, "")  # type: ignore[call-overload,no-any-return]
