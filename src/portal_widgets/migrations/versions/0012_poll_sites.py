"""Sites for the rows of polls, if a database had polls before their rows had sites."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = (
    "pw_poll_version",
    "pw_ballot",
    "pw_ballot_chain",
    "pw_poll_tally",
    "pw_poll_refusal",
    "pw_poll_code",
)


def upgrade() -> None:
    for table in TABLES:
        columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
        if "site" not in columns:
            op.add_column(table, sa.Column("site", sa.String(32), nullable=False, server_default=""))
            op.execute(
                f"UPDATE {table} SET site = "  # noqa: S608 - our own names
                f"COALESCE((SELECT site FROM pw_poll WHERE pw_poll.id = {table}.poll), '')"
            )
