"""The SQL view with which a host sorts its own articles by views."""

import re
from pathlib import Path

import sqlalchemy as sa

from portal_widgets.core.db.database import Database
from portal_widgets.counting.store.sql.tables import article

DOCS = Path(__file__).parents[2] / "docs/python.md"


def test_the_documented_query_sorts_a_hosts_articles_by_views(database_url: str, tmp_path: Path):
    (query,) = re.findall("```sql\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    database = Database(database_url, tmp_path)
    counted = [("main", "1", 4, 0), ("main", "2", 3, 90), ("other", "3", 500, 0)]
    with database.writing() as connection:
        for site, name, views, opening in counted:
            row = {"site": site, "id": name, "views": views, "opening": opening}
            connection.execute(sa.insert(article), row)
        connection.execute(sa.text("CREATE TABLE articles (id INTEGER PRIMARY KEY, headline VARCHAR(80))"))
        for number, headline in enumerate(("Cầu mới", "Nước sạch", "Lễ hội"), 1):
            values = {"id": number, "headline": headline}
            connection.execute(sa.text("INSERT INTO articles VALUES (:id, :headline)"), values)
    with database.reading() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(query))]
    database.close()
    assert rows == [("Nước sạch", 93), ("Cầu mới", 4), ("Lễ hội", 0)]
