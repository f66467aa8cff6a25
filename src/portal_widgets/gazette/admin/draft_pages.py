"""Deletes a draft, or all drafts of one import, after a confirmation."""

from flask import Response, abort, request

from ...core.forms import Field, Form
from ...core.http.request_body import is_submission, sent_form
from ..rules.document import Publication
from .context import GazetteAdminContext


class DraftPages:
    """A published document is never deleted: it is withdrawn."""

    def __init__(self, context: GazetteAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service

    def delete(self, number: int) -> Response:
        """The confirmation, and the deletion after it. `all` is the button for the whole import."""
        one = self._context.document(number)
        if one.publication is not Publication.DRAFT:
            abort(409, self._portal.gettext("Only a draft can be deleted."))
        batch = self._service.store.drafts.of_import(number)
        if not is_submission(request):
            return self._context.page("admin_delete.html", document=one, batch=batch)
        chosen = batch if "all" in sent_form(Form, {"all": Field()}) else [one]
        change = self._context.change(self._said([self._context.views.cite(each) for each in chosen]))
        deleted = self._service.delete_drafts([each.id for each in chosen], change)
        return self._context.done(self._said([self._context.views.cite(each) for each in deleted]), "index")

    def _said(self, names: list[str]) -> str:
        if len(names) == 1:
            return self._context.ui_text().done("deleted", names[0])
        return self._portal.language.ngettext(
            "Deleted %(count)s draft of an import.", "Deleted %(count)s drafts of an import.", len(names)
        )
