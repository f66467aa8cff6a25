"""The stored polls: their questions, their terms, and every version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import Row, insert_row
from ...core.text.clock import Microseconds
from .. import rules
from ..definition import as_json, meaning_changes, terms_changes
from ..history import PollVersion
from ..rules import Content, PollState, Terms
from ..tally.chain import GENESIS
from ..terms import as_stored, read_stored
from . import tables
from .salts import new_salt
from .stored import content_of, terms_in, version_of


@dataclass(frozen=True, slots=True)
class Poll:
    """One stored poll. `ballots` is the number of counted ballots, which is the turnout, not a result."""

    id: int
    site: str
    slug: str
    content: Content
    terms: Terms
    version: int
    draft: bool
    archived: bool
    chain_head: str
    chain_length: int
    ballots: int = 0

    def state(self, now: Microseconds) -> PollState:
        return rules.state(self.terms, now, draft=self.draft, archived=self.archived)


class FrozenPollError(ValueError):
    """After the first ballot, only the wording may change. The message names the other change."""


class SlugTakenError(ValueError):
    """Another poll of the site has this address."""


class PollStore:
    """Polls in SQL."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def create(self, slug: str, asked: Content, terms: Terms, *, who: str, at: Microseconds) -> int:
        """Store a draft and return its number. Raises SlugTakenError if another poll has the address."""
        row = {
            "site": self._site,
            "slug": slug,
            "content": _content_text(asked, terms),
            "version": 1,
            **_columns(terms),
            "draft": True,
            "archived": False,
            "salt": new_salt(),
            "chain_head": GENESIS,
            "chain_length": 0,
        }
        try:
            with self._database.writing() as connection:
                number = insert_row(connection, tables.poll, row)
                self._keep_version(connection, number, 1, (asked, terms), who, at)
                return number
        except sa.exc.IntegrityError as error:
            raise SlugTakenError(slug) from error

    def edit(self, number: int, asked: Content, terms: Terms, *, who: str, at: Microseconds) -> None:
        """Store new wording and terms. Raises FrozenPollError if the meaning of cast ballots would change."""
        with self._database.writing() as connection:
            before = self.lock(connection, number)
            if before is None:
                raise LookupError(number)
            over = before.state(at) in {PollState.CLOSED, PollState.ARCHIVED}
            difference = meaning_changes(before.content, asked) or terms_changes(
                before.terms, terms, at, over=over
            )
            if before.chain_length and difference:
                raise FrozenPollError(difference)
            values = _changed_values(before.terms, terms)
            if (asked, terms) != (before.content, before.terms):
                values |= {
                    "content": _content_text(asked, terms, self._newer_terms(connection, number)),
                    "version": before.version + 1,
                }
                self._keep_version(connection, number, before.version + 1, (asked, terms), who, at)
            self._set(connection, number, **values)

    def _newer_terms(self, connection: sa.Connection, number: int) -> Mapping[str, object]:
        """The terms that are stored with the content. A newer version may have written some of them."""
        text = connection.scalar(sa.select(tables.poll.c.content).where(tables.poll.c.id == number))
        return terms_in(text or "{}")

    def publish(self, number: int, now: Microseconds) -> None:
        """Show a draft to readers. If it has no opening time, it opens now."""
        with self._database.writing() as connection:
            found = self.lock(connection, number)
            if found is not None and found.draft:
                opens = found.terms.opens_at if found.terms.opens_at is not None else now
                self._set(connection, number, draft=False, opens_at=opens)

    def close(self, number: int, now: Microseconds, who: str = "") -> None:
        """Close an open or scheduled poll at this instant. Like any other new end, this is a new version."""
        with self._database.writing() as connection:
            found = self.lock(connection, number)
            if found is not None and found.state(now) in {PollState.OPEN, PollState.SCHEDULED}:
                opens = min(found.terms.opens_at if found.terms.opens_at is not None else now, now)
                terms, count = replace(found.terms, opens_at=opens, closes_at=now), found.version + 1
                self._keep_version(connection, number, count, (found.content, terms), who, now)
                self._set(connection, number, opens_at=opens, closes_at=now, version=count, salt=None)

    def archive(self, number: int, *, archived: bool = True) -> None:
        with self._database.writing() as connection:
            self._set(connection, number, archived=archived)

    def delete_draft(self, number: int) -> bool:
        """Remove a poll that was never published. Returns True if it existed."""
        with self._database.writing() as connection:
            where = (tables.poll.c.id == number, tables.poll.c.site == self._site)
            empty = (tables.poll.c.draft, tables.poll.c.chain_length == 0)
            gone = connection.execute(sa.delete(tables.poll).where(*where, *empty)).rowcount
            if gone:
                connection.execute(sa.delete(tables.version).where(tables.version.c.poll == number))
            return bool(gone)

    def every(self) -> list[Poll]:
        """Every poll of the site, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(self._select().order_by(tables.poll.c.id.desc()))
            return [poll for row in rows if (poll := _poll(row)) is not None]

    def by_slug(self, slug: str) -> Poll | None:
        return self._one(tables.poll.c.slug == slug)

    def by_number(self, number: int) -> Poll | None:
        return self._one(tables.poll.c.id == number)

    def versions(self, number: int) -> list[PollVersion]:
        """Every version, oldest first."""
        where = (tables.version.c.site == self._site, tables.version.c.poll == number)
        with self._database.reading() as connection:
            asked = sa.select(tables.version).where(*where).order_by(tables.version.c.version)
            versions = (_version(row) for row in connection.execute(asked))
            return [version for version in versions if version is not None]

    def _one(self, condition: sa.ColumnElement[bool]) -> Poll | None:
        with self._database.reading() as connection:
            row = connection.execute(self._select().where(condition)).first()
            return _poll(row) if row is not None else None

    def _select(self) -> sa.Select[Any]:
        ballots = (
            sa.select(sa.func.coalesce(sa.func.sum(tables.tally.c.votes), 0))
            .where(
                tables.tally.c.poll == tables.poll.c.id,
                tables.tally.c.question == "",
                tables.tally.c.option == "",
            )
            .scalar_subquery()
        )
        return sa.select(tables.poll, ballots.label("ballots")).where(tables.poll.c.site == self._site)

    def lock(self, connection: sa.Connection, number: int) -> Poll | None:
        row = connection.execute(
            self._select().where(tables.poll.c.id == number).with_for_update(of=tables.poll)
        ).first()
        return _poll(row) if row is not None else None

    def _keep_version(
        self,
        connection: sa.Connection,
        number: int,
        count: int,
        stands: tuple[Content, Terms],
        who: str,
        at: Microseconds,
    ) -> None:
        known = {"site": self._site, "poll": number, "version": count, "at": at, "who": who[:80]}
        written = json.dumps({**as_json(stands[0]), "terms": as_stored(stands[1])}, ensure_ascii=False)
        connection.execute(sa.insert(tables.version), {**known, "content": written})

    def _set(self, connection: sa.Connection, number: int, **values: object) -> None:
        if not values:
            return
        where = (tables.poll.c.id == number, tables.poll.c.site == self._site)
        connection.execute(sa.update(tables.poll).where(*where).values(**values))


def _columns(terms: Terms) -> dict[str, object]:
    """The terms that have a column of their own."""
    return {name: value for name, value in as_stored(terms).items() if name in tables.poll.c}


def _content_text(asked: Content, terms: Terms, kept: Mapping[str, object] | None = None) -> str:
    """The questions as JSON, with the terms that have no column. A version has the same form."""
    others = {name: value for name, value in as_stored(terms).items() if name not in tables.poll.c}
    beside = {"terms": {**(kept or {}), **others}} if kept or others else {}
    return json.dumps({**as_json(asked), **beside}, ensure_ascii=False, sort_keys=True)


def _changed_values(before: Terms, after: Terms) -> dict[str, object]:
    """The terms that change. The others stay as they are, because a newer version may have written them."""
    old = _columns(before)
    return {name: value for name, value in _columns(after).items() if value != old[name]}


def _version(row: Row) -> PollVersion | None:
    asked, terms = version_of(row.content)
    return PollVersion(row.version, row.at, row.who, asked, terms) if asked else None


def _poll(row: Row) -> Poll | None:
    """The poll of a row. None if this version cannot read it."""
    asked = content_of(row.content)
    if asked is None:
        return None
    return Poll(
        row.id,
        row.site,
        row.slug,
        asked,
        read_stored(Terms, {**terms_in(row.content), **row._mapping}),  # noqa: SLF001 - public in SQLAlchemy
        row.version,
        row.draft,
        row.archived,
        row.chain_head,
        row.chain_length,
        int(row.ballots),
    )
