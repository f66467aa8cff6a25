"""The organisation and its units: their facts, inheritance from the unit above, and missing facts that must
be published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ..config import Text, texts_of
from ..core.text.email_addresses import address as checked_email
from ..core.text.lazy import is_text

# Facts that a unit does not inherit: the name, the tasks and the people of the unit above.
_OWN = frozenset({"name", "functions", "structure", "responsible", "officer", "units"})


@dataclass(frozen=True, slots=True)
class Officer:
    """The contact officer."""

    name: Text = ""
    title: Text = ""
    unit: Text = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """The publisher of the portal, or a unit of it. Texts may be given in several languages by language code.
    `functions` and `structure` are texts, or addresses of pages.
    """

    name: Text = ""
    governing_body: Text = ""
    address: Text = ""
    hours: Text = ""
    telephones: tuple[str, ...] = ()
    fax: str = ""
    email: str = ""
    responsible: Text = ""
    licence: Text = ""
    functions: Text = ""
    structure: Text = ""
    officer: Officer = Officer()
    units: Mapping[str, "Organisation"] = field(default_factory=dict)

    def every(self, key: str = "") -> Iterator[tuple[str, "Organisation"]]:
        """The organisation and every unit below it, with their keys, from the top."""
        yield key, self
        for name, unit in self.units.items():
            yield from unit.every(name)


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that a unit ("" for the organisation itself) lacks, such as "officer.email"."""

    unit: str
    fact: str


def organisation(value: object) -> Organisation:
    """The organisation as configured or edited. Raises ValueError with the name of the wrong field."""
    read = _read(value, "the organisation")
    keys = [key for key, _ in read.every()]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise ValueError(f"two units have the key {doubled[0]!r}")
    return read


def profile(value: object) -> tuple[str, ...]:
    """The required facts, as configured: ["name", "officer.email"]."""
    known = facts()
    if isinstance(value, str) or not isinstance(value, Sequence) or not set(value) <= set(known):
        raise ValueError(f"must be a list with some of: {', '.join(known)}")
    return tuple(value)


def facts() -> list[str]:
    """Every fact that may be required."""
    of_officer = [f"officer.{one.name}" for one in fields(Officer)]
    return [one.name for one in fields(Organisation) if one.name not in {"officer", "units"}] + of_officer


def gaps(given: Organisation, wanted: Sequence[str]) -> list[MissingFact]:
    """The missing facts of the organisation and of each unit."""
    return [MissingFact(key, fact) for key, one in given.every() for fact in wanted if not _fact(one, fact)]


def _fact(one: Organisation, name: str) -> object:
    place, _, rest = name.partition(".")
    return getattr(one.officer, rest) if rest else getattr(one, place)


def inherit(given: Organisation) -> Organisation:
    """Each unit with the facts that it inherits from the unit above."""
    return replace(given, units={key: inherit(_with(unit, given)) for key, unit in given.units.items()})


def as_data(given: Organisation) -> dict[str, object]:
    """Return plain data without empty facts, in the form that `organisation` reads."""
    data = {one.name: _plain(getattr(given, one.name)) for one in fields(given)}
    return {name: value for name, value in data.items() if value}


def _plain(value: object) -> object:
    if isinstance(value, Officer):
        return {one.name: _plain(said) for one in fields(value) if (said := getattr(value, one.name))}
    if isinstance(value, Organisation):
        return as_data(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return list(value)
    return str(value) if is_text(value) else value


def _with(unit: Organisation, above: Organisation) -> Organisation:
    """The unit, with missing facts from the unit above."""
    shared = [one.name for one in fields(Organisation) if one.name not in _OWN]
    missing = {name: getattr(above, name) for name in shared if not getattr(unit, name)}
    missing["governing_body"] = unit.governing_body or above.name
    return replace(unit, **missing)


def _read(value: object, what: str) -> Organisation:
    given = _require_known(value, what, Organisation)
    telephones = texts_of(given.get("telephones", ()))
    if telephones is None:
        raise ValueError(f'"telephones" of {what} must be a list of numbers as text')
    officer = Officer(**_require_known(given.get("officer", {}), f"the officer of {what}", Officer))
    for email in (given.get("email"), officer.email):
        if email:
            checked_email(email)
    units = given.get("units", {})
    if not isinstance(units, Mapping):
        raise ValueError(f'"units" of {what} must be a dictionary of units by their keys')  # noqa: TRY004 - as all checks
    below = {str(key): _read(unit, repr(key)) for key, unit in units.items()}
    nameless = [key for key, unit in below.items() if not unit.name]
    if nameless:
        raise ValueError(f"the unit {nameless[0]!r} must have a name")
    return Organisation(**{**given, "telephones": telephones, "officer": officer, "units": below})


def _require_known(value: object, what: str, kind: type) -> dict[str, Any]:
    known = {one.name for one in fields(kind)}
    if not isinstance(value, Mapping) or not value.keys() <= known:
        raise ValueError(f"{what} must be a dictionary with some of: {', '.join(sorted(known))}")
    return dict(value)
