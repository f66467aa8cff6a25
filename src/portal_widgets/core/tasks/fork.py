"""Forking: a child process cannot use the threads, locks and sockets of its parent's objects."""

import os
import weakref
from collections.abc import Callable
from threading import RLock
from typing import TypeVar

Owner = TypeVar("Owner")


def after_fork(owner: Owner, begin_anew: Callable[[Owner], None]) -> None:
    """In every forked child, call `begin_anew` with the child's copy of `owner`, if it still exists."""
    if not hasattr(os, "register_at_fork"):
        return  # some systems cannot fork
    known = weakref.ref(owner)

    def begin() -> None:
        child = known()
        if child is not None:
            begin_anew(child)

    os.register_at_fork(after_in_child=begin)


def hold_during_fork(lock: RLock) -> RLock:
    """Returns the lock. No thread holds it at the moment of a fork, so no child waits for it."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)
    return lock
