"""The polls' tables, as the migrations make them."""

import sqlalchemy as sa

from ..core.database import metadata

poll = sa.Table(
    "pw_poll",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("site", sa.String(32)),
    sa.Column("slug", sa.String(80)),
    sa.Column("content", sa.Text),
    sa.Column("version", sa.Integer),
    sa.Column("opens_at", sa.BigInteger),
    sa.Column("closes_at", sa.BigInteger),
    sa.Column("visibility", sa.String(16)),
    sa.Column("voters", sa.String(16)),
    sa.Column("may_change", sa.Boolean),
    sa.Column("may_withdraw", sa.Boolean),
    sa.Column("may_be_blank", sa.Boolean),
    sa.Column("draft", sa.Boolean),
    sa.Column("archived", sa.Boolean),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("chain_head", sa.String(64)),
    sa.Column("chain_length", sa.Integer),
)
version = sa.Table(
    "pw_poll_version",
    metadata,
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger),
    sa.Column("who", sa.String(80)),
    sa.Column("content", sa.Text),
)
ballot = sa.Table(
    "pw_ballot",
    metadata,
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("receipt", sa.String(16), primary_key=True),
    sa.Column("voter_key", sa.LargeBinary),
    sa.Column("ticket", sa.LargeBinary),
    sa.Column("nonce", sa.LargeBinary),
    sa.Column("answers", sa.Text),
)
entry = sa.Table(
    "pw_ballot_chain",
    metadata,
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16)),
    sa.Column("commitment", sa.String(64)),
    sa.Column("replaces", sa.String(64)),
    sa.Column("hash", sa.String(64)),
)
tally = sa.Table(
    "pw_poll_tally",
    metadata,
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("question", sa.String(40), primary_key=True),
    sa.Column("option", sa.String(40), primary_key=True),
    sa.Column("votes", sa.Integer),
)
refusal = sa.Table(
    "pw_poll_refusal",
    metadata,
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("reason", sa.String(16), primary_key=True),
    sa.Column("attempts", sa.Integer),
)
code = sa.Table(
    "pw_poll_code",
    metadata,
    sa.Column("poll", sa.Integer, primary_key=True),
    sa.Column("code_key", sa.LargeBinary, primary_key=True),
)
