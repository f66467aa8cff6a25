"""Issues of the gazette in SQL, and which documents, or parts of them, each contains."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import batches, insert_row
from ..document_data import FilledIssue
from ..rules.document import Issue, IssueItem, Publication
from .rows import issue_of_row, row_of_issue
from .tables import document, issue, issue_item


class IssueStore:
    """The issues of one site."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def of_document(self, document: int) -> list[tuple[Issue, IssueItem]]:
        """The issues that contain a document, in the order of its parts."""
        asked = (
            sa.select(issue, issue_item)
            .join(issue_item, issue_item.c.issue == issue.c.id)
            .where(issue.c.site == self._site, issue_item.c.document == document)
            .order_by(issue_item.c.part)
        )
        with self._database.reading() as connection:
            return [(issue_of_row(row), _item(row)) for row in connection.execute(asked)]

    def items(self, number: int) -> list[IssueItem]:
        """The documents of an issue, in their order."""
        asked = sa.select(issue_item).where(issue_item.c.site == self._site, issue_item.c.issue == number)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(issue_item.c.position, issue_item.c.part))
            return [_item(row) for row in rows]

    def get(self, number: int) -> FilledIssue | None:
        """An issue with all of its documents; None if there is none."""
        asked = sa.select(issue).where(issue.c.site == self._site, issue.c.id == number)
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        return (issue_of_row(row), tuple(self.items(number))) if row is not None else None

    def every(self) -> list[Issue]:
        """All issues, the newest first. A province has some hundred a year."""
        asked = sa.select(issue).where(issue.c.site == self._site)
        newest = (issue.c.year.desc(), issue.c.day.desc(), issue.c.id.desc())
        with self._database.reading() as connection:
            return [issue_of_row(row) for row in connection.execute(asked.order_by(*newest))]

    def contents(self, *, every: bool = False) -> list[FilledIssue]:
        """All issues with their published documents, or with all, the oldest first."""
        shown = sa.select(document.c.id).where(document.c.publication == Publication.PUBLISHED.value)
        asked = sa.select(issue_item).where(issue_item.c.site == self._site)
        asked = asked if every else asked.where(issue_item.c.document.in_(shown))
        found: defaultdict[int, list[IssueItem]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in connection.execute(asked.order_by(issue_item.c.position, issue_item.c.part)):
                found[row.issue].append(_item(row))
        listed = sorted(self.every(), key=lambda one: one.id)
        return [(one, tuple(found[one.id])) for one in listed]

    def of_documents(self, ids: Iterable[int]) -> dict[int, list[Issue]]:
        """The issues that contain documents, in the order of their parts."""
        found: defaultdict[int, list[Issue]] = defaultdict(list)
        asked = sa.select(issue, issue_item.c.document).join(issue_item, issue_item.c.issue == issue.c.id)
        with self._database.reading() as connection:
            for some in batches(ids):
                mine = (issue.c.site == self._site, issue_item.c.document.in_(some))
                ordered = asked.where(*mine).order_by(issue_item.c.part, issue.c.id)
                for row in connection.execute(ordered):
                    one = issue_of_row(row)
                    if one not in found[row.document]:
                        found[row.document].append(one)
        return found

    def write(self, connection: sa.Connection, one: Issue, items: Iterable[IssueItem]) -> int:
        """Insert an issue with its items, or replace a stored one. Returns its id. Raises IntegrityError if
        the year has an issue of this number.
        """
        row = row_of_issue(one)
        ours = (issue.c.site == self._site, issue.c.id == one.id)
        if one.id:
            connection.execute(sa.update(issue).where(*ours).values(row))
        number = one.id or insert_row(connection, issue, {**row, "site": self._site})
        connection.execute(sa.delete(issue_item).where(issue_item.c.issue == number))
        rows = [{**asdict(item), "issue": number, "site": self._site} for item in items]
        if rows:
            connection.execute(sa.insert(issue_item), rows)
        return number


def _item(row: sa.Row[tuple[object, ...]]) -> IssueItem:
    names = ("issue", "document", "position", "part", "parts", "first_page", "last_page")
    values = row._mapping  # noqa: SLF001 - SQLAlchemy documents it
    return IssueItem(*(values[issue_item.c[name]] for name in names))
