"""The dashboard on five years of 100,000 articles: milliseconds of a page, beside a bare Flask page."""

import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from designs import create_app as create_bare
from flask import Flask
from measure import folder, interleaved, median

from portal_widgets import PortalWidgets
from portal_widgets.core.app.portal import Portal

HOME = "/portal/admin/statistics/"
PAGES = {
    "today": f"{HOME}?period=today",
    "30 days": f"{HOME}?period=30-days",
    "last month": f"{HOME}?period=last-month",
    "this quarter": f"{HOME}?period=this-quarter",
    "half-year": f"{HOME}?period=last-half-year",
    "this year": f"{HOME}?period=this-year",
    "last year": f"{HOME}?period=last-year",
    "five years": f"{HOME}?period=custom&from=2000-01-01&to=2100-12-31",
    "odd days": f"{HOME}?period=custom&from=2023-03-10&to=2025-09-20",
    "a category, this year": f"{HOME}?period=this-year&category=Tin+t%E1%BB%A9c",
    "an article, this year": f"{HOME}articles/90000?period=this-year",
}


def run(rounds: int = 5) -> dict[str, Any]:
    with folder() as years, folder() as empty:
        app = _filled(years)
        client, bare = app.test_client(), create_bare("bare", empty).test_client()
        asks: dict[str, Callable[[], Any]] = {
            "bare": lambda: bare.get("/bai/1"),
            **{name: lambda path=path: client.get(path) for name, path in PAGES.items()},
        }
        for ask in asks.values():
            ask()
        statements = {name: _statements(app, asks[name]) for name in PAGES}
        seen = interleaved(list(asks), lambda name: _milliseconds(asks[name]), rounds)
    taken = {name: round(median(values), 2) for name, values in seen.items()}
    return {
        "dashboard_ms": taken,
        "dashboard_times_a_bare_page": {name: round(taken[name] / taken["bare"]) for name in PAGES},
        "dashboard_statements": statements,
    }


def _filled(where: str) -> Flask:
    app = Flask("years", instance_path=where)
    app.secret_key = "bench"
    PortalWidgets(app, background=False, admin_guard=lambda: {"viewer"})
    made = app.test_cli_runner().invoke(args=["portal", "demo-data"])
    if made.exit_code:
        raise RuntimeError(made.output)
    return app


def _milliseconds(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    answer = ask()
    taken = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        raise RuntimeError(answer.status)
    return taken


def _statements(app: Flask, ask: Callable[[], Any]) -> int:
    """The number of SQL statements for a page, including the check of the session."""
    portal: Portal = app.extensions["portal_widgets"]
    engine = portal.database.engine
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    ask()
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(asked)
