"""The users of the portal: readers and the office. Each has an address and a browser."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from io import BytesIO
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Mobile Safari/537.36"
)
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
# Readers type this host. It is in the links of mails.
HOST = "cong.lamchau.example"
ADMIN = "/portal/admin"
LEADS_ON = {302, 303}
Fields = Mapping[str, str | list[str]]
Statuses = int | tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """The answer of the portal."""

    status: int
    headers: Mapping[str, str]
    text: str


class Reader:
    """A reader's browser. `number` identifies the reader and determines the address."""

    def __init__(self, port: int, number: int, agent: str = FIREFOX) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.address = f"127.0.1.{number}"
        self._agent = agent

    def get(self, path: str, *, status: int = 200, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers, status)

    def post(
        self,
        path: str,
        fields: Fields,
        files: Mapping[str, bytes] | None = None,
        *,
        status: Statuses = 200,
        **headers: str,
    ) -> Answer:
        """Send a form, and follow the redirect."""
        if files is None:
            body, kind = urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded"
        else:
            attached = [FileStorage(BytesIO(content), name) for name, content in files.items()]
            boundary, body = encode_multipart({**fields, "files": attached})
            kind = f'multipart/form-data; boundary="{boundary}"'
        return self._ask("POST", path, body, {"Content-Type": kind, **headers}, status)

    def read(self, path: str) -> None:
        """Open a page, which its script reports. If the report is only accepted, it is counted soon
        afterwards.
        """
        self.post("/portal/views", self.tokens(path), status=(200, 202))

    def tokens(self, path: str) -> dict[str, str]:
        """The tokens with which a page's script reports it."""
        page = self.get(path).text
        found = {name: re.search(rf'data-{name}-token="([^"]+)"', page) for name in ("article", "page")}
        return {name: match[1] for name, match in found.items() if match}

    def vote(self, slug: str, fields: Fields, *, status: int = 200) -> Answer:
        path = f"/portal/polls/{slug}"
        ticket = re.search(r'name="ballot" value="([^"]*)"', self.get(path).text)
        return self.post(f"{path}/ballots", {"ballot": ticket[1] if ticket else "", **fields}, status=status)

    def link(self, title: str) -> str:
        """The key of a link on the page of all links."""
        page = self.get("/portal/links").text
        return re.search(rf'data-link="([^"]+)"[^>]*>(?:<img[^>]*>)?<span>{title}', page)[1]

    def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], status: Statuses
    ) -> Answer:
        """Send one request. If the answer has another status, the making of the installation ends."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = {"Host": HOST, "User-Agent": self._agent, "Accept-Language": "vi", "Cookie": cookies}
        connection.request(method, path, body or None, {**own, **sent})
        heard = connection.getresponse()
        answer = Answer(heard.status, dict(heard.getheaders()), heard.read().decode("utf-8", "replace"))
        self._keep(heard.headers.get_all("Set-Cookie") or [])
        connection.close()
        if heard.status in LEADS_ON:
            return self._ask("GET", answer.headers["Location"], b"", {}, status)
        if heard.status not in ((status,) if isinstance(status, int) else status):
            raise RuntimeError(f"{method} {path} was answered {heard.status}: {answer.text}")
        return answer

    def _keep(self, given: list[str]) -> None:
        for line in given:
            for name, cookie in SimpleCookie(line).items():
                self.cookies.pop(name, None)
                if cookie["max-age"] != "0":
                    self.cookies[name] = cookie.value


class StaffMember(Reader):
    """A person who is signed in to the admin area."""

    def sign_in(self, name: str, password: str) -> None:
        self.get(f"{ADMIN}/")
        self.press(f"{ADMIN}/sign-in", f"{ADMIN}/sign-in", name=name, password=password)

    def press(self, page: str, to: str, **fields: str | list[str]) -> Answer:
        """Send a form of a page. All fields are given."""
        token = re.search(r'name="pw_csrf" value="([^"]+)"', self.get(page).text)[1]
        return self.post(to, {"pw_csrf": token, **fields})

    def edit(self, page: str, **changes: str) -> Answer:
        """Open the form of a page, change some of its fields, and save the rest unchanged."""
        forms = _Forms()
        forms.feed(self.get(page).text)
        return self.post(page, {**forms.fields[""], **changes})


class _Forms(HTMLParser):
    """The fields of a page's forms as a browser would send them, by the target of each form."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, str | list[str]]] = defaultdict(dict)
        self._form = self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("action", "")
        elif tag == "input" and not self._is_left_out(given):
            self._add(given["name"], given.get("value", ""))
        elif tag == "textarea":
            self._area = given["name"]
            self._add(self._area, "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self._add(self._select, given["value"])

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._form][self._area] = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def _is_left_out(self, given: Mapping[str, str]) -> bool:
        choice = given.get("type") in {"checkbox", "radio"}
        return not given.get("name") or (choice and "checked" not in given)

    def _add(self, name: str, value: str) -> None:
        self.fields[self._form][name] = value
