"""The form with which an office writes a poll: its fields, their faults, and the resulting poll."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, tzinfo
from itertools import count

from werkzeug.datastructures import MultiDict

from ...config import Text
from ...core.forms import Field, Form, none_of, refused_by
from ...core.text.slugs import is_slug, slug
from ..definition import LONGEST_INTRO, LONGEST_SLUG, MOST_QUESTIONS, is_unseen
from ..rules import Content, Option, Question, QuestionKind, Terms, check_order
from ..terms import Term, TermKind, as_form, each_term, read_instant
from ..terms import read_form as read_form_terms
from .question_form import SWITCH, TEXT, QuestionForm, by_code

CODES = ("vi", "en")
TITLES = ("title_vi", "title_en")
INTROS = ("intro_vi", "intro_en")
TEXTS = {
    "slug": Field(str.strip, {"slug": lambda typed: not is_slug(typed, LONGEST_SLUG)}),
    **dict.fromkeys(TITLES, TEXT),
    **dict.fromkeys(INTROS, Field(str.strip, most=LONGEST_INTRO)),
}


class PollForm(Form):
    """The whole form, so that nothing is lost if there is an error. If the address is empty, the title
    makes it.
    """

    def __init__(self, given: Mapping[str, str] | MultiDict[str, str]) -> None:
        each = each_term(Terms)
        super().__init__({**TEXTS, **{one.name: _term_field(one) for one in each}}, given)
        self.proposes_slug = not self["slug"]
        if self.proposes_slug:
            self.values["slug"] = slug(self["title_vi"] or self["title_en"], LONGEST_SLUG)
        self.terms = {one.name: self[one.name] for one in each}
        sent = sum(1 for name in given if name.startswith("q") and name.endswith("-kind"))
        places = range(max(min(sent, MOST_QUESTIONS), 1))
        self.questions = [QuestionForm(given, f"q{at}-") for at in places]

    def add_question(self) -> None:
        """One more question, which is empty."""
        self.questions.append(QuestionForm({}, ""))

    def add(self) -> None:
        """Add what the pressed button names: a question, or a row of one, such as q0."""
        what = "".join(self.every("add")[:1])
        places = {f"q{at}": question for at, question in enumerate(self.questions)}
        if what in places:
            places[what].add_row()
        else:
            self.add_question()

    def find_faults(self) -> dict[str, str]:
        found = super().find_faults()
        nameless = is_unseen(by_code(*(self[name] for name in TITLES)))
        return {**({"title_vi": "title"} if nameless else {}), **found}


def _term_field(term: Term) -> Field:
    if term.kind is TermKind.SWITCH:
        return SWITCH
    if term.kind is TermKind.CHOICE:
        return Field(str.strip, {"choice": none_of({*term.choices})})
    return Field(str.strip, {"moment": refused_by(_is_moment)})


def _is_moment(typed: str) -> bool:
    return read_instant(typed, UTC) is not None


def new_poll(zone: tzinfo) -> PollForm:
    return PollForm(as_form(Terms(), zone))


def from_poll(address: str, asked: Content, terms: Terms, zone: tzinfo) -> PollForm:
    """The form of an existing poll."""
    texts = {"slug": address, **_languages(asked.title, "title_"), **_languages(asked.intro, "intro_")}
    given = {**texts, **as_form(terms, zone)}
    for at, question in enumerate(asked.questions):
        given |= {f"q{at}-{name}": typed for name, typed in _from_question(question).items()}
    return PollForm(given)


def _from_question(question: Question) -> dict[str, str]:
    several = question.kind is QuestionKind.MULTIPLE
    given = {
        **_languages(question.text),
        "kind": question.kind.value,
        "optional": "" if question.least else "on",
        "least": str(max(question.least, 1)),
        "most": str(question.most) if several else "",
        "other": "on" if question.other else "",
        **_languages(question.low, "low_"),
        **_languages(question.high, "high_"),
    }
    if question.kind is QuestionKind.SCALE:
        return {**given, "first": question.options[0].key, "last": question.options[-1].key}
    for row, option in enumerate(question.options):
        texts = {**_languages(option.text, "option_"), **_languages(option.picture_text)}
        fields = {**texts, "link": option.link, "picture": option.picture}
        given |= {f"{row}-{name}": typed for name, typed in fields.items()}
    return given


def definition(form: PollForm, before: Content | None = None) -> dict[str, object]:
    """The poll of the form as data for `read_content`. Questions and options keep the keys of `before`, by
    position, and its texts in languages that the form has no fields for.
    """
    old = before.questions if before else ()
    questions = [
        _question_data(one, f"q{at + 1}", old[at] if at < len(old) else None)
        for at, one in enumerate(one for one in form.questions if not one.empty)
    ]
    title = _text(form["title_vi"], form["title_en"], before.title if before else "")
    intro = _text(form["intro_vi"], form["intro_en"], before.intro if before else "")
    return {"title": title, "intro": intro, "questions": questions}


def _question_data(one: QuestionForm, key: str, old: Question | None) -> dict[str, object]:
    was = old or Question(key, "", QuestionKind.SINGLE, ())
    scale = one["kind"] == QuestionKind.SCALE
    options = _scale_data(one, was) if scale else _options_data(one, was)
    # The form has no field for how many may be ranked.
    ranked = one["kind"] == was.kind == QuestionKind.RANKED and len(options) == len(was.options)
    return {
        "key": was.key,
        "text": _text(one["vi"], one["en"], was.text),
        "kind": one["kind"],
        "options": options,
        "least": one.at_least,
        "most": was.most if ranked else one.at_most,
        "other": one.has_other,
        "low": _text(one["low_vi"], one["low_en"], was.low) if scale else "",
        "high": _text(one["high_vi"], one["high_en"], was.high) if scale else "",
    }


def _scale_data(one: QuestionForm, was: Question) -> list[dict[str, object]]:
    """The steps of a scale. A step that was there keeps its text, which the form has no field for."""
    before = {option.key: option for option in was.options if was.kind is QuestionKind.SCALE}
    return [asdict(before.get(step) or Option(step, step)) for step in one.steps]


def _options_data(one: QuestionForm, was: Question) -> list[dict[str, object]]:
    """The options of the rows that are not empty. A row keeps its key, also if another row is emptied."""
    free = (key for at in count(1) if (key := f"o{at}") not in {option.key for option in was.options})
    data: list[dict[str, object]] = []
    for at, row in one.filled:
        before = was.options[at] if at < len(was.options) else Option(next(free), "")
        data.append(
            {
                "key": before.key,
                "text": _text(row["option_vi"], row["option_en"], before.text),
                "link": row["link"],
                "picture": row["picture"],
                "picture_text": _text(row["vi"], row["en"], before.picture_text),
            }
        )
    return data


def terms(form: PollForm, zone: tzinfo, before: Terms | None = None) -> Terms:
    """The terms of the form. Raises ValueError for an invalid time or choice, and if the poll closes before
    it opens.
    """
    return check_order(read_form_terms(Terms, form.terms, zone, before))


def _text(vi: str, en: str, before: Text) -> str | dict[str, str]:
    kept = {} if isinstance(before, str) else before
    others = {code: text for code, text in kept.items() if code not in CODES}
    return by_code(vi, en) | others if vi or en else ""


def _languages(text: Text, prefix: str = "") -> dict[str, str]:
    """A text by field. A text without a language belongs to the field of the first language."""
    by_code = {"vi": text} if isinstance(text, str) else text
    return {f"{prefix}{code}": by_code.get(code, "") for code in CODES}
