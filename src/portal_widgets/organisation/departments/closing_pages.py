"""Closing a department: its messages stay readable, and the waiting ones go where the office says."""

from flask import Response, flash, request

from ...core.departments import Departments, open_departments
from ...core.forms import Field, Form
from ...core.http.request_body import is_submission, sent_form
from . import editing
from .context import DepartmentContext

# Waiting messages stay with the closed department, and its staff answers them.
STAY = "-"
CLOSING = {"to": Field(str)}


class ClosingPages:
    """Asks where waiting messages go, closes a department, and opens it again."""

    def __init__(self, context: DepartmentContext) -> None:
        self._context = context

    def close(self, key: str) -> Response:
        """Close a department. A closed one can be asked again, if messages still wait."""
        _, whole, one = self._context.find(key)
        if not is_submission(request):
            return self._ask(whole, key)
        form = sent_form(Form, CLOSING)
        to = form["to"]
        if "to" not in form or to not in {STAY, "", *_others(whole, key)}:
            return self._ask(whole, key, "to")
        if not one.closed:
            what = self._context.ui_text().done("closed", self._context.portal.language.text(one.name))
            self._context.save(lambda now: editing.set_closed(now, key, closed=True), what)
        if to != STAY and (count := self._context.messages.hand_on(key, to, self._context.who())):
            flash(self._context.ui_text().handed_on(count))
        return self._context.home()

    def reopen(self, key: str) -> Response:
        _, _, one = self._context.find(key)
        what = self._context.ui_text().done("opened", self._context.portal.language.text(one.name))
        self._context.save(lambda now: editing.set_closed(now, key, closed=False), what)
        return self._context.home()

    def _ask(self, whole: Departments, key: str, fault: str = "") -> Response:
        return self._context.page(
            "department_close.html",
            400 if fault else 200,
            key=key,
            one=whole[key],
            waiting=self._context.messages.waiting().get(key, 0),
            others=_others(whole, key),
            stay=STAY,
            errors={"to": self._context.ui_text().fault(fault)} if fault else {},
        )


def _others(whole: Departments, key: str) -> Departments:
    return {name: one for name, one in open_departments(whole).items() if name != key}
