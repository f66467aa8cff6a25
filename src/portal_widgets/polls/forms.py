"""A ballot as it comes in: fields of a form, or JSON. Whether it counts is for the rules to say."""

from collections.abc import Iterable, Mapping
from typing import Any

from .rules import Answer, BallotError, Content, Fault, Kind, Question

MOST_FIELDS = 500


def from_form(content: Content, fields: Iterable[tuple[str, str]]) -> Mapping[str, Answer]:
    """Fields are `option` for each choice, `other-<question>` for words, and of a ranked question
    `rank-<option>` with its rank. Radio buttons are grouped by their name, so `option-<question>` is as good
    as `option`. Options are called as `Content.id_of` says.
    """
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    if len(values) > MOST_FIELDS:
        raise BallotError({"": Fault.UNKNOWN})
    names = ["option", *(f"option-{question.key}" for question in content.questions)]
    left = [one for name in names for one in values.get(name, ()) if one]
    answers = {question.key: _read(content, question, left, values) for question in content.questions}
    if left:
        raise BallotError({"": Fault.UNKNOWN})
    return answers


def _read(content: Content, question: Question, left: list[str], values: Mapping[str, list[str]]) -> Answer:
    """The answer to a question; what it takes is left no longer."""
    if question.kind is Kind.RANKED:
        return Answer(_ranked(content, question, values))
    own = content.id_of(question.key, "")
    taken = [one for one in left if one.startswith(own)]
    left[:] = [one for one in left if not one.startswith(own)]
    words = (values.get(f"other-{question.key}") or [""])[0]
    return Answer(tuple(one.removeprefix(own) for one in taken), words)


def _ranked(content: Content, question: Question, values: Mapping[str, list[str]]) -> tuple[str, ...]:
    ranks: dict[int, str] = {}
    for option in question.options:
        text = (values.get(f"rank-{content.id_of(question.key, option.key)}") or [""])[0].strip()
        if not text:
            continue
        rank = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0  # noqa: PLR2004 - digits
        if not 1 <= rank <= len(question.options):
            raise BallotError({question.key: Fault.UNKNOWN})
        if rank in ranks:
            raise BallotError({question.key: Fault.REPEATED})
        ranks[rank] = option.key
    return tuple(ranks[rank] for rank in sorted(ranks))


def from_json(value: Any) -> Mapping[str, Answer]:
    """As `{"answers": {"<question>": {"chosen": ["<option>"], "other": "words"}}}`."""
    answers = value.get("answers") if isinstance(value, Mapping) else None
    if not isinstance(answers, Mapping):
        raise BallotError({"": Fault.UNKNOWN})
    return {str(key): _answer(answer) for key, answer in answers.items()}


def _answer(value: Any) -> Answer:
    chosen = value.get("chosen", []) if isinstance(value, Mapping) else None
    other = value.get("other", "") if isinstance(value, Mapping) else None
    if not isinstance(chosen, list) or not isinstance(other, str):
        raise BallotError({"": Fault.UNKNOWN})
    if not all(isinstance(key, str) for key in chosen):
        raise BallotError({"": Fault.UNKNOWN})
    return Answer(tuple(chosen), other)
