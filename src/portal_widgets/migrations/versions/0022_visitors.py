"""Visitors are written with fewer indexes, because every counted view writes them. The removed indexes were
only for deleting old visitors once a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_ARTICLE = sa.ForeignKey("pw_article.number")


def upgrade() -> None:
    for table in ("pw_presence", "pw_recent_view", "pw_recent_click"):
        op.drop_index(f"{table}_site_last", table, if_exists=True)
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(
            "pw_recent_view",
            sa.Column("article", sa.Integer, _ARTICLE, primary_key=True, autoincrement=False),
        )
        _rebuild("pw_recent_click", sa.Column("link", sa.String(100), primary_key=True))


def _rebuild(table: str, what: sa.Column[int] | sa.Column[str]) -> None:
    """Store the rows in the tree of the primary key."""
    op.rename_table(table, f"{table}_old")
    op.create_table(
        table,
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
        what,
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    columns = f"site, visitor, {what.name}, first_at, last_at"
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_old")  # noqa: S608 - our own names
    op.drop_table(f"{table}_old")
