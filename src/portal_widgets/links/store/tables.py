"""The links' tables, as the migrations create them."""

import sqlalchemy as sa

from ...core.db.database import metadata

watch = sa.Table(
    "pw_link_watch",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("address_key", sa.String(64), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("detail", sa.String(300), nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("checked_at", sa.BigInteger, nullable=False),
    sa.Column("failed_days", sa.Integer, nullable=False),
    sa.Column("failed_on", sa.Date),
    sa.Column("domain", sa.String(253), nullable=False),
    sa.Column("certificate", sa.String(300), nullable=False),
    sa.Column("accepted", sa.String(300), nullable=False),
)
event = sa.Table(
    "pw_link_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("address_key", sa.String(64), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("detail", sa.String(300), nullable=False),
    sa.Column("who", sa.String(80), nullable=False),
    sa.Index("pw_link_event_address", "site", "address_key", "id"),
)
report = sa.Table(
    "pw_link_report",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("link", sa.String(100), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("fault", sa.String(16), primary_key=True),
    sa.Column("reports", sa.Integer, nullable=False),
)
