"""The legal profile: which rules apply on a day, and which of them somebody must check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ...config import Text

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


class Subject(StrEnum):
    """A subject of legal rules."""

    FACTS = "facts"
    RESPONSE = "response"
    RETENTION = "retention"
    STATEMENT = "statement"
    GAZETTE = "gazette"


# The key with a rule's value, by subject.
_VALUES = {
    Subject.FACTS: "required",
    Subject.RESPONSE: "days",
    Subject.RETENTION: "months",
    Subject.STATEMENT: "review_months",
    Subject.GAZETTE: "periods",
}


class RuleState(StrEnum):
    """Whether a person must look at a rule."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    EXPIRED = "expired"


class LegalRule(NamedTuple):
    """One rule of one subject. `title` names the legal text ("" without one), `source` says where to read it.
    `verified` is true if a person has read that text. Only the value of the rule's subject is given.
    """

    title: Text = ""
    source: str = ""
    note: Text = ""
    valid_from: date = _FIRST
    valid_until: date = _LAST
    verified: bool = False
    required: tuple[str, ...] = ()
    days: int = 0
    months: Mapping[str, int] = MappingProxyType({})
    review_months: int = 0
    periods: Mapping[str, int] = MappingProxyType({})

    def state(self, today: date) -> RuleState:
        if today > self.valid_until:
            return RuleState.EXPIRED
        return RuleState.VERIFIED if self.verified else RuleState.UNVERIFIED


@dataclass(frozen=True)
class LegalProfile:
    """The host's `own` rules by subject. A subject without any has Vietnam's."""

    own: Mapping[Subject, tuple[LegalRule, ...]] = field(default_factory=dict)

    @cached_property
    def rules(self) -> Mapping[Subject, tuple[LegalRule, ...]]:
        """The rules by subject. Every subject has at least one; they are ordered by their first day."""
        return {**_vietnam(), **self.own}

    def rule(self, subject: Subject, today: date) -> LegalRule:
        """The rule that began last. If none has begun, the first one."""
        begun = [rule for rule in self.rules[subject] if rule.valid_from <= today]
        return begun[-1] if begun else self.rules[subject][0]

    def current(self, today: date) -> dict[Subject, LegalRule]:
        return {subject: self.rule(subject, today) for subject in Subject}

    def to_check(self, today: date) -> Iterator[tuple[Subject, LegalRule, RuleState]]:
        """The current rules that have expired or that nobody has verified."""
        for subject, rule in self.current(today).items():
            if (state := rule.state(today)) is not RuleState.VERIFIED:
                yield subject, rule, state


def legal_profile(value: object) -> LegalProfile:
    """The configured profile: None for Vietnam's, the path of a TOML file, or the same as a dictionary. A
    subject that is not in it is Vietnam's. Raises ValueError with the wrong key.
    """
    if isinstance(value, LegalProfile):
        return value
    given = {} if value is None else value if isinstance(value, Mapping) else _load(value)
    unknown = sorted(map(str, given.keys() - {*Subject}))
    if unknown:
        raise ValueError(f'"{unknown[0]}" is not a subject; there are: {", ".join(Subject)}')
    return LegalProfile({Subject(name): _rules(Subject(name), rules) for name, rules in given.items()})


@cache
def _vietnam() -> dict[Subject, tuple[LegalRule, ...]]:
    """The included rules. They are read when a page or a task needs a rule."""
    import tomllib

    text = (files("portal_widgets") / "core" / "legal" / "vietnam.toml").read_text("utf-8")
    return {Subject(name): _rules(Subject(name), rules) for name, rules in tomllib.loads(text).items()}


def _load(value: object) -> Mapping[str, object]:
    import tomllib

    if not isinstance(value, str | Path):
        raise ValueError("must be the path of a TOML file, or a dictionary")  # noqa: TRY004 - as all checks
    try:
        return tomllib.loads(Path(value).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"must be a TOML file that can be read: {error}") from None


def _rules(subject: Subject, given: object) -> tuple[LegalRule, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise ValueError(f'"{subject}" must be a list of rules')
    return tuple(sorted((_rule(subject, one) for one in given), key=lambda rule: rule.valid_from))


def _rule(subject: Subject, given: object) -> LegalRule:
    value = _VALUES[subject]
    known = {*LegalRule._fields} - {*_VALUES.values()} | {value}
    if not isinstance(given, Mapping) or not given.keys() <= known or value not in given:
        raise ValueError(
            f'a rule of "{subject}" must have "{value}", and may have: {", ".join(sorted(known))}'
        )
    at = f"{subject}."
    return LegalRule(
        title=_text(at + "title", given.get("title", "")),
        source=_line(at + "source", given.get("source", "")),
        note=_text(at + "note", given.get("note", "")),
        valid_from=_date(at + "valid_from", given.get("valid_from", _FIRST)),
        valid_until=_date(at + "valid_until", given.get("valid_until", _LAST)),
        verified=_boolean(at + "verified", given.get("verified", False)),
        required=_names(at + "required", given.get("required", ())),
        days=_count(at + "days", given["days"]) if "days" in given else 0,
        months=_counts(at + "months", given.get("months", {})),
        review_months=_count(at + "review_months", given["review_months"]) if "review_months" in given else 0,
        periods=_counts(at + "periods", given.get("periods", {})),
    )


def _line(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f'"{key}" must be a text')  # noqa: TRY004 - as all checks
    return value


def _text(key: str, value: object) -> Text:
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f'"{key}" must be a text, or texts by language code')  # noqa: TRY004 - as all checks
    return {str(code): _line(f"{key}.{code}", text) for code, text in value.items()}


def _date(key: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError(f'"{key}" must be a date such as 2026-07-01') from None


def _boolean(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f'"{key}" must be true or false')  # noqa: TRY004 - as all checks
    return value


def _count(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f'"{key}" must be a whole number from 1')
    return value


def _names(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError(f'"{key}" must be a list of names')
    return tuple(value)


def _counts(key: str, value: object) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise ValueError(f'"{key}" must be a dictionary of whole numbers')  # noqa: TRY004 - as all checks
    return {str(name): _count(f"{key}.{name}", count) for name, count in value.items()}
