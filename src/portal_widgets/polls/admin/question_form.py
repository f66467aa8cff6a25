"""The part of the form with one question: its fields, their faults, and its numbers."""

import re
from collections.abc import Callable, Iterator, Mapping

from werkzeug.datastructures import MultiDict

from ...core.forms import LONG, Field, Form, none_of
from ..definition import (
    FEWEST_OPTIONS,
    LONGEST_TEXT,
    MOST_OPTIONS,
    MOST_STEPS,
    MayLink,
    find_same,
    is_unseen,
)
from ..rules import QuestionKind

_BETWEEN = re.compile(r"(?<!\\)\|")

Given = Mapping[str, str] | MultiDict[str, str]
# One option is chosen as the answer to these.
ONE = {QuestionKind.SINGLE, QuestionKind.SCALE}
# These may be answered in one's own words.
CHOICES = {QuestionKind.SINGLE, QuestionKind.MULTIPLE}


def _or(usual: str) -> Callable[[str], str]:
    return lambda typed: typed.strip() or usual


TEXT = Field(str.strip, most=LONGEST_TEXT)
SWITCH = Field(lambda typed: "on" if typed else "")
# An option: its text, a link, and a picture with its alternative text.
ROW = {
    **dict.fromkeys(("option_vi", "option_en"), TEXT),
    **dict.fromkeys(("link", "picture"), Field(str.strip)),
    **dict.fromkeys(("vi", "en"), TEXT),
}
QUESTION = {
    **dict.fromkeys(("vi", "en"), TEXT),
    "kind": Field(_or(QuestionKind.SINGLE), {"kind": none_of({*QuestionKind})}),
    "other": SWITCH,
    "optional": SWITCH,
    "first": Field(_or("1")),
    "last": Field(_or("5")),
    **dict.fromkeys(("low_vi", "low_en", "high_vi", "high_en"), TEXT),
    "least": Field(_or("1")),
    "most": Field(str.strip),
}
# The fields that only some kinds have. A question of another kind ignores them.
OF_SCALES = {"first", "last", "low_vi", "low_en", "high_vi", "high_en"}
# The form keeps more rows than a question may have, so that nothing is lost.
MOST_ROWS = 200


class OptionRow(Form):
    """An option as it is typed."""

    def __init__(self, given: Given, prefix: str) -> None:
        super().__init__(ROW, given, prefix)

    @property
    def text(self) -> Mapping[str, str]:
        return by_code(self["option_vi"], self["option_en"])

    @property
    def empty(self) -> bool:
        return not any(self.values.values())

    @property
    def more(self) -> bool:
        """Whether there is more than a text."""
        return any(self[name] for name in ("link", "picture", "vi", "en"))

    def faults(self, may_link: MayLink) -> Iterator[tuple[str, str]]:
        if is_unseen(self.text):
            yield "option_vi", "unseen"
        yield from self.find_faults().items()
        for name in ("link", "picture"):
            if self[name] and not may_link(self[name]):
                yield name, "address"
        if self["picture"] and is_unseen(by_code(self["vi"], self["en"])):
            yield "vi", "picture"


class QuestionForm(Form):
    """A question as it is typed. Its kind decides which fields are read."""

    def __init__(self, given: Given, prefix: str) -> None:
        given = _with_rows(given, prefix)
        super().__init__(QUESTION, given, prefix)
        rows = range(max(_count_rows(given, prefix), FEWEST_OPTIONS))
        self.rows = [OptionRow(given, f"{prefix}{row}-") for row in rows]

    def add_row(self) -> None:
        """One more row, which is empty."""
        self.rows.append(OptionRow({}, ""))

    @property
    def filled(self) -> list[tuple[int, OptionRow]]:
        """The rows that are not empty, with their places."""
        return [(at, row) for at, row in enumerate(self.rows) if not row.empty]

    @property
    def steps(self) -> list[str]:
        """The numbers of a scale; empty if the ends are not numbers."""
        if "first" not in self:
            return [row["option_vi"] for _, row in self.filled if not row["option_en"]]
        first, last = _number(self["first"]), _number(self["last"])
        return [str(at) for at in range(first, last + 1)] if first >= 0 else []

    @property
    def at_least(self) -> int:
        if self["optional"] or self["least"] == "0":
            return 0
        return 1 if self["kind"] in ONE else _number(self["least"])

    @property
    def at_most(self) -> int:
        """How many may be chosen. Without a number, all of several answers."""
        if self["kind"] in ONE:
            return 1
        if self["kind"] == QuestionKind.RANKED:
            return len(self.filled)
        return _number(self["most"]) if self["most"] else self._choices

    @property
    def has_other(self) -> bool:
        return bool(self["other"]) and self["kind"] in CHOICES

    @property
    def empty(self) -> bool:
        return not (self["vi"] or self["en"] or self.filled)

    def faults(self, may_link: MayLink) -> dict[str, str]:
        """The fault of each field, by its name. An empty question is left out and has no faults."""
        if self.empty:
            return {}
        scale = self["kind"] == QuestionKind.SCALE
        own = {name: fault for name, fault in self.find_faults().items() if scale or name not in OF_SCALES}
        words = {"vi": "text"} if is_unseen(by_code(self["vi"], self["en"])) else {}
        return {**words, **own, **(self._scale_faults() if scale else self._option_faults(may_link))}

    @property
    def _choices(self) -> int:
        return len(self.filled) + self.has_other

    def _scale_faults(self) -> dict[str, str]:
        steps = self.steps
        start = _number(steps[0]) if steps else -1
        in_row = start >= 0 and steps == [str(start + at) for at in range(len(steps))]
        if not in_row or len(steps) < FEWEST_OPTIONS:
            return {"first": "row"}
        return {"first": "steps"} if len(steps) > MOST_STEPS else {}

    def _option_faults(self, may_link: MayLink) -> dict[str, str]:
        """Only as many and as long texts as a poll may have are compared."""
        filled = self.filled
        found = {} if FEWEST_OPTIONS <= len(filled) <= MOST_OPTIONS else {"rows": "options"}
        for at, row in filled:
            found |= {f"{at}-{name}": fault for name, fault in row.faults(may_link)}
        readable = {"options", "unseen", LONG}.isdisjoint(found.values())
        same = find_same([row.text for _, row in filled]) if readable else None
        if same:
            found.setdefault(f"{filled[same[1]][0]}-option_vi", "same")
        several = self["kind"] not in ONE
        if several and not (0 <= self.at_least <= self.at_most <= self._choices and self.at_most):
            found["least"] = "numbers"
        return found


def _with_rows(given: Given, prefix: str) -> Given:
    """The fields, with a row for each line of `lines`: an earlier form sent the options, and the ends of a
    scale, as Vietnamese | English.
    """
    lines = [line.strip() for line in given.get(f"{prefix}lines", "").splitlines() if line.strip()]
    old = {f"{prefix}{at}-option_": line for at, line in enumerate(lines)}
    old |= {f"{prefix}{end}_": given[prefix + end] for end in ("low", "high") if prefix + end in given}
    if not old:
        return given
    texts = {name: read_line(line) for name, line in old.items()}
    return {
        **dict(given.items()),
        **{
            f"{name}{code}": text
            for name, both in texts.items()
            for code, text in zip(("vi", "en"), both, strict=True)
        },
    }


def _count_rows(given: Given, prefix: str) -> int:
    """How many rows were sent: one more than the highest number of a row."""
    row = re.compile(re.escape(prefix) + r"([0-9]{1,3})-option_(?:vi|en)")
    numbers = [int(found[1]) for name in given if (found := row.fullmatch(name))]
    return min(max(numbers, default=-1) + 1, MOST_ROWS)


def by_code(vi: str, en: str) -> dict[str, str]:
    return {code: text for code, text in (("vi", vi), ("en", en)) if text}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1  # noqa: PLR2004 - digits


def read_line(line: str) -> tuple[str, str]:
    """The Vietnamese and the English text of an option on one line, as the form had it before each option had
    a row: Vietnamese | English. If a text contains a bar, a backslash is before it. "" for a missing text.
    """
    vi, *more = (part.strip().replace(r"\|", "|") for part in _BETWEEN.split(line, maxsplit=1))
    return vi, more[0] if more else ""
