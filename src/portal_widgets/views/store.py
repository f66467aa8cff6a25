"""The known articles: those that pages have shown or readers have read."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..core.db.database import Database
from ..core.text.identity import spellings
from ..counting.store.sql.tables import article


class ArticleStore:
    """Queries articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def knows(self, site: str, article_id: str) -> bool:
        return bool(self.known(site, [article_id]))

    def known(self, site: str, article_ids: Sequence[str]) -> list[str]:
        """The given ids that are known, in one query."""
        listed = {one: spellings(one) for one in article_ids}
        every = {stored for names in listed.values() for stored in names}
        asked = sa.select(article.c.id).where(article.c.site == site, article.c.id.in_(every))
        with self._database.reading() as connection:
            found = set(connection.scalars(asked))
        return [one for one, names in listed.items() if not found.isdisjoint(names)]
