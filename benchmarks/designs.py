"""The same article page with different ways of counting. DESIGN names one of them. Servers load
`designs:app`.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, request
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from portal_widgets import PortalWidgets

PARAGRAPH = "<p>" + "Nước sạch về đến ấp cuối xã Đồng Mây, nơi xa trung tâm nhất của huyện. " * 12 + "</p>\n"
PAGE = """<!doctype html>
<html {{ attributes }}>
<head><meta charset="utf-8"><title>{{ article }}</title>{{ head }}</head>
<body>
<ul>{% for item in menu %}<li><a href="/chuyen-muc/{{ item }}">{{ item }}</a></li>{% endfor %}</ul>
<main><h1>{{ article }}</h1>{% for _ in range(7) %}{{ paragraph }}{% endfor %}{{ widgets }}</main>
<ul>{% for item in related %}<li><a href="/bai/{{ item }}">{{ item }}</a></li>{% endfor %}</ul>
</body>
</html>
"""
OPTIONS: dict[str, Any] = {
    "links": {
        "services": [{"title": f"Dịch vụ {number}", "url": f"/dich-vu/{number}"} for number in range(7)]
    },
    "organisation": {
        "name": "Ủy ban xã Đồng Mây",
        "telephones": ["0200 000 0001"],
        "email": "ubnd@dongmay.example",
    },
}
Count = Callable[[str], None]


def create_app(design: str, folder: str, redis_url: str | None = None) -> Flask:
    app = Flask("bench", instance_path=folder)
    app.secret_key = "bench"
    widgets = WIDGETS.get(design)
    if widgets is not None:
        redis = {"redis_url": redis_url} if redis_url else {}
        PortalWidgets(
            app,
            count_by="beacon" if design == "beacon" else "server",
            background="QUIET" not in os.environ,
            **OPTIONS,
            **redis,
        )
    count = NAIVE[design](folder, redis_url) if design in NAIVE else None
    template = app.jinja_env.from_string(PAGE)
    portal: Any = app.jinja_env.globals.get("portal")
    fixed = {
        "menu": [f"muc-{number}" for number in range(12)],
        "related": [f"lien-quan-{number}" for number in range(10)],
        "paragraph": PARAGRAPH,
    }

    @app.get("/bai/<article>")
    def page(article: str) -> str:
        if count is not None:
            count(article)
        if widgets is None:
            return template.render(article=article, **fixed)
        return template.render(
            article=article,
            attributes=portal.html_attributes(),
            head=portal.head(),
            widgets=widgets(portal, article),
            **fixed,
        )

    @app.get("/empty")
    def empty() -> tuple[str, int]:
        return "", 204

    return app


def _counter(portal: Any, article: str) -> Markup:
    count: Markup = portal.view_count(article, title="Bài viết", url="/bai/" + article)
    return count


def _all(portal: Any, article: str) -> Markup:
    return Markup().join(
        (
            portal.reading_options(),
            portal.dateline("2023-03-08T14:35"),
            _counter(portal, article),
            portal.most_read(),
            portal.visit_statistics(),
            portal.links("services"),
            portal.organisation(),
        ),
    )


WIDGETS: dict[str, Callable[[Any, str], Markup]] = {"server": _counter, "beacon": _counter, "all": _all}


# Other designs count inside the request, before the answer.


def _visitor() -> bytes:
    seen = f"{request.remote_addr}\n{request.headers.get('User-Agent', '')}".encode()
    return hashlib.blake2b(seen, key=b"salt", digest_size=16).digest()


def bare_journal(folder: str, _redis_url: str | None) -> Count:
    """The least work that keeps a view if the process crashes: the clock, a keyed hash and one write. Nothing
    reads the file.
    """
    journal = os.open(Path(folder) / "bare.journal", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def count(article: str) -> None:
        agent = request.headers.get("User-Agent", "")
        os.write(journal, _visitor() + f"{time.time_ns()}\t{article}\t{agent}\n".encode())

    return count


def naive_redis(_folder: str, redis_url: str | None) -> Count:
    """One pipeline for each view: total, day, site, unique visitors, online."""
    import redis

    client = redis.Redis.from_url(redis_url or "redis://127.0.0.1:6379/0")

    def count(article: str) -> None:
        visitor, day = _visitor(), datetime.now().astimezone().date().isoformat()
        pipeline = client.pipeline(transaction=False)
        pipeline.hincrby("total", article, 1)
        pipeline.hincrby(f"day:{day}", article, 1)
        pipeline.incr(f"site:{day}")
        pipeline.pfadd(f"visitors:{day}", visitor)
        pipeline.zadd("online", {visitor: time.time()})
        pipeline.execute()

    return count


def _sqlite(file: Path, schema: str) -> Callable[[], sqlite3.Connection]:
    """A connection for each thread, to a database that was created once."""
    local = threading.local()
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.closing(sqlite3.connect(file)) as first:
            first.execute("PRAGMA journal_mode=WAL")
            first.executescript(schema)

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(file, timeout=30, isolation_level=None)
            local.connection.execute("PRAGMA synchronous=NORMAL")
        return local.connection  # type: ignore[no-any-return]

    return connection


def naive_sql(folder: str, _redis_url: str | None) -> Count:
    """One transaction of upserts for each view (SQLite, WAL)."""
    connection = _sqlite(
        Path(folder) / "naive.sqlite3",
        "CREATE TABLE IF NOT EXISTS total (article TEXT PRIMARY KEY, n INTEGER);"
        "CREATE TABLE IF NOT EXISTS day (day TEXT, article TEXT, n INTEGER, PRIMARY KEY (day, article));"
        "CREATE TABLE IF NOT EXISTS site (day TEXT PRIMARY KEY, n INTEGER);"
        "CREATE TABLE IF NOT EXISTS visitor (day TEXT, visitor BLOB, PRIMARY KEY (day, visitor));",
    )

    def count(article: str) -> None:
        visitor, day, sql = _visitor(), datetime.now().astimezone().date().isoformat(), connection()
        sql.execute("BEGIN IMMEDIATE")
        sql.execute("INSERT INTO total VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1", (article,))
        sql.execute("INSERT INTO day VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1", (day, article))
        sql.execute("INSERT INTO site VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1", (day,))
        sql.execute("INSERT OR IGNORE INTO visitor VALUES (?, ?)", (day, visitor))
        sql.execute("COMMIT")

    return count


def naive_hitcount(folder: str, _redis_url: str | None) -> Count:
    """The thirteen statements, four of them writes, that django-hitcount 1.3 runs for a first view. They run
    without its framework, so this is a lower bound of its cost.
    """
    connection = _sqlite(
        Path(folder) / "hitcount.sqlite3",
        "CREATE TABLE IF NOT EXISTS session (key TEXT PRIMARY KEY, data TEXT, expires REAL);"
        "CREATE TABLE IF NOT EXISTS hitcount (id INTEGER PRIMARY KEY, object TEXT UNIQUE, hits INTEGER);"
        "CREATE TABLE IF NOT EXISTS hit (id INTEGER PRIMARY KEY, created REAL, ip TEXT, session TEXT,"
        " agent TEXT, hitcount INTEGER);"
        "CREATE INDEX IF NOT EXISTS hit_session ON hit (session, hitcount, created);"
        "CREATE INDEX IF NOT EXISTS hit_ip ON hit (ip, created);"
        "CREATE TABLE IF NOT EXISTS blacklist_ip (ip TEXT UNIQUE);"
        "CREATE TABLE IF NOT EXISTS blacklist_agent (agent TEXT UNIQUE);"
        "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT);",
    )

    def count(article: str) -> None:
        sql, now = connection(), time.time()
        address, agent = request.remote_addr, request.headers.get("User-Agent", "")
        key = hashlib.md5(f"{address}{agent}{now}".encode(), usedforsecurity=False).hexdigest()
        sql.execute("SELECT data FROM session WHERE key = ? AND expires > ?", (key, now)).fetchone()
        sql.execute("SELECT id, hits FROM hitcount WHERE object = ?", (article,)).fetchone()
        sql.execute("INSERT OR IGNORE INTO hitcount (object, hits) VALUES (?, 0)", (article,))
        (identity,) = sql.execute("SELECT id FROM hitcount WHERE object = ?", (article,)).fetchone()
        sql.execute("INSERT OR REPLACE INTO session VALUES (?, '', ?)", (key, now + 86400))
        sql.execute("SELECT value FROM setting WHERE name = 'keep'").fetchone()
        sql.execute("SELECT 1 FROM blacklist_ip WHERE ip = ?", (address,)).fetchone()
        sql.execute("SELECT 1 FROM blacklist_agent WHERE agent = ?", (agent,)).fetchone()
        sql.execute(
            "SELECT count(*) FROM hit WHERE ip = ? AND created > ?", (address, now - 604800)
        ).fetchone()
        sql.execute(
            "SELECT count(*) FROM hit WHERE session = ? AND hitcount = ? AND created > ?",
            (key, identity, now - 604800),
        ).fetchone()
        sql.execute("SELECT value FROM setting WHERE name = 'limit'").fetchone()
        sql.execute(
            "INSERT INTO hit (created, ip, session, agent, hitcount) VALUES (?, ?, ?, ?, ?)",
            (now, address, key, agent, identity),
        )
        sql.execute("UPDATE hitcount SET hits = hits + 1 WHERE id = ?", (identity,))

    return count


NAIVE: dict[str, Callable[[str, str | None], Count]] = {
    "bare-journal": bare_journal,
    "naive-redis": naive_redis,
    "naive-sql": naive_sql,
    "naive-hitcount": naive_hitcount,
}

if "DESIGN" in os.environ:
    app = create_app(os.environ["DESIGN"], os.environ["FOLDER"], os.environ.get("REDIS_URL"))
    app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
