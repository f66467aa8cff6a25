"""Parses a ballot: fields of a form, or JSON. The rules decide whether it counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .rules import OTHER, Answer, BallotError, Content, Fault, Question, QuestionKind

MOST_FIELDS = 500
# The field name of options.
OPTION = "option"


@dataclass(frozen=True, slots=True)
class Fields:
    """The field names of a poll's form. `ids` are those of the options, by question and key. They are unique
    in the poll. `names` are those of the questions: the options are sent under these names.
    """

    ids: Mapping[tuple[str, str], str]
    names: Mapping[str, str]


def fields(content: Content) -> Fields:
    """An option's id is its key. If another question has the same key, the question's key comes first."""
    often = Counter(key for question in content.questions for key in _keys(question))
    ids: dict[tuple[str, str], str] = {}
    for question in content.questions:
        keys = _keys(question)
        alone = all(often[key] == 1 for key in keys)
        ids |= {(question.key, key): key if alone else f"{question.key}.{key}" for key in keys}
    return Fields(ids, _names(content))


def _keys(question: Question) -> list[str]:
    return [*(option.key for option in question.options), *([OTHER] if question.other else [])]


def _names(content: Content) -> Mapping[str, str]:
    """The name is `option`. A second question with radio buttons has a name of its own, because radio buttons
    with the same name exclude each other.
    """
    radio = [one.key for one in content.questions if one.kind in {QuestionKind.SINGLE, QuestionKind.SCALE}]
    return {
        question.key: f"{OPTION}-{question.key}" if question.key in radio[1:] else OPTION
        for question in content.questions
    }


def from_form(content: Content, sent: Iterable[tuple[str, str]]) -> Mapping[str, Answer]:
    """Fields are `option` (or `option-<question>`) with an option's id for each choice, `other-<question>`
    for words, and `rank-<option>` with the rank for a ranked question.
    """
    values: dict[str, list[str]] = {}
    for name, value in sent:
        values.setdefault(name, []).append(value)
    if len(values) > MOST_FIELDS:
        raise BallotError({"": Fault.UNKNOWN})
    ids = fields(content).ids
    known = {ids[question.key, key] for question in content.questions for key in _chosen_keys(question)}
    if not {value for value in values.get(OPTION, ()) if value} <= known:
        raise BallotError({"": Fault.UNKNOWN})
    return {question.key: _read(question, values, ids) for question in content.questions}


def _chosen_keys(question: Question) -> list[str]:
    """The options of a question that `option` may name: a ranked question uses ranks only."""
    return [] if question.kind is QuestionKind.RANKED else _keys(question)


def _read(question: Question, values: Mapping[str, list[str]], ids: Mapping[tuple[str, str], str]) -> Answer:
    if question.kind is QuestionKind.RANKED:
        return Answer(_read_ranking(question, values, ids))
    keys = {ids[question.key, key]: key for key in _keys(question)}
    chosen = [keys[value] for value in values.get(OPTION, ()) if value in keys]
    chosen += [keys.get(value, value) for value in values.get(f"{OPTION}-{question.key}", ()) if value]
    return Answer(tuple(chosen), (values.get(f"{OTHER}-{question.key}") or [""])[0])


def _read_ranking(
    question: Question, values: Mapping[str, list[str]], ids: Mapping[tuple[str, str], str]
) -> tuple[str, ...]:
    ranks: dict[int, str] = {}
    for option in question.options:
        text = (values.get(f"rank-{ids[question.key, option.key]}") or [""])[0].strip()
        if not text:
            continue
        rank = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0  # noqa: PLR2004 - digits
        if not 1 <= rank <= len(question.options):
            raise BallotError({question.key: Fault.UNKNOWN})
        if rank in ranks:
            raise BallotError({question.key: Fault.REPEATED})
        ranks[rank] = option.key
    return tuple(ranks[rank] for rank in sorted(ranks))


def from_json(value: object) -> Mapping[str, Answer]:
    """The format `{"answers": {"<question>": {"chosen": ["<option>"], "other": "words"}}}`."""
    answers = value.get("answers") if isinstance(value, Mapping) else None
    if not isinstance(answers, Mapping):
        raise BallotError({"": Fault.UNKNOWN})
    return {str(key): _answer(answer) for key, answer in answers.items()}


def _answer(value: object) -> Answer:
    chosen = value.get("chosen", []) if isinstance(value, Mapping) else None
    other = value.get("other", "") if isinstance(value, Mapping) else None
    if not isinstance(chosen, list) or not isinstance(other, str):
        raise BallotError({"": Fault.UNKNOWN})
    if not all(isinstance(key, str) for key in chosen):
        raise BallotError({"": Fault.UNKNOWN})
    return Answer(tuple(chosen), other)
