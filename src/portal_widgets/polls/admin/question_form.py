"""The part of the form with one question: its fields, their faults, and its numbers."""

from collections.abc import Iterator, Mapping

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
from .option_line import read_line

# One option is chosen as the answer to these.
ONE = {QuestionKind.SINGLE, QuestionKind.SCALE}
# These may be answered in one's own words.
CHOICES = {QuestionKind.SINGLE, QuestionKind.MULTIPLE}


def _or_one(typed: str) -> str:
    return typed.strip() or "1"


def _or_single(typed: str) -> str:
    return typed.strip() or QuestionKind.SINGLE


def _has_long_text(line: str) -> bool:
    return any(len(text) > LONGEST_TEXT for text in read_line(line))


TEXT = Field(str.strip, most=LONGEST_TEXT)
SWITCH = Field(lambda typed: "on" if typed else "")
# The details of an option: a link, and a picture with its alternative text.
EXTRAS = {"link": Field(str.strip), "picture": Field(str.strip), "vi": TEXT, "en": TEXT}
# Options are lines: Vietnamese | English.
QUESTION = {
    **dict.fromkeys(("vi", "en"), TEXT),
    "kind": Field(_or_single, {"kind": none_of({*QuestionKind})}),
    "lines": Field(str.strip),
    "other": SWITCH,
    **dict.fromkeys(("low", "high"), Field(str.strip, {LONG: _has_long_text})),
    **dict.fromkeys(("least", "most"), Field(_or_one)),
}


class QuestionForm(Form):
    """A question as it is typed."""

    def __init__(self, given: Mapping[str, str] | MultiDict[str, str], prefix: str) -> None:
        super().__init__(QUESTION, given, prefix)
        rows = range(min(len(self.options), MOST_OPTIONS))
        self.beside = [Form(EXTRAS, given, f"{prefix}{row}-") for row in rows]

    @property
    def options(self) -> list[str]:
        return [line.strip() for line in self["lines"].splitlines() if line.strip()]

    @property
    def texts(self) -> list[Mapping[str, str]]:
        return [by_code(*read_line(line)) for line in self.options]

    @property
    def at_least(self) -> int:
        return _number(self["least"])

    @property
    def at_most(self) -> int:
        """How many may be chosen; only several answers have a number that is typed."""
        if self["kind"] in ONE:
            return 1
        return len(self.options) if self["kind"] == QuestionKind.RANKED else _number(self["most"])

    @property
    def empty(self) -> bool:
        return not (self["vi"] or self["en"] or self["lines"])

    def faults(self, may_link: MayLink) -> dict[str, str]:
        """The fault of each field, by its name. An empty question is left out and has no faults."""
        if self.empty:
            return {}
        found = {**self._text_faults(), **super().find_faults(), **self._rule_faults()}
        return found | dict(self._extra_faults(may_link))

    def _text_faults(self) -> dict[str, str]:
        return {"vi": "text"} if is_unseen(by_code(self["vi"], self["en"])) else {}

    def _rule_faults(self) -> dict[str, str]:
        choices = len(self.options) + bool(self["other"])
        checks = {
            "lines": self._lines_fault(),
            "other": "" if self["kind"] in CHOICES or not self["other"] else "other",
            "least": "" if 0 <= self.at_least <= self.at_most <= choices and self.at_most else "numbers",
        }
        return {name: fault for name, fault in checks.items() if fault}

    def _lines_fault(self) -> str:
        """The first fault. Only as many and as long lines as a poll may have are compared."""
        lines = self.options
        if not FEWEST_OPTIONS <= len(lines) <= MOST_OPTIONS:
            return "options"
        if any(_has_long_text(line) for line in lines):
            return LONG
        if any(is_unseen(text) for text in self.texts):
            return "unseen"
        if find_same(self.texts) is not None:
            return "same"
        return self._scale_fault(lines) if self["kind"] == QuestionKind.SCALE else ""

    def _scale_fault(self, lines: list[str]) -> str:
        start = _number(lines[0])
        if start < 0 or lines != [str(start + at) for at in range(len(lines))]:
            return "row"
        return "steps" if len(lines) > MOST_STEPS else ""

    def _extra_faults(self, may_link: MayLink) -> Iterator[tuple[str, str]]:
        for row, one in enumerate(self.beside):
            yield from ((f"{row}-{name}", fault) for name, fault in one.find_faults().items())
            for name in ("link", "picture"):
                if one[name] and not may_link(one[name]):
                    yield f"{row}-{name}", "address"
            if one["picture"] and is_unseen(by_code(one["vi"], one["en"])):
                yield f"{row}-vi", "picture"


def by_code(vi: str, en: str) -> dict[str, str]:
    return {code: text for code, text in (("vi", vi), ("en", en)) if text}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1  # noqa: PLR2004 - digits
