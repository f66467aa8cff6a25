"""The messages of departments in SQL: how many wait, and which keys they have."""

import sqlalchemy as sa

from ...core.db.database import Database
from ..rules import WAITING
from . import tables


class DepartmentStore:
    """Queries for the widget that edits the departments."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._ours = tables.message.c.site == site

    def waiting(self) -> dict[str, int]:
        """By department, the number of messages that wait for an answer."""
        table = tables.message
        asked = sa.select(table.c.department, sa.func.count()).where(
            self._ours, table.c.status.in_([*WAITING]), table.c.merged_into.is_(None)
        )
        with self._database.reading() as connection:
            found = connection.execute(asked.group_by(table.c.department))
            return {department: int(count) for department, count in found}

    def used_keys(self) -> frozenset[str]:
        """The keys of departments that messages have."""
        asked = sa.select(tables.message.c.department).where(self._ours).distinct()
        with self._database.reading() as connection:
            return frozenset(connection.scalars(asked)) - {""}

    def waiting_numbers(self, department: str) -> list[tuple[int, bool]]:
        """The waiting messages of a department, the oldest first, and whether each is a duplicate."""
        table = tables.message
        asked = sa.select(table.c.id, table.c.merged_into).where(
            self._ours, table.c.department == department, table.c.status.in_([*WAITING])
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(table.c.id))
            return [(number, into is not None) for number, into in rows]
