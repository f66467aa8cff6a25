"""The map's table, as the migration creates it."""

import sqlalchemy as sa

from ...core.db.database import metadata

content = sa.Table(
    "pw_map_content",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
