"""Documents of the gazette, their relations, files, issues, states and revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "pw_gazette_document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("body", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.String(100), nullable=False),
        sa.Column("number_key", sa.String(80), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("double", sa.String(1), nullable=False),
        sa.Column("double_reason", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("abstract", sa.Text, nullable=False),
        sa.Column("signed", sa.Date),
        sa.Column("published", sa.Date),
        sa.Column("signer", sa.String(120), nullable=False),
        sa.Column("office", sa.String(300), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("publication", sa.String(16), nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("withdrawn_reason", sa.Text, nullable=False),
        sa.Column("withdrawn_office", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("site", "body", "kind", "year", "slug", name="pw_gazette_document_address"),
        sa.UniqueConstraint(
            "site", "body", "kind", "year", "number_key", "double", name="pw_gazette_document_work"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("pw_gazette_document_number", "pw_gazette_document", ["site", "number_key"])
    op.create_index(
        "pw_gazette_document_newest", "pw_gazette_document", ["site", "publication", "signed", "id"]
    )
    op.create_table(
        "pw_gazette_document_field",
        sa.Column("document", sa.Integer, primary_key=True),
        sa.Column("field", sa.String(40), primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
    )
    op.create_index(
        "pw_gazette_document_field_field", "pw_gazette_document_field", ["site", "field", "document"]
    )
    op.create_table(
        "pw_gazette_file",
        sa.Column("document", sa.Integer, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("replaced_at", sa.BigInteger),
        sa.Column("replaced_reason", sa.Text, nullable=False),
    )
    op.create_index("pw_gazette_file_digest", "pw_gazette_file", ["site", "digest"])
    op.create_table(
        "pw_gazette_text",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "pw_gazette_relation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("acting", sa.Integer),
        sa.Column("acting_text", sa.String(300), nullable=False),
        sa.Column("acting_part", sa.String(200), nullable=False),
        sa.Column("target", sa.Integer),
        sa.Column("target_text", sa.String(300), nullable=False),
        sa.Column("target_part", sa.String(200), nullable=False),
        sa.Column("date_from", sa.Date),
        sa.Column("date_to", sa.Date),
        sa.Column("wording", sa.String(8), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("pw_gazette_relation_acting", "pw_gazette_relation", ["acting"])
    op.create_index("pw_gazette_relation_target", "pw_gazette_relation", ["target"])
    op.create_index("pw_gazette_relation_day", "pw_gazette_relation", ["site", "date_from"])
    op.create_table(
        "pw_gazette_span",
        sa.Column("document", sa.Integer, primary_key=True),
        sa.Column("start", sa.Date, primary_key=True),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("partly_ended", sa.Boolean, nullable=False),
        sa.Column("partly_suspended", sa.Boolean, nullable=False),
    )
    op.create_index("pw_gazette_span_state", "pw_gazette_span", ["site", "state", "start"])
    op.create_index("pw_gazette_span_start", "pw_gazette_span", ["site", "start"])
    op.create_table(
        "pw_gazette_issue",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("special", sa.Boolean, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("form", sa.String(16), nullable=False),
        sa.UniqueConstraint("site", "year", "number", name="pw_gazette_issue_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pw_gazette_issue_item",
        sa.Column("issue", sa.Integer, primary_key=True),
        sa.Column("document", sa.Integer, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("first_page", sa.Integer),
        sa.Column("last_page", sa.Integer),
    )
    op.create_index("pw_gazette_issue_item_document", "pw_gazette_issue_item", ["document"])
    op.create_table(
        "pw_gazette_revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("document", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("correction", sa.Boolean, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("pw_gazette_revision_document", "pw_gazette_revision", ["site", "document", "id"])
