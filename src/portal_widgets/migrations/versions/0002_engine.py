"""The counting engine: epochs from Redis, labels, kept rankings, opening balances, the purge log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for name in ("ledger", "generation", "epoch"):
        op.add_column("pw_site", _growing(name))
    op.add_column("pw_journal", _growing("changed_at"))
    op.add_column("pw_article", _growing("opening"))
    op.create_index("pw_article_site_views", "pw_article", ["site", "views"])
    _epochs()
    _tallies()
    _rankings()
    _ledgers()


def _growing(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def _counter(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _site() -> sa.Column[str]:
    return sa.Column("site", sa.String(32), primary_key=True)


def _epochs() -> None:
    op.create_table(
        "pw_epoch",
        _site(),
        sa.Column("generation", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.BigInteger, primary_key=True, autoincrement=False),
        _counter("committed_at"),
    )
    op.create_table(
        "pw_sketch",
        _site(),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("sketch", sa.LargeBinary, nullable=False),
    )


def _tallies() -> None:
    for table, period in (("pw_tally_day", "day"), ("pw_tally_month", "month")):
        op.create_table(
            table,
            _site(),
            sa.Column(period, sa.Date, primary_key=True),
            sa.Column("dimension", sa.String(16), primary_key=True),
            sa.Column("value", sa.String(255), primary_key=True),
            _counter("hits"),
        )
    op.create_table(
        "pw_article_month",
        _site(),
        sa.Column(
            "article",
            sa.Integer,
            sa.ForeignKey("pw_article.number"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("month", sa.Date, primary_key=True),
        _counter("views"),
    )


def _rankings() -> None:
    op.create_table(
        "pw_ranking",
        _site(),
        sa.Column("days", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("today", sa.Date, nullable=False),
        _counter("version"),
        _counter("ranked_at"),
        sa.Column("ranks", sa.JSON, nullable=False),
    )


def _ledgers() -> None:
    op.create_table(
        "pw_opening_balance",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("article", sa.Integer, sa.ForeignKey("pw_article.number")),
        _counter("amount"),
        sa.Column("dated", sa.Date, nullable=False),
        sa.Column("signed", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        _counter("entered_at"),
    )
    op.create_index("pw_opening_balance_site", "pw_opening_balance", ["site"])
    op.create_table(
        "pw_purge_log",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        _counter("purged_at"),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("before", sa.Date, nullable=False),
        _counter("removed"),
    )
