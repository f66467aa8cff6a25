"""Order, bulk changes, and import and export."""

from dataclasses import replace
from datetime import date

from flask import Response, abort, request

from ...core.files.attachments import attachment
from ...core.http.request_body import is_submission
from ...core.text.urls import may_be_linked
from .. import editing
from ..formats import FORMATS, LARGEST_BYTES, import_file
from ..rules import Directory, Link
from .context import LinkAdminContext

# In bytes: the file, and the rest of the form.
IMPORT_BYTES = LARGEST_BYTES + 64 * 1024


class BulkActions:
    """Actions on existing links."""

    def __init__(self, context: LinkAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def move(self) -> Response:
        """Move a link up, down, or before another one. The buttons and dragging both send this request."""
        where = request.form.get("where", "")
        key, _, to = where.partition(" ")
        what = self._context.ui_text().done("order", "")
        if to in {"up", "down"}:
            return self._context.save_change(
                lambda now: editing.shift(now, key, -1 if to == "up" else 1), what
            )
        return self._context.save_change(lambda now: editing.place_before(now, key, to), what)

    def change_selected(self) -> Response:
        """One action for all selected links."""
        keys, action = set(request.form.getlist("key")), request.form.get("action", "")
        if not keys:
            abort(400, self._portal.gettext("Please tick at least one link."))
        group = request.form.get("group", "")
        deeds: dict[str, editing.Do] = {
            "remove": lambda now: editing.remove(now, keys),
            "gather": lambda now: editing.gather(now, keys, group),
            "reviewed": self._mark_reviewed(keys),
        }
        if action not in deeds:
            abort(400, self._portal.gettext("Please choose what to do with the links."))
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
            return self._import_page()
        file, kind = request.files.get("file"), request.form.get("format", "")
        if file is None or kind not in FORMATS:
            return self._import_page(self._portal.gettext("Please choose a file and what kind it is."))
        try:
            read, refused = import_file(kind, file.read(LARGEST_BYTES + 1), may_be_linked)
        except ValueError as error:
            return self._import_page(self._portal.gettext("The file cannot be read: %(why)s", why=error))
        if not read.groups:
            return self._import_page(self._portal.gettext("No links were found in the file."), refused)
        if refused and not request.form.get("anyway"):
            said = self._portal.gettext(
                "Some entries of the file cannot be imported. Nothing has been changed yet."
            )
            return self._import_page(said, refused)
        return self._take_over(read)

    def _take_over(self, read: Directory) -> Response:
        count = sum(1 for _ in read.links())
        what = self._context.ui_text().several("import", count)
        if request.form.get("how") == "replace":
            return self._context.save_change(lambda _now: read, what)
        return self._context.save_change(lambda now: editing.merge(now, read), what)

    def _import_page(self, error: str = "", refused: list[str] | None = None) -> Response:
        values = {"error": error, "refused": refused or [], "formats": FORMATS}
        return self._context.page("admin_import.html", 400 if error else 200, **values)

    def _mark_reviewed(self, keys: set[str]) -> editing.Do:
        """Reviewed today; the next review is in a year."""
        today = self._portal.clock.today()
        next_year = date(today.year + 1, today.month, min(today.day, 28))

        def again(link: Link) -> Link:
            return replace(link, review=next_year)

        return lambda now: editing.change(now, keys, again)
