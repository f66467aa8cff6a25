"""Changes of an organisation: each function returns a new one. Unknown units are ignored."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from .rules import Organisation


def find(whole: Organisation, key: str) -> Organisation | None:
    """The organisation itself ("") or a unit, without inherited facts."""
    return dict(whole.every()).get(key)


def above(whole: Organisation, key: str) -> str:
    """The key of the unit above a unit."""
    return next((name for name, one in whole.every() if key in one.units), "")


def put(whole: Organisation, key: str, facts: Organisation) -> Organisation:
    """Replace the facts of a unit; the units below it stay."""

    def changed(name: str, one: Organisation) -> Organisation:
        return replace(facts, units=one.units) if name == key else one

    return _each(whole, changed)


def add(whole: Organisation, to: str, key: str, unit: Organisation) -> Organisation:
    """Add a unit as the last one below another ("" for the organisation itself)."""
    if find(whole, key) is not None:
        return whole
    return _each(whole, lambda name, one: replace(one, units={**one.units, key: unit}) if name == to else one)


def remove(whole: Organisation, keys: Iterable[str]) -> Organisation:
    """Remove units and all units below them."""
    gone = set(keys)
    return _each(
        whole,
        lambda _, one: replace(one, units={key: unit for key, unit in one.units.items() if key not in gone}),
    )


def gather(whole: Organisation, keys: Iterable[str], to: str) -> Organisation:
    """Move units to the end of another unit. A unit that would be inside itself does not move."""
    for key in keys:
        unit = find(whole, key)
        if key and unit is not None and to not in dict(unit.every(key)):
            rest = remove(whole, {key})
            whole = add(rest, to, key, unit) if find(rest, to) is not None else whole
    return whole


def shift(whole: Organisation, key: str, step: int) -> Organisation:
    """Move a unit one place up (-1) or down (1) among its neighbours."""

    def changed(_: str, one: Organisation) -> Organisation:
        keys = list(one.units)
        if key not in keys:
            return one
        at = keys.index(key)
        keys.insert(max(at + step, 0), keys.pop(at))
        return replace(one, units={name: one.units[name] for name in keys})

    return _each(whole, changed)


def place_before(whole: Organisation, key: str, before: str) -> Organisation:
    """Move a unit before another one, into the unit above that one, but never into itself."""
    unit = find(whole, key)
    if not key or not before or unit is None or before in dict(unit.every(key)):
        return whole
    if find(whole, before) is None:
        return whole

    def changed(_: str, one: Organisation) -> Organisation:
        if before not in one.units:
            return one
        units: dict[str, Organisation] = {}
        for name, below in one.units.items():
            units |= {key: unit, name: below} if name == before else {name: below}
        return replace(one, units=units)

    return _each(remove(whole, {key}), changed)


def _each(one: Organisation, do: Callable[[str, Organisation], Organisation], key: str = "") -> Organisation:
    done = do(key, one)
    return replace(done, units={name: _each(unit, do, name) for name, unit in done.units.items()})
