"""Which errors of a database are outages, and which refuse a value."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ...errors import UNSTORABLE, RefusedValueError

_REFUSED_VALUE: tuple[type[Exception], ...] = (sa.exc.DataError, *UNSTORABLE)


@contextmanager
def refusals() -> Iterator[None]:
    """The routes answer a refused value without importing SQLAlchemy, so the error is one of ours."""
    try:
        yield
    except sa.exc.DataError as error:
        raise RefusedValueError(error.orig) from error


def is_outage(error: Exception) -> bool:
    """Return whether the database is unavailable, as opposed to a wrong statement or a taken unique key.
    OSError: the folder of the SQLite file cannot be created. DatabaseError itself: the file is not a
    database.
    """
    if _exceeds_limit(error):
        return False
    away = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError, sa.exc.InternalError)
    return isinstance(error, (*away, OSError)) or type(error) is sa.exc.DatabaseError


def is_refusal(error: Exception) -> bool:
    """Return whether the database, or its driver, refuses this value but would accept another."""
    return isinstance(error, (*_REFUSED_VALUE, sa.exc.IntegrityError)) or _exceeds_limit(error)


def _exceeds_limit(error: Exception) -> bool:
    """A value that is too large for an index is not an outage, although its class of SQLSTATE (54) suggests
    it.
    """
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(state, str) and state.startswith("54")
