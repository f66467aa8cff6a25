"""Order, bulk changes, and import and export."""

from dataclasses import replace
from datetime import date

from flask import Response, abort, request

from ...core.files.attachments import attachment
from ...core.forms import Field, Form, none_of
from ...core.http.request_body import is_submission, sent_form
from ...core.text.urls import may_be_linked
from .. import editing
from ..formats import FORMATS, LARGEST_BYTES, import_file
from ..rules import Directory, Link
from .context import LinkAdminContext
from .pages import LinkAdminPages

# In bytes: the file, and the rest of the form.
IMPORT_BYTES = LARGEST_BYTES + 64 * 1024
MOVE = {"where": Field(str)}
SEVERAL = {
    "action": Field(str, {"action": none_of({"remove", "gather", "reviewed"})}),
    "group": Field(str),
}
IMPORT = {"format": Field(str, {"format": none_of(FORMATS)}), "how": Field(str)}


class BulkActions:
    """Actions on existing links."""

    def __init__(self, context: LinkAdminContext, pages: LinkAdminPages) -> None:
        self._context = context
        self._pages = pages
        self._portal = context.portal
        self._service = context.service

    def move(self) -> Response:
        """Move a link up, down, or before another one. The buttons and dragging both send this request."""
        key, _, to = sent_form(Form, MOVE)["where"].partition(" ")
        what = self._context.ui_text().done("order", "")
        if to in {"up", "down"}:
            return self._context.save_change(
                lambda now: editing.shift(now, key, -1 if to == "up" else 1), what
            )
        return self._context.save_change(lambda now: editing.place_before(now, key, to), what)

    def change_selected(self) -> Response:
        """One action for all selected links."""
        form = sent_form(Form, SEVERAL)
        fault = form.find_faults().get("action", "") if "key" in form else "tick"
        if fault:
            return self._pages.index(form, fault)
        keys, action = set(form.every("key")), form["action"]
        deeds: dict[str, editing.Do] = {
            "remove": lambda now: editing.remove(now, keys),
            "gather": lambda now: editing.gather(now, keys, form["group"]),
            "reviewed": self._mark_reviewed(keys),
        }
        return self._context.save_change(deeds[action], self._context.ui_text().several(action, len(keys)))

    def remove_group(self, key: str) -> Response:
        what = self._context.ui_text().done("remove", key)
        return self._context.save_change(lambda now: editing.remove_group(now, key), what)

    def export(self, kind: str) -> Response:
        form = FORMATS[kind]
        if form.write is None:
            abort(404)
        return attachment(form.write(self._service.newest()[1]), form.media, f"links.{form.ending}")

    def import_(self) -> Response:
        if not is_submission(request):
            return self._import_page(Form(IMPORT, {"format": next(iter(FORMATS)), "how": "join"}))
        _, form, file = self._portal.gettext, sent_form(Form, IMPORT), request.files.get("file")
        if file is None or form.find_faults():
            return self._import_page(form, _("Please choose a file and what kind it is."))
        try:
            read, refused = import_file(form["format"], file.read(LARGEST_BYTES + 1), may_be_linked)
        except ValueError as error:
            return self._import_page(form, _("The file cannot be read: %(why)s", why=error))
        if not read.groups:
            return self._import_page(form, _("No links were found in the file."), refused)
        if refused and "anyway" not in form:
            said = _("Some entries of the file cannot be imported. Nothing has been changed yet.")
            return self._import_page(form, said, refused)
        return self._take_over(read, form)

    def _take_over(self, read: Directory, form: Form) -> Response:
        count = sum(1 for _ in read.links())
        what = self._context.ui_text().several("import", count)
        if form["how"] == "replace":
            return self._context.save_change(lambda _now: read, what)
        return self._context.save_change(lambda now: editing.merge(now, read), what)

    def _import_page(self, form: Form, error: str = "", refused: list[str] | None = None) -> Response:
        values = {"form": form, "error": error, "refused": refused or [], "formats": FORMATS}
        return self._context.page("admin_import.html", 400 if error else 200, **values)

    def _mark_reviewed(self, keys: set[str]) -> editing.Do:
        """Reviewed today; the next review is in a year."""
        today = self._portal.clock.today()
        next_year = date(today.year + 1, today.month, min(today.day, 28))

        def again(link: Link) -> Link:
            return replace(link, review=next_year)

        return lambda now: editing.change(now, keys, again)
