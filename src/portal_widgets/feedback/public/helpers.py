"""Template helpers: the form for messages, the question "Is this page useful?" below an article, and the
contact details of departments.
"""

import sys

from flask import Request, Response
from markupsafe import Markup

from ...core.app.helpers import empty_part
from ...core.app.page import PageContext
from ...core.app.portal import Portal
from ...core.rendering.phone_links import dialled
from ...core.text.urls import plain_path
from ..privacy.page_addresses import path_of, without_signatures
from ..rules import MessageKind
from ..submission.empty_forms import EmptyForms

_OK = 200


class FeedbackHelpers:
    """The template helpers of one portal: the same for every reader, so that any cache may keep them."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._forms = portal.service(EmptyForms)

    def feedback_form(self, topic: str | None = None) -> Markup:
        """The form for a message. `topic` is "site" for feedback on the website, the key of a department, or
        "department" to let the reader choose one. Raises ValueError for an unknown topic.
        """
        departments = self._forms.departments.every()
        topics = {"site", *departments, *({"department"} if departments else ())}
        if topic is not None and topic not in topics:
            raise ValueError(f"feedback_form: the topic is one of {', '.join(sorted(topics))}, not {topic!r}")
        if topic not in {None, "site"} and not self._forms.departments.open():
            return empty_part(self._portal.app, "feedback_form", "every department is closed")
        depends = topic, self._forms.departments.revision
        return self._portal.cached_fragment(
            self._portal.page, "feedback/part.html", *depends, make=lambda: self._form(topic or "site")
        )

    def page_feedback(self, page: str | None = None) -> Markup:
        """The question whether a page is useful, and the form for reporting a problem. `page` is the address
        if it is not the current page.
        """
        page_context = self._portal.page
        path = path_of(plain_path(page) if page is not None else f"{page_context.root}{page_context.path}")
        signature = self._forms.pages.sign(path) if path and _is_in_order(page_context) else ""
        return self._portal.cached_fragment(
            page_context, "feedback/foot.html", path, signature, make=lambda: self._foot(path, signature)
        )

    def every_response(self, _request: Request, response: Response) -> None:
        """Take the signatures out of a page with another status than 200, also if a cache has kept it: its
        address may be anything that somebody typed.
        """
        if response.status_code == _OK or response.mimetype != "text/html":
            return
        if not response.is_sequence:
            self._portal.page.counted = False  # it is rendered after this
        elif b"page_signature" in (body := response.get_data()):
            response.set_data(without_signatures(body))

    def contact(self) -> Markup:
        """Every open department with telephone, e-mail, address and hours. Empty if there is none."""
        revision = self._forms.departments.revision  # before the list, which may be newer, but not older
        departments = self._forms.departments.open()
        if not departments:
            return empty_part(self._portal.app, "contact", "PORTAL_WIDGETS_DEPARTMENTS names none")
        return self._portal.cached_fragment(
            self._portal.page,
            "feedback/contact.html",
            revision,
            make=lambda: self._portal.render(
                "feedback/contact.html", departments=departments, dialled=dialled
            ),
        )

    def _form(self, topic: str) -> Markup:
        kind = MessageKind.SITE if topic == MessageKind.SITE else MessageKind.DEPARTMENT
        values = self._forms.values(kind)
        values["form"]["department"]["data"] = topic
        return self._portal.render("feedback/part.html", **values)

    def _foot(self, page: str, signature: str) -> Markup:
        values = self._forms.values(MessageKind.PAGE)
        values["form"]["page"]["data"] = page
        values["form"]["page_signature"]["data"] = signature
        return self._portal.render("feedback/foot.html", page=page, page_signature=signature, **values)


def _is_in_order(page_context: PageContext) -> bool:
    """Return whether the page can be opened, as far as is known before its status."""
    return page_context.counted and sys.exception() is None
