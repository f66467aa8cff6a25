"""The rules of a poll: its questions, its terms, ballots, when it is open, and who may see its results."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..config import Text
from ..core.text.clock import Microseconds
from ..core.text.lazy import N_
from ..core.text.normalization import one_line
from .terms import term


class QuestionKind(StrEnum):
    """The kind of answer to a question."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    RANKED = "ranked"


class PollState(StrEnum):
    """The state of a poll. A draft is visible only in the admin area."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Visibility(StrEnum):
    """When results are visible. With `STAFF` they are never visible to the public. With `SECRET` nobody sees
    them until the poll is closed, not even the office. Then all do.
    """

    ALWAYS = "always"
    VOTED = "voted"
    CLOSED = "closed"
    STAFF = "staff"
    SECRET = "secret"  # noqa: S105 - not a password


class Voters(StrEnum):
    """How voters are distinguished."""

    BROWSER = "browser"
    PERSON = "person"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `key` never changes after a ballot contains it."""

    key: str
    text: Text
    link: str = ""
    picture: str = ""
    picture_text: Text = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. For `MULTIPLE` and `RANKED`, voters choose from `least` to `most` options. The options of
    a `SCALE` are its numbers, and `low` and `high` describe its ends.
    """

    key: str
    text: Text
    kind: QuestionKind
    options: tuple[Option, ...]
    least: int = 1
    most: int = 1
    other: bool = False
    low: Text = ""
    high: Text = ""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a poll. Frozen after the first ballot; later edits are versions that readers see."""

    title: Text
    questions: tuple[Question, ...]
    intro: Text = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a poll. Instants are microseconds since 1970: open from `opens_at` (included) to
    `closes_at` (excluded; None for no end).
    """

    opens_at: Microseconds | None = term(  # noqa: RUF009 - a field
        None, N_("Opens"), name="opens", hint=N_("In the portal's time zone. If empty: when it is published.")
    )
    closes_at: Microseconds | None = term(  # noqa: RUF009 - a field
        None, N_("Closes"), name="closes", hint=N_("If empty: when you close it."), stays=False
    )
    # If a rule is unknown, the public sees no results, and nobody can vote.
    visibility: Visibility = term(  # noqa: RUF009 - a field
        Visibility.CLOSED, N_("Results are seen"), unknown=Visibility.STAFF, stays=False
    )
    voters: Voters = term(  # noqa: RUF009 - a field
        Voters.BROWSER, N_("Voters are distinguished by"), unknown=Voters.CODE
    )
    may_change: bool = term(False, N_("change the ballot"))
    may_withdraw: bool = term(False, N_("withdraw the ballot"))
    may_be_blank: bool = term(False, N_("cast a blank ballot"))


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: option keys (in order of preference if ranked), and the words of
    "other".
    """

    chosen: tuple[str, ...] = ()
    other: str = ""


Ballot = Mapping[str, Answer]  # by the question's key


# The words of "other". "Other" itself is a choice.
OTHER = "other"
LONGEST_OTHER = 200


def check_order(terms: Terms) -> Terms:
    """Return the terms. Raises ValueError if the poll would close before it opens."""
    if terms.opens_at is not None and terms.closes_at is not None and terms.closes_at <= terms.opens_at:
        raise ValueError("terms: a poll must close after it opens")
    return terms


def state(terms: Terms, now: Microseconds, *, draft: bool = False, archived: bool = False) -> PollState:
    """The state of a poll at an instant; at `closes_at` itself it is closed."""
    if draft:
        return PollState.DRAFT
    if archived:
        return PollState.ARCHIVED
    if terms.closes_at is not None and now >= terms.closes_at:
        return PollState.CLOSED
    if terms.opens_at is None or now < terms.opens_at:
        return PollState.SCHEDULED
    return PollState.OPEN


def may_see_results(
    visibility: Visibility, at: PollState, *, voted: bool = False, staff: bool = False
) -> bool:
    """Return whether results may be seen: the only check, for pages, files, JSON and the admin area."""
    over = at in {PollState.CLOSED, PollState.ARCHIVED}
    if visibility is Visibility.SECRET:
        return over
    if staff or visibility is Visibility.ALWAYS:
        return True
    if visibility is Visibility.STAFF:
        return False
    return over or (visibility is Visibility.VOTED and voted)


def may_see_ballots(visibility: Visibility, at: PollState, *, staff: bool = False) -> bool:
    """When the list of ballots is published: with the result, but not while the poll is open. Otherwise an
    observer who watches the list could connect a new ballot with a person who voted at that moment.
    """
    return at in {PollState.CLOSED, PollState.ARCHIVED} and may_see_results(visibility, at, staff=staff)


class Fault(StrEnum):
    """The fault of the answer to a question."""

    MISSING = "missing"
    TOO_FEW = "too-few"
    TOO_MANY = "too-many"
    UNKNOWN = "unknown"
    REPEATED = "repeated"
    OTHER_EMPTY = "other-empty"
    OTHER_LONG = "other-long"


class BallotError(ValueError):
    """A ballot cannot be counted. The faults are by the question's key; "" is the whole ballot."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{key or 'ballot'}: {fault}" for key, fault in faults.items()))
        self.faults = dict(faults)


def check_ballot(content: Content, terms: Terms, given: Mapping[str, Answer]) -> Ballot:
    """Return the ballot in its stored form. Raises BallotError. The same rules apply to forms, JSON and the
    command line.
    """
    known = {question.key for question in content.questions}
    answered = {key: answer for key, answer in given.items() if answer.chosen or answer.other.strip()}
    if not answered.keys() <= known:
        raise BallotError({"": Fault.UNKNOWN})
    if not answered and terms.may_be_blank:
        return {}
    faults: dict[str, Fault] = {}
    ballot: dict[str, Answer] = {}
    for question in content.questions:
        answer = _clean_answer(answered.get(question.key, Answer()))
        fault = _fault(question, answer)
        if fault:
            faults[question.key] = fault
        elif answer.chosen:
            ballot[question.key] = _in_order(question, answer)
    if faults:
        raise BallotError(faults)
    return ballot


def _clean_answer(answer: Answer) -> Answer:
    """Words without the choice "other" are ignored; with it they are stored in NFC."""
    if OTHER not in answer.chosen:
        return Answer(answer.chosen)
    return Answer(answer.chosen, one_line(answer.other))


def _fault(question: Question, answer: Answer) -> Fault | None:
    count = len(answer.chosen)
    options = {option.key for option in question.options} | ({OTHER} if question.other else set())
    checks = (
        (not set(answer.chosen) <= options, Fault.UNKNOWN),
        (len(set(answer.chosen)) < count, Fault.REPEATED),
        (count == 0 and question.least > 0, Fault.MISSING),
        (count < question.least, Fault.TOO_FEW),
        (count > question.most, Fault.TOO_MANY),
        (OTHER in answer.chosen and not answer.other, Fault.OTHER_EMPTY),
        (len(answer.other) > LONGEST_OTHER, Fault.OTHER_LONG),
    )
    return next((fault for wrong, fault in checks if wrong), None)


def _in_order(question: Question, answer: Answer) -> Answer:
    """Keep the order of preference, which is the voter's. Other orders only show how the form was filled in,
    so they are normalised.
    """
    if question.kind is QuestionKind.RANKED:
        return answer
    order = [*(option.key for option in question.options), OTHER]
    return Answer(tuple(sorted(answer.chosen, key=order.index)), answer.other)
