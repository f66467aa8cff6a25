"""Stores an epoch of Redis, or an imported log, even if the database refuses a row of it."""

import logging
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ....core.db.refusals import is_refusal
from ....core.tasks.halving import in_halves, plain, reason_of
from ..protocol import LONGEST_PLACE, DeadLetter
from .batch import BatchWriter

log = logging.getLogger("portal_widgets")


class PatientBatchWriter(BatchWriter):
    """A batch writer that collects refused rows in `dead` and writes all others."""

    def __init__(self, connection: sa.Connection, site: str, source: str) -> None:
        super().__init__(connection, site)
        self.dead: list[DeadLetter] = []
        self._source = source

    def write(
        self,
        table: sa.Table,
        rows: Sequence[Mapping[str, object]],
        *,
        add: Sequence[str] = (),
        replace: Sequence[str] = (),
    ) -> None:
        def write(some: Sequence[Mapping[str, object]]) -> None:
            with self._connection.begin_nested():
                super(PatientBatchWriter, self).write(table, some, add=add, replace=replace)

        def reject(refused: Sequence[Mapping[str, object]], error: Exception) -> None:
            (row,) = refused
            keys = {name: row[name] for name in row.keys() - {"site", *add, *replace}}
            self._add_dead_letter(table.name, keys, {name: row[name] for name in add}, error)

        if rows:
            in_halves(rows, write, reject, is_refusal)

    def add_views(self, gained: Mapping[int, int], version: int) -> None:
        def add(some: Sequence[tuple[int, int]]) -> None:
            with self._connection.begin_nested():
                super(PatientBatchWriter, self).add_views(dict(some), version)

        def reject(refused: Sequence[tuple[int, int]], error: Exception) -> None:
            ((number, views),) = refused
            self._add_dead_letter("pw_article", {"number": number}, {"views": views}, error)

        in_halves(list(gained.items()), add, reject, is_refusal)

    def _add_dead_letter(
        self, table: str, keys: Mapping[str, object], amounts: Mapping[str, object], error: Exception
    ) -> None:
        place = plain(f"{table} {_listed(keys)}", LONGEST_PLACE)
        letter = DeadLetter(self._source, place, plain(_listed(amounts), LONGEST_PLACE), reason_of(error))
        self.dead.append(letter)
        log.error("%s at %s was put aside as a dead letter: %s", letter.source, letter.place, letter.why)


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(values.items()))
