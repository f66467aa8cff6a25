"""The admin area: tokens for the office's programs."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "pw_admin_token",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
        sa.Column("used_on", sa.Date),
    )
    op.create_index("pw_admin_token_site_name", "pw_admin_token", ["site", "name"], unique=True)
