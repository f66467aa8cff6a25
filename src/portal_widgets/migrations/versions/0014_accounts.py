"""The admin area: mail addresses and closed accounts, invitations, second factors, and the log."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("pw_admin_account", sa.Column("email", sa.String(254), nullable=False, server_default=""))
    op.add_column("pw_admin_account", sa.Column("closed_at", sa.BigInteger))
    op.create_table(
        "pw_admin_invitation",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    _second_factor()
    op.create_table(
        "pw_admin_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("detail", sa.String(80), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("pw_admin_log_site_at", "pw_admin_log", ["site", "at"])
    op.create_index("pw_admin_log_site_account", "pw_admin_log", ["site", "account", "at"])


def _second_factor() -> None:
    op.create_table(
        "pw_admin_second_factor",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
    )
    op.create_table(
        "pw_admin_recovery_code",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
