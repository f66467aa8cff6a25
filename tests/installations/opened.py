"""Opens a copy of an installation with the current code, as its users would."""

import json
import re
import sqlite3
import tarfile
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from support import FrozenClock, browser

FOLDER = Path(__file__).parent
NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))
ADMIN = "/portal/admin"
COUNTS = ("heard", "page_views", "article_views", "visits", "visitors")
SUMS = "SELECT sum(heard), sum(page_views), sum(article_views), sum(visits), sum(visitors) FROM pw_site_day"
# Parts of addresses that do not lead to a different page.
_ALIKE = re.compile(
    r"(?<=/admin/statistics/articles/)\d+|(?<=/admin/gazette/documents/)\d+|(?<=[a-z])\.(csv|xlsx|json)$"
)


@dataclass
class Opened:
    """A copy of an installation, opened soon after its last use, and the known facts about it."""

    folder: Path
    app: Flask
    told: dict[str, Any]

    def run(self, *words: str) -> str:
        """The output of `flask portal ...`."""
        done = self.app.test_cli_runner().invoke(args=["portal", *words])
        assert done.exit_code == 0, done.output
        return done.output

    def rows(self, asked: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "portal_widgets.sqlite3")) as connection:
            return connection.execute(asked).fetchall()

    def counted(self) -> dict[str, int]:
        """The sum of the counts of all days."""
        return dict(zip(COUNTS, self.rows(SUMS)[0], strict=True))

    @cached_property
    def office(self) -> FlaskClient:
        return self.sign_in("admin")

    def sign_in(self, name: str) -> FlaskClient:
        """A person who signs in with the password of that time."""
        client = browser(self.app)
        page = client.get(f"{ADMIN}/sign-in").text
        sent = {"pw_csrf": _token(page), "name": name, "password": self.told["password"]}
        assert client.post(f"{ADMIN}/sign-in", data=sent).status_code == 303
        return client

    def stayed(self, who: str) -> FlaskClient:
        """A browser that was open during the update, with its cookies."""
        client = browser(self.app)
        for name, value in self.told["cookies"][who].items():
            client.set_cookie(name, value)
        return client

    def addresses(self) -> list[str]:
        """Every address without a variable. All others are found by links."""
        rules = self.app.url_map.iter_rules()
        return ["/", "/en/", *(rule.rule for rule in rules if "GET" in rule.methods and not rule.arguments)]

    def message(self, name: str) -> dict[str, str]:
        """The reference and the key of a message's sender."""
        return self.told["messages_sent"][name]


def unpacked(name: str, folder: Path) -> Path:
    with tarfile.open(FOLDER / f"{name}.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return folder


def open_installation(name: str, folder: Path, **config: Any) -> Opened:
    told = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    clock = FrozenClock(told["opened"])
    app = create_app(folder, PORTAL_WIDGETS_CLOCK=clock, PORTAL_WIDGETS_BACKGROUND=False, **config)
    return Opened(folder, app, told)


def _token(page: str) -> str:
    return re.search(r'name="pw_csrf" value="([^"]+)"', page)[1]


def visited(client: FlaskClient, begin: list[str]) -> Iterator[tuple[str, TestResponse]]:
    """Follow every link of this site. If addresses differ only in their query, in the number of an article or
    in the kind of a file of the statistics, only one is followed.
    """
    known: set[tuple[str, frozenset[str]]] = set()
    left = deque(begin)
    while left:
        path = left.popleft()
        parts = urlsplit(path)
        kind = (_ALIKE.sub("", parts.path), frozenset(parse_qs(parts.query)))
        if parts.netloc or not parts.path.startswith("/") or kind in known:
            continue
        known.add(kind)
        answer = client.get(path)
        yield path, answer
        if answer.mimetype == "text/html":
            left += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', answer.text)]
        answer.close()
