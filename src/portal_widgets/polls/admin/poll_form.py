"""The form with which an office writes a poll: the input, and the resulting poll."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from ..definition import FEWEST_OPTIONS, MOST_OPTIONS, MayLink
from ..rules import Content, Question, QuestionKind, Terms, check_order
from ..terms import Term, TermKind, as_form, each_term
from ..terms import read_form as read_form_terms
from .option_line import read_line, write_line

FIRST_QUESTIONS = 1


@dataclass
class OptionExtras:
    """The details of an option: a link, and a picture with its alternative text."""

    link: str = ""
    picture: str = ""
    vi: str = ""
    en: str = ""


@dataclass
class QuestionForm:
    """A question in the form. Options are lines: Vietnamese | English."""

    vi: str = ""
    en: str = ""
    kind: str = QuestionKind.SINGLE
    lines: str = ""
    least: str = "1"
    most: str = "1"
    other: bool = False
    low: str = ""
    high: str = ""
    beside: list[OptionExtras] = field(default_factory=list)

    @property
    def options(self) -> list[str]:
        return [line.strip() for line in self.lines.splitlines() if line.strip()]

    @property
    def empty(self) -> bool:
        return not (self.vi.strip() or self.en.strip() or self.lines.strip())


@dataclass
class PollForm:
    """The whole input, so that nothing is lost if there is an error."""

    slug: str = ""
    title_vi: str = ""
    title_en: str = ""
    intro_vi: str = ""
    intro_en: str = ""
    terms: dict[str, str] = field(default_factory=lambda: as_form(Terms(), UTC))
    questions: list[QuestionForm] = field(default_factory=lambda: [QuestionForm()])


def read_form(given: Mapping[str, str]) -> PollForm:
    """The submitted form."""
    texts = ("slug", "title_vi", "title_en", "intro_vi", "intro_en")
    count = sum(1 for name in given if name.startswith("q") and name.endswith("-kind"))
    return PollForm(
        **{name: given.get(name, "").strip() for name in texts},
        terms={one.name: _typed(one, given) for one in each_term(Terms)},
        questions=[_question(given, at) for at in range(min(count, 20))] or [QuestionForm()],
    )


def _typed(term: Term, given: Mapping[str, str]) -> str:
    """The input for a term. A browser does not send a checkbox that is off."""
    if term.kind is TermKind.SWITCH:
        return "on" if term.name in given else ""
    return given.get(term.name, "").strip()


def _question(given: Mapping[str, str], at: int) -> QuestionForm:
    def text(name: str) -> str:
        return given.get(f"q{at}-{name}", "").strip()

    numbers = (text("least") or "1", text("most") or "1")
    read = QuestionForm(
        text("vi"), text("en"), text("kind"), text("lines"), *numbers, f"q{at}-other" in given
    )
    read.low, read.high = text("low"), text("high")
    read.beside = [
        OptionExtras(*(text(f"{row}-{name}") for name in ("link", "picture", "vi", "en")))
        for row in range(min(len(read.options), MOST_OPTIONS))
    ]
    return read


def find_fault(question: QuestionForm, may_link: MayLink) -> str:
    """The fault of a question as a keyword. "" if the question is valid, or empty and therefore left out."""
    lines = question.options
    addresses = [at for one in question.beside for at in (one.link, one.picture) if at]
    numbers = [_number(text) for text in (question.least, question.most)]
    first = _number(lines[0]) if lines else -1
    row = [str(first + at) for at in range(len(lines))]
    checks = (
        (not (question.vi or question.en), "text"),
        (not FEWEST_OPTIONS <= len(lines) <= MOST_OPTIONS, "options"),
        (question.kind == QuestionKind.SCALE and (first < 0 or lines != row), "row"),
        (question.other and question.kind not in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}, "other"),
        (min(numbers) < 0 or numbers[0] > numbers[1], "numbers"),
        (not all(may_link(address) for address in addresses), "address"),
        (any(one.picture and not (one.vi or one.en) for one in question.beside), "picture"),
    )
    return "" if question.empty else next((fault for found, fault in checks if found), "")


def from_poll(slug: str, asked: Content, terms: Terms, zone: tzinfo) -> PollForm:
    """The form of an existing poll."""
    return PollForm(
        slug,
        *_both(asked.title),
        *_both(asked.intro),
        as_form(terms, zone),
        [
            QuestionForm(
                *_both(question.text),
                question.kind.value,
                "\n".join(write_line(*_both(option.text)) for option in question.options),
                str(question.least),
                str(question.most),
                question.other,
                write_line(*_both(question.low)),
                write_line(*_both(question.high)),
                [
                    OptionExtras(option.link, option.picture, *_both(option.picture_text))
                    for option in question.options
                ],
            )
            for question in asked.questions
        ],
    )


def definition(form: PollForm, before: Content | None = None) -> dict[str, object]:
    """The poll of the form as data for `read_content`. Questions and options keep the keys of `before`, by
    position.
    """
    old = before.questions if before else ()
    questions = [
        _question_data(one, f"q{at + 1}", old[at] if at < len(old) else None)
        for at, one in enumerate(one for one in form.questions if not one.empty)
    ]
    return {
        "title": _text(form.title_vi, form.title_en),
        "intro": _text(form.intro_vi, form.intro_en) if form.intro_vi or form.intro_en else "",
        "questions": questions,
    }


def _question_data(one: QuestionForm, key: str, old: Question | None) -> dict[str, object]:
    kind = one.kind if one.kind in {*QuestionKind} else ""
    kept = old.options if old else ()
    options = []
    for at, line in enumerate(one.options):
        new_key = line if kind == QuestionKind.SCALE else f"o{at + 1}"
        beside = one.beside[at] if at < len(one.beside) else OptionExtras()
        options.append(
            {
                "key": kept[at].key if at < len(kept) else new_key,
                "text": _text(*read_line(line)),
                "link": beside.link,
                "picture": beside.picture,
                "picture_text": _text(beside.vi, beside.en),
            }
        )
    single = kind in {QuestionKind.SINGLE, QuestionKind.SCALE}
    return {
        "key": old.key if old else key,
        "text": _text(one.vi, one.en),
        "kind": kind,
        "options": options,
        "least": _number(one.least),
        "most": 1 if single else len(options) if kind == QuestionKind.RANKED else _number(one.most),
        "other": one.other,
        "low": _text(*read_line(one.low)),
        "high": _text(*read_line(one.high)),
    }


def terms(form: PollForm, zone: tzinfo, before: Terms | None = None) -> Terms:
    """The terms of the form. Raises ValueError for an invalid time or choice, and if the poll closes before
    it opens.
    """
    return check_order(read_form_terms(Terms, form.terms, zone, before))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1  # noqa: PLR2004 - digits


def _text(vi: str, en: str) -> str | dict[str, str]:
    return {code: text for code, text in (("vi", vi), ("en", en)) if text} or ""


def _both(text: str | Mapping[str, str]) -> tuple[str, str]:
    return (text, "") if isinstance(text, str) else (text.get("vi", ""), text.get("en", ""))
