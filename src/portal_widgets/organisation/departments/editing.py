"""Changes of the list of departments: each function returns a new list. No key is ever lost, because messages
have it.
"""

from dataclasses import replace

from ...core.departments import Department, Departments


def add(whole: Departments, key: str, one: Department) -> Departments:
    """Add a department at the end, unless its key is taken."""
    return whole if key in whole else {**whole, key: one}


def put(whole: Departments, key: str, one: Department) -> Departments:
    """Replace the facts of a department."""
    return {**whole, key: one} if key in whole else whole


def set_closed(whole: Departments, key: str, *, closed: bool) -> Departments:
    """Close a department, or open it again."""
    return {**whole, key: replace(whole[key], closed=closed)} if key in whole else whole


def shift(whole: Departments, key: str, step: int) -> Departments:
    """Move a department one place up (-1) or down (1)."""
    keys = list(whole)
    if key not in keys:
        return whole
    at = keys.index(key)
    keys.insert(max(at + step, 0), keys.pop(at))
    return {name: whole[name] for name in keys}


def replaced(whole: Departments, other: Departments) -> dict[str, Department]:
    """Another list, such as an earlier one. A department that it does not have is closed, not removed."""
    gone = {key: replace(one, closed=True) for key, one in whole.items() if key not in other}
    return {**other, **gone}
