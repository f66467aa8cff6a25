"""The groups of links: the form of a group, and its preview in every layout."""

from flask import Response, request

from ...config import Text
from ...core.forms import Field, Form, none_of
from ...core.http.request_body import is_submission, sent_form
from ...core.text.slugs import is_slug
from .. import editing
from ..directory_data import read_line
from ..public.helpers import draw
from ..rules import Directory, Group, Layout
from .context import LinkAdminContext
from .link_form import CODES

LONGEST_KEY = 60
FIELDS = {
    **{name: Field(read_line) for name in (*(f"title_{code}" for code in CODES), "key", "above")},
    "layout": Field(read_line, {"layout": none_of(set(Layout))}),
}


class GroupPages:
    """The pages for editing groups."""

    def __init__(self, context: LinkAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def write(self, key: str) -> Response:
        _, directory = self._service.newest()
        before = directory.group(key) if key else None
        if key and before is None:
            self._context.not_found()
        if not is_submission(request):
            text = before.title if before else ""
            shown = {f"title_{code}": _text(text, code) for code in CODES}
            layout = before.layout if before else Layout.LIST
            return self._form(directory, before, Form(FIELDS, {**shown, "layout": layout}))
        form = sent_form(Form, FIELDS)
        errors = self._errors(directory, before, form)
        if errors:
            return self._form(directory, before, form, errors)
        title = {code: text for code in CODES if (text := form[f"title_{code}"])}
        group = Group(before.key if before else form["key"], title, Layout(form["layout"]))
        what = self._context.ui_text().done("group", group.key)
        return self._context.save_change(lambda now: editing.put_group(now, form["above"], group), what)

    def preview(self, key: str) -> Response:
        """A group in each layout, as readers see it. The reading options show it in other themes
        and sizes.
        """
        _, held, _ = self._service.current()
        group = self._service.newest()[1].group(key)
        if group is None:
            self._context.not_found()
        shown = group.visible(self._portal.clock.today(), self._portal.language.code)
        ui_text = self._context.ui_text()
        layouts = [(one, draw(self._portal, shown, one, held, f" ({ui_text.layout(one)})")) for one in Layout]
        return self._context.page("admin_group.html", group=group, layouts=layouts)

    def _errors(self, directory: Directory, before: Group | None, form: Form) -> dict[str, str]:
        ui_text, key, faults = self._context.ui_text(), form["key"], {}
        if not (form["title_vi"] or form["title_en"]):
            faults["title_vi"] = "title"
        if before is None and not is_slug(key, LONGEST_KEY):
            faults["key"] = "key"
        elif before is None and directory.group(key) is not None:
            faults["key"] = "taken"
        faults |= form.find_faults()
        if form["above"] and directory.group(form["above"]) is None:
            faults["above"] = "group"
        return {name: ui_text.fault(fault) for name, fault in faults.items()}

    def _form(
        self,
        directory: Directory,
        before: Group | None,
        form: Form,
        errors: dict[str, str] | None = None,
    ) -> Response:
        values = {"group": before, "typed": form.values, "errors": errors or {}, "layouts": list(Layout)}
        return self._context.page(
            "admin_group_form.html", 400 if errors else 200, directory=directory, **values
        )


def _text(text: Text, code: str) -> str:
    if isinstance(text, str):
        return text if code == CODES[0] else ""
    return text.get(code, "")
