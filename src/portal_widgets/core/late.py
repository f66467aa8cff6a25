"""Objects that are imported and made when they are first used, so that a portal pays only for what its pages
need.
"""

from collections.abc import Callable
from inspect import Signature, signature
from threading import RLock
from typing import Generic, ParamSpec, TypeVar

from .tasks.fork import hold_during_fork

Made = TypeVar("Made")
Given = ParamSpec("Given")
Returned = TypeVar("Returned")

# One lock for all of them, because making one may need others. The first requests come in several threads.
making = hold_during_fork(RLock())


class Late(Generic[Made]):
    """An object that `make` imports and makes at the first call. Every call returns the same one."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: list[Made] = []

    def __call__(self) -> Made:
        if not self._made:
            with making:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]

    @property
    def is_made(self) -> bool:
        return bool(self._made)

    def method(self, pick: Callable[[Made], Callable[Given, Returned]]) -> "LateMethod[Given, Returned]":
        """The method that `pick` takes from the object, as a function that can be passed on at once."""
        return LateMethod(lambda: pick(self()))


def made(given: Made | Late[Made]) -> Made:
    """The object itself, whether or not it is late."""
    return given() if isinstance(given, Late) else given


class LateMethod(Generic[Given, Returned]):
    """A function that `find` imports at the first call."""

    def __init__(self, find: Callable[[], Callable[Given, Returned]]) -> None:
        self._find = Late(find)

    def __call__(self, *arguments: Given.args, **options: Given.kwargs) -> Returned:
        return self._find()(*arguments, **options)

    @property
    def __signature__(self) -> Signature:
        return signature(self._find())
