"""Objects that are imported and made when they are first used, so that a portal pays only for what its pages
need.
"""

from collections.abc import Callable, Mapping
from functools import partial
from threading import RLock
from typing import Any, Generic, ParamSpec, Self, TypeVar

from .tasks.fork import hold_during_fork

Made = TypeVar("Made")
Given = ParamSpec("Given")
Returned = TypeVar("Returned")
Service = TypeVar("Service")
Offered = TypeVar("Offered")

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
        self._found: Callable[Given, Returned] | None = None

    def __call__(self, *arguments: Given.args, **options: Given.kwargs) -> Returned:
        # Every page passes here several times, so the function is not looked up again.
        function = self._found
        if function is None:
            function = self._found = self._find()
        return function(*arguments, **options)

    @property
    def __wrapped__(self) -> Callable[Given, Returned]:
        """The function itself: `inspect` and `typing` read its signature."""
        return self._find()


class Services:
    """The shared parts of a portal, each made when it is first asked for."""

    def __init__(self) -> None:
        self._services: dict[object, Any] = {}

    def service(self, kind: Callable[[Self], Service]) -> Service:
        """The only instance of a shared part such as the counting engine."""
        if kind not in self._services:
            with making:
                if kind not in self._services:
                    self._services[kind] = kind(self)
        return self._services[kind]  # type: ignore[no-any-return]

    def provide(self, services: Mapping[object, object]) -> None:
        """Offer services to other widgets, by the protocol or class that they ask for. A `Late` service is
        made when it is first asked for.
        """
        self._services.update(services)

    def offered(self, kind: Callable[..., Offered]) -> Offered | None:
        """The service of this kind from a mounted widget; None if no widget offers one."""
        found: Offered | None = made(self._services.get(kind))
        return found

    def late(self, kind: Callable[..., Offered]) -> Late[Offered] | None:
        """The service of this kind that is offered now, even if another one replaces it; None if no widget
        offers one.
        """
        if kind not in self._services:
            return None
        return Late(partial(made, self._services[kind]))

    def require(self, kind: Callable[..., Offered]) -> Offered:
        """The service of this kind. Raises LookupError if no widget offers one."""
        found = self.offered(kind)
        if found is None:
            raise LookupError(kind)
        return found
