"""The tables of counting. Each table has a column for the site.

Migrations make the tables. Only they have the conditions of partial indexes, because SQLAlchemy imports the
dialect that a condition is for, and a portal needs only that of its own database.
"""

import sqlalchemy as sa

from ....core.db.database import metadata

_SITE = sa.String(32)
COUNTS = ("heard", "page_views", "article_views", "visits", "visitors")


def _site() -> sa.Column[str]:
    return sa.Column("site", _SITE, primary_key=True)


def _counter(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _article() -> sa.Column[int]:
    return sa.Column(
        "article",
        sa.Integer,
        sa.ForeignKey("pw_article.number"),
        primary_key=True,
        autoincrement=False,
    )


# One row for each site: values that change with every batch, and the newest committed epoch of Redis.
site_state = sa.Table(
    "pw_site",
    metadata,
    _site(),
    _counter("version"),
    sa.Column("ledger", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("generation", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("epoch", sa.BigInteger, nullable=False, server_default="0"),
)

journal = sa.Table(
    "pw_journal",
    metadata,
    _site(),
    sa.Column("journal", sa.String(64), primary_key=True),
    _counter("applied"),
    sa.Column("changed_at", sa.BigInteger, nullable=False, server_default="0"),
)

epoch = sa.Table(
    "pw_epoch",
    metadata,
    _site(),
    sa.Column("generation", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.BigInteger, primary_key=True, autoincrement=False),
    _counter("committed_at"),
)

article = sa.Table(
    "pw_article",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("site", _SITE, nullable=False),
    sa.Column("id", sa.String(255), nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("category", sa.Text),
    sa.Column("language", sa.String(16)),
    sa.Column("published", sa.Date),
    sa.Column("views", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("opening", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("site", "id", name="pw_article_site_id"),
    sa.Index("pw_article_site_version", "site", "version"),
    sa.Index("pw_article_site_views", "site", "views"),
    sa.Index("pw_article_site_category", "site", "category"),
)

article_day = sa.Table(
    "pw_article_day",
    metadata,
    _site(),
    _article(),
    sa.Column("day", sa.Date, primary_key=True),
    _counter("views"),
    sa.Index("pw_article_day_site_day", "site", "day"),
)

article_month = sa.Table(
    "pw_article_month",
    metadata,
    _site(),
    _article(),
    sa.Column("month", sa.Date, primary_key=True),
    _counter("views"),
    sa.Index("pw_article_month_site_month", "site", "month", "views"),
)

# The closed months, each complete. `days_kept` is true until they are purged.
month_closed = sa.Table(
    "pw_month",
    metadata,
    _site(),
    sa.Column("month", sa.Date, primary_key=True),
    sa.Column("days_kept", sa.Boolean, nullable=False),
)

site_day = sa.Table(
    "pw_site_day",
    metadata,
    _site(),
    sa.Column("day", sa.Date, primary_key=True),
    *(_counter(name) for name in COUNTS),
)

exclusion_day = sa.Table(
    "pw_exclusion_day",
    metadata,
    _site(),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("reason", sa.String(16), primary_key=True),
    _counter("hits"),
)


def _tally(name: str, period: str) -> sa.Table:
    """The sum of a label in a period. The rows are sorted for the usual query: one dimension over
    some time.
    """
    return sa.Table(
        name,
        metadata,
        _site(),
        sa.Column("dimension", sa.String(16), primary_key=True),
        sa.Column(period, sa.Date, primary_key=True),
        sa.Column("value", sa.String(255), primary_key=True),
        _counter("hits"),
        # The referring sites of one article: its values begin with its id. Partial: migration 0003.
        sa.Index(f"{name}_from", "site", "value", period),
        sqlite_with_rowid=False,
    )


# Browsers, systems, referrers, hours ...
tally_day = _tally("pw_tally_day", "day")
tally_month = _tally("pw_tally_month", "month")

# The most read articles of a window of days, stored so that no page has to add them up.
ranking = sa.Table(
    "pw_ranking",
    metadata,
    _site(),
    sa.Column("days", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("today", sa.Date, nullable=False),
    _counter("version"),
    _counter("ranked_at"),
    sa.Column("ranks", sa.JSON, nullable=False),
)

# When visitors were here, what each has read and which links each has followed: keyed hashes, deleted after
# two days. Every view writes here, so there is no index for the daily deletion: it reads all rows.
presence = sa.Table(
    "pw_presence",
    metadata,
    _site(),
    sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
    _counter("first_at"),
    _counter("last_at"),
    sa.Column("superseded", sa.Boolean, nullable=False),
    # For the count of visitors online, every second: it needs no row of the table. Partial:
    # migration 0016.
    sa.Index("pw_presence_online", "site", "last_at"),
)

recent_view = sa.Table(
    "pw_recent_view",
    metadata,
    _site(),
    sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
    _article(),
    _counter("first_at"),
    _counter("last_at"),
    sqlite_with_rowid=False,
)

recent_click = sa.Table(
    "pw_recent_click",
    metadata,
    _site(),
    sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
    sa.Column("link", sa.String(100), primary_key=True),
    _counter("first_at"),
    _counter("last_at"),
    sqlite_with_rowid=False,
)

# Redis's HyperLogLog of a day's visitors, so that a lost Redis still recognises them.
sketch = sa.Table(
    "pw_sketch",
    metadata,
    _site(),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("sketch", sa.LargeBinary, nullable=False),
)

# Opening balances: dated, signed, never mixed into days.
opening_balance = sa.Table(
    "pw_opening_balance",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("site", _SITE, nullable=False),
    sa.Column("article", sa.Integer, sa.ForeignKey("pw_article.number")),
    _counter("amount"),
    sa.Column("dated", sa.Date, nullable=False),
    sa.Column("signed", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    _counter("entered_at"),
    sa.Index("pw_opening_balance_site", "site"),
)

# Data that were merged or removed after their retention time, with the date.
purge_log = sa.Table(
    "pw_purge_log",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("site", _SITE, nullable=False),
    _counter("purged_at"),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("before", sa.Date, nullable=False),
    _counter("removed"),
)
