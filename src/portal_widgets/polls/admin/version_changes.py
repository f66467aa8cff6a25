"""The changes of each version of a poll, field by field and in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from ...config import Text
from ...core.text.languages import Language
from ..history import PollVersion
from ..rules import Option, Question, Terms
from ..terms import TermKind, each_term
from .ui_text import PollAdminUiText

# A field by its question, its option and its name. A question or an option keeps its key when others move.
Place = tuple[str, str, str]
Fields = dict[Place, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: its label, and its old and new value, which is "" for an empty field."""

    label: str
    before: str
    after: str

    def sentence(self, language: Language) -> Markup:
        """The change in words."""
        if not self.before:
            text = language.gettext("%(field)s: new, “%(after)s”.")
        elif not self.after:
            text = language.gettext("%(field)s: “%(before)s” was removed.")
        else:
            text = language.gettext("%(field)s: “%(before)s” became “%(after)s”.")
        before, after = map(language.marked, (self.before, self.after))
        return escape(text) % {"field": self.label, "before": before, "after": after}


class VersionChanges:
    """Compares versions in the language of the office."""

    def __init__(self, ui_text: PollAdminUiText) -> None:
        self._ui_text = ui_text
        self._ = ui_text.gettext

    def of(self, versions: Sequence[PollVersion]) -> list[list[FieldChange]]:
        """For each version, its changes since the one before. The first version has none."""
        return [[], *(list(self._between(old, new)) for old, new in pairwise(versions))]

    def _between(self, old: PollVersion, new: PollVersion) -> Iterator[FieldChange]:
        # An earlier release stored no terms with a version.
        terms = old.terms is not None and new.terms is not None
        before, after = (self._fields(one, terms=terms) for one in (old, new))
        for place in dict.fromkeys([*after, *before]):
            (_, was), (label, is_now) = (one.get(place, ("", "")) for one in (before, after))
            if was != is_now:
                yield FieldChange(label or before[place][0], was, is_now)

    def _fields(self, version: PollVersion, *, terms: bool) -> Fields:
        content = version.content
        found: Fields = {}
        for name, label, text in (
            ("title", self._("Title"), content.title),
            ("intro", self._("Introduction"), content.intro),
        ):
            found |= self._texts(("", "", name), label, text)
        for number, question in enumerate(content.questions, 1):
            found |= self._question(number, question)
        return found | self._terms(version.terms) if terms and version.terms else found

    def _question(self, number: int, question: Question) -> Fields:
        said, key = self._("Question %(number)s", number=number), question.key
        numbers = {
            "kind": (self._("How it is answered"), self._ui_text.kind(question.kind)),
            "least": (self._("Choose at least"), str(question.least)),
            "most": (self._("Choose at most"), str(question.most)),
            "other": (self._("Also an answer in one's own words"), self._yes_or_no(yes=question.other)),
        }
        found = self._texts((key, "", "text"), said, question.text)
        found |= {(key, "", name): (f"{said}: {label}", value) for name, (label, value) in numbers.items()}
        for name, label, text in (
            ("low", self._("Lowest number"), question.low),
            ("high", self._("Highest number"), question.high),
        ):
            found |= self._texts((key, "", name), f"{said}: {label}", text)
        for at, option in enumerate(question.options, 1):
            answer = self._("Answer %(number)s", number=at)
            found |= self._option(key, f"{said}, {answer}", option)
        return found

    def _option(self, key: str, said: str, option: Option) -> Fields:
        found = self._texts((key, option.key, "text"), said, option.text)
        for name, label, value in (
            ("link", self._("Link: more about it"), option.link),
            ("picture", self._("Address of a picture"), option.picture),
        ):
            found[key, option.key, name] = (f"{said}: {label}", value)
        label = self._("What the picture shows")
        return found | self._texts((key, option.key, "picture_text"), f"{said}: {label}", option.picture_text)

    def _terms(self, terms: Terms) -> Fields:
        found: Fields = {}
        for one in each_term(type(terms)):
            value, label = getattr(terms, one.attribute), self._(one.label)
            if one.kind is TermKind.SWITCH:
                label = f"{self._('Until the close, a voter may')}: {label}"
                found["", "", one.attribute] = (label, self._yes_or_no(yes=bool(value)))
            else:
                found["", "", one.attribute] = (label, self._ui_text.term(value))
        return found

    def _texts(self, place: Place, label: str, text: Text) -> Fields:
        """A field for each language. A text without a language is in the first one."""
        question, option, name = place
        given = {"vi": text} if isinstance(text, str) else text
        names = {"en": self._("in English")}
        return {
            (question, option, f"{name}.{code}"): (
                f"{label}, {names.get(code, code)}" if code != "vi" else label,
                value,
            )
            for code, value in given.items()
        }

    def _yes_or_no(self, *, yes: bool) -> str:
        return self._("Yes") if yes else self._("No")
