"""The tables of the admin area. An account of the configuration has no row in `pw_admin_account`."""

import sqlalchemy as sa

from ...core.db.database import metadata

account = sa.Table(
    "pw_admin_account",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(64), primary_key=True),
    # Empty until an invited person has chosen a password.
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
    sa.Column("email", sa.String(254), nullable=False, server_default=""),
    sa.Column("closed_at", sa.BigInteger),
)

session = sa.Table(
    "pw_admin_session",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("credential", sa.String(64), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Index("pw_admin_session_site_name", "site", "name"),
)

# At most one for each account: a new one replaces the one before.
invitation = sa.Table(
    "pw_admin_invitation",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)

second_factor = sa.Table(
    "pw_admin_second_factor",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("secret", sa.Text, nullable=False),
    # The time step of the last accepted code. A code of this or an earlier step is refused.
    sa.Column("last_step", sa.BigInteger, nullable=False),
    # None until the person has typed a first code.
    sa.Column("confirmed_at", sa.BigInteger),
)

recovery_code = sa.Table(
    "pw_admin_recovery_code",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
)

# A program finds its token by the key, which is the public half. The digest is that of the whole token.
api_token = sa.Table(
    "pw_admin_token",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(16), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("made_by", sa.String(64), nullable=False),
    sa.Column("made_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),
    sa.Column("used_on", sa.Date),
    sa.Index("pw_admin_token_site_name", "site", "name", unique=True),
)

log = sa.Table(
    "pw_admin_log",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    # Empty for the command line, and for a person who was not signed in.
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("what", sa.String(32), nullable=False),
    # The account that the entry is about.
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("detail", sa.String(80), nullable=False),
    sa.Index("pw_admin_log_site_at", "site", "at"),
    sa.Index("pw_admin_log_site_account", "site", "account", "at"),
    sqlite_autoincrement=True,
)
