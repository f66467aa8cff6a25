"""Counting: articles, days, exclusions, visitors of the last two days, journals, salts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _sites_and_journals()
    _articles()
    _days()
    _visitors()


def _site() -> sa.Column[str]:
    return sa.Column("site", sa.String(32), primary_key=True)


def _span() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in ("first_at", "last_at")]


def _sites_and_journals() -> None:
    op.create_table("pw_site", _site(), sa.Column("version", sa.BigInteger, nullable=False))
    op.create_table(
        "pw_journal",
        _site(),
        sa.Column("journal", sa.String(64), primary_key=True),
        sa.Column("applied", sa.BigInteger, nullable=False),
    )


def _articles() -> None:
    op.create_table(
        "pw_article",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("category", sa.Text),
        sa.Column("language", sa.String(16)),
        sa.Column("published", sa.Date),
        sa.Column("views", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
        sa.UniqueConstraint("site", "id", name="pw_article_site_id"),
    )
    op.create_index("pw_article_site_version", "pw_article", ["site", "version"])


def _days() -> None:
    op.create_table(
        "pw_article_day",
        _site(),
        sa.Column(
            "article", sa.Integer, sa.ForeignKey("pw_article.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("views", sa.BigInteger, nullable=False),
    )
    op.create_index("pw_article_day_site_day", "pw_article_day", ["site", "day"])
    op.create_table(
        "pw_site_day",
        _site(),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("heard", sa.BigInteger, nullable=False),
        sa.Column("page_views", sa.BigInteger, nullable=False),
        sa.Column("article_views", sa.BigInteger, nullable=False),
        sa.Column("visits", sa.BigInteger, nullable=False),
        sa.Column("visitors", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "pw_exclusion_day",
        _site(),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("reason", sa.String(16), primary_key=True),
        sa.Column("hits", sa.BigInteger, nullable=False),
    )


def _visitors() -> None:
    op.create_table(
        "pw_presence",
        _site(),
        sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
        *_span(),
        sa.Column("superseded", sa.Boolean, nullable=False),
    )
    op.create_index("pw_presence_site_last", "pw_presence", ["site", "last_at"])
    op.create_table(
        "pw_recent_view",
        _site(),
        sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
        sa.Column(
            "article", sa.Integer, sa.ForeignKey("pw_article.number"), primary_key=True, autoincrement=False
        ),
        *_span(),
    )
    op.create_index("pw_recent_view_site_last", "pw_recent_view", ["site", "last_at"])
    op.create_table(
        "pw_salt",
        _site(),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
    )
