"""Duplicates: the office works on one message, and the senders of the others get the same answer."""

from dataclasses import dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.text.clock import Milliseconds
from ...core.text.email_addresses import email_spellings
from ...core.text.phone_numbers import phone_spellings
from ..rules import Status
from . import tables
from .changes import MessageChange, change_message

# In milliseconds. Messages with a longer distance are hardly about the same matter.
NEAR_MILLISECONDS = 60 * 24 * 60 * 60 * 1000
MOST = 5
# Fewer digits are in many texts.
FEWEST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Alike:
    """Another message that may be about the same matter."""

    id: int
    reference: str
    subject: str
    text: str
    department: str
    at: Milliseconds


class MergeStore:
    """A message and its duplicates. A duplicate is always directly below the main message."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def duplicates(self, number: int) -> list[Alike]:
        return self._select(None, tables.message.c.merged_into == number)

    def alike(self, number: int) -> list[Alike]:
        """Messages of the same weeks that have the same sender (by e-mail or telephone) or the same words."""
        table = tables.message
        with self._database.reading() as connection:
            one = connection.execute(sa.select(table).where(table.c.id == number)).one()
        same = [table.c.text == one.text]
        same += [sa.func.lower(table.c.email).in_(email_spellings(one.email))] if one.email else []
        numbers = [number for number in phone_spellings(one.phone) if len(number) >= FEWEST_DIGITS]
        same += [table.c.search.contains(number, autoescape=True) for number in numbers]
        return self._select(
            MOST,
            sa.or_(*same),
            table.c.id != number,
            table.c.merged_into.is_(None),
            table.c.status != Status.SPAM,
            table.c.at.between(one.at - NEAR_MILLISECONDS, one.at + NEAR_MILLISECONDS),
        )

    def merge(self, number: int, into: int, *, who: str, at: Milliseconds) -> None:
        """Make a message and its own duplicates duplicates of another message. If the other one has an
        answer, the senders get it.
        """
        table = tables.message
        with change_message(self._database, self._site, number, who, at) as change:
            main = change.connection.execute(sa.select(table).where(table.c.id == into)).one()
            family = change.family()
            for each in family:
                change(each, "merged", main.reference, merged_into=into, status=main.status)
            references = sa.select(table.c.reference).where(table.c.id.in_(family)).order_by(table.c.id)
            for reference in change.connection.scalars(references).all():
                change(into, "duplicate", reference)
            said = _last_answer(change, into)
            if said:
                change.answer(family, said)

    def split(self, number: int, *, who: str, at: Milliseconds) -> None:
        """Make it a separate message again, with the state of the other one."""
        with change_message(self._database, self._site, number, who, at) as change:
            change(number, "split", "", merged_into=None)

    def _select(self, most: int | None, *where: sa.ColumnElement[bool]) -> list[Alike]:
        table = tables.message
        columns = (table.c[name] for name in Alike.__slots__)
        asked = sa.select(*columns).where(table.c.site == self._site, *where)
        with self._database.reading() as connection:
            found = connection.execute(asked.order_by(table.c.id.desc()).limit(most))
            return [Alike(*row) for row in found]


def _last_answer(change: MessageChange, number: int) -> str:
    table = tables.event
    asked = sa.select(table.c.text).where(table.c.message == number, table.c.kind == "reply")
    return change.connection.scalar(asked.order_by(table.c.id.desc()).limit(1)) or ""
