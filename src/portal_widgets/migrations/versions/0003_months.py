"""Closed months, labels sorted as they are queried, notes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("pw_article_site_category", "pw_article", ["site", "category"])
    op.create_index("pw_article_month_site_month", "pw_article_month", ["site", "month", "views"])
    for table, period in (("pw_tally_day", "day"), ("pw_tally_month", "month")):
        _reorder(table, period)
    _months()
    op.create_table(
        "pw_note",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
    )
    op.create_index("pw_note_site_day", "pw_note", ["site", "day"])


def _reorder(table: str, period: str) -> None:
    """Hours of the day had no weekday before, so their counts cannot be kept."""
    op.rename_table(table, f"{table}_old")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {table}_pkey RENAME TO {table}_old_pkey")
    op.create_table(
        table,
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("dimension", sa.String(16), primary_key=True),
        sa.Column(period, sa.Date, primary_key=True),
        sa.Column("value", sa.String(255), primary_key=True),
        sa.Column("hits", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    columns = f"site, dimension, {period}, value, hits"
    op.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_old "  # noqa: S608 - our own names
        "WHERE dimension <> 'hour'"
    )
    op.drop_table(f"{table}_old")
    from_article = sa.text("dimension = 'from'")
    op.create_index(
        f"{table}_from",
        table,
        ["site", "value", period],
        sqlite_where=from_article,
        postgresql_where=from_article,
    )


def _months() -> None:
    op.create_table(
        "pw_month",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("days_kept", sa.Boolean, nullable=False),
    )
    # Until now, the tables of months contained only days that had been purged.
    op.execute(
        "INSERT INTO pw_month (site, month, days_kept) "
        "SELECT site, month, false FROM pw_article_month UNION SELECT site, month, false FROM pw_tally_month"
    )
