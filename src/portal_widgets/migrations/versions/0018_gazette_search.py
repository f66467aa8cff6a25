"""The search of the gazette: an entry for each published document, and its words in a full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


# The index holds no text of its own. Triggers keep it, as FTS5 asks for a table of contents.
_INDEX = """
CREATE VIRTUAL TABLE pw_gazette_search_index USING fts5(
  number, title, body, marked, content='pw_gazette_search_words', content_rowid='place', columnsize=0,
  tokenize='unicode61 remove_diacritics 0')
"""
_ADDED = """
CREATE TRIGGER pw_gazette_search_added AFTER INSERT ON pw_gazette_search_words BEGIN
  INSERT INTO pw_gazette_search_index (rowid, number, title, body, marked)
    VALUES (new.place, new.number, new.title, new.body, new.marked);
END
"""
_REMOVED = """
CREATE TRIGGER pw_gazette_search_removed AFTER DELETE ON pw_gazette_search_words BEGIN
  INSERT INTO pw_gazette_search_index (pw_gazette_search_index, rowid, number, title, body, marked)
    VALUES ('delete', old.place, old.number, old.title, old.body, old.marked);
END
"""
# The words are split and folded already. So no parser and no dictionary of PostgreSQL changes them.
_TOKENS = """
ALTER TABLE pw_gazette_search_words ADD COLUMN tokens tsvector GENERATED ALWAYS AS
  (array_to_tsvector(array_remove(string_to_array(number || title || body, ' '), ''))) STORED
"""
_TOKENS_INDEX = "CREATE INDEX pw_gazette_search_tokens ON pw_gazette_search_words USING gin (tokens)"


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    # Only INTEGER is SQLite's row id, which the index refers to. It has 64 bits.
    place = sa.Integer() if is_sqlite else sa.BigInteger()
    op.create_table(
        "pw_gazette_search",
        sa.Column("place", place, primary_key=True, autoincrement=False),
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
    op.create_table(
        "pw_gazette_search_words",
        sa.Column("place", place, primary_key=True, autoincrement=False),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("marked", sa.Text, nullable=False),
    )
    for statement in (_INDEX, _ADDED, _REMOVED) if is_sqlite else (_TOKENS, _TOKENS_INDEX):
        op.execute(statement)
    # The states of many documents are counted from the index, without their rows.
    op.create_index(
        "pw_gazette_span_day",
        "pw_gazette_span",
        ["document", "start", "until", "state", "partly_ended", "partly_suspended"],
    )
