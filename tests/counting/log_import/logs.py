"""Access logs for tests, the command that imports them, and the stored counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal_widgets.counting.store.sql.tables import article, exclusion_day, site_day
from support import FIREFOX, HANOI, portal_of

START = datetime(2026, 1, 5, tzinfo=HANOI)
ARTICLE = ["--article", r"^/bai/(?P<id>[^/]+)$"]


@dataclass(frozen=True)
class Load:
    """One line of a log, with the facts that a test knows."""

    minutes: int
    who: str
    path: str = "/bai/1"
    agent: str = FIREFOX
    status: int = 200
    method: str = "GET"
    referrer: str = "-"

    def text(self) -> str:
        at = START + timedelta(minutes=self.minutes)
        return (
            f'192.0.2.{ord(self.who) % 200} - - [{at:%d/%b/%Y:%H:%M:%S %z}] "{self.method} {self.path} HTTP/1.1" '
            f'{self.status} 512 "{self.referrer}" "{self.agent}"\n'
        )


def log(folder: Path, loads: Iterable[Load], name: str = "access.log") -> str:
    file = folder / name
    file.write_text("".join(load.text() for load in loads), "utf-8")
    return str(file)


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["portal", "import-log", *ARTICLE, *arguments])


def done(app: Flask, *arguments: str) -> str:
    result = run(app, *arguments)
    assert result.exit_code == 0, result.output
    return str(result.output)


def stored_counts(app: Flask) -> dict[str, Any]:
    """The stored counts: the site's sums, each article's views, and the exclusions."""
    with portal_of(app).database.reading() as connection:
        names = ("heard", "page_views", "article_views", "visits", "visitors")
        columns = [sa.func.coalesce(sa.func.sum(site_day.c[name]), 0).label(name) for name in names]
        sums = {
            name: int(value)
            for name, value in connection.execute(sa.select(*columns)).mappings().one().items()
        }
        read = dict(connection.execute(sa.select(article.c.id, article.c.views)).all())
        excluded = sa.select(exclusion_day.c.reason, sa.func.sum(exclusion_day.c.hits)).group_by(
            exclusion_day.c.reason
        )
        return {
            **sums,
            "articles": read,
            "excluded": {reason: int(hits) for reason, hits in connection.execute(excluded)},
        }
