"""A poll as JSON: its result, and the data to count it again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TypedDict

from ...core.app.portal import Portal
from ..ballot_form import fields
from ..rules import Answer
from ..service import PollService, PollView
from ..store.polls import Poll
from ..tally import chain
from ..tally.tally import Tally
from .helpers import changes_since_opening


class ChainData(TypedDict):
    """How long the chain of ballots is, and its last hash."""

    length: int
    head: str


class ResultData(TypedDict):
    """The result of a poll as JSON."""

    poll: str
    title: str
    state: str
    version: int
    chain: ChainData
    refused: Mapping[str, int]
    voters: str
    self_selected: bool
    changes: list[dict[str, object]]
    result: dict[str, object] | None


class BallotData(TypedDict):
    """The ballots of a poll as JSON, by their receipts."""

    poll: str
    result: dict[str, object]
    ballots: list[dict[str, object]]
    head: str
    chain: list[dict[str, object]]
    genesis: str


def result_data(portal: Portal, view: PollView) -> ResultData:
    """The result, with the facts to interpret it."""
    poll = view.poll
    return {
        "poll": poll.slug,
        "title": portal.language.text(poll.content.title),
        "state": view.state.value,
        "version": poll.version,
        "chain": {"length": poll.chain_length, "head": poll.chain_head},
        "refused": view.disclosure.refused if view.disclosure else {},
        "voters": poll.terms.voters.value,
        "self_selected": True,
        "changes": [asdict(change) for change in changes_since_opening(portal, view)],
        "result": _with_options(poll, view.result) if view.result else None,
    }


def ballot_data(service: PollService, poll: Poll, *, words: bool = False) -> BallotData:
    """The ballots, the chain and the result, for counting again. `words`: with the voters' own answers, only
    for the office, because nobody has checked whether they slander anyone or name the voter.
    """
    return {
        "poll": poll.slug,
        "result": asdict(service.results.result(poll)),
        "ballots": [
            {"receipt": code, "answers": {key: _answer(one, words=words) for key, one in ballot.items()}}
            for code, ballot in service.results.ballots(poll)
        ],
        "head": poll.chain_head,
        "chain": [asdict(entry) for entry in service.results.entries(poll)],
        "genesis": chain.GENESIS,
    }


def _with_options(poll: Poll, result: Tally) -> dict[str, object]:
    """The result. Each count has the id of its option in the form."""
    ids, told = fields(poll.content).ids, asdict(result)
    for question in told["questions"]:
        for count in question["counts"]:
            count["option"] = ids[question["key"], count["key"]]
    return told


def _answer(answer: Answer, *, words: bool) -> dict[str, object]:
    return {"chosen": answer.chosen, **({"other": answer.other} if words and answer.other else {})}
