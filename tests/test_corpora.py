"""The errors of every guess, counted on innocent and guilty texts. They may not increase."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from portal_widgets.counting.classify.bots import is_bot
from portal_widgets.feedback.privacy.page_addresses import without_personal_data
from portal_widgets.feedback.privacy.personal_data import find_personal_data
from portal_widgets.feedback.rules import Circumstances, Message, MessageKind, spam_reason
from portal_widgets.links.check.classify import classify
from portal_widgets.links.check.link_status import LinkCheck, LinkState, LinkStatus, update_status

CORPORA = Path(__file__).parent / "corpora"
DOCS = Path(__file__).parent.parent / "docs"
FEWEST_INNOCENT, FEWEST_GUILTY = 200, 50
FIELD = " || "
MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# The results of the watch for the ways in which no answer comes.
NO_ANSWER = {
    "timeout": LinkState.UNREACHABLE,
    "refused": LinkState.UNREACHABLE,
    "no name": LinkState.DNS,
    "bad certificate": LinkState.TLS,
    "circles": LinkState.UNKNOWN,
    "robots": LinkState.BLOCKED,
    "private": LinkState.PRIVATE,
}


class Measured(NamedTuple):
    """How many of the innocent texts are accused, and how many of the guilty ones are missed."""

    innocent: int
    accused: int
    guilty: int
    missed: int


def has_personal_data(line: str) -> bool:
    return bool(find_personal_data(*line.split(FIELD)))


def is_withheld(path: str) -> bool:
    """Whether the path of a page that the portal has not signed is kept otherwise than it is."""
    return without_personal_data(path) != path


def says_it_is_gone(title: str) -> bool:
    return answered("https://a.example/", "https://a.example/", f"200 {title}", []).seen is LinkState.GONE


def is_spam(line: str) -> bool:
    fields = dict(zip(("text", "subject", "name", "address"), line.split(FIELD), strict=False))
    how = Circumstances("", 60, (), repeated=lambda: False, crowded=lambda: False)
    return spam_reason(Message(MessageKind.SITE, **fields), how) is not None


def is_held_back(line: str) -> bool:
    url, *days = line.split(FIELD)
    known, today = LinkStatus(url), MONDAY
    for day in days:
        parts = day.split(" ; ")
        again = parts[0] == "again"
        times = int(parts.pop()[1:]) if re.fullmatch(r"x\d+", parts[-1]) else 1
        for _ in range(times):
            today += timedelta(days=0 if again else 1)
            known = update_status(known, look(url, parts[again:]), 0, today)
    return known.is_held_back


def look(url: str, parts: list[str]) -> LinkCheck:
    """The result for the parts of one day, decided as the watch decides."""
    hops = [part.split(" -> ") for part in parts if " -> " in part]
    (answer, *about) = [part for part in parts if " -> " not in part]
    if answer in NO_ANSWER:
        return LinkCheck(NO_ANSWER[answer], answer)
    reached = hops[-1][1] if hops else url
    return answered(url, reached, answer, [int(status) for status, _ in hops], about)


def answered(
    url: str, reached: str, answer: str, hops: list[int], about: list[str] | tuple[str, ...] = ()
) -> LinkCheck:
    status, _, said = answer.partition(" ")
    page = said if said.startswith("<") else f"<title>{said}</title><p>…</p>"
    text = {"file": None, "empty": ""}.get(said, page)
    certificate: dict[str, object] = {}
    for part in about:
        if part.startswith("cert "):
            certificate["subject"] = ((("organizationName", part.removeprefix("cert ")),),)
        if part == "ends":
            certificate["notAfter"] = f"{NOON + timedelta(days=7):%b %d %H:%M:%S %Y} GMT"
    return classify(url, reached, int(status), text, certificate, hops, NOON)


# By corpus: the guess, and the page of the documentation with its numbers.
GUESSES: dict[str, tuple[Callable[[str], bool], str]] = {
    "personal-texts": (has_personal_data, "widgets/feedback.md"),
    "personal-paths": (is_withheld, "widgets/feedback.md"),
    "spam": (is_spam, "widgets/feedback.md"),
    "soft-404": (says_it_is_gone, "widgets/links.md"),
    "quarantine": (is_held_back, "widgets/links.md"),
    "robots": (is_bot, "how-it-counts.md"),
}


def lines(name: str) -> list[str]:
    text = (CORPORA / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("# ")]


def measure(name: str) -> tuple[Measured, list[str]]:
    """The numbers of a guess, and the lines for which it is wrong."""
    guess, _ = GUESSES[name]
    innocent, guilty = lines(f"{name}.innocent"), lines(f"{name}.guilty")
    accused = [line for line in innocent if guess(line)]
    missed = [line for line in guilty if not guess(line)]
    wrong = [f"accused: {line}" for line in accused] + [f"missed: {line}" for line in missed]
    return Measured(len(innocent), len(accused), len(guilty), len(missed)), wrong


def rows(page: Path) -> Iterator[tuple[str, Measured]]:
    """The rows of four numbers in a page's tables, by their first cell."""
    for name, *numbers in re.findall(
        r"^\| `?([\w-]+)`? \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", page.read_text("utf-8"), re.MULTILINE
    ):
        yield name, Measured(*map(int, numbers))


CEILINGS = dict(rows(CORPORA / "README.md"))


@pytest.mark.parametrize("name", GUESSES)
def test_no_guess_is_wrong_more_often_than_it_was(name: str):
    measured, wrong = measure(name)
    print(f"{name}: {measured}", *wrong, sep="\n")  # noqa: T201 - shown by -s, or where it fails

    assert measured.accused <= CEILINGS[name].accused
    assert measured.missed <= CEILINGS[name].missed


@pytest.mark.parametrize("name", GUESSES)
def test_the_documentation_says_how_often_a_guess_is_wrong(name: str):
    measured, _ = measure(name)

    assert dict(rows(DOCS / GUESSES[name][1]))[name] == measured
    assert CEILINGS[name] == measured  # a limit above the measured number would let it grow again


@pytest.mark.parametrize("name", GUESSES)
def test_a_corpus_is_large_and_says_what_it_is(name: str):
    innocent, guilty = lines(f"{name}.innocent"), lines(f"{name}.guilty")

    assert len(innocent) >= FEWEST_INNOCENT
    assert len(guilty) >= FEWEST_GUILTY
    for side in ("innocent", "guilty"):
        assert (CORPORA / f"{name}.{side}.txt").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("name", GUESSES)
def test_no_line_of_a_corpus_stands_there_twice(name: str):
    every = [line.casefold().strip() for side in ("innocent", "guilty") for line in lines(f"{name}.{side}")]

    assert [line for line in set(every) if every.count(line) > 1] == []
    assert "" not in every


def test_every_corpus_belongs_to_a_guess():
    found = {file.name.partition(".")[0] for file in CORPORA.glob("*.txt")}

    assert found == GUESSES.keys() == CEILINGS.keys()
