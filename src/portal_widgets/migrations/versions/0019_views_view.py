"""The views of articles for a host's own SQL. The view's names are public."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(
        "CREATE VIEW pw_article_views (site, article_id, title, url, views) AS "
        "SELECT site, id, title, url, views + opening FROM pw_article"
    )
