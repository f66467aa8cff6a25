"""The known articles: those that pages have shown or readers have read."""

import sqlalchemy as sa

from ..core.db.database import Database
from ..core.text.identity import spellings
from ..counting.store.sql.tables import article


class ArticleStore:
    """Queries articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def knows(self, site: str, article_id: str) -> bool:
        found = sa.select(article.c.number).where(
            article.c.site == site, article.c.id.in_(spellings(article_id))
        )
        with self._database.reading() as connection:
            return connection.scalar(found) is not None
