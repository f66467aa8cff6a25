"""Feedback: messages with consents, attachments and the outbox, and votes on useful pages."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "pw_message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("ticket", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("page", sa.String(300), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("assigned", sa.String(80), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("answered_at", sa.BigInteger),
        sa.UniqueConstraint("site", "reference", name="pw_message_reference"),
        # One form is one message, however often it is sent.
        sa.UniqueConstraint("site", "ticket", name="pw_message_ticket"),
    )
    op.create_index("pw_message_digest", "pw_message", ["site", "digest", "at"])
    op.create_index("pw_message_status", "pw_message", ["site", "status", "at"])
    op.create_table(
        "pw_consent",
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("message", sa.Integer, primary_key=True),
        sa.Column("purpose", sa.String(16), primary_key=True),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "pw_attachment",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_index("pw_attachment_message", "pw_attachment", ["message"])
    op.create_table(
        "pw_outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("letter", sa.String(16), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("mail_id", sa.String(120), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("error", sa.String(300), nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.UniqueConstraint("message", "letter", "recipient", name="pw_outbox_once"),
    )
    op.create_index("pw_outbox_due", "pw_outbox", ["site", "state", "due_at"])
    op.create_table(
        "pw_message_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("pw_message_event_of", "pw_message_event", ["message"])
    op.create_table(
        "pw_question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String(32), nullable=False),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("site", "message", name="pw_question_message"),
    )
    op.create_index("pw_question_newest", "pw_question", ["site", "at"])
    op.create_table(
        "pw_useful",
        sa.Column("site", sa.String(32), primary_key=True),
        sa.Column("page", sa.String(300), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("answer", sa.String(4), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
