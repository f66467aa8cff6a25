"""The role that handles messages from readers is called moderator."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for name in ("pw_admin_account", "pw_admin_session"):
        table = sa.table(name, sa.column("role", sa.String))
        op.execute(sa.update(table).where(table.c.role == "officer").values(role="moderator"))
