"""The list of departments, their order, and the history."""

from flask import Response

from ...core.forms import Field, Form
from ...core.http.request_body import sent_form
from . import editing
from .context import DepartmentContext

MOVE = {"where": Field(str)}


class DepartmentPages:
    """Shows the list, and changes it as a whole."""

    def __init__(self, context: DepartmentContext) -> None:
        self._context = context
        self._document = context.document

    def index(self) -> Response:
        _, whole = self._document.store.current()
        return self._context.page(
            "department_list.html",
            open={key: one for key, one in whole.items() if not one.closed},
            closed={key: one for key, one in whole.items() if one.closed},
            waiting=self._context.messages.waiting(),
            may_edit=self._context.may_edit,
        )

    def move(self) -> Response:
        """Move a department one place up or down."""
        key, _, to = sent_form(Form, MOVE)["where"].partition(" ")
        step = {"up": -1, "down": 1}.get(to, 0)
        self._context.save(lambda now: editing.shift(now, key, step), self._context.ui_text().done("order"))
        return self._context.home()

    def history(self) -> Response:
        return self._context.page("department_history.html", editions=self._document.store.editions())

    def restore(self, number: int) -> Response:
        """Make an earlier edition the newest one. Departments that came later are closed, so that their
        messages can be read.
        """
        earlier = self._document.store.edition(number)
        if earlier is None:
            self._context.not_found()
        what = self._context.ui_text().done("restore", str(number))
        self._context.save(lambda now: editing.replaced(now, earlier), what)
        return self._context.home()
