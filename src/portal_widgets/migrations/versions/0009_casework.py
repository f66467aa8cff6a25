"""Feedback: duplicates, the log of erasures, and the remaining figures."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    # The number of an erased message is never reused, because a mail about it may be on its way.
    with op.batch_alter_table(
        "pw_message", recreate="auto", table_kwargs={"sqlite_autoincrement": True}
    ) as message:
        message.add_column(sa.Column("merged_into", sa.Integer))
        message.create_index("pw_message_merged", ["site", "merged_into"])
    op.create_table(
        "pw_erasure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.UniqueConstraint("site", "reference", name="pw_erasure_reference"),
    )
    op.create_table(
        "pw_message_month",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("department", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("in_time", sa.Integer, nullable=False),
        sa.Column("answer_minutes", sa.BigInteger, nullable=False),
        sa.Column("put_aside", sa.Integer, nullable=False),
    )
