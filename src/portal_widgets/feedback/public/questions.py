"""/questions: the published questions and answers (Hỏi đáp), and their feed."""

from flask import Response, abort, request

from ...core.app.portal import Portal
from ...core.app.routing import Views, whole_number
from ...core.http.cache_headers import cacheable_response
from ..service import FeedbackService
from ..store.questions import PAGE
from ..ui_text import FeedbackUiText

ATOM = "application/atom+xml"


def question_routes(feedback: Views, portal: Portal, service: FeedbackService) -> None:
    store = service.questions

    @feedback.view
    def questions() -> Response:
        department = request.args.get("department", "")
        page = request.args.get("page", 1, type=whole_number)
        known = service.departments.every().items()
        departments = {key: portal.language.text(one.name) for key, one in known}
        if (department and department not in departments) or not 1 <= page < 10_000:  # noqa: PLR2004 - pages
            abort(404)
        found, count = store.newest(department, page)
        return cacheable_response(
            portal.render_page(
                "feedback/questions.html",
                questions=found,
                count=count,
                at=page,
                pages=-(-count // PAGE),
                department=department,
                departments=departments,
                pw_words=_ui_text(portal),
            )
        )

    @feedback.view
    def feed() -> Response:
        found, _ = store.newest()
        newest = max((one.changed_at for one in found), default=0)
        values = {"questions": found, "newest": newest, "pw_words": _ui_text(portal)}
        name = portal.publisher_name()
        return cacheable_response(portal.render("feedback/questions.xml", name=name, **values), ATOM)


def _ui_text(portal: Portal) -> FeedbackUiText:
    return FeedbackUiText(portal.language, portal.clock)
