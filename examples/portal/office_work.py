"""The work of an invented office before the first visit: answers, an overdue message, a published question,
checked links.
"""

import re
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from portal_widgets.core.app.portal import Portal
from portal_widgets.feedback.service import FeedbackService
from portal_widgets.feedback.store import tables
from portal_widgets.feedback.store.questions import PublishedQuestion
from portal_widgets.links.check.link_status import LinkCheck, LinkState, LinkStatus, update_status
from portal_widgets.links.service import LinkService

CLERK = "admin"
# The first messages of the demo by their numbers. The second sender has agreed to a publication.
ANSWERED, PUBLISHED, ASSIGNED, OVERDUE = 1, 2, 3, 4
# Longer than any time for an answer, also with the holidays of Tết.
LATE = timedelta(days=45)
ANSWER = "Đèn đã được thay trong sáng nay. Xin cảm ơn quý vị đã phản ánh."
QUESTION = "Trang tra cứu hồ sơ có đọc được bằng trình đọc màn hình không?"
EXPLANATION = "Có. Trang đã được thử với NVDA và TalkBack. Nếu gặp lỗi, vui lòng báo cho Ban Biên tập."
# The invented findings of a link check, for the last links of the directory.
FOUND = (LinkCheck(LinkState.GONE), LinkCheck(LinkState.DOMAIN, "lamchau.example -> quang-cao.example"))
# The answer of each invented voter, by its place.
BALLOTS = (0, 2, 0, 2, 1, 2, 2, 1)
_TICKET = re.compile(r'name="ballot" value="([^"]*)"')
_OPTION = re.compile(r'name="(option[^"]*)" value="([^"]+)"')


def vote(app: Flask, slug: str) -> None:
    """Each invented voter has a browser and a network (RFC 2544)."""
    for number, place in enumerate(BALLOTS, 1):
        voter = app.test_client()
        voter.environ_base["REMOTE_ADDR"] = f"198.18.{number}.1"
        page = voter.get(f"/portal/polls/{slug}").text
        options = list(dict.fromkeys(_OPTION.findall(page)))
        name, chosen = options[place]
        ticket = _TICKET.findall(page)[0]
        voter.post(f"/portal/polls/{slug}/ballots", data={"ballot": ticket, name: chosen})


def work(app: Flask) -> None:
    portal: Portal = app.extensions["portal_widgets"]
    with app.test_request_context():
        _answer(portal.service(FeedbackService))
        _let_one_wait(portal, portal.service(FeedbackService))
        _check_links(portal, portal.service(LinkService))


def _answer(service: FeedbackService) -> None:
    now = service.now()
    service.cases.reply(ANSWERED, ANSWER, who=CLERK, at=now)
    service.cases.assign(ASSIGNED, CLERK, who=CLERK, at=now)
    service.cases.reply(PUBLISHED, EXPLANATION, who=CLERK, at=now)
    published = PublishedQuestion(0, PUBLISHED, "", QUESTION, EXPLANATION, "vi", now, now)
    service.questions.publish(published, who=CLERK)


def _let_one_wait(portal: Portal, service: FeedbackService) -> None:
    """A message arrives today. Only the database can say that it came earlier."""
    case = service.cases.case(OVERDUE)
    if case is None or case.due_on is None:
        return
    earlier = {"at": case.at - LATE // timedelta(milliseconds=1), "due_on": case.due_on - LATE}
    with portal.database.writing() as connection:
        connection.execute(sa.update(tables.message).where(tables.message.c.id == OVERDUE).values(earlier))


def _check_links(portal: Portal, service: LinkService) -> None:
    """No network is needed: the findings are invented."""
    links = [link for _, link in service.newest()[1].links()]
    now, today = portal.clock.milliseconds(), portal.clock.today()
    for link in links[: -len(FOUND)]:
        fine = update_status(LinkStatus(link.url), LinkCheck(LinkState.OK), now, today)
        service.watch.save(fine, None)
    for link, found in zip(links[-len(FOUND) :], FOUND, strict=True):
        service.watch.save(update_status(LinkStatus(link.url), found, now, today), None)
    service.invalidate()
