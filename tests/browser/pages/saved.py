"""The pages of an installation as they were sent: each kind of page once, in both languages."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from playwright.sync_api import Route
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from browser.pages import acts_and_units
from installations.opened import ADMIN, NAMES, Opened, open_installation, unpacked, visited
from support import browser, close

FULL = os.environ.get("MATRIX") == "full"
HOST = "http://localhost"
LANGUAGES = ("vi", "en")
# A saved page is looked at in a window, also if it is sent as a file, whose reader has
# no policy of the portal. It sets no cookie.
DROPPED = ("Set-Cookie", "Content-Disposition")
# The name of a page ends with one of these if a form was sent.
SENT = ("posted", "found")
# Parts of addresses that do not lead to a different kind of page.
_ALIKE = re.compile(
    r"(?<=/links/)[0-9a-f]{10}|(?<=/groups/)(?!new)[\w-]+|(?<=/chuyen-muc/)[\w-]+|(?<=/users/)\w+"
    r"|(?<=/gazette/)[\w-]+/[\w-]+/\d{4}/[\w-]+|(?<=/issues/)\d{4}(/[\w-]+)?|(?<=/units/)(?!new)[\w-]+"
    r"|(?<=/bodies/)(?!new)[\w-]+|(?<=/events/)(?!new)[\w-]+"
)
_MARK = re.compile(r"""<\w+|(?:class|role|type)="[^"]*"|aria-[a-z]+(?==)""")
# Where each language keeps its articles.
_ARTICLES = re.compile(r"^/(?:en/)?(?!portal/)")


@dataclass(frozen=True)
class Saved:
    """A page as it was sent. Its name is its address, or says what was posted."""

    name: str
    status: int
    headers: dict[str, str]
    html: str

    @property
    def lang(self) -> str:
        return re.findall(r'<html[^>]* lang="(\w+)"', self.html)[0]


@dataclass
class Site:
    """The saved pages, and the clients that fetch whatever else a page asks for."""

    office: FlaskClient
    reader: FlaskClient
    pages: dict[str, Saved] = field(default_factory=dict)
    # Pages that are not like any other one of their route.
    states: set[str] = field(default_factory=set)

    def keep_state(self, name: str, answer: TestResponse) -> None:
        self.states.add(name)
        self.keep(name, answer)

    def keep(self, name: str, answer: TestResponse) -> None:
        if answer.text.startswith("<!doctype html>") and name not in self.pages:
            policy = {"Content-Security-Policy"} if "Content-Disposition" in answer.headers else set()
            headers = {key: value for key, value in answer.headers.items() if key not in {*DROPPED, *policy}}
            self.pages[name] = Saved(name, answer.status_code, headers, answer.text)

    def answer(self, route: Route) -> None:
        """Answer a browser's request with a saved page, or ask the portal."""
        path = route.request.url.removeprefix(HOST)
        saved = self.pages.get(path)
        if saved:
            route.fulfill(status=saved.status, headers=saved.headers, body=saved.html)
            return
        answer = self.office.get(path)
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)
        answer.close()

    def of(self, lang: str) -> list[Saved]:
        return [page for page in self.pages.values() if page.lang == lang]

    def kinds(self, lang: str) -> list[Saved]:
        """One page of each route, each state of a poll, and all states of the gazette and the map. `make test-full` looks at all pages."""
        firsts = {self._kind(page): page for page in reversed(self.of(lang))}
        return self.of(lang) if FULL else list(firsts.values())

    def looks(self, lang: str) -> list[Saved]:
        """The fewest kinds of pages with all elements, classes and roles. `make test-full` looks at all pages."""
        if FULL:
            return self.of(lang)
        marks = {page.name: set(_MARK.findall(page.html)) for page in self.kinds(lang)}
        seen: set[str] = set()
        chosen = []
        for name in sorted(marks, key=lambda name: -len(marks[name])):
            if marks[name] - seen:
                seen |= marks[name]
                chosen.append(self.pages[name])
        return chosen

    def _kind(self, page: Saved) -> tuple[str, ...]:
        if page.name in self.states:
            return (page.name,)
        path, _, asked = page.name.partition("?")
        try:
            route, given = self.office.application.url_map.bind("localhost").match(path)
        except HTTPException:  # there is no such page, or a form is sent there
            route, given = path, {}
        sent = asked.rpartition("&")[2]
        return route, given.get("slug", "") if "polls" in route else "", sent if sent in SENT else ""


@contextmanager
def saved_site(folder: Path) -> Iterator[Site]:
    one = open_installation(NAMES[-1], unpacked(NAMES[-1], folder))
    one.run("migrate")
    one.run("archive")
    yield _saved(one)
    close(one.app)


def _saved(one: Opened) -> Site:
    site = Site(one.office, browser(one.app))
    acts_and_units.use(one.app, one.office)
    for lang in LANGUAGES:
        _post_everything(site, one, lang)
        _keep_acts_and_units(site, f"lang={lang}")
    known: set[tuple[str, str]] = set()
    for path, answer in visited(one.office, one.addresses()):
        parts = urlsplit(path)
        asked = "&".join(sorted(re.findall(r"(\w+)=", parts.query.replace("lang=en", ""))))
        kind = _ALIKE.sub("-", _ARTICLES.sub("/", parts.path)).rstrip("/"), asked
        if answer.status_code == 200 and answer.mimetype == "text/html" and kind not in known:
            known.add(kind)
            _keep_in_both_languages(site, re.sub(r"[?&]lang=en", "", path))
    return site


def _keep_in_both_languages(site: Site, path: str) -> None:
    english = f"{path}{'&' if '?' in path else '?'}lang=en"
    if not path.startswith("/portal/"):
        path = _ARTICLES.sub("/", path)
        english = f"/en{path}"
    for address in (path, english):
        site.keep(address, site.office.get(address))


def _post_everything(site: Site, one: Opened, lang: str) -> None:
    """The pages that only a sent form shows, and those for people who have not signed in."""
    reader, asked = site.reader, f"?lang={lang}"
    for path in (f"{ADMIN}/sign-in", "/portal/feedback/status", "/portal/nothing-here"):
        site.keep(f"{path}{asked}", reader.get(f"{path}{asked}"))
    site.keep(f"{ADMIN}/nothing-here{asked}", site.office.get(f"{ADMIN}/nothing-here{asked}"))
    posts: dict[str, dict[str, str]] = {
        f"{ADMIN}/sign-in": {},
        "/portal/polls/dich-vu-truc-tuyen/ballots": {},
        "/portal/feedback": {},
        "/portal/feedback/department": {"text": "", "email": "@"},
        "/portal/feedback/status": {"reference": "AAAA-AAAA-AAAA", "key": "AAAA"},
        "/portal/links/report": {"link": "3aa720ee86"},
    }
    for path, form in posts.items():
        site.keep(f"{path}{asked}&posted", reader.post(f"{path}{asked}", data=form))
    seen = reader.post(f"/portal/feedback/status{asked}", data=one.message("answered"))
    site.keep(f"/portal/feedback/status{asked}&found", seen)
    for path in (
        f"{ADMIN}/polls/new",
        f"{ADMIN}/organisation/units/new",
        f"{ADMIN}/links/new",
        f"{ADMIN}/accounts/new",
    ):
        token = re.findall(r'name="pw_csrf" value="([^"]+)"', site.office.get(path).text)[0]
        site.keep(f"{path}{asked}&posted", site.office.post(f"{path}{asked}", data={"pw_csrf": token}))


def _keep_acts_and_units(site: Site, lang: str) -> None:
    for path in acts_and_units.addresses():
        name = path if lang == "lang=vi" else f"{path}{'&' if '?' in path else '?'}{lang}"
        site.keep_state(name, site.office.get(name))
    for at, (path, form) in enumerate(acts_and_units.forms(site.office)):
        site.keep_state(f"{path}?{lang}&form={at}&posted", site.office.post(f"{path}?{lang}", data=form))
