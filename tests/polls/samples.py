"""Polls that several tests use."""

from portal_widgets.polls.rules import (
    Answer,
    Ballot,
    Content,
    Option,
    Question,
    QuestionKind,
    Terms,
    Visibility,
)
from portal_widgets.polls.service import PollService
from support import portal_of

MINUTE = 60_000_000
OPENS = 1_773_000_000_000_000
CLOSES = OPENS + 60 * MINUTE


def options(*keys: str) -> tuple[Option, ...]:
    return tuple(Option(key, {"vi": f"Lựa chọn {key}", "en": f"Choice {key}"}) for key in keys)


ROAD = Question("road", "Nên sửa đường nào trước?", QuestionKind.SINGLE, options("a", "b", "c"), other=True)
DAYS = Question(
    "days", "Những ngày nào tiện?", QuestionKind.MULTIPLE, options("mon", "tue", "wed"), least=1, most=2
)
STARS = Question("stars", "Quý vị hài lòng đến đâu?", QuestionKind.SCALE, options("1", "2", "3", "4", "5"))
ORDER = Question("order", "Xếp theo thứ tự ưu tiên", QuestionKind.RANKED, options("x", "y", "z"), most=3)
ASKED = Content("Thăm dò ý kiến", (ROAD, DAYS, STARS, ORDER))
SHORT = Content({"vi": "Nên sửa đường nào trước?", "en": "Which road first?"}, (ROAD,))
OPEN = Terms(OPENS, CLOSES, Visibility.ALWAYS)
FULL: Ballot = {
    "road": Answer(("a",)),
    "days": Answer(("mon", "wed")),
    "stars": Answer(("4",)),
    "order": Answer(("y", "x")),
}


def short(option: str, other: str = "") -> Ballot:
    return {"road": Answer((option,), other)}


def held(app, slug: str = "duong", asked: Content = SHORT, **terms) -> int:
    """A published poll of an application, open for an hour from now."""
    service = portal_of(app).service(PollService)
    now = service.now()
    given = {"opens_at": now, "closes_at": now + 60 * MINUTE, "visibility": Visibility.ALWAYS, **terms}
    number = service.polls.create(slug, asked, Terms(**given), who="Lan", at=now)
    service.polls.publish(number, now)
    service.invalidate()
    return number
