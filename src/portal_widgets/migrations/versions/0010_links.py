"""Editions of documents that an office edits as a whole, clicks by visitor key, results of the link check by
address, and readers' reports of links.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "pw_edition",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("subject", sa.String(16), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "pw_link_watch",
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
    op.create_table(
        "pw_link_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("address_key", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
    )
    op.create_index("pw_link_event_address", "pw_link_event", ["site", "address_key", "id"])
    op.create_table(
        "pw_link_report",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("link", sa.String(100), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("fault", sa.String(16), primary_key=True),
        sa.Column("reports", sa.Integer, nullable=False),
    )
    op.create_table(
        "pw_recent_click",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("visitor", sa.LargeBinary(16), primary_key=True),
        sa.Column("link", sa.String(100), primary_key=True),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
    )
    op.create_index("pw_recent_click_site_last", "pw_recent_click", ["site", "last_at"])
