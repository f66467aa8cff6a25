"""Access logs that were imported."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "pw_log_import",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("read_to", sa.BigInteger, nullable=False),
        sa.Column("last_line", sa.String(64), nullable=False),
        sa.Column("live_from", sa.Date, nullable=False),
        sa.Column("imported_at", sa.BigInteger, nullable=False),
    )
    op.create_index("pw_log_import_site_head", "pw_log_import", ["site", "head"])
