"""The polls' tables, as the migrations create them."""

import sqlalchemy as sa

from ...core.db.database import metadata

poll = sa.Table(
    "pw_poll",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("slug", sa.String(80), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opens_at", sa.BigInteger),
    sa.Column("closes_at", sa.BigInteger),
    sa.Column("visibility", sa.String(16), nullable=False),
    sa.Column("voters", sa.String(16), nullable=False),
    sa.Column("may_change", sa.Boolean, nullable=False),
    sa.Column("may_withdraw", sa.Boolean, nullable=False),
    sa.Column("may_be_blank", sa.Boolean, nullable=False),
    sa.Column("draft", sa.Boolean, nullable=False),
    sa.Column("archived", sa.Boolean, nullable=False),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("chain_head", sa.String(64), nullable=False),
    sa.Column("chain_length", sa.Integer, nullable=False),
    sa.UniqueConstraint("site", "slug", name="pw_poll_slug"),
)
version = sa.Table(
    "pw_poll_version",
    metadata,
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String(80), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
ballot = sa.Table(
    "pw_ballot",
    metadata,
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("receipt", sa.String(16), primary_key=True),
    sa.Column("voter_key", sa.LargeBinary, nullable=False),
    sa.Column("ticket", sa.LargeBinary),
    sa.Column("nonce", sa.LargeBinary, nullable=False),
    sa.Column("answers", sa.Text, nullable=False),
    sa.UniqueConstraint("poll", "voter_key", name="pw_ballot_voter"),
    sa.UniqueConstraint("poll", "ticket", name="pw_ballot_ticket"),
)
entry = sa.Table(
    "pw_ballot_chain",
    metadata,
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("commitment", sa.String(64), nullable=False),
    sa.Column("replaces", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
tally = sa.Table(
    "pw_poll_tally",
    metadata,
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("question", sa.String(40), primary_key=True),
    sa.Column("option", sa.String(40), primary_key=True),
    sa.Column("votes", sa.Integer, nullable=False),
)
refusal = sa.Table(
    "pw_poll_refusal",
    metadata,
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("reason", sa.String(16), primary_key=True),
    sa.Column("attempts", sa.Integer, nullable=False),
)
code = sa.Table(
    "pw_poll_code",
    metadata,
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("code_key", sa.LargeBinary, primary_key=True),
)
