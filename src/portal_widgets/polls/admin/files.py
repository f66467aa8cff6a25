"""A poll as files: its result, and its ballots by their receipts."""

from datetime import datetime

from ...core.app.portal import Portal
from ...core.files.table_export import Sheet, TableInfo, Value
from ...core.text.languages import Language
from ..rules import OTHER, Ballot, Question
from ..store.polls import Poll
from ..tally.tally import Tally

KINDS = ("results", "ballots")


def results(language: Language, poll: Poll, result: Tally) -> Sheet:
    """Every answer to every question with its votes; for ranked questions, the first preferences."""
    _ = language.gettext
    rows: list[tuple[Value, ...]] = []
    for question, found in zip(poll.content.questions, result.questions, strict=True):
        for count in found.counts:
            share = round(count.share * 100, 1)
            rows.append(
                (
                    language.text(question.text),
                    _option_name(language, question, count.key),
                    count.votes,
                    share,
                )
            )
    columns = (_("Question"), _("Answer"), _("Votes"), _("Share"))
    return Sheet("results", _("Results"), columns, rows)


def ballots(language: Language, poll: Poll, cast: list[tuple[str, Ballot]]) -> Sheet:
    """One line for each ballot, sorted by receipt and without times, so that the order reveals nothing."""
    _ = language.gettext
    questions = poll.content.questions
    rows: list[tuple[Value, ...]] = [
        (receipt, *(_answer_text(language, question, ballot) for question in questions))
        for receipt, ballot in cast
    ]
    columns = (_("Receipt"), *(language.text(question.text) for question in questions))
    return Sheet("ballots", _("Every ballot"), columns, rows)


def about(portal: Portal, poll: Poll) -> TableInfo:
    """The description in a file: the portal, from the opening to the close, or to now."""
    now = portal.clock.now()
    opened = _moment(portal, poll.terms.opens_at) or now
    closed = _moment(portal, poll.terms.closes_at) or now
    return TableInfo(
        portal=portal.publisher_name(),
        subject=portal.language.text(poll.content.title),
        period=f"{portal.language.moment(opened)} - {portal.language.moment(closed)}",
        first=opened.date(),
        last=closed.date(),
        zone=str(portal.clock.zone),
        generated=now,
    )


def _moment(portal: Portal, microseconds: int | None) -> datetime | None:
    return portal.clock.local(microseconds // 1000) if microseconds is not None else None


def _answer_text(language: Language, question: Question, ballot: Ballot) -> str:
    answer = ballot.get(question.key)
    if answer is None:
        return ""
    named = (_option_name(language, question, key) for key in answer.chosen if key != OTHER)
    return "; ".join([*named, *([answer.other] if answer.other else [])])


def _option_name(language: Language, question: Question, key: str) -> str:
    texts = {option.key: language.text(option.text) for option in question.options}
    return texts.get(key) or language.gettext("Another answer")
