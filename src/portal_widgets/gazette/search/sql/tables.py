"""The tables of the search. They can be made again from the documents at any time.

`place` sorts documents by the day of their signing, and by their id within a day. It is the row id of the
full-text index, so that the newest hits are found without sorting all of them.
"""

import sqlalchemy as sa

from ....core.db.database import metadata

# Only INTEGER is SQLite's row id, which the full-text index refers to. It has 64 bits.
PLACE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

entry = sa.Table(
    "pw_gazette_search",
    metadata,
    sa.Column("place", PLACE, primary_key=True, autoincrement=False),
    sa.Column("document", sa.Integer, nullable=False, unique=True),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("body", sa.String(40), nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("running", sa.Integer, nullable=False),
    sa.Column("signed", sa.Date),
    sa.Column("signer", sa.String(120), nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
)
words = sa.Table(
    "pw_gazette_search_words",
    metadata,
    sa.Column("place", PLACE, primary_key=True, autoincrement=False),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("marked", sa.Text, nullable=False),
)
# In SQLite only.
index = sa.table("pw_gazette_search_index", sa.column("rowid", sa.BigInteger))
# In PostgreSQL only.
tokens: sa.ColumnClause[str] = sa.literal_column("pw_gazette_search_words.tokens")
